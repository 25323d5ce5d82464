#include "arithmetic.h"

#include <cmath>

#include "clones.h"

namespace imglib2node::kernels {
namespace {

template <typename T>
WideOf<T> Widen(T x) {
  return static_cast<WideOf<T>>(x);  // NOLINT(bugprone-signed-char-misuse): the sign is meant
}

template <typename T>
bool Power(const void* const* operands, void* target, size_t count) {
  if constexpr (std::is_integral_v<T>) {
    const T* exponents = static_cast<const T*>(operands[1]);
    for (size_t i = 0; i < count; i++) {
      if (exponents[i] < 0) return false;
    }
    return Each2<T, T>(operands, target, count, [](T a, T b) {
      WideOf<T> power = 1;
      auto square = Widen(a);
      for (auto left = Widen(b); left != 0; left >>= 1, square *= square) {
        if (left & 1) power *= square;
      }
      return power;
    });
  }
  return false;
}

template <typename T>
bool Arithmetic(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  using W = WideOf<T>;
  // `a != a` holds for a NaN alone.
  switch (op) {
    case ElementwiseOp::kAdd:
      return Each2<T, T>(operands, target, count, [](W a, W b) { return a + b; });
    case ElementwiseOp::kSubtract:
      return Each2<T, T>(operands, target, count, [](W a, W b) { return a - b; });
    case ElementwiseOp::kMultiply:
      return Each2<T, T>(operands, target, count, [](W a, W b) { return a * b; });
    case ElementwiseOp::kMinimum:
      return Each2<T, T>(operands, target, count,
                         [](T a, T b) { return (a < b) | (a != a) ? a : b; });  // NOLINT(misc-redundant-expression)
    case ElementwiseOp::kMaximum:
      return Each2<T, T>(operands, target, count,
                         [](T a, T b) { return (a > b) | (a != a) ? a : b; });  // NOLINT(misc-redundant-expression)
    case ElementwiseOp::kNegative:
      return Each1<T, T>(operands, target, count, [](W a) {
        if constexpr (std::is_integral_v<T>) return W{0} - a;
        return -a;
      });
    case ElementwiseOp::kAbs:
      return Each1<T, T>(operands, target, count, [](T a) {
        if constexpr (!std::is_integral_v<T>) return std::fabs(a);
        return a < 0 ? W{0} - static_cast<W>(a) : static_cast<W>(a);
      });
    default:
      return false;
  }
}

template <typename T>
bool Floating(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  if constexpr (std::is_floating_point_v<T>) {
    if (op == ElementwiseOp::kDivide) {
      return Each2<T, T>(operands, target, count, [](T a, T b) { return a / b; });
    }
    return Each1<T, T>(operands, target, count, [](T a) { return std::sqrt(a); });
  }
  return false;
}

template <typename T>
bool Compare(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  switch (op) {
    case ElementwiseOp::kEqual:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return a == b; });
    case ElementwiseOp::kNotEqual:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return a != b; });
    case ElementwiseOp::kLess:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return a < b; });
    case ElementwiseOp::kLessEqual:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return a <= b; });
    case ElementwiseOp::kGreater:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return a > b; });
    case ElementwiseOp::kGreaterEqual:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return a >= b; });
    case ElementwiseOp::kLogicalAnd:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return (a != 0) & (b != 0); });
    case ElementwiseOp::kLogicalOr:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return (a != 0) | (b != 0); });
    case ElementwiseOp::kLogicalXor:
      return Each2<uint8_t, T>(operands, target, count, [](T a, T b) { return (a != 0) != (b != 0); });
    default:
      return Each1<uint8_t, T>(operands, target, count, [](T a) { return a == 0; });
  }
}

template <typename T>
bool Where(const void* const* operands, void* target, size_t count) {
  const auto* condition = static_cast<const uint8_t*>(operands[0]);
  const T* a = static_cast<const T*>(operands[1]);
  const T* b = static_cast<const T*>(operands[2]);
  T* to = static_cast<T*>(target);
  for (size_t i = 0; i < count; i++) to[i] = condition[i] != 0 ? a[i] : b[i];
  return true;
}

}  // namespace

IMGLIB2NODE_CLONES bool ComputeArithmetic(ElementwiseOp op, ElementType type, const void* const* operands, void* target,
                                          size_t count) {
  bool done = false;
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    switch (op) {
      case ElementwiseOp::kDivide:
      case ElementwiseOp::kSqrt:
        done = Floating<T>(op, operands, target, count);
        break;
      case ElementwiseOp::kPower:
        done = Power<T>(operands, target, count);
        break;
      case ElementwiseOp::kWhere:
        done = Where<T>(operands, target, count);
        break;
      default:
        done = op >= ElementwiseOp::kEqual && op <= ElementwiseOp::kLogicalNot
                   ? Compare<T>(op, operands, target, count)
                   : Arithmetic<T>(op, operands, target, count);
    }
  });
  return done;
}

bool Compute(ElementwiseOp op, ElementType type, const void* const* operands, void* target, size_t count) {
  if (op <= ElementwiseOp::kWhere) return ComputeArithmetic(op, type, operands, target, count);
  if (op <= ElementwiseOp::kBitwiseRightShift) return ComputeDivision(op, type, operands, target, count);
  if (op <= ElementwiseOp::kSignbit) return ComputeRounding(op, type, operands, target, count);
  return ComputeExp(type, operands[0], target, count);
}

}  // namespace imglib2node::kernels
