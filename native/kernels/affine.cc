#include "affine.h"

#include <algorithm>
#include <cmath>

namespace imglib2node::kernels {
namespace {

constexpr size_t kMostTaps = kHighestOrder + 1;

// Where the elements around a position lie along one axis (-1: the constant), and their weights.
struct AxisTaps {
  int64_t offsets[kMostTaps];
  double weights[kMostTaps];
};

// The centred B-spline, by the recursion over the order (Unser, Aldroubi, Eden 1993).
double BSpline(uint32_t order, double x) {
  if (order == 0) return x >= -0.5 && x < 0.5 ? 1 : 0;
  const double half = (order + 1) / 2.0;
  if (x <= -half || x >= half) return 0;
  return ((half + x) * BSpline(order - 1, x + 0.5) + (half - x) * BSpline(order - 1, x - 0.5)) / order;
}

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
    weights[0] = y * y * y / 6;
    weights[1] = (x * x * (x - 2) * 3 + 4) / 6;
    weights[2] = (y * y * (y - 2) * 3 + 4) / 6;
    weights[3] = x * x * x / 6;
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

// False if the position is outside of all that there is.
bool Around(double position, int64_t length, int64_t stride, const AffineView& view, AxisTaps* taps) {
  const auto last = static_cast<double>(length - 1);
  // NaN, and what no index holds, is nowhere.
  if (!(position > -9e15 && position < 9e15)) return false;
  if (view.beyond == Beyond::kConstant && (position < 0 || position > last)) return false;
  if (view.beyond == Beyond::kNearest) position = std::min(std::max(position, 0.0), last);
  const bool odd = view.order % 2 == 1;
  const double whole = std::floor(odd ? position : position + 0.5);
  const int64_t reach = odd ? (view.order - 1) / 2 : view.order / 2;
  const int64_t start = static_cast<int64_t>(whole) - reach;
  Weights(view.order, position - whole + static_cast<double>(reach), taps->weights);
  for (uint32_t t = 0; t <= view.order; t++) {
    const int64_t index = Extended(start + t, length, view.beyond);
    taps->offsets[t] = index < 0 ? -1 : index * stride;
  }
  return true;
}

// The sum over the axes from `axis` on, of the elements from `source` on.
double Sum(const double* source, const AffineView& view, const AxisTaps* taps, size_t axis) {
  double sum = 0;
  const AxisTaps& here = taps[axis];
  for (uint32_t t = 0; t <= view.order; t++) {
    const int64_t offset = here.offsets[t];
    const double value = offset < 0              ? view.constant
                         : axis + 1 == view.axes ? source[offset]
                                                 : Sum(source + offset, view, taps, axis + 1);
    sum += here.weights[t] * value;
  }
  return sum;
}

}  // namespace

void SampleAffine(const double* source, const AffineView& view, double* target) {
  int64_t strides[kMostAxes];
  int64_t size = 1;
  int64_t stride = 1;
  for (size_t axis = view.axes; axis-- > 0;) {
    strides[axis] = stride;
    stride *= view.source_shape[axis];
    size *= view.target_shape[axis];
  }
  int64_t index[kMostAxes] = {};
  AxisTaps taps[kMostAxes];
  for (int64_t i = 0; i < size; i++) {
    bool inside = true;
    for (size_t axis = 0; axis < view.axes && inside; axis++) {
      double position = view.offset[axis];
      for (size_t k = 0; k < view.axes; k++) {
        position += static_cast<double>(index[k]) * view.matrix[axis * view.axes + k];
      }
      inside = Around(position, view.source_shape[axis], strides[axis], view, &taps[axis]);
    }
    target[i] = inside ? Sum(source, view, taps, 0) : view.constant;
    for (size_t axis = view.axes; axis-- > 0;) {
      if (++index[axis] < view.target_shape[axis]) break;
      index[axis] = 0;
    }
  }
}

}  // namespace imglib2node::kernels
