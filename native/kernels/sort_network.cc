// Many short rows at a time: element i of as many rows as fill a vector lie side by side, so that each comparison is
// one instruction for all of them, and none is a branch. Blocks of 16 elements are sorted in registers by Batcher's
// merge exchange (Knuth, The Art of Computer Programming, volume 3, 5.2.2, algorithm M). Then blocks are merged two by
// two, twice as many each time, bitonically (5.3.4): the first half is compared with the second one backwards, then
// each half is halved again, down to neighbours. Of these steps as many as fit in registers are done at a time.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

#include "sort.h"
#include "sort_keys.h"
#include "vectors.h"

namespace imglib2node::kernels {
namespace {

constexpr size_t kBlock = 16;

#ifdef __GNUC__
template <typename K, size_t kBytes>
struct VectorOf {
  typedef K type __attribute__((vector_size(kBytes)));
};

template <typename V>
void CompareExchange(V& low, V& high) {
  const V a = low;
  const V b = high;
  // The comparison is repeated, as the compiler then sees a minimum and a maximum.
  low = a < b ? a : b;
  high = a < b ? b : a;
}

// A square of as many rows as a vector has elements, transposed: pairs of vectors are interleaved, once for each power
// of two in that number.
template <typename K, size_t kBytes>
struct Square {
  static constexpr size_t kSide = kBytes / sizeof(K);
  using Vector = typename VectorOf<K, kBytes>::type;

  template <size_t... kI>
  static void Interleave(Vector (&rows)[kSide], std::index_sequence<kI...>) {
    Vector next[kSide];
    for (size_t i = 0; i < kSide / 2; i++) {
      const Vector a = rows[i];
      const Vector b = rows[i + kSide / 2];
#ifdef __clang__
      next[2 * i] = __builtin_shufflevector(a, b, (kI / 2 + kI % 2 * kSide)...);
      next[2 * i + 1] = __builtin_shufflevector(a, b, (kSide / 2 + kI / 2 + kI % 2 * kSide)...);
#else
      next[2 * i] = __builtin_shuffle(a, b, Vector{static_cast<K>(kI / 2 + kI % 2 * kSide)...});
      next[2 * i + 1] = __builtin_shuffle(a, b, Vector{static_cast<K>(kSide / 2 + kI / 2 + kI % 2 * kSide)...});
#endif
    }
    std::copy_n(next, kSide, rows);
  }

  static void Transpose(const K* from, size_t from_step, K* to, size_t to_step) {
    Vector rows[kSide];
    for (size_t i = 0; i < kSide; i++) std::memcpy(rows + i, from + i * from_step, sizeof(Vector));
    for (size_t side = 1; side < kSide; side *= 2) Interleave(rows, std::make_index_sequence<kSide>());
    for (size_t i = 0; i < kSide; i++) std::memcpy(to + i * to_step, rows + i, sizeof(Vector));
  }
};
#else
template <typename K, size_t kBytes>
struct VectorOf {
  struct type {
    K values[kBytes / sizeof(K)];
  };
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

template <typename K, size_t kBytes>
struct Square {
  static constexpr size_t kSide = kBytes / sizeof(K);

