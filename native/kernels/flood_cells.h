// What floods have in common: arrays with a cell more on each side of each axis, so that no neighbour has to be looked
// for beyond an edge, and the heap of what comes next. Allocates for the caller; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace imglib2node::kernels {

// What is no voxel to be flooded: outside of the mask, around the array, or on a line between basins.
constexpr int32_t kClosed = std::numeric_limits<int32_t>::min();

// A binary heap. Which of equal elements comes first depends on how it works, so that is part of the result.
template <typename Item>
class Heap {
 public:
  bool empty() const { return items_.empty(); }
  const Item& top() const { return items_.front(); }

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
  // No Array: growing one takes a few per cent longer.
  std::vector<Item> items_;
};

inline size_t CellsOf(const std::vector<int64_t>& shape) {
  size_t size = 1;
  for (const int64_t extent : shape) size *= static_cast<size_t>(extent) + 2;
  return size;
}

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

}  // namespace imglib2node::kernels
