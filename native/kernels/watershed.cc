#include "watershed.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "neighbours.h"

namespace imglib2node::kernels {
namespace {

// What is no voxel to be flooded: outside of the mask, around the array, or on a line between basins.
constexpr int32_t kClosed = std::numeric_limits<int32_t>::min();

// How often voxels may be put into the heap only for the sake of that order: so often each, and in small arrays more.
constexpr uint64_t kPushesEach = 4;
constexpr uint64_t kPushes = uint64_t{1} << 24;

// A height as an unsigned integer of the same order: 32 bits where those hold it.
template <typename T>
auto HeightKey(T value) {
  if constexpr (std::is_integral_v<T> && sizeof(T) <= 4) {
    return static_cast<uint32_t>(static_cast<int64_t>(value) - std::numeric_limits<T>::min());
  } else {
    // 64 bit integers as the doubles that they are compared as.
    using F = std::conditional_t<std::is_same_v<T, float>, float, double>;
    using Bits = std::conditional_t<std::is_same_v<T, float>, uint32_t, uint64_t>;
    constexpr Bits kSign = Bits{1} << (8 * sizeof(Bits) - 1);
    const F number = static_cast<F>(value) + F{0};  // no -0
    if (std::isnan(number)) return std::numeric_limits<Bits>::max();
    Bits bits;
    std::memcpy(&bits, &number, sizeof bits);
    return (bits & kSign) != 0 ? static_cast<Bits>(~bits) : static_cast<Bits>(bits | kSign);
  }
}

// A voxel at the edge of what is flooded.
template <typename Key>
struct Edge {
  Key key;
  uint32_t age;
  uint32_t index;

  Key level() const { return key; }
  bool operator<(const Edge& other) const { return key != other.key ? key < other.key : age < other.age; }
};

// With 32 bits key and age are compared at once.
template <>
struct Edge<uint32_t> {
  Edge() = default;
  Edge(uint32_t key, uint32_t age, uint32_t at) : order(uint64_t{key} << 32 | age), index(at) {}
  uint64_t order;
  uint32_t index;

  uint32_t level() const { return static_cast<uint32_t>(order >> 32); }
  bool operator<(const Edge& other) const { return order < other.order; }
};

// One that remembers its basin, since voxels get theirs when they are taken; the ages are those of many more pushes.
template <typename Key>
struct LineEdge {
  Key key;
  uint64_t age;
  uint32_t index;
  int32_t label;

  bool operator<(const LineEdge& other) const { return key != other.key ? key < other.key : age < other.age; }
};

// A binary heap. Which of equal elements comes first depends on how it works, so that is part of the result.
template <typename Item>
class Heap {
 public:
  bool empty() const { return items_.empty(); }

  void Push(const Item& item) {
    size_t at = items_.size();
    items_.push_back(item);
    while (at > 0) {
      const size_t parent = (at - 1) / 2;
      if (!(item < items_[parent])) break;
      items_[at] = items_[parent];
      at = parent;
    }
    items_[at] = item;
  }

  Item Pop() {
    const Item top = items_.front();
    const Item item = items_.back();
    items_.pop_back();
    const size_t size = items_.size();
    if (size == 0) return top;
    size_t at = 0;
    for (;;) {
      size_t child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && items_[child + 1] < items_[child]) child++;
      if (!(items_[child] < item)) break;
      items_[at] = items_[child];
      at = child;
    }
    items_[at] = item;
    return top;
  }

