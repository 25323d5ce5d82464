// Functions of one element that need no table and no series: rounding, signs, tests.
#include <cmath>

#include "arithmetic.h"
#include "clones.h"

namespace imglib2node::kernels {
namespace {

template <typename T>
T Sign(T a) {
  if constexpr (std::is_floating_point_v<T>) {
    if (a != a) return a;  // NOLINT(misc-redundant-expression): a NaN
  }
  return static_cast<T>((a > 0) - (a < 0));
}

template <typename T>
bool SameForAll(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  using W = WideOf<T>;
  switch (op) {
    case ElementwiseOp::kSign:
      return Each1<T, T>(operands, target, count, [](T a) { return Sign(a); });
    case ElementwiseOp::kSquare:
      return Each1<T, T>(operands, target, count, [](W a) { return a * a; });
    default:  // Integers are whole already.
      return Each1<T, T>(operands, target, count, [](T a) { return a; });
  }
}

template <typename T>
bool OfFloats(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  switch (op) {
    case ElementwiseOp::kFloor:
      return Each1<T, T>(operands, target, count, [](T a) { return std::floor(a); });
    case ElementwiseOp::kCeil:
      return Each1<T, T>(operands, target, count, [](T a) { return std::ceil(a); });
    case ElementwiseOp::kTrunc:
      return Each1<T, T>(operands, target, count, [](T a) { return std::trunc(a); });
    case ElementwiseOp::kRound:
      return Each1<T, T>(operands, target, count, [](T a) { return std::nearbyint(a); });
    case ElementwiseOp::kCopysign:
      return Each2<T, T>(operands, target, count, [](T a, T b) { return std::copysign(a, b); });
    default:
      return SameForAll<T>(op, operands, target, count);
  }
}

template <typename T>
bool Tests(ElementwiseOp op, const void* const* operands, void* target, size_t count) {
  constexpr bool kFloat = std::is_floating_point_v<T>;
  switch (op) {
    case ElementwiseOp::kIsnan:
      return Each1<uint8_t, T>(operands, target, count,
                               [](T a) { return a != a; });  // NOLINT(misc-redundant-expression)
    case ElementwiseOp::kIsinf:
      return Each1<uint8_t, T>(operands, target, count, [](T a) {
        if constexpr (kFloat) return std::isinf(a);
        return false;
      });
    case ElementwiseOp::kIsfinite:
      return Each1<uint8_t, T>(operands, target, count, [](T a) {
        if constexpr (kFloat) return std::isfinite(a);
        return true;
      });
    default:
      return Each1<uint8_t, T>(operands, target, count, [](T a) {
        if constexpr (kFloat) return std::signbit(a);
        return a < 0;
      });
  }
}

}  // namespace

IMGLIB2NODE_CLONES bool ComputeRounding(ElementwiseOp op, ElementType type, const void* const* operands, void* target,
                                        size_t count) {
  bool done = false;
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if (op >= ElementwiseOp::kIsnan) {
      done = Tests<T>(op, operands, target, count);
    } else if constexpr (std::is_floating_point_v<T>) {
      done = OfFloats<T>(op, operands, target, count);
    } else {
      done = SameForAll<T>(op, operands, target, count);
    }
  });
  return done;
}

}  // namespace imglib2node::kernels
