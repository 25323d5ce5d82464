// Elements in memory that are turned into their keys, and back.
#pragma once

#include <cstddef>
#include <cstring>

#include "key.h"

namespace imglib2node::kernels {

// What `keys` holds are the bits of elements.
template <typename T, typename K>
void ToKeys(K* keys, size_t count) {
  for (size_t i = 0; i < count; i++) {
    T x;
    std::memcpy(&x, keys + i, sizeof x);
    keys[i] = ToKey<T, K>(x);
  }
}

template <typename K>
void FromKeys(K* keys, size_t count) {
  for (size_t i = 0; i < count; i++) keys[i] = BitsOfKey(keys[i]);
}

}  // namespace imglib2node::kernels
