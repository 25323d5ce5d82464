// Many short rows at a time: element i of as many rows as fill a cache line lie side by side, so that each comparison
// of the network is one instruction for all of them. The network is Batcher's merge exchange (Knuth, The Art of
// Computer Programming, volume 3, 5.2.2, algorithm M).
#include <algorithm>

#include "clones.h"
#include "sort.h"

namespace imglib2node::kernels {
namespace {

template <typename K>
constexpr size_t kLanesOf = 64 / sizeof(K);

// Elements of as many rows, side by side.
#ifdef __GNUC__
template <typename K>
struct LanesOf {
  typedef K type __attribute__((vector_size(64)));
};
template <typename K>
using Lanes = typename LanesOf<K>::type;

template <typename V>
void CompareExchange(V& low, V& high) {
  const V a = low;
  const V b = high;
  const auto less = a < b;
  low = less ? a : b;
  high = less ? b : a;
}
#else
template <typename K>
struct Lanes {
  K values[kLanesOf<K>];
};

template <typename V>
void CompareExchange(V& low, V& high) {
  for (size_t l = 0; l < sizeof(low.values) / sizeof(low.values[0]); l++) {
    const auto a = low.values[l];
    const auto b = high.values[l];
    low.values[l] = a < b ? a : b;
    high.values[l] = a < b ? b : a;
  }
}
#endif

template <typename V>
void Network(V* keys, size_t length) {
  size_t top = 1;
  while (top * 2 < length) top *= 2;
  for (size_t p = top; p > 0; p /= 2) {
    size_t q = top;
    size_t r = 0;
    for (size_t d = p;;) {
      // All i with (i & p) == r: runs of p.
      for (size_t run = r; run + d < length; run += 2 * p) {
        const size_t end = std::min(run + p, length - d);
        for (size_t i = run; i < end; i++) CompareExchange(keys[i], keys[i + d]);
      }
      if (q == p) break;
      d = q - p;
      q /= 2;
      r = p;
    }
  }
}

template <typename K>
void SortRows(K* rows, size_t count, size_t length) {
  constexpr size_t kLanes = kLanesOf<K>;
  constexpr size_t kTile = 16;
  alignas(64) Lanes<K> lanes[kNetworkLength];
  K* keys = reinterpret_cast<K*>(lanes);
  for (size_t first = 0; first < count; first += kLanes, rows += kLanes * length) {
    const size_t now = std::min(kLanes, count - first);
    for (size_t from = 0; from < length; from += kTile) {
      const size_t end = std::min(length, from + kTile);
      for (size_t l = 0; l < kLanes; l++) {
        const K* row = rows + (l < now ? l : 0) * length;
        for (size_t i = from; i < end; i++) keys[i * kLanes + l] = row[i];
      }
    }
    Network(lanes, length);
    for (size_t from = 0; from < length; from += kTile) {
      const size_t end = std::min(length, from + kTile);
      for (size_t l = 0; l < now; l++) {
        for (size_t i = from; i < end; i++) rows[l * length + i] = keys[i * kLanes + l];
      }
    }
  }
}

}  // namespace

IMGLIB2NODE_CLONES void SortRowsOfBytes(bool is_signed, size_t width, void* keys, size_t rows, size_t length) {
  if (length < 2) return;
  switch (width) {
    case 2:
      return is_signed ? SortRows(static_cast<int16_t*>(keys), rows, length)
                       : SortRows(static_cast<uint16_t*>(keys), rows, length);
    case 4:
      return is_signed ? SortRows(static_cast<int32_t*>(keys), rows, length)
                       : SortRows(static_cast<uint32_t*>(keys), rows, length);
    default:
      return is_signed ? SortRows(static_cast<int64_t*>(keys), rows, length)
                       : SortRows(static_cast<uint64_t*>(keys), rows, length);
  }
}

}  // namespace imglib2node::kernels
