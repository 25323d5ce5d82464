#include "components.h"

#include <algorithm>

#include "array.h"
#include "neighbours.h"

namespace imglib2node::kernels {
namespace {

// Voxels beside one another along the fastest axis that are not 0: those from `start` on and before `end`.
struct Run {
  uint32_t start;
  uint32_t end;
};

// A line of the fastest axis that comes before another one and touches it.
struct LineBefore {
  // By how many lines it lies before.
  int64_t distance;
  // Along each axis but the fastest.
  std::vector<int> step;
  // By how many voxels runs may miss one another.
  uint32_t reach;
};

class Components {
 public:
  size_t size() const { return parents_.size(); }

  void Add() { parents_.push_back(static_cast<uint32_t>(parents_.size())); }

  // The first of all that two belong to is what stands for them.
  void Join(uint32_t a, uint32_t b) {
    a = Root(a);
    b = Root(b);
    if (a < b) {
      parents_[b] = a;
    } else {
      parents_[a] = b;
    }
  }

  // Numbers instead of parents, from 1 on; returns the last.
  int32_t Number() {
    uint32_t count = 0;
    for (uint32_t i = 0; i < parents_.size(); i++) {
      // One that stands for others comes before them.
      parents_[i] = parents_[i] == i ? ++count : parents_[parents_[i]];
    }
    return static_cast<int32_t>(count);
  }

  int32_t number(size_t i) const { return static_cast<int32_t>(parents_[i]); }

 private:
  uint32_t Root(uint32_t i) {
    while (parents_[i] != i) {
      parents_[i] = parents_[parents_[i]];
      i = parents_[i];
    }
    return i;
  }

  Array<uint32_t> parents_;
};

struct Runs {
  Array<Run> runs;
  // Where those of each line begin.
  Array<uint32_t> lines;
  Components components;
};

template <typename T>
void AddRuns(const T* line, uint32_t length, Runs* found) {
  uint32_t i = 0;
  for (;;) {
    while (i < length && line[i] == T(0)) i++;
    if (i == length) return;
    const uint32_t start = i;
    while (i < length && line[i] != T(0)) i++;
    found->runs.push_back({start, i});
    found->components.Add();
  }
}

void JoinLines(Runs* found, size_t before, size_t line, uint32_t reach) {
  uint32_t a = found->lines[before];
  const uint32_t last = found->lines[before + 1];
  const auto end = static_cast<uint32_t>(found->runs.size());
  for (uint32_t b = found->lines[line]; a < last && b < end;) {
    const Run& one = found->runs[a];
    const Run& other = found->runs[b];
    if (one.start < other.end + reach && other.start < one.end + reach) found->components.Join(a, b);
    if (one.end < other.end) {
      a++;
    } else {
      b++;
    }
  }
}

std::vector<LineBefore> LinesBefore(const std::vector<int64_t>& outer, size_t connectivity) {
  std::vector<LineBefore> before;
  for (const Step& step : Steps(outer.size(), connectivity)) {
    int64_t distance = 0;
    for (size_t axis = 0; axis < outer.size(); axis++) distance = distance * outer[axis] + step.along[axis];
    const auto first = std::find_if(step.along.begin(), step.along.end(), [](int each) { return each != 0; });
    if (*first < 0) before.push_back({-distance, step.along, step.length < connectivity ? 1U : 0U});
  }
  return before;
}

bool Exists(const std::vector<int64_t>& index, const std::vector<int>& step, const std::vector<int64_t>& shape) {
  for (size_t axis = 0; axis < index.size(); axis++) {
    const int64_t at = index[axis] + step[axis];
    if (at < 0 || at >= shape[axis]) return false;
  }
  return true;
}

template <typename T>
Runs FindRuns(const T* source, const std::vector<int64_t>& shape, size_t connectivity) {
  const std::vector<int64_t> outer(shape.begin(), shape.end() - 1);
  const auto length = static_cast<uint32_t>(shape.back());
  size_t lines = 1;
  for (const int64_t extent : outer) lines *= static_cast<size_t>(extent);
  const std::vector<LineBefore> before = LinesBefore(outer, connectivity);
  std::vector<int64_t> index(outer.size(), 0);
  Runs found;
  found.lines.reserve(lines + 1);
  found.lines.push_back(0);
  for (size_t line = 0; line < lines; line++) {
    AddRuns(source + line * length, length, &found);
    if (found.runs.size() > found.lines[line]) {
      for (const LineBefore& each : before) {
        if (!Exists(index, each.step, outer)) continue;
        JoinLines(&found, line - static_cast<size_t>(each.distance), line, each.reach);
      }
    }
    found.lines.push_back(static_cast<uint32_t>(found.runs.size()));
    for (size_t axis = outer.size(); axis-- > 0;) {
      if (++index[axis] < outer[axis]) break;
      index[axis] = 0;
    }
  }
  return found;
}

}  // namespace

int32_t Label(ElementType type, const void* source, const std::vector<int64_t>& shape, size_t connectivity,
              int32_t* target) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  Runs found;
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    found = FindRuns(static_cast<const T*>(source), shape, connectivity);
  });
  const int32_t count = found.components.Number();
  const auto length = static_cast<size_t>(shape.back());
  for (size_t line = 0; line + 1 < found.lines.size(); line++) {
    int32_t* row = target + line * length;
    size_t at = 0;
    for (size_t i = found.lines[line]; i < found.lines[line + 1]; i++) {
      const Run& run = found.runs[i];
      std::fill(row + at, row + run.start, 0);
      std::fill(row + run.start, row + run.end, found.components.number(i));
      at = run.end;
    }
    std::fill(row + at, row + length, 0);
  }
  return count;
}

}  // namespace imglib2node::kernels
