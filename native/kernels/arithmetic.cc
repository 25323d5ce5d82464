#include "arithmetic.h"

#include <cmath>
#include <type_traits>

namespace imglib2node::kernels {
namespace {

// The type to compute in: unsigned, so that integers wrap, and no narrower than int, which C++ would make signed.
template <typename T, bool = std::is_integral_v<T>>
struct Wide {
  using type = T;
};
template <typename T>
struct Wide<T, true> {
  using type = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
};
template <typename T>
using WideOf = typename Wide<T>::type;

template <typename T>
WideOf<T> Widen(T x) {
  return static_cast<WideOf<T>>(x);  // NOLINT(bugprone-signed-char-misuse): the sign is meant
}

template <typename R, typename T, typename F>
bool Each2(const void* const* operands, void* target, size_t count, F f) {
  const T* a = static_cast<const T*>(operands[0]);
  const T* b = static_cast<const T*>(operands[1]);
  R* to = static_cast<R*>(target);
  for (size_t i = 0; i < count; i++) to[i] = static_cast<R>(f(a[i], b[i]));
  return true;
}

template <typename R, typename T, typename F>
bool Each1(const void* const* operands, void* target, size_t count, F f) {
  const T* a = static_cast<const T*>(operands[0]);
  R* to = static_cast<R*>(target);
  for (size_t i = 0; i < count; i++) to[i] = static_cast<R>(f(a[i]));
  return true;
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

bool Compute(ElementwiseOp op, ElementType type, const void* const* operands, void* target, size_t count) {
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

}  // namespace imglib2node::kernels
