#include "distance.h"

#include <algorithm>
#include <limits>

#include "array.h"

namespace imglib2node::kernels {
namespace {

// How many lines that lie side by side are worked on at a time.
constexpr size_t kColumns = 512;
// So many of them are copied to lie one after the other: as many doubles as memory comes by.
constexpr size_t kTurned = 8;

template <typename T>
void AlongColumns(const T* source, const Lines& lines, size_t columns, double spacing, double* target) {
  double since[kColumns];
  std::fill(since, since + columns, std::numeric_limits<double>::infinity());
  for (size_t i = 0; i < lines.length; i++) {
    const T* from = source + i * lines.inner;
    double* to = target + i * lines.inner;
    for (size_t k = 0; k < columns; k++) {
      since[k] = from[k] == T(0) ? 0 : since[k] + 1;
      to[k] = since[k];
    }
  }
  std::fill(since, since + columns, std::numeric_limits<double>::infinity());
  for (size_t i = lines.length; i-- > 0;) {
    double* to = target + i * lines.inner;
    for (size_t k = 0; k < columns; k++) {
      since[k] = std::min(to[k], since[k] + 1);
      const double distance = since[k] * spacing;
      to[k] = distance * distance;
    }
  }
}

// The parabolas that are lowest somewhere: where they have their vertices, how high, and from where on each is lowest.
struct Envelope {
  explicit Envelope(size_t length) : vertex(length), height(length), from(length) {}
  Array<int64_t> vertex;
  Array<double> height;
  Array<double> from;
};

// Where the later of two parabolas becomes the lower one, in elements. The heights are in squares of the spacing only
// for spacing 1, so `square` divides them.
double Crossing(double height, int64_t at, double later_height, int64_t later, double square) {
  return (later_height - height) / (2.0 * static_cast<double>(later - at) * square) +
         static_cast<double>(later + at) / 2;
}

void LowestOf(double* line, size_t length, double spacing, Envelope* lowest) {
  const double square = spacing * spacing;
  int64_t last = -1;
  for (size_t i = 0; i < length; i++) {
    const double height = line[i];
    if (height == std::numeric_limits<double>::infinity()) continue;
    const auto at = static_cast<int64_t>(i);
    double from = -std::numeric_limits<double>::infinity();
    while (last >= 0) {
      from = Crossing(lowest->height[last], lowest->vertex[last], height, at, square);
      if (from > lowest->from[last]) break;
      last--;
      from = -std::numeric_limits<double>::infinity();
    }
    last++;
    lowest->vertex[last] = at;
    lowest->height[last] = height;
    lowest->from[last] = from;
  }
  if (last < 0) return;
  int64_t each = 0;
  for (size_t i = 0; i < length; i++) {
    while (each < last && lowest->from[each + 1] < static_cast<double>(i)) each++;
    const double distance = static_cast<double>(static_cast<int64_t>(i) - lowest->vertex[each]) * spacing;
    line[i] = lowest->height[each] + distance * distance;
  }
}

}  // namespace

void DistanceAlongAxis(ElementType type, const void* source, const Lines& lines, double spacing, double* target) {
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    for (size_t o = 0; o < lines.outer; o++) {
      for (size_t k = 0; k < lines.inner; k += kColumns) {
        const size_t first = o * lines.length * lines.inner + k;
        AlongColumns(static_cast<const T*>(source) + first, lines, std::min(kColumns, lines.inner - k), spacing,
                     target + first);
      }
    }
  });
}

void NearestAlongAxis(double* array, const Lines& lines, double spacing) {
  if (lines.length == 0) return;
  Envelope lowest(lines.length);
  if (lines.inner == 1) {
    for (size_t o = 0; o < lines.outer; o++) LowestOf(array + o * lines.length, lines.length, spacing, &lowest);
    return;
  }
  Array<double> turned(kTurned * lines.length);
  for (size_t o = 0; o < lines.outer; o++) {
    for (size_t k = 0; k < lines.inner; k += kTurned) {
      double* first = array + o * lines.length * lines.inner + k;
      const size_t columns = std::min(kTurned, lines.inner - k);
      for (size_t i = 0; i < lines.length; i++) {
        for (size_t c = 0; c < columns; c++) turned[c * lines.length + i] = first[i * lines.inner + c];
      }
      for (size_t c = 0; c < columns; c++) LowestOf(&turned[c * lines.length], lines.length, spacing, &lowest);
      for (size_t i = 0; i < lines.length; i++) {
        for (size_t c = 0; c < columns; c++) first[i * lines.inner + c] = turned[c * lines.length + i];
      }
    }
  }
}

}  // namespace imglib2node::kernels
