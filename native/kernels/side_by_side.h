// Lines of an axis as doubles that lie side by side, element after element, in memory that the cache holds: so each
// element is read and converted once however many sums it is part of, lines that are a power of two apart do not push
// one another out of the cache, the same loops serve every axis, and results may be written where the source was.
#pragma once

#include <algorithm>
#include <cstddef>

#include "along_axis.h"

namespace imglib2node::kernels {

// How many bytes of lines are worked on at a time, and at most and at least how many lines.
constexpr size_t kSideBytes = size_t{256} * 1024;
constexpr size_t kMostColumns = 256;
constexpr size_t kFewestColumns = 16;

// How many lines are laid side by side, or a little less.
inline size_t ColumnsFor(const Lines& lines) {
  if (lines.inner == 1) return kFewestColumns;
  if (lines.inner < kFewestColumns) return 2 * kFewestColumns;
  const size_t fits = kSideBytes / (sizeof(double) * std::max<size_t>(lines.length, 1));
  return std::clamp(fits / kFewestColumns * kFewestColumns, kFewestColumns, kMostColumns);
}

// Some lines of an array, in rows of `columns` that are neighbours: element i of line r * columns + c is at
// first + r * jump + i * step + c.
struct Group {
  size_t first;
  size_t rows;
  size_t jump;
  size_t step;
  size_t columns;

  size_t lines() const { return rows * columns; }
};

// Calls `work(group of the source, group of the target)` for all lines of a source, and of a target of `count`
// elements: at most `width` at a time, of several outer elements where few are neighbours.
template <typename Work>
void ForEachGroup(const Lines& lines, size_t count, size_t width, Work work) {
  const auto [outer, length, inner] = lines;
  if (inner == 0) return;
  if (inner < kFewestColumns) {
    const size_t together = width / inner;
    for (size_t o = 0; o < outer; o += together) {
      const size_t rows = std::min(together, outer - o);
      work(Group{o * length * inner, rows, length * inner, inner, inner},
           Group{o * count * inner, rows, count * inner, inner, inner});
    }
    return;
  }
  for (size_t o = 0; o < outer; o++) {
    for (size_t k = 0; k < inner; k += width) {
      const size_t columns = std::min(width, inner - k);
      work(Group{o * length * inner + k, 1, 0, inner, columns}, Group{o * count * inner + k, 1, 0, inner, columns});
    }
  }
}

// side[i * width + c] = element i of line c.
void ToSide(ElementType type, const void* source, const Group& group, size_t length, size_t width, double* side);

// Element i of line c = side[i * width + c], as float32 or float64.
void FromSide(const double* side, size_t width, const Group& group, size_t length, ElementType type, void* target);

// target[c] = the sum of weights[r] * rows[r][c] over `count` rows, one after the other, as float32 or float64; `sums`
// has room for twice `columns` numbers.
void SumRows(const double* const* rows, const double* weights, size_t count, size_t columns, double* sums,
             ElementType type, void* target);

// Filters `columns` lines in place; `sums` has room for so many numbers.
void FilterSide(double* side, size_t length, size_t width, size_t columns, const Spline& spline, double* sums);

}  // namespace imglib2node::kernels
