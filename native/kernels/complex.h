// Elementwise arithmetic of complex numbers, whose real and imaginary parts lie by turns. Computed in double precision
// and rounded once, in the order of operations of src/kernels/js/complex-arithmetic.ts, and so with the same bits.
// Sizes and reaches are the caller's to check. Any thread.
#pragma once

#include <vector>

#include "element_type.h"

namespace imglib2node::kernels {

// In the order of NATIVE_OPERATIONS in src/kernels/js/complex-elementwise.ts (a test compares).
enum class ComplexOp : uint32_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kNegative,
  kPositive,
  kConj,
  kSquare,
  kAbs,
  kEqual,
  kNotEqual,
};
constexpr uint32_t kComplexOps = 11;

struct ComplexOperand {
  // Of the two parts; of real numbers, whose imaginary part is 0, of the numbers.
  ElementType type;
  bool is_complex;
  const void* data;  // element [0, ..., 0]
  // In elements, one for each axis of the shape; 0 where the operand is broadcast.
  std::vector<ptrdiff_t> strides;
};

// How many operands `op` takes: 1 or 2.
size_t OperandsOf(ComplexOp op);

// Bytes an element of the target, where `part` is the type of the parts: both parts, one number for kAbs, a byte of 0
// or 1 for comparisons.
size_t TargetWidth(ComplexOp op, ElementType part);

// Converts the operands to complex numbers of `part`, kFloat32 or kFloat64, and fills `target` in C order of `shape`.
// The target may be an operand's memory if it is its very elements in the same order.
void ComplexElementwise(ComplexOp op, ElementType part, const std::vector<size_t>& shape,
                        const std::vector<ComplexOperand>& operands, void* target);

}  // namespace imglib2node::kernels
