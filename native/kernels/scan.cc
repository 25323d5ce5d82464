#include <type_traits>

#include "clones.h"
#include "sort.h"

namespace imglib2node::kernels {
namespace {

template <bool kProduct, typename T>
T Next(T a, T x) {
  if constexpr (std::is_integral_v<T>) {
    using W = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
    return static_cast<T>(kProduct ? static_cast<W>(a) * static_cast<W>(x) : static_cast<W>(a) + static_cast<W>(x));
  } else {
    return kProduct ? a * x : a + x;
  }
}

template <bool kProduct, typename T>
void ScanTyped(T* elements, const Block& block) {
  for (size_t o = 0; o < block.outer; o++, elements += block.axis * block.inner) {
    for (size_t k = 1; k < block.axis; k++) {
      const T* before = elements + (k - 1) * block.inner;
      T* now = elements + k * block.inner;
      for (size_t i = 0; i < block.inner; i++) now[i] = Next<kProduct>(before[i], now[i]);
    }
  }
}

}  // namespace

IMGLIB2NODE_CLONES void Scan(bool product, ElementType type, void* elements, const Block& block) {
  Visit(type, [&](auto tag) {
    auto* typed = static_cast<typename decltype(tag)::type*>(elements);
    if (product) {
      ScanTyped<true>(typed, block);
    } else {
      ScanTyped<false>(typed, block);
    }
  });
}

}  // namespace imglib2node::kernels
