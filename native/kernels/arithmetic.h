// The operations themselves, on contiguous elements of one type. Any thread.
#pragma once

#include <type_traits>

#include "elementwise.h"

namespace imglib2node::kernels {

// target[i] = op(operands[0][i], ...); see Elementwise.
bool Compute(ElementwiseOp op, ElementType type, const void* const* operands, void* target, size_t count);

// The same by families: up to kWhere; kFloorDivide to kBitwiseRightShift; kFloor to kSignbit; exp.
bool ComputeArithmetic(ElementwiseOp op, ElementType type, const void* const* operands, void* target, size_t count);
bool ComputeDivision(ElementwiseOp op, ElementType type, const void* const* operands, void* target, size_t count);
bool ComputeRounding(ElementwiseOp op, ElementType type, const void* const* operands, void* target, size_t count);
bool ComputeExp(ElementType type, const void* operand, void* target, size_t count);

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

}  // namespace imglib2node::kernels
