// Medians of neighbourhoods. Sizes are the caller's to check. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "element_type.h"

namespace imglib2node::kernels {

// Contiguous arrays of at least one axis, none of them empty. The neighbourhood of an element is a box of `sizes`, of
// which `footprint` (a byte each, in C order, not all 0) says what counts.
struct MedianWindow {
  size_t axes;
  const int64_t* shape;
  const int64_t* sizes;
  // For each axis, one after the other, shape + size - 1 indices: where element i + t of the axis as it goes on beyond
  // its ends is, for the element i and the t-th of its box; -1 is `outside`. Of axes whose size is 1 each index is its
  // own place.
  const int32_t* places;
  const uint8_t* footprint;
};

// Of `count` elements in ascending order that of rank count / 2; NaN is greater than all numbers, -0 less than 0.
void MedianFilter(ElementType type, const void* source, const MedianWindow& window, const void* outside, void* target);

}  // namespace imglib2node::kernels
