// Whole quotients, remainders, bits and shifts, as NumPy has them: a remainder has the divisor's sign, and integers
// divided by 0 give 0.
#include <cmath>

#include "arithmetic.h"
#include "clones.h"

namespace imglib2node::kernels {
namespace {

template <typename T>
T WholeQuotient(T a, T b) {
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    // The one quotient that overflows, and a trap on some processors.
    if (b == -1) return static_cast<T>(WideOf<T>{0} - static_cast<WideOf<T>>(a));
    const T quotient = static_cast<T>(a / b);
    return (a % b != 0) && ((a < 0) != (b < 0)) ? static_cast<T>(quotient - 1) : quotient;
  } else {
    return static_cast<T>(a / b);
  }
}

template <typename T>
T Rest(T a, T b) {
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return 0;
    const T rest = static_cast<T>(a % b);
    return rest != 0 && ((rest < 0) != (b < 0)) ? static_cast<T>(rest + b) : rest;
  } else {
    return static_cast<T>(a % b);
  }
}

// Both of floats are computed in double, whose fmod is exact.
double FloatRest(double a, double b) {
  const double rest = std::fmod(a, b);
  if (rest == 0) return std::copysign(0.0, b);
  return (rest < 0) != (b < 0) ? rest + b : rest;
}

double FloatQuotient(double a, double b) {
  if (b == 0) return a / b;
  const double rest = std::fmod(a, b);
  double quotient = (a - rest) / b;
  if (rest != 0 && (rest < 0) != (b < 0)) quotient -= 1;
  if (quotient == 0) return std::copysign(0.0, a / b);
  const double whole = std::floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

template <typename T>
T Left(T a, T b) {
  const auto by = static_cast<uint64_t>(static_cast<WideOf<T>>(b));  // NOLINT(bugprone-signed-char-misuse)
  return by < 8 * sizeof(T) ? static_cast<T>(static_cast<WideOf<T>>(a) << by) : T{0};
}

template <typename T>
T Right(T a, T b) {
  const auto by = static_cast<uint64_t>(static_cast<WideOf<T>>(b));  // NOLINT(bugprone-signed-char-misuse)
  if (by < 8 * sizeof(T)) return static_cast<T>(a >> by);
  return a < 0 ? static_cast<T>(-1) : T{0};
}

template <typename T>
bool OfFloats(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  if (op == ElementwiseOp::kFloorDivide) {
    return Each2<T, T>(operands, target, count, [](T a, T b) { return FloatQuotient(a, b); });
  }
  return Each2<T, T>(operands, target, count, [](T a, T b) { return FloatRest(a, b); });
}

template <typename T>
bool OfIntegers(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  switch (op) {
    case ElementwiseOp::kFloorDivide:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return WholeQuotient(a, b); });
    case ElementwiseOp::kRemainder:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return Rest(a, b); });
    case ElementwiseOp::kBitwiseAnd:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return a & b; });
    case ElementwiseOp::kBitwiseOr:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return a | b; });
    case ElementwiseOp::kBitwiseXor:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return a ^ b; });
    case ElementwiseOp::kBitwiseInvert:
      return Each1<T, T>(operands, target, count, [](T a) { return ~a; });
    case ElementwiseOp::kBitwiseLeftShift:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return Left(a, b); });
    default:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return Right(a, b); });
  }
}

}  // namespace

IMGLIB2NODE_CLONES bool ComputeDivision(ElementwiseOp op, ElementType type, const void* const* operands, void* target,
                                        size_t count) {
  bool done = false;
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_floating_point_v<T>) {
      done = OfFloats<T>(op, operands, target, count);
    } else {
      done = OfIntegers<T>(op, operands, target, count);
    }
  });
  return done;
}

}  // namespace imglib2node::kernels
