#include "watershed.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "array.h"
#include "flood_cells.h"
#include "neighbours.h"

namespace imglib2node::kernels {
namespace {

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

template <typename Key>
struct Cell {
  Key key;
  int32_t label;
};

// The array with a closed voxel on each side of each axis, so that no neighbour has to be looked for beyond an edge.
template <typename Key>
struct Basin {
  Array<Cell<Key>> cells;
  std::vector<int64_t> neighbours;
};

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
  basin.neighbours = CellNeighbours(flood.shape, flood.connectivity);
  return basin;
}

template <typename Key>
void FloodPlainly(Basin<Key>* basin) {
  Heap<Edge<Key>> heap;
  Array<Cell<Key>>& cells = basin->cells;
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
  Array<Cell<Key>>& cells_;
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

}  // namespace

void Watershed(const Flood& flood, int32_t* labels) {
  if (std::find(flood.shape.begin(), flood.shape.end(), 0) != flood.shape.end()) return;
  Visit(flood.type, [&](auto tag) { FloodTyped<typename decltype(tag)::type>(flood, labels); });
}

}  // namespace imglib2node::kernels
