#include "along_axis.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace imglib2node::kernels {
namespace {

// How many lines that lie side by side are worked on at a time.
constexpr size_t kColumns = 512;
// So many lines of the fastest axis are laid side by side first, so that the same loops serve them.
constexpr size_t kRows = 16;

// The sums of `columns` neighbouring lines for one element of the result.
template <typename S, typename D>
void SumRow(const S* source, size_t step, size_t columns, const int32_t* indices, const double* weights, size_t taps,
            double outside, double* sums, D* target) {
  for (size_t t = 0; t < taps; t++) {
    const double weight = weights[t];
    const bool first = t == 0;
    if (indices[t] < 0) {
      const double value = weight * outside;
      for (size_t k = 0; k < columns; k++) sums[k] = first ? value : sums[k] + value;
      continue;
    }
    const S* row = source + static_cast<size_t>(indices[t]) * step;
    if (first) {
      for (size_t k = 0; k < columns; k++) sums[k] = weight * static_cast<double>(row[k]);
    } else {
      for (size_t k = 0; k < columns; k++) sums[k] += weight * static_cast<double>(row[k]);
    }
  }
  for (size_t k = 0; k < columns; k++) target[k] = static_cast<D>(sums[k]);
}

template <typename S, typename D>
void SumColumns(const S* source, const Lines& lines, const Taps& taps, D* target) {
  double sums[kColumns];
  for (size_t o = 0; o < lines.outer; o++) {
    for (size_t k = 0; k < lines.inner; k += kColumns) {
      const size_t columns = std::min(kColumns, lines.inner - k);
      for (size_t j = 0; j < taps.count; j++) {
        SumRow(source + o * lines.length * lines.inner + k, lines.inner, columns, taps.indices + j * taps.taps,
               taps.weights + j * taps.taps, taps.taps, taps.outside, sums,
               target + (o * taps.count + j) * lines.inner + k);
      }
    }
  }
}

// The fastest axis: `kRows` lines at a time are turned, so that they lie side by side.
template <typename S, typename D>
void SumRows(const S* source, const Lines& lines, const Taps& taps, D* target) {
  std::vector<double> turned(lines.length * kRows);
  double sums[kRows];
  double results[kRows];
  for (size_t o = 0; o < lines.outer; o += kRows) {
    const size_t rows = std::min(kRows, lines.outer - o);
    for (size_t r = 0; r < rows; r++) {
      const S* row = source + (o + r) * lines.length;
      for (size_t i = 0; i < lines.length; i++) turned[i * kRows + r] = static_cast<double>(row[i]);
    }
    for (size_t j = 0; j < taps.count; j++) {
      SumRow(turned.data(), kRows, kRows, taps.indices + j * taps.taps, taps.weights + j * taps.taps, taps.taps,
             taps.outside, sums, results);
      for (size_t r = 0; r < rows; r++) target[(o + r) * taps.count + j] = static_cast<D>(results[r]);
    }
  }
}

template <typename S, typename D>
void SumTyped(const S* source, const Lines& lines, const Taps& taps, D* target) {
  if (lines.inner == 1)
    SumRows(source, lines, taps, target);
  else
    SumColumns(source, lines, taps, target);
}

// What the elements before the first add to it: the geometric series of the pole over the array as it goes on.
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

// The coefficients of `columns` neighbouring lines, whose elements are `step` apart.
void SplineColumns(double* lines, size_t length, size_t step, size_t columns, double pole, Boundary boundary) {
  double* first = lines;
  double sums[kColumns];
  std::copy_n(first, columns, sums);
  double power = pole;
  for (size_t i = 1; power > kNothing || power < -kNothing; i++, power *= pole) {
    const double* before = lines + Before(i, length, boundary) * step;
    for (size_t k = 0; k < columns; k++) sums[k] += power * before[k];
  }
  std::copy_n(sums, columns, first);
  for (size_t i = 1; i < length; i++) {
    double* here = lines + i * step;
    for (size_t k = 0; k < columns; k++) here[k] += pole * here[k - static_cast<ptrdiff_t>(step)];
  }
  double* last = lines + (length - 1) * step;
  if (boundary == Boundary::kMirror) {
    const double factor = pole / (pole * pole - 1);
    for (size_t k = 0; k < columns; k++) last[k] = factor * (pole * last[k - static_cast<ptrdiff_t>(step)] + last[k]);
  } else if (boundary == Boundary::kReflect) {
    const double factor = pole / (pole - 1);
    for (size_t k = 0; k < columns; k++) last[k] *= factor;
  } else {
    for (size_t k = 0; k < columns; k++) sums[k] = -pole * last[k];
    power = pole * pole;
    for (size_t i = 0; power > kNothing || power < -kNothing; i++, power *= pole) {
      const double* after = lines + (i % length) * step;
      for (size_t k = 0; k < columns; k++) sums[k] -= power * after[k];
    }
    std::copy_n(sums, columns, last);
  }
  for (size_t i = length - 1; i-- > 0;) {
    double* here = lines + i * step;
    for (size_t k = 0; k < columns; k++) here[k] = pole * (here[k + step] - here[k]);
  }
}

}  // namespace

