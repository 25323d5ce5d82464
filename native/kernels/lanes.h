// The order in which the elements of a contiguous row are combined when the order matters (floats). src/kernels/js has
// the same order.
#pragma once

#include <cstddef>

#include "reduce.h"

namespace imglib2node::kernels {

// Combines load(0) ... load(n - 1) in kLanes lanes; n > 0.
template <typename A, typename Load, typename Combine>
A CombineRow(size_t n, Load load, Combine combine) {
  if (n < kLanes) {
    A all = load(0);
    for (size_t i = 1; i < n; i++) all = combine(all, load(i));
    return all;
  }
  A lanes[kLanes];
  for (size_t j = 0; j < kLanes; j++) lanes[j] = load(j);
  size_t i = kLanes;
  for (; i + kLanes <= n; i += kLanes) {
    for (size_t j = 0; j < kLanes; j++) lanes[j] = combine(lanes[j], load(i + j));
  }
  for (size_t width = 1; width < kLanes; width *= 2) {
    for (size_t j = 0; j < kLanes; j += 2 * width) lanes[j] = combine(lanes[j], lanes[j + width]);
  }
  for (; i < n; i++) lanes[0] = combine(lanes[0], load(i));
  return lanes[0];
}

constexpr size_t kHalfBytes = 256;

// Asks for memory that will be read soon, where a page ends that the processor asks for by itself. Reads nothing: past
// the end of an array it does no harm.
inline void AskFor(const void* memory) {
#if defined(__GNUC__)
  __builtin_prefetch(memory);
#else
  static_cast<void>(memory);
#endif
}

// The same for minima and maxima, which take longer to follow one another: in more lanes, in two halves, each of which
// the compiler keeps in registers.
template <typename A, typename T, typename Combine>
A ExtremeOfRow(const T* row, size_t n, Combine combine) {
  constexpr size_t kHalf = kHalfBytes / sizeof(A);
  constexpr size_t kLine = 64 / sizeof(T);
  constexpr size_t kAhead = 4096 / sizeof(T);
  const auto load = [row](size_t i) { return static_cast<A>(row[i]); };
  if (n < 2 * kHalf) {
    A all = load(0);
    for (size_t i = 1; i < n; i++) all = combine(all, load(i));
    return all;
  }
  A lower[kHalf];
  A upper[kHalf];
  for (size_t j = 0; j < kHalf; j++) lower[j] = load(j);
  for (size_t j = 0; j < kHalf; j++) upper[j] = load(kHalf + j);
  size_t i = 2 * kHalf;
  for (; i + 2 * kHalf <= n; i += 2 * kHalf) {
    for (size_t j = 0; j < 2 * kHalf; j += kLine) AskFor(row + i + kAhead + j);
    for (size_t j = 0; j < kHalf; j++) lower[j] = combine(lower[j], load(i + j));
    for (size_t j = 0; j < kHalf; j++) upper[j] = combine(upper[j], load(i + kHalf + j));
  }
  for (size_t j = 0; j < kHalf; j++) lower[j] = combine(lower[j], upper[j]);
  for (size_t width = 1; width < kHalf; width *= 2) {
    for (size_t j = 0; j < kHalf; j += 2 * width) lower[j] = combine(lower[j], lower[j + width]);
  }
  for (; i < n; i++) lower[0] = combine(lower[0], load(i));
  return lower[0];
}

}  // namespace imglib2node::kernels