  static void Transpose(const K* from, size_t from_step, K* to, size_t to_step) {
    for (size_t i = 0; i < kSide; i++) {
      for (size_t j = 0; j < kSide; j++) to[j * to_step + i] = from[i * from_step + j];
    }
  }
};
#endif

struct Pair {
  size_t low;
  size_t high;
};

// Calls `visit` with the comparisons of Batcher's merge exchange of kBlock elements, in their order.
template <typename Visit>
constexpr void MergeExchange(Visit visit) {
  for (size_t p = kBlock / 2; p > 0; p /= 2) {
    size_t q = kBlock / 2;
    size_t r = 0;
    for (size_t d = p;; d = q - p, q /= 2, r = p) {
      for (size_t i = 0; i + d < kBlock; i++) {
        if ((i & p) == r) visit(Pair{i, i + d});
      }
      if (q == p) break;
    }
  }
}

constexpr size_t CountComparisons() {
  size_t count = 0;
  MergeExchange([&count](Pair) { count++; });
  return count;
}

constexpr auto ListComparisons() {
  std::array<Pair, CountComparisons()> list{};
  size_t count = 0;
  MergeExchange([&](Pair pair) { list[count++] = pair; });
  return list;
}

constexpr auto kComparisons = ListComparisons();

// Registers have no numbers that are known only at run time: hence sequences of indices, and not loops.
template <typename V, size_t kCount, typename Place, size_t... kI>
void Load(V (&v)[kCount], Place place, std::index_sequence<kI...>) {
  ((v[kI] = *place(kI)), ...);
}

template <typename V, size_t kCount, typename Place, size_t... kI>
void Store(const V (&v)[kCount], Place place, std::index_sequence<kI...>) {
  ((*place(kI) = v[kI]), ...);
}

template <typename V, size_t... kI>
void SortBlock(V* keys, std::index_sequence<kI...>) {
  constexpr auto kAll = std::make_index_sequence<kBlock>();
  const auto place = [=](size_t i) { return keys + i; };
  V v[kBlock];
  Load(v, place, kAll);
  (CompareExchange(v[kComparisons[kI].low], v[kComparisons[kI].high]), ...);
  Store(v, place, kAll);
}

// Each of the first half with the one that is as far from the end.
template <typename V, size_t kCount, size_t... kI>
void Cross(V (&v)[kCount], std::index_sequence<kI...>) {
  (CompareExchange(v[kI], v[kCount - 1 - kI]), ...);
}

// Each with the one kCount / 2, kCount / 4, ... further.
template <size_t kDistance, typename V, size_t kCount, size_t... kI>
void Halve(V (&v)[kCount], std::index_sequence<kI...> pairs) {
  if constexpr (kDistance > 0) {
    (CompareExchange(v[kI / kDistance * 2 * kDistance + kI % kDistance],
                     v[kI / kDistance * 2 * kDistance + kI % kDistance + kDistance]),
     ...);
    Halve<kDistance / 2>(v, pairs);
  }
}

// The last steps of a merge, within a block.
template <typename V>
void FinishBlock(V* keys) {
  constexpr auto kAll = std::make_index_sequence<kBlock>();
  const auto place = [=](size_t i) { return keys + i; };
  V v[kBlock];
  Load(v, place, kAll);
  Halve<kBlock / 2>(v, std::make_index_sequence<kBlock / 2>());
  Store(v, place, kAll);
}

// The steps of a merge down to neighbouring blocks. Element i of a block only ever meets element i of others, or the
// one as far from their end if those come from the half that is taken backwards.
template <size_t kBlocks, bool kCrossed, typename V>
void MergeBlocks(V* keys) {
  for (size_t i = 0; i < kBlock; i++) {
    V v[kBlocks];
    const auto place = [=](size_t block) {
      return keys + block * kBlock + (kCrossed && block >= kBlocks / 2 ? kBlock - 1 - i : i);
    };
    constexpr auto kAll = std::make_index_sequence<kBlocks>();
    Load(v, place, kAll);
    constexpr auto kPairs = std::make_index_sequence<kBlocks / 2>();
    if constexpr (kCrossed) {
      Cross(v, kPairs);
      Halve<kBlocks / 4>(v, kPairs);
    } else {
      Halve<kBlocks / 2>(v, kPairs);
    }
    Store(v, place, kAll);
  }
}

// So many blocks are merged in registers; of more the first steps go through memory.
constexpr size_t kMostBlocks = 16;

template <typename V>
void MergeThroughMemory(V* keys, size_t blocks) {
  const size_t size = blocks * kBlock;
  for (size_t i = 0; i < size / 2; i++) CompareExchange(keys[i], keys[size - 1 - i]);
  for (size_t distance = size / 4; distance >= kMostBlocks * kBlock; distance /= 2) {
    for (size_t first = 0; first < size; first += 2 * distance) {
      for (size_t i = first; i < first + distance; i++) CompareExchange(keys[i], keys[i + distance]);
    }
  }
  for (size_t block = 0; block < blocks; block += kMostBlocks) MergeBlocks<kMostBlocks, false>(keys + block * kBlock);
}

// Merges the halves of `blocks` blocks, a power of two.
template <typename V>
void Merge(V* keys, size_t blocks) {
  switch (blocks) {
    case 2:
      MergeBlocks<2, true>(keys);
      break;
    case 4:
      MergeBlocks<4, true>(keys);
      break;
    case 8:
      MergeBlocks<8, true>(keys);
      break;
    case kMostBlocks:
      MergeBlocks<kMostBlocks, true>(keys);
      break;
    default:
      MergeThroughMemory(keys, blocks);
  }
  for (size_t block = 0; block < blocks; block++) FinishBlock(keys + block * kBlock);
}

// Sorts `blocks` blocks; behind them, up to the next power of two, are greatest keys.
template <typename V>
void SortBlocks(V* keys, size_t blocks) {
  constexpr auto kAll = std::make_index_sequence<kComparisons.size()>();
  for (size_t block = 0; block < blocks; block++) SortBlock(keys + block * kBlock, kAll);
  for (size_t run = 1; run < blocks; run *= 2) {
    for (size_t block = 0; block + run < blocks; block += 2 * run) Merge(keys + block * kBlock, 2 * run);
  }
}

// Copies a rectangle of `height` x `width` elements, rows to columns.
template <typename K, size_t kBytes>
void Transpose(const K* from, size_t from_step, size_t height, size_t width, K* to, size_t to_step) {
  // Squares of wider vectors are no faster.
  using Square = Square<K, std::min(kBytes, size_t{32})>;
  constexpr size_t kSide = Square::kSide;
  const size_t whole_height = height - height % kSide;
  const size_t whole_width = width - width % kSide;
  for (size_t j = 0; j < whole_width; j += kSide) {
    for (size_t i = 0; i < whole_height; i += kSide) {
      Square::Transpose(from + i * from_step + j, from_step, to + j * to_step + i, to_step);
    }
  }
  for (size_t j = 0; j < width; j++) {
    for (size_t i = j < whole_width ? whole_height : 0; i < height; i++) to[j * to_step + i] = from[i * from_step + j];
  }
}

// Unsigned numbers as signed ones of the same order, or back: the network is then compiled for half as many types.
template <typename K>
void FlipSigns(K* keys, size_t count) {
  for (size_t i = 0; i < count; i++) keys[i] ^= std::numeric_limits<K>::min();
}

template <typename T, size_t kBytes>
void SortRows(const T* source, T* target, size_t rows, size_t length) {
  using K = std::make_signed_t<typename KeyOf<T>::type>;
  // Elements of as many rows, side by side.
  using V = typename VectorOf<K, kBytes>::type;
  constexpr size_t kLanes = kBytes / sizeof(K);
  alignas(64) V lanes[kNetworkLength];
  K* const keys = reinterpret_cast<K*>(lanes);
  const size_t blocks = (length + kBlock - 1) / kBlock;
  size_t room = kBlock;
  while (room < blocks * kBlock) room *= 2;
  for (size_t first = 0; first < rows; first += kLanes, source += kLanes * length, target += kLanes * length) {
    const size_t now = std::min(kLanes, rows - first);
    // What lies in lanes without a row is sorted too, and left.
    if (now < kLanes) std::fill_n(keys, length * kLanes, K{0});
    Transpose<K, kBytes>(reinterpret_cast<const K*>(source), length, now, length, keys, kLanes);
    if constexpr (std::is_floating_point_v<T>) ToKeys<T>(keys, length * kLanes);
    if constexpr (std::is_unsigned_v<T>) FlipSigns(keys, length * kLanes);
    std::fill(keys + length * kLanes, keys + room * kLanes, std::numeric_limits<K>::max());
    SortBlocks(lanes, blocks);
    if constexpr (std::is_floating_point_v<T>) FromKeys(keys, length * kLanes);
    if constexpr (std::is_unsigned_v<T>) FlipSigns(keys, length * kLanes);
    Transpose<K, kBytes>(keys, kLanes, length, now, reinterpret_cast<K*>(target), length);
  }
}

template <size_t kBytes>
void SortAny(ElementType type, const void* source, void* target, size_t rows, size_t length) {
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (sizeof(T) > 1) {
      SortRows<T, kBytes>(static_cast<const T*>(source), static_cast<T*>(target), rows, length);
    }
  });
}

#ifdef IMGLIB2NODE_HAS_CLONES
IMGLIB2NODE_WITH_64 void Sort64(ElementType type, const void* source, void* target, size_t rows, size_t length) {
  SortAny<64>(type, source, target, rows, length);
}

IMGLIB2NODE_WITH_32 void Sort32(ElementType type, const void* source, void* target, size_t rows, size_t length) {
  SortAny<32>(type, source, target, rows, length);
}
#endif

}  // namespace

void SortShortRows(ElementType type, const void* source, void* target, size_t rows, size_t length) {
#ifdef IMGLIB2NODE_HAS_CLONES
  const size_t bytes = WidestVectors();
  if (bytes == 64) return Sort64(type, source, target, rows, length);
  if (bytes == 32) return Sort32(type, source, target, rows, length);
#endif
  SortAny<16>(type, source, target, rows, length);
}

}  // namespace imglib2node::kernels
