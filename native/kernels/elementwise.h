// Elementwise operations over operands of any element type and strides, into a contiguous target. Sizes and reaches are
// the caller's to check. Any thread.
#pragma once

#include <vector>

#include "element_type.h"

namespace imglib2node::kernels {

enum class ElementwiseOp : uint32_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kPower,
  kMinimum,
  kMaximum,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kLogicalAnd,
  kLogicalOr,
  kLogicalXor,
  kLogicalNot,
  kAbs,
  kNegative,
  kSqrt,
  kWhere,  // operands: condition, where true, where false
  kFloorDivide,
  kRemainder,
  kBitwiseAnd,
  kBitwiseOr,
  kBitwiseXor,
  kBitwiseInvert,
  kBitwiseLeftShift,
  kBitwiseRightShift,
  kFloor,
  kCeil,
  kTrunc,
  kRound,  // half to even
  kSign,
  kSquare,
  kPositive,
  kCopysign,
  kIsnan,
  kIsinf,
  kIsfinite,
  kSignbit,
  kExp,
};
constexpr uint32_t kElementwiseOps = 42;

struct Operand {
  ElementType type;
  const void* data;  // element [0, ..., 0]
  // In elements, one for each axis of the shape; 0 where the operand is broadcast.
  std::vector<ptrdiff_t> strides;
};

// How many operands `op` takes.
size_t OperandsOf(ElementwiseOp op);

// Whether `op` can be computed in that type: no division, square root or exponential of integers, no bits of floats,
// and no power of floats (that is JavaScript's, whose bits differ from the C library's).
bool CanCompute(ElementwiseOp op, ElementType type);

// The type of the target: bool for comparisons, logic and tests, else that of the computation.
ElementType TargetOf(ElementwiseOp op, ElementType type);

// Converts the operands to `type` (a condition to bool), computes in it (of kFloat16 in kFloat32), and fills `target`
// in C order of `shape`. The target may be an operand's memory if it is its very elements in the same order. Integers
// wrap; false if an exponent of integers is negative, and the target then holds no result.
bool Elementwise(ElementwiseOp op, ElementType type, const std::vector<size_t>& shape,
                 const std::vector<Operand>& operands, void* target);

}  // namespace imglib2node::kernels
