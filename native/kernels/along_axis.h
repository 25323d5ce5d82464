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

// How an array goes on beyond its ends.
enum class Boundary : uint32_t {
  kMirror,   // d c b | a b c d | c b a
  kReflect,  // d c b a | a b c d | d c b a
  kWrap,     // a b c d | a b c d | a b c d
};
constexpr uint32_t kBoundaries = 3;

// The filter that turns values into the coefficients of the spline through them, by the poles of the spline's inverse
// (Unser, Aldroubi, Eden 1993, B-spline signal processing). No poles: values stay as they are, and so do lines of one
// element.
struct Spline {
  const double* poles;
  size_t count;
  Boundary boundary;
};

// target[o, j, k] = sum over t of weights[j, t] * line[o, indices[j, t], k], added in double in the order of t; `line`
// is the source as doubles, filtered by the spline. The target is of float32 or float64. It may be the source, if it is
// of the same type and `count` is `length`; else it is no memory of it.
void SumAlongAxis(ElementType source_type, const void* source, const Lines& lines, const Spline& spline,
                  const Taps& taps, ElementType target_type, void* target);

// target[o, j, k] = source[o, indices[j], k] of elements of `width` bytes, or zeros where the index is -1.
void TakeAlongAxis(size_t width, const void* source, const Lines& lines, size_t count, const int32_t* indices,
                   void* target);

// The coefficients of the spline through the source's values. The target may be the source, if that is of doubles.
void SplineAlongAxis(ElementType source_type, const void* source, const Lines& lines, const Spline& spline,
                     double* target);

}  // namespace imglib2node::kernels
