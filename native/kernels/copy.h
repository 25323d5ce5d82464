// Copies of boxes between arrays of any strides. Any thread; source and target are different elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imglib2node::kernels {

// The first element and, along each axis, the step to the next one, in elements.
struct StridedBox {
  uint8_t* data;
  std::vector<ptrdiff_t> strides;
};

// Copies a box of elements of `width` bytes: 1, 2, 4 or 8.
void CopyBox(const std::vector<size_t>& shape, size_t width, const StridedBox& source, const StridedBox& target);

}  // namespace imglib2node::kernels