 private:
  std::vector<Item> items_;
};

template <typename Key>
struct Cell {
  Key key;
  int32_t label;
};

// The array with a closed voxel on each side of each axis, so that no neighbour has to be looked for beyond an edge.
template <typename Key>
struct Basin {
  std::vector<Cell<Key>> cells;
  std::vector<int64_t> neighbours;
};

// Calls `visit(cell, element, length)` for each line of the fastest axis.
template <typename Visitor>
void ForEachLine(const std::vector<int64_t>& shape, Visitor&& visit) {
  const size_t axes = shape.size();
  std::vector<int64_t> strides(axes);
  int64_t stride = 1;
  int64_t first = 0;
  for (size_t axis = axes; axis-- > 0;) {
    strides[axis] = stride;
    first += stride;
    stride *= shape[axis] + 2;
  }
  std::vector<int64_t> index(axes, 0);
  const int64_t length = shape.back();
  for (int64_t element = 0;; element += length) {
    visit(static_cast<size_t>(first), static_cast<size_t>(element), static_cast<size_t>(length));
    size_t axis = axes - 1;
    for (;;) {
      if (axis == 0) return;
      axis--;
      first += strides[axis];
      if (++index[axis] < shape[axis]) break;
      first -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

// By how many cells each neighbour is away: near ones first, and in C order.
std::vector<int64_t> NeighboursOf(const Flood& flood) {
  std::vector<Step> steps = Steps(flood.shape.size(), flood.connectivity);
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.length < b.length; });
  std::vector<int64_t> neighbours;
  for (const Step& step : steps) {
    int64_t distance = 0;
    for (size_t axis = 0; axis < step.along.size(); axis++) {
      distance = distance * (flood.shape[axis] + 2) + step.along[axis];
    }
    neighbours.push_back(distance);
  }
  return neighbours;
}

size_t CellsOf(const std::vector<int64_t>& shape) {
  size_t size = 1;
  for (const int64_t extent : shape) size *= static_cast<size_t>(extent) + 2;
  return size;
}

template <typename T, typename Key>
Basin<Key> BasinOf(const Flood& flood, const int32_t* labels) {
  Basin<Key> basin;
  const auto* heights = static_cast<const T*>(flood.heights);
  basin.cells.assign(CellsOf(flood.shape), {0, kClosed});
  ForEachLine(flood.shape, [&](size_t cell, size_t element, size_t length) {
    for (size_t i = 0; i < length; i++, cell++, element++) {
      const bool open = flood.mask == nullptr || flood.mask[element] != 0;
      basin.cells[cell] = {HeightKey(heights[element]), open ? labels[element] : kClosed};
    }
  });
  basin.neighbours = NeighboursOf(flood);
  return basin;
}

template <typename Key>
void FloodPlainly(Basin<Key>* basin) {
  Heap<Edge<Key>> heap;
  std::vector<Cell<Key>>& cells = basin->cells;
  for (size_t i = 0; i < cells.size(); i++) {
    if (cells[i].label != 0 && cells[i].label != kClosed) heap.Push({cells[i].key, 0, static_cast<uint32_t>(i)});
  }
  uint32_t age = 0;
  while (!heap.empty()) {
    const Edge<Key> edge = heap.Pop();
    const int32_t label = cells[edge.index].label;
    for (const int64_t step : basin->neighbours) {
      const auto at = static_cast<size_t>(edge.index + step);
      if (cells[at].label != 0) continue;
      cells[at].label = label;
      heap.Push({std::max(cells[at].key, edge.level()), ++age, static_cast<uint32_t>(at)});
    }
  }
}

// Only who reaches a voxel first decides about it. As long as there are markers in the heap the others are put into it
// too, since they have a say in which of equal markers comes next; but not without end, as on plateaus they become more
// and more.
template <typename Key>
class LineFlood {
 public:
  explicit LineFlood(Basin<Key>* basin)
      : basin_(*basin),
        cells_(basin->cells),
        ended_(basin->cells.size(), false),
        reached_(basin->cells.size(), false) {}

  void Run() {
    size_t markers = 0;
    for (size_t i = 0; i < cells_.size(); i++) {
      if (cells_[i].label == 0 || cells_[i].label == kClosed) continue;
      heap_.Push({cells_[i].key, 0, static_cast<uint32_t>(i), cells_[i].label});
      markers++;
    }
    const uint64_t most = kPushesEach * cells_.size() + kPushes;
    uint64_t age = 0;
    while (!heap_.empty()) {
      const LineEdge<Key> edge = heap_.Pop();
      Cell<Key>& cell = cells_[edge.index];
      const bool marker = edge.age == 0;
      if (marker) markers--;
      const bool firsts = markers == 0 || age > most;
      if (!marker && cell.label != 0 && (firsts || cell.label != kClosed)) continue;
      if (Meets(edge.index, edge.label)) {
        if (!marker) cell.label = kClosed;
      } else {
        cell.label = edge.label;
      }
      for (const int64_t step : basin_.neighbours) {
        const auto at = static_cast<size_t>(edge.index + step);
        if (cells_[at].label != 0 || (firsts && reached_[at])) continue;
        reached_[at] = true;
        heap_.Push({std::max(cells_[at].key, edge.key), ++age, static_cast<uint32_t>(at), edge.label});
      }
    }
  }

 private:
  // Whether a voxel lies between two basins; it no longer counts as one of its own then.
  bool Meets(size_t index, int32_t label) {
    if (ended_[index] || cells_[index].label == kClosed) return true;
    for (const int64_t step : basin_.neighbours) {
      const auto at = static_cast<size_t>(static_cast<int64_t>(index) + step);
      const int32_t other = cells_[at].label;
      if (other == 0 || other == label || other == kClosed || ended_[at]) continue;
      ended_[index] = true;
      return true;
    }
    return false;
  }

  Basin<Key>& basin_;
  std::vector<Cell<Key>>& cells_;
  // Markers beside other basins: they keep their number, and end no other basin.
  std::vector<bool> ended_;
  std::vector<bool> reached_;
  Heap<LineEdge<Key>> heap_;
};

template <typename T>
void FloodTyped(const Flood& flood, int32_t* labels) {
  using Key = decltype(HeightKey(T()));
  Basin<Key> basin = BasinOf<T, Key>(flood, labels);
  if (flood.line) {
    LineFlood<Key>(&basin).Run();
  } else {
    FloodPlainly(&basin);
  }
  ForEachLine(flood.shape, [&](size_t cell, size_t element, size_t length) {
    for (size_t i = 0; i < length; i++, cell++, element++) {
      const int32_t label = basin.cells[cell].label;
      labels[element] = label == kClosed ? 0 : label;
    }
  });
}

// How a voxel was reached, by rank. Nothing is less than what may not be reached.
struct Reach {
  double level;
  double steps;
  double level_before;
  double steps_before;
  double label;

  bool operator<(const Reach& other) const {
    if (level != other.level) return level < other.level;
    if (steps != other.steps) return steps < other.steps;
    if (level_before != other.level_before) return level_before < other.level_before;
    return steps_before != other.steps_before ? steps_before < other.steps_before : label < other.label;
  }

  // How a neighbour of that height is reached from here.
  Reach Next(double height) const {
    if (height > level) return {height, 0, level, steps, label};
    return {level, steps + 1, level_before, steps_before, label};
  }
};

struct ReachedAt {
  Reach reach;
  uint32_t index;

  bool operator<(const ReachedAt& other) const { return reach < other.reach; }
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <typename T>
void SpreadTyped(const Flood& flood, double* reached) {
  size_t size = 1;
  for (const int64_t extent : flood.shape) size *= static_cast<size_t>(extent);
  const auto plane = [&](Reached which) { return reached + static_cast<size_t>(which) * size; };
  double* labels = plane(Reached::kLabel);
  double* levels = plane(Reached::kLevel);
  double* steps = plane(Reached::kSteps);
  double* levels_before = plane(Reached::kLevelBefore);
  double* steps_before = plane(Reached::kStepsBefore);
  const std::vector<int64_t> neighbours = NeighboursOf(flood);
  std::vector<double> heights(CellsOf(flood.shape));
  std::vector<Reach> cells(heights.size(), {-kInfinity, -kInfinity, 0, 0, 0});
  Heap<ReachedAt> heap;
  ForEachLine(flood.shape, [&](size_t cell, size_t element, size_t length) {
    for (size_t i = element; i < element + length; i++, cell++) {
      if (flood.mask != nullptr && flood.mask[i] == 0) continue;
      heights[cell] = static_cast<double>(static_cast<const T*>(flood.heights)[i]);
      if (std::isnan(heights[cell])) heights[cell] = kInfinity;
      cells[cell] = {kInfinity, kInfinity, 0, 0, 0};
      if (labels[i] == 0) continue;
      cells[cell] = {levels[i], steps[i], levels_before[i], steps_before[i], labels[i]};
      heap.Push({cells[cell], static_cast<uint32_t>(cell)});
    }
  });
  while (!heap.empty()) {
    const ReachedAt edge = heap.Pop();
    if (cells[edge.index] < edge.reach) continue;
    for (const int64_t step : neighbours) {
      const auto at = static_cast<size_t>(edge.index + step);
      const Reach next = edge.reach.Next(heights[at]);
      if (!(next < cells[at])) continue;
      cells[at] = next;
      heap.Push({next, static_cast<uint32_t>(at)});
    }
  }
  ForEachLine(flood.shape, [&](size_t cell, size_t element, size_t length) {
    for (size_t i = element; i < element + length; i++, cell++) {
      const Reach reach = cells[cell].label == 0 ? Reach{} : cells[cell];
      labels[i] = reach.label;
      levels[i] = reach.level;
      steps[i] = reach.steps;
      levels_before[i] = reach.level_before;
      steps_before[i] = reach.steps_before;
    }
  });
}

}  // namespace

void Watershed(const Flood& flood, int32_t* labels) {
  if (std::find(flood.shape.begin(), flood.shape.end(), 0) != flood.shape.end()) return;
  Visit(flood.type, [&](auto tag) { FloodTyped<typename decltype(tag)::type>(flood, labels); });
}

void Spread(const Flood& flood, double* reached) {
  if (std::find(flood.shape.begin(), flood.shape.end(), 0) != flood.shape.end()) return;
  Visit(flood.type, [&](auto tag) { SpreadTyped<typename decltype(tag)::type>(flood, reached); });
}

}  // namespace imglib2node::kernels
