#include "elementwise.h"

#include <algorithm>

#include "arithmetic.h"
#include "cast.h"

namespace imglib2node::kernels {
namespace {

// Elements that are converted and computed at a time: three operands of 8 bytes stay in the first-level cache.
constexpr size_t kPart = 1024;
constexpr size_t kMostOperands = 3;

struct Scratch {
  alignas(64) uint8_t bytes[kMostOperands][kPart * sizeof(double)];
  alignas(64) float result[kPart];  // of what becomes halves
};

// Halves are computed in single precision and rounded once, as NumPy does.
ElementType ComputedIn(ElementType type) { return type == ElementType::kFloat16 ? ElementType::kFloat32 : type; }

ElementType OperandType(ElementwiseOp op, ElementType type, size_t operand) {
  return op == ElementwiseOp::kWhere && operand == 0 ? ElementType::kBool : ComputedIn(type);
}

ptrdiff_t StepOf(const Operand& operand) { return operand.strides.empty() ? 0 : operand.strides.back(); }

// Whether operand `k` lies in rows of the type that is computed in.
bool IsReady(ElementwiseOp op, ElementType type, const std::vector<Operand>& operands, size_t k) {
  return operands[k].type == OperandType(op, type, k) && StepOf(operands[k]) == 1;
}

// One row: `data[k]` is the first element of operand k, `strides[k]` its step.
bool ComputeRow(ElementwiseOp op, ElementType type, const std::vector<Operand>& operands, const void* const* data,
                size_t length, uint8_t* target, Scratch& scratch) {
  const ElementType target_type = TargetOf(op, type);
  const size_t target_size = SizeOf(target_type);
  const bool narrows = target_type == ElementType::kFloat16;
  bool all_ready = !narrows;
  for (size_t k = 0; k < operands.size(); k++) all_ready &= IsReady(op, type, operands, k);
  if (all_ready) return Compute(op, ComputedIn(type), data, target, length);
  for (size_t first = 0; first < length; first += kPart) {
    const size_t count = std::min(kPart, length - first);
    const void* parts[kMostOperands] = {};
    for (size_t k = 0; k < operands.size(); k++) {
      const Operand& operand = operands[k];
      const ElementType wanted = OperandType(op, type, k);
      const ptrdiff_t stride = StepOf(operand);
      const auto* from = static_cast<const uint8_t*>(data[k]) +
                         static_cast<ptrdiff_t>(first) * stride * static_cast<ptrdiff_t>(SizeOf(operand.type));
      if (IsReady(op, type, operands, k)) {
        parts[k] = from;
      } else if (stride == 0 && first > 0) {
        parts[k] = scratch.bytes[k];  // as the first part of the row left it
      } else {
        Cast(operand.type, from, stride, wanted, scratch.bytes[k], count);
        parts[k] = scratch.bytes[k];
      }
    }
    uint8_t* const to = target + first * target_size;
    if (!Compute(op, ComputedIn(type), parts, narrows ? static_cast<void*>(scratch.result) : to, count)) return false;
    if (narrows) Cast(ElementType::kFloat32, scratch.result, 1, target_type, to, count);
  }
  return true;
}

// Steps to the next row; false after the last.
bool NextRow(const std::vector<size_t>& shape, const std::vector<Operand>& operands, std::vector<size_t>& index,
             const void** data) {
  for (size_t axis = index.size(); axis-- > 0;) {
    const bool wraps = index[axis] + 1 == shape[axis];
    const ptrdiff_t steps = wraps ? -static_cast<ptrdiff_t>(index[axis]) : 1;
    index[axis] = wraps ? 0 : index[axis] + 1;
    for (size_t k = 0; k < operands.size(); k++) {
      const ptrdiff_t size = static_cast<ptrdiff_t>(SizeOf(operands[k].type));
      data[k] = static_cast<const uint8_t*>(data[k]) + steps * operands[k].strides[axis] * size;
    }
    if (!wraps) return true;
  }
  return false;
}

}  // namespace

size_t OperandsOf(ElementwiseOp op) {
  switch (op) {
    case ElementwiseOp::kLogicalNot:
    case ElementwiseOp::kAbs:
    case ElementwiseOp::kNegative:
    case ElementwiseOp::kSqrt:
    case ElementwiseOp::kBitwiseInvert:
      return 1;
    case ElementwiseOp::kWhere:
      return 3;
    case ElementwiseOp::kCopysign:
      return 2;
    default:
      return op >= ElementwiseOp::kFloor ? 1 : 2;
  }
}

bool CanCompute(ElementwiseOp op, ElementType type) {
  const bool floats = IsFloat(ComputedIn(type));
  switch (op) {
    case ElementwiseOp::kDivide:
    case ElementwiseOp::kSqrt:
    case ElementwiseOp::kCopysign:
    case ElementwiseOp::kExp:
      return floats;
    case ElementwiseOp::kPower:
    case ElementwiseOp::kBitwiseAnd:
    case ElementwiseOp::kBitwiseOr:
    case ElementwiseOp::kBitwiseXor:
    case ElementwiseOp::kBitwiseInvert:
    case ElementwiseOp::kBitwiseLeftShift:
    case ElementwiseOp::kBitwiseRightShift:
      return !floats;
    default:
      return true;
  }
}

ElementType TargetOf(ElementwiseOp op, ElementType type) {
  const bool compares = op >= ElementwiseOp::kEqual && op <= ElementwiseOp::kLogicalNot;
  const bool tests = op >= ElementwiseOp::kIsnan && op <= ElementwiseOp::kSignbit;
  return compares || tests ? ElementType::kBool : type;
}

bool Elementwise(ElementwiseOp op, ElementType type, const std::vector<size_t>& shape,
                 const std::vector<Operand>& operands, void* target) {
  for (const size_t length : shape) {
    if (length == 0) return true;
  }
  const size_t row = shape.empty() ? 1 : shape.back();
  std::vector<size_t> index(shape.empty() ? 0 : shape.size() - 1, 0);
  const void* data[kMostOperands] = {};
  for (size_t k = 0; k < operands.size(); k++) data[k] = operands[k].data;
  Scratch scratch;
  auto* to = static_cast<uint8_t*>(target);
  do {
    if (!ComputeRow(op, type, operands, data, row, to, scratch)) return false;
    to += row * SizeOf(TargetOf(op, type));
  } while (NextRow(shape, operands, index, data));
  return true;
}

}  // namespace imglib2node::kernels
