#include "spread.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "array.h"
#include "flood_cells.h"
#include "neighbours.h"

namespace imglib2node::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Steps of a voxel that was not reached: its level is its height.
constexpr double kUnreached = -1;

struct Spot {
  double level;
  double steps;
  double level_before;
  double steps_before;
  int32_t label;
};

struct Source {
  Spot spot;
  uint32_t cell;

  bool operator<(const Source& other) const {
    return spot.level != other.spot.level ? spot.level < other.spot.level : spot.steps < other.spot.steps;
  }
};

// A voxel that is higher than those that it was reached from.
struct Rise {
  double level;
  uint32_t cell;

  bool operator<(const Rise& other) const { return level < other.level; }
};

bool IsBefore(double level, double steps, int32_t label, const Spot& spot) {
  if (level != spot.level_before) return level < spot.level_before;
  return steps != spot.steps_before ? steps < spot.steps_before : label < spot.label;
}

// Calls `visit(cell, place, count)` for each voxel of the faces: its planes lie at `place`, `count` apart.
template <typename Visitor>
void ForEachFaceVoxel(const std::vector<int64_t>& shape, int64_t margin, Visitor&& visit) {
  const size_t axes = shape.size();
  std::vector<int64_t> strides(axes);
  int64_t stride = 1;
  for (size_t axis = axes; axis-- > 0;) {
    strides[axis] = stride;
    stride *= shape[axis] + 2;
  }
  size_t face = 0;
  for (size_t across = 0; across < axes; across++) {
    for (const int64_t layer : {1 - margin, shape[across] + margin}) {
      size_t count = 1;
      int64_t cell = layer * strides[across];
      for (size_t axis = 0; axis < axes; axis++) {
        if (axis == across) continue;
        count *= static_cast<size_t>(shape[axis] + 2 * margin);
        cell += (1 - margin) * strides[axis];
      }
      std::vector<int64_t> index(axes, 0);
      for (size_t i = 0; i < count; i++) {
        visit(static_cast<size_t>(cell), face + i, count);
        for (size_t axis = axes; axis-- > 0;) {
          if (axis == across) continue;
          cell += strides[axis];
          if (++index[axis] < shape[axis] + 2 * margin) break;
          cell -= strides[axis] * index[axis];
          index[axis] = 0;
        }
      }
      face += kReached * count;
    }
  }
}

// Level by level, and in a level step by step: what is reached at one step has all its rivals among those of the step
// before, or, where a voxel is higher than those, among all that are lower.
class SpreadFlood {
 public:
  SpreadFlood(const Flood& flood, const double* around, const int32_t* labels)
      : flood_(flood),
        neighbours_(CellNeighbours(flood.shape, flood.connectivity)),
        cells_(CellsOf(flood.shape), Spot{kInfinity, kUnreached, 0, 0, kClosed}) {
    Visit(flood.type, [&](auto tag) { TakeVoxels<typename decltype(tag)::type>(labels); });
    TakeAround(around);
  }

  void Run() {
    size_t source = 0;
    while (!heap_.empty() || source < sources_.size()) {
      const bool rises =
          source == sources_.size() || (!heap_.empty() && heap_.top().level <= sources_[source].spot.level);
      const double level = rises ? heap_.top().level : sources_[source].spot.level;
      double steps = rises ? 0 : sources_[source].spot.steps;
      if (rises) {
        while (!heap_.empty() && heap_.top().level == level) front_.push_back(heap_.Pop().cell);
      }
      do {
        for (; source < sources_.size(); source++) {
          const auto& [spot, cell] = sources_[source];
          if (spot.level != level || spot.steps != steps) break;
          cells_[cell] = spot;
          front_.push_back(cell);
        }
        for (const uint32_t cell : front_) SpreadFrom(cell, level, steps);
        front_.swap(next_);
        next_.clear();
        steps++;
      } while (!front_.empty());
    }
  }

  void Write(int32_t* labels, double* faces) const {
    ForEachLine(flood_.shape, [&](size_t cell, size_t element, size_t length) {
      for (size_t i = 0; i < length; i++) labels[element + i] = Reaches(cell + i) ? cells_[cell + i].label : 0;
    });
    ForEachFaceVoxel(flood_.shape, 0, [&](size_t cell, size_t place, size_t count) {
      const Spot spot = Reaches(cell) ? cells_[cell] : Spot{cells_[cell].label == kClosed ? -kInfinity : 0, 0, 0, 0, 0};
      double* to = faces + place;
      to[static_cast<size_t>(Reached::kLabel) * count] = spot.label;
      to[static_cast<size_t>(Reached::kLevel) * count] = spot.level;
      to[static_cast<size_t>(Reached::kSteps) * count] = spot.steps;
      to[static_cast<size_t>(Reached::kLevelBefore) * count] = spot.level_before;
      to[static_cast<size_t>(Reached::kStepsBefore) * count] = spot.steps_before;
    });
  }

