#include "side_by_side.h"

#include <utility>

#include "clones.h"

namespace imglib2node::kernels {
namespace {

// As many rows are added in one loop; of more, sums are kept in between.
constexpr size_t kRowsAtOnce = 8;

// target[c] = (sums[c] +) weights[0] * rows[0][c] + weights[1] * rows[1][c] + ..., added in that order.
template <size_t kRows, bool kFirst, typename D>
void AddRows(const double* const* rows, const double* weights, size_t columns, const double* sums,
             D* __restrict target) {
  const double* from[kRows];
  double by[kRows];
  for (size_t r = 0; r < kRows; r++) {
    from[r] = rows[r];
    by[r] = weights[r];
  }
  for (size_t c = 0; c < columns; c++) {
    double sum = by[0] * from[0][c];
    if constexpr (!kFirst) sum = sums[c] + sum;
    for (size_t r = 1; r < kRows; r++) sum += by[r] * from[r][c];
    target[c] = static_cast<D>(sum);
  }
}

template <bool kFirst, typename D>
void AddSome(const double* const* rows, const double* weights, size_t count, size_t columns, const double* sums,
             D* target) {
  switch (count) {
    case 1:
      return AddRows<1, kFirst>(rows, weights, columns, sums, target);
    case 2:
      return AddRows<2, kFirst>(rows, weights, columns, sums, target);
    case 3:
      return AddRows<3, kFirst>(rows, weights, columns, sums, target);
    case 4:
      return AddRows<4, kFirst>(rows, weights, columns, sums, target);
    case 5:
      return AddRows<5, kFirst>(rows, weights, columns, sums, target);
    case 6:
      return AddRows<6, kFirst>(rows, weights, columns, sums, target);
    case 7:
      return AddRows<7, kFirst>(rows, weights, columns, sums, target);
    default:
      return AddRows<kRowsAtOnce, kFirst>(rows, weights, columns, sums, target);
  }
}

template <typename D>
void SumTyped(const double* const* rows, const double* weights, size_t count, size_t columns, double* sums, D* target) {
  if (count <= kRowsAtOnce) return AddSome<true>(rows, weights, count, columns, sums, target);
  // From one half of `sums` to the other, so that the compiler knows that what is read is not what is written.
  double* next = sums + columns;
  AddRows<kRowsAtOnce, true>(rows, weights, columns, next, sums);
  size_t done = kRowsAtOnce;
  for (; count - done > kRowsAtOnce; done += kRowsAtOnce) {
    AddRows<kRowsAtOnce, false>(rows + done, weights + done, columns, sums, next);
    std::swap(sums, next);
  }
  AddSome<false>(rows + done, weights + done, count - done, columns, sums, target);
}

template <typename S>
void Gather(const S* source, const Group& group, size_t length, size_t width, double* __restrict side) {
  for (size_t r = 0; r < group.rows; r++) {
    const S* from = source + r * group.jump;
    double* __restrict to = side + r * group.columns;
    if (group.columns == 1) {
      for (size_t i = 0; i < length; i++) to[i * width] = static_cast<double>(from[i * group.step]);
      continue;
    }
    for (size_t i = 0; i < length; i++) {
      for (size_t c = 0; c < group.columns; c++) to[i * width + c] = static_cast<double>(from[i * group.step + c]);
    }
  }
}

template <typename D>
void Scatter(const double* side, size_t width, const Group& group, size_t length, D* __restrict target) {
  for (size_t r = 0; r < group.rows; r++) {
    const double* from = side + r * group.columns;
    D* __restrict to = target + r * group.jump;
    if (group.columns == 1) {
      for (size_t i = 0; i < length; i++) to[i * group.step] = static_cast<D>(from[i * width]);
      continue;
    }
    for (size_t i = 0; i < length; i++) {
      for (size_t c = 0; c < group.columns; c++) to[i * group.step + c] = static_cast<D>(from[i * width + c]);
    }
  }
}

// Which element lies `i` before the first.
size_t Before(size_t i, size_t length, Boundary boundary) {
  switch (boundary) {
    case Boundary::kMirror: {
      const size_t period = 2 * length - 2;
      const size_t at = i % period;
      return at < length ? at : period - at;
    }
    case Boundary::kReflect: {
      const size_t at = (i + 2 * length - 1) % (2 * length);
      return at < length ? at : 2 * length - 1 - at;
    }
    case Boundary::kWrap:
      return (length - i % length) % length;
  }
  return 0;
}

// Powers of a pole below this are no part of a double's sum.
constexpr double kNothing = 1e-18;

// here[c] = combine(here[c], other[c]).
template <typename Combine>
void Update(double* __restrict here, const double* __restrict other, size_t columns, Combine combine) {
  for (size_t c = 0; c < columns; c++) here[c] = combine(here[c], other[c]);
}

void FilterOnce(double* side, size_t length, size_t width, size_t columns, double pole, Boundary boundary,
                double* sums) {
  // What the elements before the first add to it: the geometric series of the pole over the array as it goes on.
  std::copy_n(side, columns, sums);
  double power = pole;
  for (size_t i = 1; power > kNothing || power < -kNothing; i++, power *= pole) {
    Update(sums, side + Before(i, length, boundary) * width, columns,
           [power](double sum, double before) { return sum + power * before; });
  }
  std::copy_n(sums, columns, side);
  for (size_t i = 1; i < length; i++) {
    Update(side + i * width, side + (i - 1) * width, columns,
           [pole](double here, double before) { return here + pole * before; });
  }
  double* last = side + (length - 1) * width;
  if (boundary == Boundary::kMirror) {
    const double factor = pole / (pole * pole - 1);
    Update(last, last - width, columns,
           [factor, pole](double here, double before) { return factor * (pole * before + here); });
  } else if (boundary == Boundary::kReflect) {
    const double factor = pole / (pole - 1);
    for (size_t c = 0; c < columns; c++) last[c] *= factor;
  } else {
    for (size_t c = 0; c < columns; c++) sums[c] = -pole * last[c];
    power = pole * pole;
    for (size_t i = 0; power > kNothing || power < -kNothing; i++, power *= pole) {
      Update(sums, side + (i % length) * width, columns,
             [power](double sum, double after) { return sum - power * after; });
    }
    std::copy_n(sums, columns, last);
  }
  for (size_t i = length - 1; i-- > 0;) {
    Update(side + i * width, side + (i + 1) * width, columns,
           [pole](double here, double after) { return pole * (after - here); });
  }
}

}  // namespace

IMGLIB2NODE_CLONES void ToSide(ElementType type, const void* source, const Group& group, size_t length, size_t width,
                               double* side) {
  Visit(type, [&](auto tag) {
    Gather(static_cast<const typename decltype(tag)::type*>(source) + group.first, group, length, width, side);
  });
}

IMGLIB2NODE_CLONES void FromSide(const double* side, size_t width, const Group& group, size_t length, ElementType type,
                                 void* target) {
  if (type == ElementType::kFloat32)
    Scatter(side, width, group, length, static_cast<float*>(target) + group.first);
  else
    Scatter(side, width, group, length, static_cast<double*>(target) + group.first);
}

IMGLIB2NODE_CLONES void SumRows(const double* const* rows, const double* weights, size_t count, size_t columns,
                                double* sums, ElementType type, void* target) {
  if (type == ElementType::kFloat32)
    SumTyped(rows, weights, count, columns, sums, static_cast<float*>(target));
  else
    SumTyped(rows, weights, count, columns, sums, static_cast<double*>(target));
}

IMGLIB2NODE_CLONES void FilterSide(double* side, size_t length, size_t width, size_t columns, const Spline& spline,
                                   double* sums) {
  if (length < 2 || spline.count == 0) return;
  double gain = 1;
  for (size_t p = 0; p < spline.count; p++) gain *= (1 - spline.poles[p]) * (1 - 1 / spline.poles[p]);
  for (size_t i = 0; i < length; i++) {
    for (size_t c = 0; c < columns; c++) side[i * width + c] *= gain;
  }
  for (size_t p = 0; p < spline.count; p++) {
    FilterOnce(side, length, width, columns, spline.poles[p], spline.boundary, sums);
  }
}

}  // namespace imglib2node::kernels
