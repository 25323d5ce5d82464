#include "median_rows.h"

#include <cstring>

#include "key.h"
#include "vectors.h"

namespace imglib2node::kernels {
namespace {

// A part of a step.
#ifdef __GNUC__
template <typename K, size_t kBytes>
struct VectorOf {
  typedef K type __attribute__((vector_size(kBytes)));
};
template <typename K, size_t kBytes>
using Vector = typename VectorOf<K, kBytes>::type;

template <typename V>
void Lower(const V& a, const V& b, V& result) {
  result = a < b ? a : b;
}

template <typename V>
void Higher(const V& a, const V& b, V& result) {
  result = a < b ? b : a;
}
#else
template <typename K, size_t kBytes>
struct Vector {
  K values[kBytes / sizeof(K)];
};

template <typename V>
void Lower(const V& a, const V& b, V& result) {
  constexpr size_t kLanes = sizeof(V) / sizeof(a.values[0]);
  for (size_t l = 0; l < kLanes; l++) result.values[l] = a.values[l] < b.values[l] ? a.values[l] : b.values[l];
}

template <typename V>
void Higher(const V& a, const V& b, V& result) {
  constexpr size_t kLanes = sizeof(V) / sizeof(a.values[0]);
  for (size_t l = 0; l < kLanes; l++) result.values[l] = a.values[l] < b.values[l] ? b.values[l] : a.values[l];
}
#endif

template <typename V>
struct Step {
  static constexpr size_t kParts = kMedianStep / sizeof(V);
  V parts[kParts];
};

// What lies there need not be aligned.
template <typename V, typename K>
void Load(Step<V>& step, const K* from) {
  std::memcpy(&step, from, sizeof step);
}

template <typename V, typename K>
void Store(const Step<V>& step, K* to) {
  std::memcpy(to, &step, sizeof step);
}

// The two results may lie where the operands do.
template <typename V, typename K>
void Compare(const K* a, const K* b, K* low, K* high) {
  Step<V> first;
  Step<V> second;
  Load(first, a);
  Load(second, b);
  Step<V> lower;
  Step<V> higher;
  for (size_t i = 0; i < Step<V>::kParts; i++) {
    Lower(first.parts[i], second.parts[i], lower.parts[i]);
    Higher(first.parts[i], second.parts[i], higher.parts[i]);
  }
  Store(lower, low);
  Store(higher, high);
}

template <typename V, typename K>
void Select(const Selection& selection, const K** at, K* scratch, K* result) {
  constexpr size_t kCount = kMedianStep / sizeof(K);
  for (const Comparison& step : selection.steps) {
    K* low = scratch + step.low * kCount;
    K* high = scratch + step.high * kCount;
    Compare<V>(at[step.low], at[step.high], low, high);
    at[step.low] = low;
    at[step.high] = high;
  }
  Step<V> lowest;
  bool first = true;
  for (const auto& [one, other] : selection.pairs) {
    Step<V> a;
    Step<V> b;
    Load(a, at[one]);
    Load(b, at[other]);
    for (size_t i = 0; i < Step<V>::kParts; i++) {
      Higher(a.parts[i], b.parts[i], b.parts[i]);
      if (first)
        lowest.parts[i] = b.parts[i];
      else
        Lower(lowest.parts[i], b.parts[i], lowest.parts[i]);
    }
    first = false;
  }
  Store(lowest, result);
}

template <typename K, size_t kBytes>
void Medians(const MedianNetwork& network, const MedianRows& part, bool floats) {
  constexpr size_t kCount = kMedianStep / sizeof(K);
  auto* rows = static_cast<K*>(part.rows);
  for (const Comparison& step : network.columns) {
    K* low = rows + step.low * part.stride;
    K* high = rows + step.high * part.stride;
    for (size_t x = 0; x < part.used; x += kCount) Compare<Vector<K, kBytes>>(low + x, high + x, low + x, high + x);
  }
  auto** at = reinterpret_cast<const K**>(part.at);
  auto* result = static_cast<K*>(part.result);
  for (size_t x = 0; x < part.count; x += kCount) {
    for (size_t i = 0; i < network.starts.size(); i++) at[i] = rows + network.starts[i] + x;
    Select<Vector<K, kBytes>>(network.selection, at, static_cast<K*>(part.scratch), result + x);
  }
  if (!floats) return;
  if constexpr (std::is_signed_v<K> && sizeof(K) >= 4) {
    for (size_t x = 0; x < part.count; x++) result[x] = BitsOfKey(result[x]);
  }
}

template <size_t kBytes>
void MediansOf(ElementType type, const MedianNetwork& network, const MedianRows& rows) {
  switch (type) {
    case ElementType::kInt8:
      return Medians<int8_t, kBytes>(network, rows, false);
    case ElementType::kUint16:
      return Medians<uint16_t, kBytes>(network, rows, false);
    case ElementType::kInt16:
      return Medians<int16_t, kBytes>(network, rows, false);
    case ElementType::kUint32:
      return Medians<uint32_t, kBytes>(network, rows, false);
    case ElementType::kInt32:
    case ElementType::kFloat32:
      return Medians<int32_t, kBytes>(network, rows, type == ElementType::kFloat32);
    case ElementType::kUint64:
      return Medians<uint64_t, kBytes>(network, rows, false);
    case ElementType::kInt64:
    case ElementType::kFloat64:
      return Medians<int64_t, kBytes>(network, rows, type == ElementType::kFloat64);
    case ElementType::kUint8:
    case ElementType::kBool:
      return Medians<uint8_t, kBytes>(network, rows, false);
    case ElementType::kFloat16:
      return;  // none comes here: see kElementTypes
  }
}

#ifdef IMGLIB2NODE_HAS_CLONES
IMGLIB2NODE_WITH_64 void Medians64(ElementType type, const MedianNetwork& network, const MedianRows& rows) {
  MediansOf<64>(type, network, rows);
}

IMGLIB2NODE_WITH_32 void Medians32(ElementType type, const MedianNetwork& network, const MedianRows& rows) {
  MediansOf<32>(type, network, rows);
}
#endif

}  // namespace

void MedianOfRows(ElementType type, const MedianNetwork& network, const MedianRows& rows) {
#ifdef IMGLIB2NODE_HAS_CLONES
  const size_t bytes = WidestVectors();
  if (bytes == 64) return Medians64(type, network, rows);
  if (bytes == 32) return Medians32(type, network, rows);
#endif
  MediansOf<16>(type, network, rows);
}

IMGLIB2NODE_CLONES void KeysOf(ElementType type, const void* elements, size_t count, void* keys) {
  if (type == ElementType::kFloat32) {
    const auto* from = static_cast<const float*>(elements);
    auto* to = static_cast<int32_t*>(keys);
    for (size_t i = 0; i < count; i++) to[i] = ToKey<float, int32_t>(from[i]);
  } else if (type == ElementType::kFloat64) {
    const auto* from = static_cast<const double*>(elements);
    auto* to = static_cast<int64_t*>(keys);
    for (size_t i = 0; i < count; i++) to[i] = ToKey<double, int64_t>(from[i]);
  } else {
    std::memcpy(keys, elements, count * SizeOf(type));
  }
}

}  // namespace imglib2node::kernels
