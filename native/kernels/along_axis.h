// What is done along one axis of a contiguous array, all lines of that axis alike: weighted sums of elements
// (interpolation, smoothing, means), the filter before interpolation by splines, and taking elements. Sizes and indices
// are the caller's to check. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "element_type.h"

namespace imglib2node::kernels {

// The lines of an axis of `length` elements: `outer` times, each `inner` elements apart.
struct Lines {
  size_t outer;
  size_t length;
  size_t inner;
};

// For each of `count` elements of the result `taps` indices along the axis and as many weights. The index -1 is an
// element outside, whose value is `outside`.
struct Taps {
  size_t count;
  size_t taps;
  const int32_t* indices;
  const double* weights;
  double outside;
};

// target[o, j, k] = sum over t of weights[j, t] * source[o, indices[j, t], k], added in double in the order of t. The
// target is of float32 or float64, and no memory of the source.
void SumAlongAxis(ElementType source_type, const void* source, const Lines& lines, const Taps& taps,
                  ElementType target_type, void* target);

// target[o, j, k] = source[o, indices[j], k] of elements of `width` bytes, or zeros where the index is -1.
void TakeAlongAxis(size_t width, const void* source, const Lines& lines, size_t count, const int32_t* indices,
                   void* target);

// How an array goes on beyond its ends.
enum class Boundary : uint32_t {
  kMirror,   // d c b | a b c d | c b a
  kReflect,  // d c b a | a b c d | d c b a
  kWrap,     // a b c d | a b c d | a b c d
};
constexpr uint32_t kBoundaries = 3;

// Replaces the values by the coefficients of the spline through them, for each pole of the spline's inverse filter
// (Unser, Aldroubi, Eden 1993, B-spline signal processing). Lines of one element stay as they are.
void SplineAlongAxis(double* array, const Lines& lines, const double* poles, size_t pole_count, Boundary boundary);

}  // namespace imglib2node::kernels
