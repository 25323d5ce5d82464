#include <algorithm>
#include <type_traits>

#include "clones.h"
#include "lanes.h"
#include "reduce.h"

namespace imglib2node::kernels {
namespace {

template <bool kGreatest, typename T>
bool Better(T x, T best) {
  if constexpr (std::is_floating_point_v<T>) {
    // Nothing is better than a NaN.
    if (best != best) return false;  // NOLINT(misc-redundant-expression)
    return kGreatest ? !(x <= best) : !(x >= best);
  } else {
    return kGreatest ? x > best : x < best;
  }
}

template <typename T>
bool Same(T x, T best) {
  return x == best || (x != x && best != best);  // NOLINT(misc-redundant-expression)
}

template <bool kGreatest, typename T>
void Take(T x, int64_t index, T& value, int64_t& at) {
  if (at < 0 || Better<kGreatest>(x, value) || (index < at && Same(x, value))) {
    value = x;
    at = index;
  }
}

// The best of two, the first where they are equal; once a NaN, always one.
template <bool kGreatest, typename T>
T BestOf(T best, T x) {
  if constexpr (std::is_floating_point_v<T>) {
    return (kGreatest ? x > best : x < best) | (x != x) ? x : best;  // NOLINT(misc-redundant-expression)
  } else {
    return (kGreatest ? x > best : x < best) ? x : best;
  }
}

// The compiler vectorises a search for the value, not one for its place: so the value of each part first, and then the
// place in the part that has it.
template <bool kGreatest, typename T>
size_t BestOfRow(const T* row, size_t n) {
  constexpr size_t kPart = 32768;
  T value = row[0];
  size_t part = 0;
  for (size_t first = 0; first < n; first += kPart) {
    const size_t count = std::min(kPart, n - first);
    const T* from = row + first;
    const T found = ExtremeOfRow<T>(from, count, [](T best, T x) { return BestOf<kGreatest>(best, x); });
    if (!Better<kGreatest>(found, value)) continue;
    value = found;
    part = first;
  }
  size_t best = part;
  while (!Same(row[best], value)) best++;
  return best;
}

template <bool kGreatest, typename T>
void ArgReduceBlock(const T* source, const Block& block, int64_t start, T* values, int64_t* indices) {
  for (size_t o = 0; o < block.outer; o++, values += block.inner, indices += block.inner) {
    if (block.inner == 1) {
      const size_t best = BestOfRow<kGreatest>(source, block.axis);
      Take<kGreatest>(source[best], start + static_cast<int64_t>(best), values[0], indices[0]);
      source += block.axis;
      continue;
    }
    for (size_t k = 0; k < block.axis; k++, source += block.inner) {
      const int64_t index = start + static_cast<int64_t>(k);
      for (size_t i = 0; i < block.inner; i++) Take<kGreatest>(source[i], index, values[i], indices[i]);
    }
  }
}

}  // namespace

IMGLIB2NODE_CLONES void ArgReduce(bool greatest, ElementType type, const void* source, const Block& block,
                                  int64_t start, void* values, int64_t* indices) {
  if (block.axis == 0) return;
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* from = static_cast<const T*>(source);
    T* found = static_cast<T*>(values);
    if (greatest) {
      ArgReduceBlock<true>(from, block, start, found, indices);
    } else {
      ArgReduceBlock<false>(from, block, start, found, indices);
    }
  });
}

}  // namespace imglib2node::kernels