 private:
  bool Reaches(size_t cell) const { return cells_[cell].steps != kUnreached; }

  template <typename T>
  void TakeVoxels(const int32_t* labels) {
    const auto* heights = static_cast<const T*>(flood_.heights);
    ForEachLine(flood_.shape, [&](size_t cell, size_t element, size_t length) {
      for (size_t i = element; i < element + length; i++, cell++) {
        if (flood_.mask != nullptr && flood_.mask[i] == 0) continue;
        auto level = static_cast<double>(heights[i]);
        if (std::isnan(level)) level = kInfinity;
        if (labels[i] == 0) {
          cells_[cell] = {level, kUnreached, 0, 0, 0};
          continue;
        }
        cells_[cell] = {level, 0, -kInfinity, -1, labels[i]};
        heap_.Push({level, static_cast<uint32_t>(cell)});
      }
    });
  }

  // What lies around stays closed to what comes from inside: the blocks there flood it.
  void TakeAround(const double* around) {
    ForEachFaceVoxel(flood_.shape, 1, [&](size_t cell, size_t place, size_t count) {
      const auto plane = [&](Reached which) { return around[place + static_cast<size_t>(which) * count]; };
      const auto label = static_cast<int32_t>(plane(Reached::kLabel));
      if (label == 0) return;
      sources_.push_back({{plane(Reached::kLevel), plane(Reached::kSteps), plane(Reached::kLevelBefore),
                           plane(Reached::kStepsBefore), label},
                          static_cast<uint32_t>(cell)});
    });
    std::stable_sort(sources_.begin(), sources_.end());
  }

  void SpreadFrom(size_t from, double level, double steps) {
    const Spot spot = cells_[from];
    for (const int64_t step : neighbours_) {
      const size_t at = from + static_cast<size_t>(step);
      // From the layers around steps lead out of the array, or to others of those layers.
      if (at >= cells_.size()) continue;
      Spot& cell = cells_[at];
      if (cell.label == kClosed) continue;
      const bool rises = cell.level > level;
      if (cell.steps == kUnreached) {
        if (rises) {
          cell = {cell.level, 0, level, steps, spot.label};
          heap_.Push({cell.level, static_cast<uint32_t>(at)});
        } else {
          cell = {level, steps + 1, spot.level_before, spot.steps_before, spot.label};
          next_.push_back(static_cast<uint32_t>(at));
        }
      } else if (rises) {
        if (!IsBefore(level, steps, spot.label, cell)) continue;
        cell.level_before = level;
        cell.steps_before = steps;
        cell.label = spot.label;
      } else if (cell.level == level && cell.steps == steps + 1) {
        if (!IsBefore(spot.level_before, spot.steps_before, spot.label, cell)) continue;
        cell.level_before = spot.level_before;
        cell.steps_before = spot.steps_before;
        cell.label = spot.label;
      }
    }
  }

  const Flood& flood_;
  std::vector<int64_t> neighbours_;
  // With the level of a voxel that was not reached its height; markers and what is higher than what reached it are in
  // the heap, what is not in `front_` or `next_`.
  Array<Spot> cells_;
  Array<Source> sources_;
  Heap<Rise> heap_;
  Array<uint32_t> front_;
  Array<uint32_t> next_;
};

}  // namespace

size_t FaceVoxels(const std::vector<int64_t>& shape, int64_t margin) {
  size_t voxels = 0;
  for (size_t across = 0; across < shape.size(); across++) {
    size_t count = 2;
    for (size_t axis = 0; axis < shape.size(); axis++) {
      if (axis != across) count *= static_cast<size_t>(shape[axis] + 2 * margin);
    }
    voxels += count;
  }
  return voxels;
}

void Spread(const Flood& flood, const double* around, int32_t* labels, double* faces) {
  if (std::find(flood.shape.begin(), flood.shape.end(), 0) != flood.shape.end()) return;
  SpreadFlood spread(flood, around, labels);
  spread.Run();
  spread.Write(labels, faces);
}

}  // namespace imglib2node::kernels
