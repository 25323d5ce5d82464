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

template <typename K>
void CompareExchange(K* __restrict low, K* __restrict high) {
  for (size_t l = 0; l < kLanesOf<K>; l++) {
    const K a = low[l];
    const K b = high[l];
    low[l] = a < b ? a : b;
    high[l] = a < b ? b : a;
  }
}

template <typename K>
void Network(K* keys, size_t length) {
  constexpr size_t kLanes = kLanesOf<K>;
  size_t top = 1;
  while (top * 2 < length) top *= 2;
  for (size_t p = top; p > 0; p /= 2) {
    size_t q = top;
    size_t r = 0;
    for (size_t d = p;;) {
      for (size_t i = 0; i + d < length; i++) {
        if ((i & p) == r) CompareExchange(keys + i * kLanes, keys + (i + d) * kLanes);
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
  alignas(64) K keys[kNetworkLength * kLanes];
  for (size_t first = 0; first < count; first += kLanes, rows += kLanes * length) {
    const size_t now = std::min(kLanes, count - first);
    for (size_t i = 0; i < length; i++) {
      for (size_t l = 0; l < kLanes; l++) keys[i * kLanes + l] = rows[(l < now ? l : 0) * length + i];
    }
    Network(keys, length);
    for (size_t l = 0; l < now; l++) {
      for (size_t i = 0; i < length; i++) rows[l * length + i] = keys[i * kLanes + l];
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
