#include "histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace imglib2node::kernels {
namespace {

template <typename T>
void HistogramTyped(const T* source, size_t count, const double* edges, size_t bins, double* counts) {
  const double low = edges[0];
  const double high = edges[bins];
  const double scale = static_cast<double>(bins) / (high - low);
  for (size_t i = 0; i < count; i++) {
    const auto value = static_cast<double>(source[i]);
    if (!(value >= low && value <= high)) continue;
    // Near it: the edges have the last word.
    size_t bin = std::min(static_cast<size_t>((value - low) * scale), bins - 1);
    while (bin > 0 && value < edges[bin]) bin--;
    while (bin + 1 < bins && value >= edges[bin + 1]) bin++;
    counts[bin] += 1;
  }
}

template <typename T>
T Rounded(double value) {
  if (std::isnan(value)) return 0;
  const double away = value > 0 ? std::floor(value + 0.5) : std::ceil(value - 0.5);
  constexpr auto kLow = static_cast<double>(std::numeric_limits<T>::min());
  constexpr auto kHigh = static_cast<double>(std::numeric_limits<T>::max());
  // In doubles the highest of 64 bits is one too high.
  if (away >= kHigh) return std::numeric_limits<T>::max();
  return away <= kLow ? std::numeric_limits<T>::min() : static_cast<T>(away);
}

}  // namespace

void Histogram(ElementType type, const void* source, size_t count, const double* edges, size_t bins, double* counts) {
  Visit(type, [&](auto tag) {
    HistogramTyped(static_cast<const typename decltype(tag)::type*>(source), count, edges, bins, counts);
  });
}

void RoundTo(ElementType type, const double* source, void* target, size_t count) {
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    auto* to = static_cast<T*>(target);
    if constexpr (std::is_integral_v<T>) {
      for (size_t i = 0; i < count; i++) to[i] = Rounded<T>(source[i]);
    } else {
      for (size_t i = 0; i < count; i++) to[i] = static_cast<T>(source[i]);
    }
  });
}

}  // namespace imglib2node::kernels
