// exp by range reduction and Taylor's series, in double: x = n ln 2 + r with |r| <= ln(2) / 2, exp(x) = 2^n exp(r).
// Only operations that every machine rounds alike; src/kernels/js/exponential.ts does the same ones in the same order.
// Errors: below 0.6 units in the last place. float32 is computed in float32: errors below 1 unit (0.97 on every 37th of
// them).
#include <cstring>

#include "arithmetic.h"
#include "clones.h"

namespace imglib2node::kernels {
namespace {

constexpr double kLog2E = 1.4426950408889634;
// ln 2 in two parts, of which the first has its last 20 bits zero: n times it is exact.
constexpr double kLn2High = 0.6931471804855391;
constexpr double kLn2Low = 7.440617110012397e-11;
constexpr double kRounder = 6755399441055744.0;   // 1.5 * 2^52: a double beyond it has no fraction
constexpr double kMantissa = 4503599627370496.0;  // 2^52

// The same for float32, whose remainder is below 2^-28 of the result: 1 + r + r^2 times a polynomial, the one whose
// greatest relative error on -ln(2) / 2 ... ln(2) / 2 is least (Remez).
constexpr float kFloatLog2E = 1.44269504F;
constexpr float kFloatLn2High = 0.693359375F;
constexpr float kFloatLn2Low = -2.12194440e-4F;
constexpr float kFloatRounder = 12582912.0F;  // 1.5 * 2^23
constexpr float kFloatSeries[] = {0.49999993451696645F, 0.1666652068978495F, 0.041668387363548075F,
                                  0.008368709830252834F, 0.0013814613165980558F};

// 2^n for a whole n of -1022 ... 1023, from the bits: those of n + 1023 are the exponent's.
double PowerOfTwo(double n) {
  const double biased = n + (1023.0 + kMantissa);
  uint64_t bits;
  std::memcpy(&bits, &biased, sizeof bits);
  bits <<= 52;
  double power;
  std::memcpy(&power, &bits, sizeof power);
  return power;
}

double Series(double r) {
  // 1/2!, 1/3!, ...
  constexpr double kInverse[] = {1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,
                                 1.0 / 720,     1.0 / 5040,     1.0 / 40320,     1.0 / 362880,
                                 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
  double sum = kInverse[11];
  for (int k = 10; k >= 0; k--) sum = sum * r + kInverse[k];
  return sum;
}

// x = n ln 2 + high - low, the result being 2^n exp(high - low).
struct Reduced {
  double n;
  double high;
  double low;
};

Reduced Reduce(double x) {
  // Beyond these the result is infinite or 0; a NaN stays one.
  x = x > 710.0 ? 710.0 : x;
  x = x < -746.0 ? -746.0 : x;
  const double n = (x * kLog2E + kRounder) - kRounder;
  return {n, x - n * kLn2High, n * kLn2Low};
}

// e * 2^n, in two steps, since 2^n alone may be beyond the doubles.
double Scaled(double e, double n) {
  const double half = (n * 0.5 + kRounder) - kRounder;
  return e * PowerOfTwo(half) * PowerOfTwo(n - half);
}

double Exp(double x) {
  const Reduced reduced = Reduce(x);
  const double r = reduced.high - reduced.low;
  const double lost = (reduced.high - r) - reduced.low;
  const double sum = 1.0 + r;
  const double rest = (1.0 - sum) + r;
  return Scaled(sum + (rest + (r * r * Series(r) + lost)), reduced.n);
}

// 2^n for a whole n of -126 ... 127.
float PowerOfTwo(int32_t n) {
  const auto bits = static_cast<uint32_t>(n + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return power;
}

float ExpOfFloat(float x) {
  // Beyond these the result is infinite or 0; a NaN stays one.
  x = x > 90.0F ? 90.0F : x;
  x = x < -105.0F ? -105.0F : x;
  const float rounded = x * kFloatLog2E + kFloatRounder;
  const float n = rounded - kFloatRounder;
  const float r = (x - n * kFloatLn2High) - n * kFloatLn2Low;
  float rest = kFloatSeries[4];
  for (int k = 3; k >= 0; k--) rest = rest * r + kFloatSeries[k];
  const float e = 1.0F + (r + r * r * rest);
  // The last bits of `rounded` are n. In two steps, since 2^n alone may be beyond the floats.
  uint32_t bits;
  std::memcpy(&bits, &rounded, sizeof bits);
  const auto power = static_cast<int32_t>((bits << 10)) >> 10;
  const int32_t half = power >> 1;
  return e * PowerOfTwo(half) * PowerOfTwo(power - half);
}

}  // namespace

IMGLIB2NODE_CLONES bool ComputeExp(ElementType type, const void* operand, void* target, size_t count) {
  if (type == ElementType::kFloat32) {
    const auto* x = static_cast<const float*>(operand);
    auto* to = static_cast<float*>(target);
    for (size_t i = 0; i < count; i++) to[i] = ExpOfFloat(x[i]);
  } else {
    const auto* x = static_cast<const double*>(operand);
    auto* to = static_cast<double*>(target);
    for (size_t i = 0; i < count; i++) to[i] = Exp(x[i]);
  }
  return true;
}

}  // namespace imglib2node::kernels
