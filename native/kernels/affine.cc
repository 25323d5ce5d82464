#include "affine.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "array.h"
#include "clones.h"
#include "histogram.h"

namespace imglib2node::kernels {
namespace {

constexpr size_t kMostTaps = kHighestOrder + 1;

// Where the elements around a position lie along one axis (-1: the constant), and their weights.
struct AxisTaps {
  int64_t offsets[kMostTaps];
  double weights[kMostTaps];
  // The position that they are for.
  double position;
  bool inside;
  // Whether no element is made up: the offsets are then a stride apart.
  bool plain;
};

// The centred B-spline, by the recursion over the order (Unser, Aldroubi, Eden 1993).
double BSpline(uint32_t order, double x) {
  if (order == 0) return x >= -0.5 && x < 0.5 ? 1 : 0;
  const double half = (order + 1) / 2.0;
  if (x <= -half || x >= half) return 0;
  return ((half + x) * BSpline(order - 1, x + 0.5) + (half - x) * BSpline(order - 1, x - 0.5)) / order;
}

constexpr double kSixth = 1.0 / 6;

// The weights of the order + 1 elements around a position, the first of which is `first` below it.
void Weights(uint32_t order, double first, double* weights) {
  if (order == 1) {
    weights[0] = 1 - first;
    weights[1] = first;
    return;
  }
  if (order == 3) {
    const double x = first - 1;
    const double y = 1 - x;
    weights[0] = y * y * y * kSixth;
    weights[1] = (x * x * (x - 2) * 3 + 4) * kSixth;
    weights[2] = (y * y * (y - 2) * 3 + 4) * kSixth;
    weights[3] = x * x * x * kSixth;
    return;
  }
  for (uint32_t t = 0; t <= order; t++) weights[t] = BSpline(order, first - t);
}

int64_t Modulo(int64_t i, int64_t period) {
  const int64_t rest = i % period;
  return rest < 0 ? rest + period : rest;
}

int64_t Extended(int64_t i, int64_t length, Beyond beyond) {
  if (i >= 0 && i < length) return i;
  switch (beyond) {
    case Beyond::kGridConstant:
      return -1;
    case Beyond::kNearest:
      return i < 0 ? 0 : length - 1;
    case Beyond::kWrap:
      return Modulo(i, length);
    case Beyond::kReflect: {
      const int64_t at = Modulo(i, 2 * length);
      return at < length ? at : 2 * length - 1 - at;
    }
    case Beyond::kConstant:
    case Beyond::kMirror: {
      if (length == 1) return 0;
      const int64_t at = Modulo(i, 2 * length - 2);
      return at < length ? at : 2 * length - 2 - at;
    }
  }
  return -1;
}

// The elements around a position; not `inside` if it is outside of all that there is.
void Around(double position, int64_t length, int64_t stride, const AffineView& view, AxisTaps* taps) {
  taps->position = position;
  taps->inside = false;
  const auto last = static_cast<double>(length - 1);
  // NaN, and what no index holds, is nowhere.
  if (!(position > -9e15 && position < 9e15)) return;
  if (view.beyond == Beyond::kConstant && (position < 0 || position > last)) return;
  taps->inside = true;
  if (view.beyond == Beyond::kNearest) position = std::min(std::max(position, 0.0), last);
  const bool odd = view.order % 2 == 1;
  const double whole = std::floor(odd ? position : position + 0.5);
  const int64_t reach = odd ? (view.order - 1) / 2 : view.order / 2;
  const int64_t start = static_cast<int64_t>(whole) - reach;
  Weights(view.order, position - whole + static_cast<double>(reach), taps->weights);
  taps->plain = start >= 0 && start + static_cast<int64_t>(view.order) < length;
  for (uint32_t t = 0; t <= view.order; t++) {
    const int64_t index = taps->plain ? start + t : Extended(start + t, length, view.beyond);
    taps->offsets[t] = index < 0 ? -1 : index * stride;
  }
}

// For each element of the last axis the sum over `kAxes` axes before it, where no element is made up.
template <size_t kTaps, size_t kAxes>
void PlainLanes(const double* source, const AxisTaps* taps, double* lanes) {
  if constexpr (kAxes == 0) {
    for (size_t u = 0; u < kTaps; u++) lanes[u] = source[u];
  } else {
    for (size_t t = 0; t < kTaps; t++) {
      double inner[kTaps];
      PlainLanes<kTaps, kAxes - 1>(source + taps->offsets[t], taps + 1, inner);
      for (size_t u = 0; u < kTaps; u++) {
        const double part = taps->weights[t] * inner[u];
        lanes[u] = t == 0 ? part : lanes[u] + part;
      }
    }
  }
}

template <size_t kTaps, size_t kAxes>
double PlainSum(const double* source, const AxisTaps* taps) {
  double lanes[kTaps];
  const AxisTaps& last = taps[kAxes];
  PlainLanes<kTaps, kAxes>(source + last.offsets[0], taps, lanes);
  double sum = last.weights[0] * lanes[0];
  for (size_t u = 1; u < kTaps; u++) sum += last.weights[u] * lanes[u];
  return sum;
}

// The sum over the axes before the last from `axis` on, of the elements at `source`.
double Lane(const double* source, const AffineView& view, const AxisTaps* taps, size_t axis) {
  if (axis + 1 == view.axes) return *source;
  double sum = 0;
  for (uint32_t t = 0; t <= view.order; t++) {
    const int64_t offset = taps[axis].offsets[t];
    const double value = offset < 0 ? view.constant : Lane(source + offset, view, taps, axis + 1);
    const double part = taps[axis].weights[t] * value;
    sum = t == 0 ? part : sum + part;
  }
  return sum;
}

double AnySum(const double* source, const AffineView& view, const AxisTaps* taps) {
  const AxisTaps& last = taps[view.axes - 1];
  double sum = 0;
  for (uint32_t u = 0; u <= view.order; u++) {
    const int64_t offset = last.offsets[u];
    const double lane = offset < 0 ? view.constant : Lane(source + offset, view, taps, 0);
    const double part = last.weights[u] * lane;
    sum = u == 0 ? part : sum + part;
  }
  return sum;
}

double Sum(const double* source, const AffineView& view, const AxisTaps* taps) {
  bool plain = true;
  for (size_t axis = 0; axis < view.axes; axis++) plain = plain && taps[axis].plain;
  // What is often asked for; the order of additions is that of all others.
  if (plain && view.axes == 3 && view.order == 3) return PlainSum<4, 2>(source, taps);
  if (plain && view.axes == 3 && view.order == 1) return PlainSum<2, 2>(source, taps);
  if (plain && view.axes == 2 && view.order == 3) return PlainSum<4, 1>(source, taps);
  if (plain && view.axes == 2 && view.order == 1) return PlainSum<2, 1>(source, taps);
  return AnySum(source, view, taps);
}

}  // namespace

IMGLIB2NODE_CLONES void SampleRow(const double* source, const AffineView& view, const double* begin,
                                  const int64_t* strides, double* row) {
  AxisTaps taps[kMostAxes];
  for (size_t axis = 0; axis < view.axes; axis++) taps[axis].position = std::numeric_limits<double>::quiet_NaN();
  const size_t last = view.axes - 1;
  for (int64_t x = 0; x < view.target_shape[last]; x++) {
    bool inside = true;
    for (size_t axis = 0; axis < view.axes && inside; axis++) {
      const double position = begin[axis] + static_cast<double>(x) * view.matrix[axis * view.axes + last];
      // Where the position stays, so do its elements; at first there is none.
      if (position != taps[axis].position) {
        Around(position, view.source_shape[axis], strides[axis], view, &taps[axis]);
      }
      inside = taps[axis].inside;
    }
    row[x] = inside ? Sum(source, view, taps) : view.constant;
  }
}

void SampleAffine(const double* source, const AffineView& view, ElementType target_type, void* target) {
  int64_t strides[kMostAxes];
  int64_t stride = 1;
  for (size_t axis = view.axes; axis-- > 0; stride *= view.source_shape[axis]) strides[axis] = stride;
  const size_t last = view.axes - 1;
  const auto length = static_cast<size_t>(view.target_shape[last]);
  int64_t rows = length > 0;
  for (size_t axis = 0; axis < last; axis++) rows *= view.target_shape[axis];
  Array<double> row(length);
  auto* to = static_cast<uint8_t*>(target);
  int64_t index[kMostAxes] = {};
  for (int64_t r = 0; r < rows; r++, to += length * SizeOf(target_type)) {
    double begin[kMostAxes];
    for (size_t axis = 0; axis < view.axes; axis++) {
      begin[axis] = view.offset[axis];
      for (size_t k = 0; k < last; k++)
        begin[axis] += static_cast<double>(index[k]) * view.matrix[axis * view.axes + k];
    }
    SampleRow(source, view, begin, strides, row.data());
    RoundTo(target_type, row.data(), to, length);
    for (size_t axis = last; axis-- > 0;) {
      if (++index[axis] < view.target_shape[axis]) break;
      index[axis] = 0;
    }
  }
}

}  // namespace imglib2node::kernels