void SumAlongAxis(ElementType source_type, const void* source, const Lines& lines, const Taps& taps,
                  ElementType target_type, void* target) {
  Visit(source_type, [&](auto from) {
    const auto* elements = static_cast<const typename decltype(from)::type*>(source);
    if (target_type == ElementType::kFloat32)
      SumTyped(elements, lines, taps, static_cast<float*>(target));
    else
      SumTyped(elements, lines, taps, static_cast<double*>(target));
  });
}

void TakeAlongAxis(size_t width, const void* source, const Lines& lines, size_t count, const int32_t* indices,
                   void* target) {
  const auto* from = static_cast<const uint8_t*>(source);
  auto* to = static_cast<uint8_t*>(target);
  const size_t bytes = lines.inner * width;
  for (size_t o = 0; o < lines.outer; o++, from += lines.length * bytes) {
    for (size_t j = 0; j < count; j++, to += bytes) {
      if (indices[j] < 0)
        std::memset(to, 0, bytes);
      else
        std::memcpy(to, from + static_cast<size_t>(indices[j]) * bytes, bytes);
    }
  }
}

void SplineAlongAxis(double* array, const Lines& lines, const double* poles, size_t pole_count, Boundary boundary) {
  const auto [outer, length, inner] = lines;
  if (length < 2) return;
  double gain = 1;
  for (size_t p = 0; p < pole_count; p++) gain *= (1 - poles[p]) * (1 - 1 / poles[p]);
  for (size_t i = 0; i < outer * length * inner; i++) array[i] *= gain;
  if (inner > 1) {
    for (size_t o = 0; o < outer; o++) {
      for (size_t k = 0; k < inner; k += kColumns) {
        double* columns = array + o * length * inner + k;
        for (size_t p = 0; p < pole_count; p++) {
          SplineColumns(columns, length, inner, std::min(kColumns, inner - k), poles[p], boundary);
        }
      }
    }
    return;
  }
  std::vector<double> turned(length * kRows);
  for (size_t o = 0; o < outer; o += kRows) {
    const size_t rows = std::min(kRows, outer - o);
    for (size_t r = 0; r < rows; r++) {
      for (size_t i = 0; i < length; i++) turned[i * kRows + r] = array[(o + r) * length + i];
    }
    for (size_t p = 0; p < pole_count; p++) SplineColumns(turned.data(), length, kRows, kRows, poles[p], boundary);
    for (size_t r = 0; r < rows; r++) {
      for (size_t i = 0; i < length; i++) array[(o + r) * length + i] = turned[i * kRows + r];
    }
  }
}

}  // namespace imglib2node::kernels
