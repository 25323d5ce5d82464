// Floats as integers that have their order: what is sorted and compared. All NaNs are one, and greater than the rest;
// -0 is less than 0. Integers are their own keys.
#pragma once

#include <cstring>
#include <limits>
#include <type_traits>

namespace imglib2node::kernels {

template <typename T>
struct KeyOf {
  using type = T;
};
template <>
struct KeyOf<float> {
  using type = int32_t;
};
template <>
struct KeyOf<double> {
  using type = int64_t;
};

template <typename T, typename K>
K ToKey(T x) {
  if constexpr (std::is_integral_v<T>) {
    return x;
  } else {
    constexpr K kGreatest = std::numeric_limits<K>::max();
    K bits;
    std::memcpy(&bits, &x, sizeof bits);
    const K key = bits < 0 ? bits ^ kGreatest : bits;
    return x != x ? kGreatest : key;  // NOLINT(misc-redundant-expression)
  }
}

// The bits of the float that has a key.
template <typename K>
K BitsOfKey(K key) {
  return key < 0 ? key ^ std::numeric_limits<K>::max() : key;
}

}  // namespace imglib2node::kernels
