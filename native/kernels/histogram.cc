#include "histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "clones.h"

namespace imglib2node::kernels {
namespace {

// Values are counted in several tables by turns: one counter, added to again and again, would wait for its own sum.
constexpr size_t kTables = 4;
// More bins than these, of which there are few alike one after the other, have one table.
constexpr size_t kMostTabled = size_t{1} << 16;

struct Bins {
  const double* edges;
  size_t count;
  double low;
  double high;
  double scale;
};

Bins BinsOf(const double* edges, size_t count) {
  const double low = edges[0];
  const double high = edges[count];
  return {edges, count, low, high, static_cast<double>(count) / (high - low)};
}

// The bin of a value, of which `bin` is near: the edges have the last word.
size_t Settled(const Bins& bins, double value, size_t bin) {
  while (bin > 0 && value < bins.edges[bin]) bin--;
  while (bin + 1 < bins.count && value >= bins.edges[bin + 1]) bin++;
  return bin;
}

// Integers of at most 16 bits: each value is counted, and then finds its bin once.
template <typename T>
void CountEach(const T* source, size_t count, const Bins& bins, double* counts) {
  constexpr size_t kValues = size_t{1} << (8 * sizeof(T));
  using Unsigned = std::make_unsigned_t<T>;
  std::vector<uint64_t> tables(kTables * kValues);
  uint64_t* table[kTables];
  for (size_t t = 0; t < kTables; t++) table[t] = tables.data() + t * kValues;
  size_t i = 0;
  for (; i + kTables <= count; i += kTables) {
    for (size_t t = 0; t < kTables; t++) table[t][static_cast<Unsigned>(source[i + t])]++;
  }
  for (; i < count; i++) table[0][static_cast<Unsigned>(source[i])]++;
  for (size_t v = 0; v < kValues; v++) {
    uint64_t found = 0;
    for (size_t t = 0; t < kTables; t++) found += table[t][v];
    const auto value = static_cast<double>(static_cast<T>(static_cast<Unsigned>(v)));
    if (found == 0 || !(value >= bins.low && value <= bins.high)) continue;
    const size_t near = std::min(static_cast<size_t>((value - bins.low) * bins.scale), bins.count - 1);
    counts[Settled(bins, value, near)] += static_cast<double>(found);
  }
}

template <typename T>
void CountByEdges(const T* source, size_t count, const Bins& bins, double* counts) {
  constexpr size_t kPart = 512;
  double values[kPart];
  int32_t near[kPart];
  const size_t tables = bins.count <= kMostTabled ? kTables : 1;
  std::vector<double> separate(tables > 1 ? tables * bins.count : 0);
  double* found = tables > 1 ? separate.data() : counts;
  const auto most = static_cast<double>(bins.count - 1);
  for (size_t first = 0; first < count; first += kPart) {
    const size_t part = std::min(kPart, count - first);
    for (size_t i = 0; i < part; i++) {
      const auto value = static_cast<double>(source[first + i]);
      values[i] = value;
      const double at = std::min((value - bins.low) * bins.scale, most);
      near[i] = (value >= bins.low) & (value <= bins.high) ? static_cast<int32_t>(at) : -1;
    }
    for (size_t i = 0; i < part; i++) {
      if (near[i] < 0) continue;
      found[i % tables * bins.count + Settled(bins, values[i], static_cast<size_t>(near[i]))] += 1;
    }
  }
  for (size_t i = 0; i < separate.size(); i++) counts[i % bins.count] += separate[i];
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

IMGLIB2NODE_CLONES void Histogram(ElementType type, const void* source, size_t count, const double* edges, size_t bins,
                                  double* counts) {
  const Bins all = BinsOf(edges, bins);
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const auto* values = static_cast<const T*>(source);
    if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
      CountEach(values, count, all, counts);
    } else {
      CountByEdges(values, count, all, counts);
    }
  });
}

IMGLIB2NODE_CLONES void RoundTo(ElementType type, const double* source, void* target, size_t count) {
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
