#include "along_axis.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "array.h"
#include "side_by_side.h"

namespace imglib2node::kernels {
namespace {

// Whether each element of the result has the weights of all others, and the indices of the one before moved up by one:
// the same row of weights slides along the line.
bool Slides(const Taps& taps) {
  for (size_t j = 1; j < taps.count; j++) {
    const double* weights = taps.weights + j * taps.taps;
    const int32_t* indices = taps.indices + j * taps.taps;
    if (std::memcmp(weights, taps.weights, taps.taps * sizeof(double)) != 0) return false;
    if (!std::equal(indices, indices + taps.taps - 1, indices - taps.taps + 1)) return false;
  }
  return taps.count > 0;
}

// Where the elements of a line come from that has its neighbours beyond its ends.
std::vector<int32_t> Extended(const Taps& taps) {
  std::vector<int32_t> places(taps.indices, taps.indices + taps.taps);
  for (size_t j = 1; j < taps.count; j++) places.push_back(taps.indices[(j + 1) * taps.taps - 1]);
  return places;
}

// Lines of which few are neighbours, `inner` at a time: the elements that a weight is for lie one after the other.
void SumSliding(ElementType source_type, const void* source, const Lines& lines, const Taps& taps,
                ElementType target_type, uint8_t* target) {
  const size_t inner = lines.inner;
  const std::vector<int32_t> places = Extended(taps);
  Array<double> line(lines.length * inner);
  Array<double> extended(places.size() * inner);
  Array<double> sums(2 * taps.count * inner);
  std::vector<const double*> rows(taps.taps);
  for (size_t t = 0; t < taps.taps; t++) rows[t] = extended.data() + t * inner;
  // From `begin` to `end` the extended line is the line itself; with mode reflect its first element is there twice.
  size_t begin = 0;
  while (begin < places.size() && (places[begin] != 0 || (begin + 1 < places.size() && places[begin + 1] == 0)))
    begin++;
  size_t end = begin;
  while (end < places.size() && places[end] == static_cast<int32_t>(end - begin)) end++;
  const auto fill = [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
      double* element = extended.data() + i * inner;
      if (places[i] < 0) {
        std::fill_n(element, inner, taps.outside);
      } else {
        std::copy_n(line.data() + static_cast<size_t>(places[i]) * inner, inner, element);
      }
    }
  };
  for (size_t o = 0; o < lines.outer; o++) {
    // As one line, whatever the number of neighbours.
    ToSide(source_type, source, Group{o * line.size(), 1, 0, 1, 1}, line.size(), 1, line.data());
    fill(0, begin);
    std::copy_n(line.data(), (end - begin) * inner, extended.data() + begin * inner);
    fill(end, places.size());
    SumRows(rows.data(), taps.weights, taps.taps, taps.count * inner, sums.data(), target_type,
            target + o * taps.count * inner * SizeOf(target_type));
  }
}

}  // namespace

void SumAlongAxis(ElementType source_type, const void* source, const Lines& lines, const Spline& spline,
                  const Taps& taps, ElementType target_type, void* target) {
  auto* to = static_cast<uint8_t*>(target);
  // Where few lines are neighbours, the results lie side by side first, too.
  const bool turned = lines.inner < kFewestColumns;
  if (turned && spline.count == 0 && Slides(taps)) {
    return SumSliding(source_type, source, lines, taps, target_type, to);
  }
  const size_t width = ColumnsFor(lines);
  Array<double> side(lines.length * width);
  Array<double> sums(2 * width);
  const Array<double> outside(width, taps.outside);
  std::vector<const double*> rows(taps.count * taps.taps);
  for (size_t t = 0; t < rows.size(); t++) {
    rows[t] = taps.indices[t] < 0 ? outside.data() : side.data() + static_cast<size_t>(taps.indices[t]) * width;
  }
  Array<double> results(turned ? taps.count * width : 0);
  ForEachGroup(lines, taps.count, width, [&](const Group& from, const Group& into) {
    ToSide(source_type, source, from, lines.length, width, side.data());
    FilterSide(side.data(), lines.length, width, from.lines(), spline, sums.data());
    for (size_t j = 0; j < taps.count; j++) {
      const double* const* row = rows.data() + j * taps.taps;
      const double* weights = taps.weights + j * taps.taps;
      if (turned) {
        SumRows(row, weights, taps.taps, width, sums.data(), ElementType::kFloat64, results.data() + j * width);
      } else {
        SumRows(row, weights, taps.taps, from.columns, sums.data(), target_type,
                to + (into.first + j * into.step) * SizeOf(target_type));
      }
    }
    if (turned) FromSide(results.data(), width, into, taps.count, target_type, target);
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

void SplineAlongAxis(ElementType source_type, const void* source, const Lines& lines, const Spline& spline,
                     double* target) {
  const size_t width = ColumnsFor(lines);
  Array<double> side(lines.length * width);
  Array<double> sums(width);
  ForEachGroup(lines, lines.length, width, [&](const Group& from, const Group& to) {
    ToSide(source_type, source, from, lines.length, width, side.data());
    FilterSide(side.data(), lines.length, width, from.lines(), spline, sums.data());
    FromSide(side.data(), width, to, lines.length, ElementType::kFloat64, target);
  });
}

}  // namespace imglib2node::kernels
