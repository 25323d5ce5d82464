#include "complex.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cast.h"
#include "clones.h"

namespace imglib2node::kernels {
namespace {

// Elements that are converted and computed at a time: two operands stay in the first-level cache.
constexpr size_t kPart = 512;
constexpr size_t kMostOperands = 2;

// Powers of two, as in complex-arithmetic.ts.
constexpr double kSmall = 0x1p-969;
constexpr double kScale = 0x1p105;
constexpr double kHalfOfLargest = std::numeric_limits<double>::max() / 2;
constexpr double kTooSmall = 0x1p-500;
constexpr double kTooLarge = 0x1p500;
constexpr double kShrink = 0x1p-600;
constexpr double kGrow = 0x1p600;

double Root(double p, double q) { return std::sqrt(p * p + q * q); }

double Modulus(double x, double y) {
  const double p = std::fabs(x);
  const double q = std::fabs(y);
  if (std::isinf(p) || std::isinf(q)) return std::numeric_limits<double>::infinity();
  if (std::isnan(p) || std::isnan(q)) return std::numeric_limits<double>::quiet_NaN();
  const double largest = std::max(p, q);
  if (largest > kTooLarge) return Root(p * kShrink, q * kShrink) * kGrow;
  if (largest < kTooSmall) return Root(p * kGrow, q * kGrow) * kShrink;
  return Root(p, q);
}

struct Number {
  double re;
  double im;
};

double SmithPart(double a, double b, double c, double d, double ratio, double inverse) {
  if (ratio == 0 && d != 0) return (a + d * (b / c)) * inverse;
  const double more = b * ratio;
  return more == 0 && ratio != 0 && b != 0 ? a * inverse + b * inverse * ratio : (a + more) * inverse;
}

Number Smith(double a, double b, double c, double d, double back) {
  const double ratio = d / c;
  const double inverse = 1 / (c + d * ratio);
  return {SmithPart(a, b, c, d, ratio, inverse) * back, SmithPart(b, -a, c, d, ratio, inverse) * back};
}

Number Divide(double a, double b, double c, double d) {
  const double above = std::max(std::fabs(a), std::fabs(b));
  const double below = std::max(std::fabs(c), std::fabs(d));
  if (c == 0 && d == 0) return {a / 0.0, b / 0.0};
  double up = 1;
  double down = 1;
  double back = 1;
  if (above >= kHalfOfLargest) {
    up = 0.5;
    back = 2;
  } else if (above <= kSmall) {
    up = kScale;
    back = 1 / kScale;
  }
  if (below >= kHalfOfLargest) {
    down = 0.5;
    back *= 0.5;
  } else if (below <= kSmall) {
    down = kScale;
    back *= kScale;
  }
  if (std::fabs(c) >= std::fabs(d)) return Smith(a * up, b * up, c * down, d * down, back);
  const Number conjugate = Smith(b * up, a * up, d * down, c * down, back);
  return {conjugate.re, -conjugate.im};
}

template <typename T, typename F>
void EachPart(const T* a, const T* b, T* to, size_t count, F f) {
  for (size_t i = 0; i < 2 * count; i++) to[i] = f(a[i], b[i]);
}

// The products first, then their sums: GCC 12 makes one fused instruction of a difference and a sum side by side,
// whatever -ffp-contract says, and that rounds once where JavaScript rounds twice.
template <typename T>
void Multiply(const T* a, const T* b, T* to, size_t count) {
  double first[2 * kPart];
  double second[2 * kPart];
  for (size_t i = 0; i < 2 * count; i += 2) {
    const double x = a[i];
    const double y = a[i + 1];
    const double u = b[i];
    const double v = b[i + 1];
    first[i] = x * u;
    first[i + 1] = x * v;
    second[i] = -(y * v);
    second[i + 1] = y * u;
  }
  for (size_t i = 0; i < 2 * count; i++) to[i] = static_cast<T>(first[i] + second[i]);
}

template <typename T>
void DivideAll(const T* a, const T* b, T* to, size_t count) {
  for (size_t i = 0; i < 2 * count; i += 2) {
    const Number quotient = Divide(a[i], a[i + 1], b[i], b[i + 1]);
    to[i] = static_cast<T>(quotient.re);
    to[i + 1] = static_cast<T>(quotient.im);
  }
}

template <typename T>
void Square(const T* a, T* to, size_t count) {
  for (size_t i = 0; i < 2 * count; i += 2) {
    const double x = a[i];
    const double y = a[i + 1];
    to[i] = static_cast<T>((x - y) * (x + y) + 0.0);
    to[i + 1] = static_cast<T>(2 * (x * y));
  }
}

// All by the plain formula first, which is vectorised; then again those for which it will not do.
template <typename T>
void Abs(const T* a, T* to, size_t count) {
  double sizes[kPart];
  for (size_t i = 0; i < count; i++) sizes[i] = Root(a[2 * i], a[2 * i + 1]);
  for (size_t i = 0; i < count; i++) {
    const bool plain = sizes[i] > 2 * kTooSmall && sizes[i] < kTooLarge;
    to[i] = static_cast<T>(plain ? sizes[i] : Modulus(a[2 * i], a[2 * i + 1]));
  }
}

template <typename T>
void Compare(const T* a, const T* b, bool wanted, uint8_t* to, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const bool equal = (a[2 * i] == b[2 * i]) & (a[2 * i + 1] == b[2 * i + 1]);
    to[i] = static_cast<uint8_t>(equal == wanted);
  }
}

template <typename T>
void ComputeTyped(ComplexOp op, const T* a, const T* b, void* target, size_t count) {
  T* const to = static_cast<T*>(target);
  switch (op) {
    // In single precision these are the double's, rounded.
    case ComplexOp::kAdd:
      return EachPart(a, b, to, count, [](T x, T y) { return x + y; });
    case ComplexOp::kSubtract:
      return EachPart(a, b, to, count, [](T x, T y) { return x - y; });
    case ComplexOp::kNegative:
      return EachPart(a, a, to, count, [](T x, T) { return -x; });
    case ComplexOp::kPositive:
      return EachPart(a, a, to, count, [](T x, T) { return x; });
    case ComplexOp::kConj:
      for (size_t i = 0; i < 2 * count; i += 2) {
        to[i] = a[i];
        to[i + 1] = -a[i + 1];
      }
      return;
    case ComplexOp::kMultiply:
      return Multiply(a, b, to, count);
    case ComplexOp::kDivide:
      return DivideAll(a, b, to, count);
    case ComplexOp::kSquare:
      return Square(a, to, count);
    case ComplexOp::kAbs:
      return Abs(a, to, count);
    case ComplexOp::kEqual:
    case ComplexOp::kNotEqual:
      return Compare(a, b, op == ComplexOp::kEqual, static_cast<uint8_t*>(target), count);
  }
}

// At most kPart elements.
IMGLIB2NODE_CLONES void Compute(ComplexOp op, ElementType part, const void* const* parts, void* target, size_t count) {
  if (part == ElementType::kFloat32) {
    ComputeTyped(op, static_cast<const float*>(parts[0]), static_cast<const float*>(parts[1]), target, count);
  } else {
    ComputeTyped(op, static_cast<const double*>(parts[0]), static_cast<const double*>(parts[1]), target, count);
  }
}

ptrdiff_t StepOf(const ComplexOperand& operand) { return operand.strides.empty() ? 0 : operand.strides.back(); }

ptrdiff_t WidthOf(const ComplexOperand& operand) {
  return static_cast<ptrdiff_t>(SizeOf(operand.type)) * (operand.is_complex ? 2 : 1);
}

// Writes elements to `parts` as complex numbers of type T; `numbers` is room for as many.
template <typename T>
void LoadTyped(const ComplexOperand& operand, const void* from, ElementType part, T* parts, T* numbers, size_t count) {
  const ptrdiff_t step = StepOf(operand);
  if (!operand.is_complex) {
    Cast(operand.type, from, step, part, numbers, count);
    for (size_t i = 0; i < count; i++) {
      parts[2 * i] = numbers[i];
      parts[2 * i + 1] = 0;
    }
  } else if (operand.type == part) {
    const T* numbers_there = static_cast<const T*>(from);
    for (size_t i = 0; i < count; i++, numbers_there += 2 * step) {
      parts[2 * i] = numbers_there[0];
      parts[2 * i + 1] = numbers_there[1];
    }
  } else if (step == 1) {
    Cast(operand.type, from, 1, part, parts, 2 * count);
  } else {
    for (size_t k = 0; k < 2; k++) {
      const auto* own = static_cast<const uint8_t*>(from) + k * SizeOf(operand.type);
      Cast(operand.type, own, 2 * step, part, numbers, count);
      for (size_t i = 0; i < count; i++) parts[2 * i + k] = numbers[i];
    }
  }
}

void Load(const ComplexOperand& operand, const void* from, ElementType part, double* parts, double* numbers,
          size_t count) {
  if (part == ElementType::kFloat64) return LoadTyped(operand, from, part, parts, numbers, count);
  LoadTyped(operand, from, part, reinterpret_cast<float*>(parts), reinterpret_cast<float*>(numbers), count);
}

struct Scratch {
  alignas(64) double parts[kMostOperands][2 * kPart];
  alignas(64) double numbers[kPart];
};

// One row: `data[k]` is the first element of operand k.
void ComputeRow(ComplexOp op, ElementType part, const std::vector<ComplexOperand>& operands, const uint8_t* const* data,
                size_t length, uint8_t* target, Scratch& scratch) {
  for (size_t first = 0; first < length; first += kPart) {
    const size_t count = std::min(kPart, length - first);
    const void* parts[kMostOperands] = {};
    for (size_t k = 0; k < operands.size(); k++) {
      const ComplexOperand& operand = operands[k];
      const ptrdiff_t step = StepOf(operand);
      const uint8_t* const from = data[k] + static_cast<ptrdiff_t>(first) * step * WidthOf(operand);
      parts[k] = scratch.parts[k];
      if (operand.is_complex && operand.type == part && step == 1) {
        parts[k] = from;
      } else if (step != 0 || first == 0) {  // else as the first part of the row left it
        Load(operand, from, part, scratch.parts[k], scratch.numbers, count);
      }
    }
    Compute(op, part, parts, target + first * TargetWidth(op, part), count);
  }
}

// Steps to the next row; false after the last.
bool NextRow(const std::vector<size_t>& shape, const std::vector<ComplexOperand>& operands, std::vector<size_t>& index,
             const uint8_t** data) {
  for (size_t axis = index.size(); axis-- > 0;) {
    const bool wraps = index[axis] + 1 == shape[axis];
    const ptrdiff_t steps = wraps ? -static_cast<ptrdiff_t>(index[axis]) : 1;
    index[axis] = wraps ? 0 : index[axis] + 1;
    for (size_t k = 0; k < operands.size(); k++) {
      data[k] += steps * operands[k].strides[axis] * WidthOf(operands[k]);
    }
    if (!wraps) return true;
  }
  return false;
}

}  // namespace

size_t OperandsOf(ComplexOp op) {
  const bool alone = op >= ComplexOp::kNegative && op <= ComplexOp::kAbs;
  return alone ? 1 : 2;
}

size_t TargetWidth(ComplexOp op, ElementType part) {
  if (op == ComplexOp::kEqual || op == ComplexOp::kNotEqual) return 1;
  return SizeOf(part) * (op == ComplexOp::kAbs ? 1 : 2);
}

void ComplexElementwise(ComplexOp op, ElementType part, const std::vector<size_t>& shape,
                        const std::vector<ComplexOperand>& operands, void* target) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return;
  const size_t row = shape.empty() ? 1 : shape.back();
  std::vector<size_t> index(shape.empty() ? 0 : shape.size() - 1, 0);
  const uint8_t* data[kMostOperands] = {};
  for (size_t k = 0; k < operands.size(); k++) data[k] = static_cast<const uint8_t*>(operands[k].data);
  Scratch scratch;
  auto* to = static_cast<uint8_t*>(target);
  do {
    ComputeRow(op, part, operands, data, row, to, scratch);
    to += row * TargetWidth(op, part);
  } while (NextRow(shape, operands, index, data));
}

}  // namespace imglib2node::kernels
