#include "copy.h"

#include <cstring>

namespace imglib2node::kernels {
namespace {

template <typename T>
void CopyRow(const uint8_t* source, ptrdiff_t step, uint8_t* target, ptrdiff_t target_step, size_t count) {
  // Elements lie where their type may: typed arrays begin at multiples of their width.
  const T* from = reinterpret_cast<const T*>(source);
  T* to = reinterpret_cast<T*>(target);
  for (size_t i = 0; i < count; i++) {
    *to = *from;
    from += step;
    to += target_step;
  }
}

void CopyLine(const uint8_t* source, ptrdiff_t step, uint8_t* target, ptrdiff_t target_step, size_t count,
              size_t width) {
  if (step == 1 && target_step == 1) {
    std::memmove(target, source, count * width);
    return;
  }
  switch (width) {
    case 1:
      return CopyRow<uint8_t>(source, step, target, target_step, count);
    case 2:
      return CopyRow<uint16_t>(source, step, target, target_step, count);
    case 4:
      return CopyRow<uint32_t>(source, step, target, target_step, count);
    default:
      return CopyRow<uint64_t>(source, step, target, target_step, count);
  }
}

}  // namespace

void CopyBox(const std::vector<size_t>& shape, size_t width, const StridedBox& source, const StridedBox& target) {
  for (const size_t extent : shape) {
    if (extent == 0) return;
  }
  // Axes that both step through as if they were one with the next are one.
  std::vector<size_t> extents;
  std::vector<ptrdiff_t> from;
  std::vector<ptrdiff_t> to;
  for (size_t axis = 0; axis < shape.size(); axis++) {
    if (shape[axis] == 1) continue;
    const auto extent = static_cast<ptrdiff_t>(shape[axis]);
    if (!extents.empty() && from.back() == source.strides[axis] * extent && to.back() == target.strides[axis] * extent) {
      extents.back() *= shape[axis];
      from.back() = source.strides[axis];
      to.back() = target.strides[axis];
      continue;
    }
    extents.push_back(shape[axis]);
    from.push_back(source.strides[axis]);
    to.push_back(target.strides[axis]);
  }
  if (extents.empty()) {
    std::memcpy(target.data, source.data, width);
    return;
  }
  const size_t last = extents.size() - 1;
  const auto bytes = static_cast<ptrdiff_t>(width);
  std::vector<size_t> index(extents.size(), 0);
  const uint8_t* read = source.data;
  uint8_t* write = target.data;
  for (;;) {
    CopyLine(read, from[last], write, to[last], extents[last], width);
    size_t axis = last;
    for (;;) {
      if (axis == 0) return;
      axis--;
      read += from[axis] * bytes;
      write += to[axis] * bytes;
      if (++index[axis] < extents[axis]) break;
      const auto extent = static_cast<ptrdiff_t>(extents[axis]);
      read -= from[axis] * extent * bytes;
      write -= to[axis] * extent * bytes;
      index[axis] = 0;
    }
  }
}

}  // namespace imglib2node::kernels
