// Copies elements between strided arrays, as bits. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imglib2node::kernels {

// Where elements of an array lie; strides in bytes, one for each axis.
struct StridedSource {
  const uint8_t* data;
  std::vector<ptrdiff_t> strides;
};
struct StridedTarget {
  uint8_t* data;
  std::vector<ptrdiff_t> strides;
};

// Copies `width` bytes (1, 2, 4, 8 or 16) of each element of `shape`. The arrays must not overlap. Where the fastest
// axis of one is not that of the other, square tiles are read and written by whole cache lines.
void Copy(const std::vector<size_t>& shape, size_t width, const StridedSource& source, const StridedTarget& target);

}  // namespace imglib2node::kernels
