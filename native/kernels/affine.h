// An image seen through an affine map, interpolated by splines. Sizes are the caller's to check. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "element_type.h"

namespace imglib2node::kernels {

constexpr size_t kMostAxes = 8;
constexpr uint32_t kHighestOrder = 5;

// What is beyond the edges: the first two are a constant, of which only the second is interpolated with.
enum class Beyond : uint32_t { kConstant, kGridConstant, kNearest, kReflect, kMirror, kWrap };
constexpr uint32_t kBeyonds = 6;

// Contiguous arrays of `axes` axes. Position p of the target is position matrix * p + offset of the source.
struct AffineView {
  size_t axes;
  const int64_t* source_shape;
  const int64_t* target_shape;
  const double* matrix;
  const double* offset;
  uint32_t order;
  Beyond beyond;
  double constant;
};

// Fills the target with values of the spline that the source has the coefficients of, rounded as RoundTo (histogram.h)
// does. No axis of the source is empty. The order + 1 elements of the last axis are summed last, each weighted sum over
// the axes before it first, the slowest axis outermost.
void SampleAffine(const double* source, const AffineView& view, ElementType target_type, void* target);

}  // namespace imglib2node::kernels
