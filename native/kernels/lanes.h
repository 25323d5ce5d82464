// The order in which the elements of a contiguous row are combined when the order matters (floats). src/kernels/js has
// the same order.
#pragma once

#include <cstddef>

#include "reduce.h"

namespace imglib2node::kernels {

// Combines load(0) ... load(n - 1) in kCount lanes, a power of two; n > 0.
template <typename A, size_t kCount = kLanes, typename Load, typename Combine>
A CombineRow(size_t n, Load load, Combine combine) {
  if (n < kCount) {
    A all = load(0);
    for (size_t i = 1; i < n; i++) all = combine(all, load(i));
    return all;
  }
  A lanes[kCount];
  for (size_t j = 0; j < kCount; j++) lanes[j] = load(j);
  size_t i = kCount;
  for (; i + kCount <= n; i += kCount) {
    for (size_t j = 0; j < kCount; j++) lanes[j] = combine(lanes[j], load(i + j));
  }
  for (size_t width = 1; width < kCount; width *= 2) {
    for (size_t j = 0; j < kCount; j += 2 * width) lanes[j] = combine(lanes[j], lanes[j + width]);
  }
  for (; i < n; i++) lanes[0] = combine(lanes[0], load(i));
  return lanes[0];
}

}  // namespace imglib2node::kernels
