#include "cast.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "clones.h"
#include "half.h"

namespace imglib2node::kernels {
namespace {

constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

// The integer of a float, modulo 2^64.
uint64_t Modulo(double x) {
  if (x > -kTwo63 && x < kTwo63) return static_cast<uint64_t>(static_cast<int64_t>(x));
  if (!std::isfinite(x)) return 0;
  const double rest = std::fmod(x, kTwo64);  // whole: no double of this size has a fraction
  // -2^64 < rest < 2^64, and a negative one of this size plus 2^64 is exact.
  return static_cast<uint64_t>(rest < 0 ? rest + kTwo64 : rest);
}

template <typename D, typename S>
D Convert(S x) {
  if constexpr (std::is_floating_point_v<S> && std::is_integral_v<D>) {
    return static_cast<D>(Modulo(static_cast<double>(x)));
  } else {
    return static_cast<D>(x);
  }
}

// Floats that all fit in 32 bits, which is the rule, are converted many at a time.
template <typename D, typename S>
bool ConvertSmall(const S* source, D* target, size_t count) {
  constexpr S kLimit = static_cast<S>(2147483648.0);
  // An integer for each element, as many as vectors have: a truth value would not be vectorised.
  int32_t large = 0;
  for (size_t i = 0; i < count; i++) large |= !((source[i] >= -kLimit) & (source[i] < kLimit));
  if (large != 0) return false;
  for (size_t i = 0; i < count; i++) target[i] = static_cast<D>(static_cast<int32_t>(source[i]));
  return true;
}

template <typename D, typename S>
void ConvertAll(const S* source, D* target, size_t count) {
  if constexpr (std::is_same_v<D, S>) {
    std::memmove(target, source, count * sizeof(D));
  } else if constexpr (std::is_floating_point_v<S> && std::is_integral_v<D>) {
    constexpr size_t kPart = 1024;
    for (size_t first = 0; first < count; first += kPart) {
      const size_t part = std::min(kPart, count - first);
      if constexpr (sizeof(D) <= 4) {
        if (ConvertSmall(source + first, target + first, part)) continue;
      }
      for (size_t i = first; i < first + part; i++) target[i] = Convert<D>(source[i]);
    }
  } else {
    for (size_t i = 0; i < count; i++) target[i] = Convert<D>(source[i]);
  }
}

template <typename S>
void ToBool(const S* source, ptrdiff_t stride, uint8_t* target, size_t count) {
  if (stride == 1) {
    for (size_t i = 0; i < count; i++) target[i] = source[i] != 0;
    return;
  }
  for (size_t i = 0; i < count; i++) target[i] = source[static_cast<ptrdiff_t>(i) * stride] != 0;
}

template <typename D, typename S>
void CastTyped(const S* source, ptrdiff_t stride, D* target, size_t count) {
  if (count == 0) return;
  if (stride == 1) {
    ConvertAll(source, target, count);
  } else if (stride == 0) {
    std::fill_n(target, count, Convert<D>(*source));
  } else {
    for (size_t i = 0; i < count; i++) target[i] = Convert<D>(source[static_cast<ptrdiff_t>(i) * stride]);
  }
}

// Of all types but kFloat16.
IMGLIB2NODE_CLONES void CastElements(ElementType source_type, const void* source, ptrdiff_t stride,
                                     ElementType target_type, void* target, size_t count) {
  Visit(source_type, [&](auto from) {
    const auto* elements = static_cast<const typename decltype(from)::type*>(source);
    if (target_type == ElementType::kBool && source_type != ElementType::kBool) {
      return ToBool(elements, stride, static_cast<uint8_t*>(target), count);
    }
    Visit(target_type,
          [&](auto to) { CastTyped(elements, stride, static_cast<typename decltype(to)::type*>(target), count); });
  });
}

}  // namespace

void Cast(ElementType source_type, const void* source, ptrdiff_t stride, ElementType target_type, void* target,
          size_t count) {
  if (source_type == ElementType::kFloat16 || target_type == ElementType::kFloat16) {
    return CastHalves(source_type, source, stride, target_type, target, count);
  }
  CastElements(source_type, source, stride, target_type, target, count);
}

}  // namespace imglib2node::kernels
