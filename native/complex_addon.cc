#include "complex_addon.h"

#include <optional>
#include <utility>
#include <vector>

#include "guard.h"
#include "kernel_arguments.h"
#include "kernels/complex.h"

namespace imglib2node {
namespace {

// Added to the number of the parts' type, for complex numbers; COMPLEX in src/kernels/js/complex-elementwise.ts.
constexpr uint32_t kComplex = 64;

// The operand at info[first]: array, type, offset, strides.
std::optional<kernels::ComplexOperand> OperandOf(const Napi::CallbackInfo& info, size_t first,
                                                 const std::vector<size_t>& shape) {
  const Elements elements = ElementsOf(info[first]);
  const uint32_t code = NumberOf(info[first + 1]);
  const bool is_complex = code >= kComplex;
  const auto type = StoredTypeOf(Napi::Number::New(info.Env(), is_complex ? code - kComplex : code));
  const int64_t offset = info[first + 2].As<Napi::Number>().Int64Value();
  const std::vector<int64_t> strides = IntegersOf(info[first + 3]);
  if (!type || (is_complex && !kernels::IsFloat(*type)) || strides.size() != shape.size()) return std::nullopt;
  const size_t width = kernels::SizeOf(*type) * (is_complex ? 2 : 1);
  kernels::ComplexOperand operand{*type, is_complex, nullptr, {strides.begin(), strides.end()}};
  if (!ReachFits(shape, operand.strides, offset, elements.bytes / width)) return std::nullopt;
  operand.data = elements.data + offset * static_cast<int64_t>(width);
  return operand;
}

// complexElementwise(op, type, target, shape, array, type, offset, strides, ...)
Napi::Value ComplexElementwise(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "complexElementwise";
  const auto part = TypeOf(info[1]);
  const Elements target = ElementsOf(info[2]);
  if (NumberOf(info[0]) >= kernels::kComplexOps) return Refuse(info, kName, "no such operation");
  if (!part || !kernels::IsFloat(*part)) return Refuse(info, kName, "no such type of the parts");
  const auto op = static_cast<kernels::ComplexOp>(NumberOf(info[0]));
  const size_t width = kernels::TargetWidth(op, *part);
  const auto shape = ExtentsOf(info[3], width);
  if (!shape) return Refuse(info, kName, "no such shape");
  size_t size = width;
  for (const size_t length : *shape) size *= length;
  if (size > target.bytes) return Refuse(info, kName, "the target is too short");
  std::vector<kernels::ComplexOperand> operands;
  for (size_t k = 0; k < kernels::OperandsOf(op); k++) {
    auto operand = OperandOf(info, 4 + 4 * k, *shape);
    if (!operand) return Refuse(info, kName, "an operand is none, or its strides reach out of its array");
    operands.push_back(std::move(*operand));
  }
  kernels::ComplexElementwise(op, *part, *shape, operands, target.data);
  return info.Env().Undefined();
}

}  // namespace

void DefineComplex(Napi::Object exports) { Define<ComplexElementwise>(exports, "complexElementwise"); }

}  // namespace imglib2node
