// Bytes are counted. Of other types many short rows go through a network of comparisons side by side, longer ones are
// sorted by their digits (LSD radix sort). Floats are sorted as integers that have their order.
#include "sort.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "array.h"
#include "half.h"
#include "sort_keys.h"

namespace imglib2node::kernels {
namespace {

template <typename K>
using Unsigned = std::make_unsigned_t<K>;

// A key whose digits are in the order of the keys.
template <typename K>
Unsigned<K> Digits(K key) {
  constexpr auto kSign = static_cast<Unsigned<K>>(Unsigned<K>{1} << (8 * sizeof(K) - 1));
  return static_cast<Unsigned<K>>(static_cast<Unsigned<K>>(key) ^ (std::is_signed_v<K> ? kSign : Unsigned<K>{0}));
}

constexpr size_t kDigit = 256;

template <typename K>
void CountBytes(K* row, size_t length) {
  size_t counts[kDigit] = {};
  for (size_t i = 0; i < length; i++) counts[Digits(row[i])]++;
  for (size_t digit = 0; digit < kDigit; digit++) {
    std::fill_n(row, counts[digit], static_cast<K>(Digits(static_cast<K>(digit))));
    row += counts[digit];
  }
}

// Moves `items` in the order of one digit to `target`; false if all have the same, and nothing moves.
template <typename Item, typename DigitOf>
bool RadixPass(const Array<Item>& items, Array<Item>& target, DigitOf digit_of) {
  size_t starts[kDigit] = {};
  for (const Item& item : items) starts[digit_of(item)]++;
  if (starts[digit_of(items[0])] == items.size()) return false;
  size_t next = 0;
  for (size_t& start : starts) {
    const size_t count = start;
    start = next;
    next += count;
  }
  for (const Item& item : items) target[starts[digit_of(item)]++] = item;
  return true;
}

template <typename Item, typename KeyOfItem>
void RadixSort(Array<Item>& items, Array<Item>& scratch, size_t bytes, KeyOfItem key_of) {
  for (size_t byte = 0; byte < bytes; byte++) {
    const size_t shift = 8 * byte;
    const auto digit_of = [&](const Item& item) { return static_cast<uint8_t>(key_of(item) >> shift); };
    if (RadixPass(items, scratch, digit_of)) items.swap(scratch);
  }
}

template <typename K>
void SortKeys(K* keys, size_t rows, size_t length) {
  if constexpr (sizeof(K) == 1) {
    for (size_t row = 0; row < rows; row++) CountBytes(keys + row * length, length);
  } else {
    Array<K> items(length);
    Array<K> scratch(length);
    for (K* row = keys; row < keys + rows * length; row += length) {
      std::copy_n(row, length, items.begin());
      RadixSort(items, scratch, sizeof(K), [](K key) { return Digits(key); });
      std::copy_n(items.begin(), length, row);
    }
  }
}

template <typename T>
void SortLongRows(const T* source, T* target, size_t rows, size_t length) {
  using K = typename KeyOf<T>::type;
  const size_t size = rows * length;
  if (source != target) std::memcpy(target, source, size * sizeof(T));
  K* const keys = reinterpret_cast<K*>(target);
  if constexpr (!std::is_same_v<T, K>) ToKeys<T>(keys, size);
  SortKeys(keys, rows, length);
  if constexpr (!std::is_same_v<T, K>) FromKeys(keys, size);
}

template <typename U>
struct Ranked {
  U digits;
  uint32_t index;
};

template <typename T>
void ArgSortTyped(const T* elements, size_t rows, size_t length, bool descending, int64_t* indices) {
  using K = typename KeyOf<T>::type;
  using Item = Ranked<Unsigned<K>>;
  constexpr size_t kShort = 512;
  Array<Item> items(length);
  Array<Item> scratch(length);
  for (size_t row = 0; row < rows; row++, elements += length, indices += length) {
    for (size_t i = 0; i < length; i++) {
      T x = elements[i];
      if constexpr (std::is_floating_point_v<T>) x = x == 0 ? T{0} : x;  // -0 and 0 are equal
      const Unsigned<K> digits = Digits(ToKey<T, K>(x));
      items[i] = {descending ? static_cast<Unsigned<K>>(~digits) : digits, static_cast<uint32_t>(i)};
    }
    if (length <= kShort) {
      std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.digits < b.digits; });
    } else {
      RadixSort(items, scratch, sizeof(K), [](const Item& item) { return item.digits; });
    }
    for (size_t i = 0; i < length; i++) indices[i] = items[i].index;
  }
}

}  // namespace

void Sort(ElementType type, const void* source, void* target, size_t rows, size_t length, bool descending) {
  if (length == 0) return;
  if (type == ElementType::kFloat16) {
    auto* const keys = static_cast<int16_t*>(target);
    KeysOfHalves(static_cast<const uint16_t*>(source), keys, rows * length, false);
    Sort(ElementType::kInt16, keys, keys, rows, length, descending);
    return FromKeys(keys, rows * length);
  }
  // Fewer rows would leave most lanes of the network empty.
  const bool short_rows = SizeOf(type) > 1 && length <= kNetworkLength && rows * SizeOf(type) >= 16;
  if (short_rows) SortShortRows(type, source, target, rows, length);
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    T* const elements = static_cast<T*>(target);
    if (!short_rows) SortLongRows(static_cast<const T*>(source), elements, rows, length);
    if (!descending) return;
    for (size_t row = 0; row < rows; row++) std::reverse(elements + row * length, elements + (row + 1) * length);
  });
}

void ArgSort(ElementType type, const void* elements, size_t rows, size_t length, bool descending, int64_t* indices) {
  if (length == 0) return;
  if (type == ElementType::kFloat16) {
    Array<int16_t> keys(rows * length);
    KeysOfHalves(static_cast<const uint16_t*>(elements), keys.data(), keys.size(), true);
    return ArgSortTyped(keys.data(), rows, length, descending, indices);
  }
  Visit(type, [&](auto tag) {
    ArgSortTyped(static_cast<const typename decltype(tag)::type*>(elements), rows, length, descending, indices);
  });
}

}  // namespace imglib2node::kernels
