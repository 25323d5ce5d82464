#include "filters_addon.h"

#include <optional>
#include <vector>

#include "guard.h"
#include "kernel_arguments.h"
#include "kernels/affine.h"
#include "kernels/along_axis.h"
#include "kernels/histogram.h"

namespace imglib2node {
namespace {

using kernels::Lines;

Lines LinesOf(const Napi::CallbackInfo& info, size_t first) {
  return {SizeOfValue(info[first]), SizeOfValue(info[first + 1]), SizeOfValue(info[first + 2])};
}

bool IndicesFit(const int32_t* indices, size_t count, size_t length) {
  for (size_t i = 0; i < count; i++) {
    if (indices[i] < -1 || (indices[i] >= 0 && static_cast<size_t>(indices[i]) >= length)) return false;
  }
  return true;
}

// The poles of a spline's filter and how it goes on beyond the ends; nothing if they are none.
std::optional<kernels::Spline> SplineOf(const Napi::CallbackInfo& info, size_t first) {
  const Elements poles = ElementsOf(info[first]);
  const uint32_t boundary = NumberOf(info[first + 1]);
  if (boundary >= kernels::kBoundaries) return std::nullopt;
  const auto* values = reinterpret_cast<const double*>(poles.data);
  const size_t count = poles.bytes / sizeof(double);
  for (size_t p = 0; p < count; p++) {
    if (!(values[p] > -1 && values[p] < 0)) return std::nullopt;
  }
  return kernels::Spline{values, count, static_cast<kernels::Boundary>(boundary)};
}

constexpr const char* kNoSpline = "no such boundary, or a pole is not between -1 and 0";

// sumAlongAxis(source, type, outer, length, inner, target, targetType, count, taps, indices, weights, outside, poles,
// boundary)
Napi::Value SumAlongAxis(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "sumAlongAxis";
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const Lines lines = LinesOf(info, 2);
  const Elements target = ElementsOf(info[5]);
  const auto target_type = TypeOf(info[6]);
  const Elements indices = ElementsOf(info[9]);
  const Elements weights = ElementsOf(info[10]);
  if (!type || !target_type || !kernels::IsFloat(*target_type)) return Refuse(info, kName, "no such element types");
  const kernels::Taps taps{SizeOfValue(info[7]), SizeOfValue(info[8]), reinterpret_cast<const int32_t*>(indices.data),
                           reinterpret_cast<const double*>(weights.data), info[11].As<Napi::Number>().DoubleValue()};
  if (!Fits(source.bytes, {lines.outer, lines.length, lines.inner, kernels::SizeOf(*type)})) {
    return Refuse(info, kName, "the source is too short");
  }
  if (!Fits(target.bytes, {lines.outer, taps.count, lines.inner, kernels::SizeOf(*target_type)})) {
    return Refuse(info, kName, "the target is too short");
  }
  if (taps.taps == 0 || !Fits(indices.bytes, {taps.count, taps.taps, sizeof(int32_t)}) ||
      !Fits(weights.bytes, {taps.count, taps.taps, sizeof(double)})) {
    return Refuse(info, kName, "there are too few indices or weights");
  }
  if (!IndicesFit(taps.indices, taps.count * taps.taps, lines.length)) {
    return Refuse(info, kName, "an index is outside of the axis");
  }
  const auto spline = SplineOf(info, 12);
  if (!spline) return Refuse(info, kName, kNoSpline);
  kernels::SumAlongAxis(*type, source.data, lines, *spline, taps, *target_type, target.data);
  return info.Env().Undefined();
}

// takeAlongAxis(source, type, outer, length, inner, target, count, indices)
Napi::Value TakeAlongAxis(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "takeAlongAxis";
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const Lines lines = LinesOf(info, 2);
  const Elements target = ElementsOf(info[5]);
  const size_t count = SizeOfValue(info[6]);
  const Elements indices = ElementsOf(info[7]);
  if (!type) return Refuse(info, kName, "no such element type");
  const size_t width = kernels::SizeOf(*type);
  if (!Fits(source.bytes, {lines.outer, lines.length, lines.inner, width})) {
    return Refuse(info, kName, "the source is too short");
  }
  if (!Fits(target.bytes, {lines.outer, count, lines.inner, width})) {
    return Refuse(info, kName, "the target is too short");
  }
  const auto* places = reinterpret_cast<const int32_t*>(indices.data);
  if (!Fits(indices.bytes, {count, sizeof(int32_t)}) || !IndicesFit(places, count, lines.length)) {
    return Refuse(info, kName, "an index is missing or outside of the axis");
  }
  kernels::TakeAlongAxis(width, source.data, lines, count, places, target.data);
  return info.Env().Undefined();
}

// splineAlongAxis(source, type, outer, length, inner, poles, boundary, target)
Napi::Value SplineAlongAxis(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "splineAlongAxis";
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const Lines lines = LinesOf(info, 2);
  const auto spline = SplineOf(info, 5);
  const Elements target = ElementsOf(info[7]);
  if (!type) return Refuse(info, kName, "no such element type");
  if (!spline) return Refuse(info, kName, kNoSpline);
  if (!Fits(source.bytes, {lines.outer, lines.length, lines.inner, kernels::SizeOf(*type)}) ||
      !Fits(target.bytes, {lines.outer, lines.length, lines.inner, sizeof(double)})) {
    return Refuse(info, kName, "an array is too short");
  }
  kernels::SplineAlongAxis(*type, source.data, lines, *spline, reinterpret_cast<double*>(target.data));
  return info.Env().Undefined();
}

// histogram(source, type, edges, counts)
Napi::Value Histogram(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const Elements edges = ElementsOf(info[2]);
  const Elements counts = ElementsOf(info[3]);
  if (!type) return Refuse(info, "histogram", "no such element type");
  const size_t edge_count = edges.bytes / sizeof(double);
  if (edge_count < 2 || counts.bytes / sizeof(double) < edge_count - 1) {
    return Refuse(info, "histogram", "there are too few edges or counts");
  }
  kernels::Histogram(*type, source.data, source.bytes / kernels::SizeOf(*type),
                     reinterpret_cast<const double*>(edges.data), edge_count - 1,
                     reinterpret_cast<double*>(counts.data));
  return info.Env().Undefined();
}

// roundTo(source, target, type)
Napi::Value RoundTo(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  const auto type = TypeOf(info[2]);
  if (!type) return Refuse(info, "roundTo", "no such element type");
  const size_t count = source.bytes / sizeof(double);
  if (!Fits(target.bytes, {count, kernels::SizeOf(*type)})) return Refuse(info, "roundTo", "the target is too short");
  kernels::RoundTo(*type, reinterpret_cast<const double*>(source.data), target.data, count);
  return info.Env().Undefined();
}

// sampleAffine(source, sourceShape, target, targetShape, targetType, matrix, offset, order, beyond, constant)
Napi::Value SampleAffine(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "sampleAffine";
  const Elements source = ElementsOf(info[0]);
  const std::vector<int64_t> source_shape = ShapeOf(info[1], kernels::kMostAxes);
  const Elements target = ElementsOf(info[2]);
  const std::vector<int64_t> target_shape = ShapeOf(info[3], kernels::kMostAxes);
  const auto type = TypeOf(info[4]);
  const Elements matrix = ElementsOf(info[5]);
  const Elements offset = ElementsOf(info[6]);
  const uint32_t order = NumberOf(info[7]);
  const uint32_t beyond = NumberOf(info[8]);
  const size_t axes = source_shape.size();
  if (!type) return Refuse(info, kName, "no such element type");
  if (axes == 0 || target_shape.size() != axes || order > kernels::kHighestOrder || beyond >= kernels::kBeyonds) {
    return Refuse(info, kName, "no such axes, order or boundary");
  }
  for (const int64_t extent : source_shape) {
    if (extent == 0) return Refuse(info, kName, "the source is empty");
  }
  if (!ArrayFits(source.bytes, source_shape, sizeof(double)) ||
      !ArrayFits(target.bytes, target_shape, kernels::SizeOf(*type))) {
    return Refuse(info, kName, "an array is too short");
  }
  if (!Fits(matrix.bytes, {axes, axes, sizeof(double)}) || !Fits(offset.bytes, {axes, sizeof(double)})) {
    return Refuse(info, kName, "the map has too few numbers");
  }
  kernels::AffineView view{};
  view.axes = axes;
  view.source_shape = source_shape.data();
  view.target_shape = target_shape.data();
  view.matrix = reinterpret_cast<const double*>(matrix.data);
  view.offset = reinterpret_cast<const double*>(offset.data);
  view.order = order;
  view.beyond = static_cast<kernels::Beyond>(beyond);
  view.constant = info[9].As<Napi::Number>().DoubleValue();
  kernels::SampleAffine(reinterpret_cast<const double*>(source.data), view, *type, target.data);
  return info.Env().Undefined();
}

}  // namespace

void DefineFilters(Napi::Object exports) {
  Define<SumAlongAxis>(exports, "sumAlongAxis");
  Define<TakeAlongAxis>(exports, "takeAlongAxis");
  Define<Histogram>(exports, "histogram");
  Define<RoundTo>(exports, "roundTo");
  Define<SampleAffine>(exports, "sampleAffine");
  Define<SplineAlongAxis>(exports, "splineAlongAxis");
}

}  // namespace imglib2node
