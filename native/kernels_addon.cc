#include "kernels_addon.h"

#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "boxes_addon.h"
#include "complex_addon.h"
#include "filters_addon.h"
#include "guard.h"
#include "kernel_arguments.h"
#include "kernels/cast.h"
#include "kernels/copy.h"
#include "kernels/decode.h"
#include "kernels/elementwise.h"
#include "kernels/reduce.h"
#include "kernels/reduce_files.h"
#include "kernels/sort.h"
#include "napi_status.h"
#include "regions_addon.h"
#include "typed_arrays.h"

namespace imglib2node {
namespace {

using kernels::ElementType;

kernels::Block BlockOf(const Napi::CallbackInfo& info, size_t first) {
  return {SizeOfValue(info[first]), SizeOfValue(info[first + 1]), SizeOfValue(info[first + 2])};
}

bool SourceFits(const Elements& source, ElementType type, const kernels::Block& block) {
  return Fits(source.bytes, {block.outer, block.axis, block.inner, kernels::SizeOf(type)});
}

bool StateFits(const Elements& state, size_t width, const kernels::Block& block) {
  return Fits(state.bytes, {block.outer, block.inner, width});
}

// reduce(op, source, sourceType, outer, axis, inner, accumulator, accumulatorType)
Napi::Value Reduce(const Napi::CallbackInfo& info) {
  const uint32_t op = NumberOf(info[0]);
  const Elements source = ElementsOf(info[1]);
  const auto type = TypeOf(info[2]);
  const kernels::Block block = BlockOf(info, 3);
  const Elements accumulator = ElementsOf(info[6]);
  const auto accumulator_type = TypeOf(info[7]);
  if (!type || !accumulator_type || op >= kernels::kReduceOps ||
      !kernels::CanReduce(static_cast<kernels::ReduceOp>(op), *type, *accumulator_type)) {
    return Refuse(info, "reduce", "no such reduction");
  }
  if (!SourceFits(source, *type, block)) return Refuse(info, "reduce", "the source is too short");
  if (!StateFits(accumulator, kernels::SizeOf(*accumulator_type), block)) {
    return Refuse(info, "reduce", "the accumulator is too short");
  }
  kernels::Reduce(static_cast<kernels::ReduceOp>(op), *type, source.data, block, *accumulator_type, accumulator.data);
  return info.Env().Undefined();
}

#ifndef _WIN32
// Descriptors and offsets, of which there are as many; nothing if one is negative or no array.
std::optional<std::vector<kernels::Run>> RunsOf(const Napi::Value& descriptors, const Napi::Value& offsets) {
  const Elements numbers = ElementsOf(descriptors);
  const Elements places = ElementsOf(offsets);
  const size_t count = numbers.bytes / sizeof(int32_t);
  if (places.bytes != count * sizeof(double)) return std::nullopt;
  std::vector<kernels::Run> runs(count);
  for (size_t i = 0; i < count; i++) {
    int32_t descriptor;
    double offset;
    std::memcpy(&descriptor, numbers.data + i * sizeof descriptor, sizeof descriptor);
    std::memcpy(&offset, places.data + i * sizeof offset, sizeof offset);
    if (descriptor < 0 || !(offset >= 0)) return std::nullopt;
    runs[i] = {descriptor, static_cast<uint64_t>(offset)};
  }
  return runs;
}

// reduceFiles(op, descriptors, offsets, type, outer, axis, inner, accumulator, accumulatorType) -> the run at fault
Napi::Value ReduceFiles(const Napi::CallbackInfo& info) {
  const uint32_t op = NumberOf(info[0]);
  const auto runs = RunsOf(info[1], info[2]);
  const auto type = TypeOf(info[3]);
  const kernels::Block block = BlockOf(info, 4);
  const Elements accumulator = ElementsOf(info[7]);
  const auto accumulator_type = TypeOf(info[8]);
  if (!type || !accumulator_type || op >= kernels::kReduceOps ||
      !kernels::CanReduce(static_cast<kernels::ReduceOp>(op), *type, *accumulator_type)) {
    return Refuse(info, "reduceFiles", "no such reduction");
  }
  if (!runs) return Refuse(info, "reduceFiles", "descriptors and offsets are none, or not as many");
  if (!Fits(SIZE_MAX, {block.outer, block.axis, block.inner, kernels::SizeOf(*type)})) {
    return Refuse(info, "reduceFiles", "no such block");
  }
  if (!StateFits(accumulator, kernels::SizeOf(*accumulator_type), block)) {
    return Refuse(info, "reduceFiles", "the accumulator is too short");
  }
  size_t failed = 0;
  const bool done = kernels::ReduceFiles(static_cast<kernels::ReduceOp>(op), *type, *runs, block, *accumulator_type,
                                         accumulator.data, failed);
  if (done) return info.Env().Undefined();
  return Napi::Number::New(info.Env(), static_cast<double>(failed));
}
#endif

// argReduce(greatest, source, type, outer, axis, inner, start, values, indices)
Napi::Value ArgReduce(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[1]);
  const auto type = TypeOf(info[2]);
  const kernels::Block block = BlockOf(info, 3);
  const Elements values = ElementsOf(info[7]);
  const Elements indices = ElementsOf(info[8]);
  if (!type) return Refuse(info, "argReduce", "no such element type");
  if (!SourceFits(source, *type, block)) return Refuse(info, "argReduce", "the source is too short");
  if (!StateFits(values, kernels::SizeOf(*type), block) || !StateFits(indices, sizeof(int64_t), block)) {
    return Refuse(info, "argReduce", "the values or the indices are too short");
  }
  kernels::ArgReduce(info[0].As<Napi::Boolean>().Value(), *type, source.data, block,
                     info[6].As<Napi::Number>().Int64Value(), values.data, reinterpret_cast<int64_t*>(indices.data));
  return info.Env().Undefined();
}

// moments(source, type, outer, axis, inner, count, means, squares)
Napi::Value Moments(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const kernels::Block block = BlockOf(info, 2);
  const Elements means = ElementsOf(info[6]);
  const Elements squares = ElementsOf(info[7]);
  if (!type) return Refuse(info, "moments", "no such element type");
  if (!SourceFits(source, *type, block)) return Refuse(info, "moments", "the source is too short");
  if (!StateFits(means, sizeof(double), block) || !StateFits(squares, sizeof(double), block)) {
    return Refuse(info, "moments", "the means or the squares are too short");
  }
  kernels::Moments(*type, source.data, block, info[5].As<Napi::Number>().DoubleValue(),
                   reinterpret_cast<double*>(means.data), reinterpret_cast<double*>(squares.data));
  return info.Env().Undefined();
}

// cast(source, sourceType, target, targetType, count)
Napi::Value Cast(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const auto source_type = StoredTypeOf(info[1]);
  const Elements target = ElementsOf(info[2]);
  const auto target_type = StoredTypeOf(info[3]);
  const size_t count = SizeOfValue(info[4]);
  if (!source_type || !target_type) return Refuse(info, "cast", "no such element type");
  if (!Fits(source.bytes, {count, kernels::SizeOf(*source_type)})) {
    return Refuse(info, "cast", "the source is too short");
  }
  if (!Fits(target.bytes, {count, kernels::SizeOf(*target_type)})) {
    return Refuse(info, "cast", "the target is too short");
  }
  kernels::Cast(*source_type, source.data, 1, *target_type, target.data, count);
  return info.Env().Undefined();
}

// The operand at info[first]: array, type, offset, strides.
std::optional<kernels::Operand> OperandOf(const Napi::CallbackInfo& info, size_t first,
                                          const std::vector<size_t>& shape) {
  const Elements elements = ElementsOf(info[first]);
  const auto type = StoredTypeOf(info[first + 1]);
  const int64_t offset = info[first + 2].As<Napi::Number>().Int64Value();
  const std::vector<int64_t> strides = IntegersOf(info[first + 3]);
  if (!type || strides.size() != shape.size()) return std::nullopt;
  const size_t width = kernels::SizeOf(*type);
  kernels::Operand operand{*type, nullptr, {strides.begin(), strides.end()}};
  if (!ReachFits(shape, operand.strides, offset, elements.bytes / width)) return std::nullopt;
  operand.data = elements.data + offset * static_cast<int64_t>(width);
  return operand;
}

// Element [0, ..., 0] of the array at info[first], whose offset and strides, in elements of `width` bytes, follow; in
// bytes. Nothing if it reaches out of the array.
std::optional<kernels::StridedTarget> PlaceOf(const Napi::CallbackInfo& info, size_t first,
                                              const std::vector<size_t>& shape, size_t width) {
  const Elements elements = ElementsOf(info[first]);
  const int64_t offset = info[first + 1].As<Napi::Number>().Int64Value();
  const std::vector<int64_t> steps = IntegersOf(info[first + 2]);
  if (steps.size() != shape.size()) return std::nullopt;
  std::vector<ptrdiff_t> strides(steps.begin(), steps.end());
  if (!ReachFits(shape, strides, offset, elements.bytes / width)) return std::nullopt;
  for (ptrdiff_t& stride : strides) stride *= static_cast<ptrdiff_t>(width);
  return kernels::StridedTarget{elements.data + offset * static_cast<int64_t>(width), std::move(strides)};
}

// copy(shape, width, source, offset, strides, target, offset, strides)
Napi::Value Copy(const Napi::CallbackInfo& info) {
  const size_t width = SizeOfValue(info[1]);
  if (width != 1 && width != 2 && width != 4 && width != 8 && width != 16) return Refuse(info, "copy", "no such width");
  const auto shape = ExtentsOf(info[0], width);
  if (!shape) return Refuse(info, "copy", "no such shape");
  auto source = PlaceOf(info, 2, *shape, width);
  const auto target = PlaceOf(info, 5, *shape, width);
  if (!source || !target) return Refuse(info, "copy", "strides reach out of an array");
  kernels::Copy(*shape, width, {source->data, std::move(source->strides)}, *target);
  return info.Env().Undefined();
}

// sort(source, target, type, rows, length, descending)
Napi::Value Sort(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  const auto type = StoredTypeOf(info[2]);
  const size_t rows = SizeOfValue(info[3]);
  const size_t length = SizeOfValue(info[4]);
  if (!type) return Refuse(info, "sort", "no such element type");
  const size_t width = kernels::SizeOf(*type);
  if (!Fits(source.bytes, {rows, length, width}) || !Fits(target.bytes, {rows, length, width})) {
    return Refuse(info, "sort", "an array is too short");
  }
  kernels::Sort(*type, source.data, target.data, rows, length, info[5].As<Napi::Boolean>().Value());
  return info.Env().Undefined();
}

// argSort(elements, type, rows, length, descending, indices)
Napi::Value ArgSort(const Napi::CallbackInfo& info) {
  const Elements elements = ElementsOf(info[0]);
  const auto type = StoredTypeOf(info[1]);
  const size_t rows = SizeOfValue(info[2]);
  const size_t length = SizeOfValue(info[3]);
  const Elements indices = ElementsOf(info[5]);
  if (!type) return Refuse(info, "argSort", "no such element type");
  if (length > UINT32_MAX) return Refuse(info, "argSort", "the rows are longer than 2^32");
  if (!Fits(elements.bytes, {rows, length, kernels::SizeOf(*type)}) ||
      !Fits(indices.bytes, {rows, length, sizeof(int64_t)})) {
    return Refuse(info, "argSort", "an array is too short");
  }
  kernels::ArgSort(*type, elements.data, rows, length, info[4].As<Napi::Boolean>().Value(),
                   reinterpret_cast<int64_t*>(indices.data));
  return info.Env().Undefined();
}

// scan(product, elements, type, outer, axis, inner)
Napi::Value Scan(const Napi::CallbackInfo& info) {
  const Elements elements = ElementsOf(info[1]);
  const auto type = TypeOf(info[2]);
  const kernels::Block block = BlockOf(info, 3);
  if (!type) return Refuse(info, "scan", "no such element type");
  if (!SourceFits(elements, *type, block)) return Refuse(info, "scan", "the array is too short");
  kernels::Scan(info[0].As<Napi::Boolean>().Value(), *type, elements.data, block);
  return info.Env().Undefined();
}

// elementwise(op, type, target, shape, ...[array, type, offset, strides] of each operand) -> whether it was done
Napi::Value Elementwise(const Napi::CallbackInfo& info) {
  const auto type = StoredTypeOf(info[1]);
  const Elements target = ElementsOf(info[2]);
  if (!type || NumberOf(info[0]) >= kernels::kElementwiseOps) return Refuse(info, "elementwise", "no such operation");
  const auto op = static_cast<kernels::ElementwiseOp>(NumberOf(info[0]));
  if (!kernels::CanCompute(op, *type)) return Refuse(info, "elementwise", "no such operation of this element type");
  const size_t width = kernels::SizeOf(kernels::TargetOf(op, *type));
  const auto shape = ExtentsOf(info[3], width);
  if (!shape) return Refuse(info, "elementwise", "no such shape");
  size_t size = width;
  for (const size_t length : *shape) size *= length;
  if (size > target.bytes) return Refuse(info, "elementwise", "the target is too short");
  std::vector<kernels::Operand> operands;
  for (size_t k = 0; k < kernels::OperandsOf(op); k++) {
    auto operand = OperandOf(info, 4 + 4 * k, *shape);
    if (!operand) return Refuse(info, "elementwise", "an operand's strides reach out of its array");
    operands.push_back(std::move(*operand));
  }
  return Napi::Boolean::New(info.Env(), kernels::Elementwise(op, *type, *shape, operands, target.data));
}

// What src/native.ts calls DecodeEnd: nothing when all went well, else [status, from, to, code, table].
Napi::Value EndOf(const Napi::CallbackInfo& info, const kernels::DecodeResult& result) {
  if (result.status == kernels::DecodeStatus::kDone) return info.Env().Undefined();
  Napi::Array end = Napi::Array::New(info.Env(), 5);
  end[0U] = Napi::Number::New(info.Env(), static_cast<double>(result.status));
  end[1U] = Napi::Number::New(info.Env(), static_cast<double>(result.from));
  end[2U] = Napi::Number::New(info.Env(), static_cast<double>(result.to));
  end[3U] = Napi::Number::New(info.Env(), result.code);
  end[4U] = Napi::Number::New(info.Env(), result.table);
  return end;
}

// lzw(source, target)
Napi::Value Lzw(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  if (target.bytes > UINT32_MAX) return Refuse(info, "lzw", "the target has 4 GiB or more");
  return EndOf(info, kernels::DecodeLzw(source.data, source.bytes, target.data, target.bytes));
}

// inflate(source, target)
Napi::Value Inflate(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  return EndOf(info, kernels::DecodeZlib(source.data, source.bytes, target.data, target.bytes));
}

// inflatePair(source, target, source, target) -> whether both went well
Napi::Value InflatePair(const Napi::CallbackInfo& info) {
  kernels::ZlibPart parts[2];
  for (size_t i = 0; i < 2; i++) {
    const Elements source = ElementsOf(info[2 * i]);
    const Elements target = ElementsOf(info[2 * i + 1]);
    parts[i] = {source.data, source.bytes, target.data, target.bytes};
  }
  kernels::DecodeResult results[2];
  kernels::DecodeZlibPair(parts[0], parts[1], results[0], results[1]);
  const bool done = results[0].status == kernels::DecodeStatus::kDone && results[1].status == results[0].status;
  return Napi::Boolean::New(info.Env(), done);
}

// packBits(source, target)
Napi::Value PackBits(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  return EndOf(info, kernels::DecodePackBits(source.data, source.bytes, target.data, target.bytes));
}

// restoreRows(elements, width, rowLength, samples, predictor, swapped)
Napi::Value RestoreRows(const Napi::CallbackInfo& info) {
  const Elements elements = ElementsOf(info[0]);
  const size_t width = SizeOfValue(info[1]);
  kernels::RowFormat format{};
  format.row_length = SizeOfValue(info[2]);
  format.samples = SizeOfValue(info[3]);
  format.predictor = NumberOf(info[4]);
  format.swapped = info[5].As<Napi::Boolean>().Value();
  if (width != 1 && width != 2 && width != 4 && width != 8) return Refuse(info, "restoreRows", "no such width");
  if (format.samples == 0 || format.samples > format.row_length) {
    return Refuse(info, "restoreRows", "a row has fewer elements than a pixel");
  }
  if (!Fits(elements.bytes, {format.row_length, width})) return info.Env().Undefined();  // not one row
  const size_t rows = elements.bytes / (format.row_length * width);
  std::vector<uint8_t> scratch(format.predictor == 3 ? format.row_length * width : 0);
  kernels::RestoreRows(elements.data, width, rows, format, scratch.data());
  return info.Env().Undefined();
}

}  // namespace

Napi::Object DefineKernels(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  Define<Reduce>(exports, "reduce");
#ifndef _WIN32
  Define<ReduceFiles>(exports, "reduceFiles");
#endif
  Define<ArgReduce>(exports, "argReduce");
  Define<Moments>(exports, "moments");
  Define<Cast>(exports, "cast");
  Define<Elementwise>(exports, "elementwise");
  Define<Copy>(exports, "copy");
  Define<Sort>(exports, "sort");
  Define<ArgSort>(exports, "argSort");
  Define<Scan>(exports, "scan");
  Define<Lzw>(exports, "lzw");
  Define<Inflate>(exports, "inflate");
  Define<InflatePair>(exports, "inflatePair");
  Define<PackBits>(exports, "packBits");
  Define<RestoreRows>(exports, "restoreRows");
  DefineBoxes(exports);
  DefineComplex(exports);
  DefineFilters(exports);
  DefineRegions(exports);
  return exports;
}

}  // namespace imglib2node
