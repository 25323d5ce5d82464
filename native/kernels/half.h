// IEEE 754 half precision: 16 bits to numbers and back, and as integers that have their order. Any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "element_type.h"

namespace imglib2node::kernels {

template <typename To, typename From>
To BitsAs(From from) {
  static_assert(sizeof(To) == sizeof(From), "the same bits");
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

// The number that 16 bits stand for. No branch, so that loops of it are vectorised, and no subnormal float on the way,
// with which many processors are slow.
inline float FloatOfHalf(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000U) << 16U;
  const uint32_t rest = half & 0x7fffU;
  // The exponents' biases differ by 112; that of infinities and NaNs is to become the highest one, 112 further on.
  const uint32_t normal = (rest << 13U) + (112U << 23U) + (rest >= 0x7c00U ? 112U << 23U : 0U);
  // 0.5 has units of 2^-24 in the last place, as subnormal halves are counted in.
  constexpr uint32_t kBitsOfHalf = 126U << 23U;
  const auto subnormal = BitsAs<uint32_t>(BitsAs<float>(kBitsOfHalf + rest) - 0.5F);
  return BitsAs<float>(sign | (rest < 0x400U ? subnormal : normal));
}

// The bits of the nearest half, of two equally near ones the even; from 65520 on infinite, NaN without its payload.
// Rounded by adding a power of two whose last place is that of the result, as the sum's rounding is just that one.
template <typename F>
uint16_t HalfOf(F x) {
  constexpr bool kSingle = sizeof(F) == 4;
  using U = std::conditional_t<kSingle, uint32_t, uint64_t>;
  constexpr U kFraction = kSingle ? 23 : 52;
  constexpr U kBias = kSingle ? 127 : 1023;
  constexpr U kInfinite = (2 * kBias + 1) << kFraction;
  constexpr U kTooLarge = (kBias + 16) << kFraction;  // 65536
  const U bits = BitsAs<U>(x);
  const U size = bits & (~U{0} >> 1U);
  const U limited = std::min(size, kTooLarge);
  // All below the smallest normal half, 2^-14, is counted in the units of that.
  const U exponent = std::max(limited >> kFraction, kBias - 14);
  const U addend = (exponent + kFraction - 10) << kFraction;
  const U units = BitsAs<U>(BitsAs<F>(limited) + BitsAs<F>(addend)) - addend;
  // The leading 1 of a normal one is among the units, and carries into the exponent.
  const U nearest = ((exponent - (kBias - 14)) << 10U) + units;
  const U sign = bits >> (8 * sizeof(U) - 16) & 0x8000U;
  return static_cast<uint16_t>(size > kInfinite ? U{0x7e00} : sign | nearest);
}

// Cast where one or both types are kFloat16; halves become halves bit by bit.
void CastHalves(ElementType source_type, const void* source, ptrdiff_t stride, ElementType target_type, void* target,
                size_t count);

// Keys in the order of sorted halves, as key.h has them for floats; `zeros`: -0 becomes 0, for orders that keep equals.
void KeysOfHalves(const uint16_t* halves, int16_t* keys, size_t count, bool zeros);

}  // namespace imglib2node::kernels
