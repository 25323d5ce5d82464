#include "regions_addon.h"

#include <vector>

#include "guard.h"
#include "kernel_arguments.h"
#include "kernels/affine.h"
#include "kernels/components.h"
#include "kernels/distance.h"
#include "kernels/spread.h"
#include "kernels/watershed.h"

namespace imglib2node {
namespace {

using kernels::Lines;

// Voxels are numbered by 32 bits in these kernels, also with one more on each side.
bool TooMany(const std::vector<int64_t>& shape) {
  size_t size = 1;
  for (const int64_t extent : shape) {
    if (extent >= INT32_MAX - 2 || !Fits(INT32_MAX, {size, static_cast<size_t>(extent) + 2})) return true;
    size *= static_cast<size_t>(extent) + 2;
  }
  return false;
}

// Why such an array is none for these kernels; null if it is one.
const char* ShapeProblem(const std::vector<int64_t>& shape, size_t connectivity) {
  if (shape.empty()) return "no axes, or too many";
  if (connectivity < 1 || connectivity > shape.size()) return "no such connectivity";
  if (TooMany(shape)) return "too many voxels";
  return nullptr;
}

// label(source, type, shape, connectivity, target)
Napi::Value Label(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "label";
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const std::vector<int64_t> shape = ShapeOf(info[2], kernels::kMostAxes);
  const size_t connectivity = SizeOfValue(info[3]);
  const Elements target = ElementsOf(info[4]);
  if (!type) return Refuse(info, kName, "no such element type");
  if (const char* problem = ShapeProblem(shape, connectivity)) return Refuse(info, kName, problem);
  if (!ArrayFits(source.bytes, shape, kernels::SizeOf(*type)) || !ArrayFits(target.bytes, shape, sizeof(int32_t))) {
    return Refuse(info, kName, "an array is too short");
  }
  const int32_t count =
      kernels::Label(*type, source.data, shape, connectivity, reinterpret_cast<int32_t*>(target.data));
  return Napi::Number::New(info.Env(), count);
}

// distanceAlongAxis(source, type, outer, length, inner, spacing, target)
Napi::Value DistanceAlongAxis(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "distanceAlongAxis";
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const Lines lines{SizeOfValue(info[2]), SizeOfValue(info[3]), SizeOfValue(info[4])};
  const Elements target = ElementsOf(info[6]);
  if (!type) return Refuse(info, kName, "no such element type");
  if (!Fits(source.bytes, {lines.outer, lines.length, lines.inner, kernels::SizeOf(*type)}) ||
      !Fits(target.bytes, {lines.outer, lines.length, lines.inner, sizeof(double)})) {
    return Refuse(info, kName, "an array is too short");
  }
  kernels::DistanceAlongAxis(*type, source.data, lines, info[5].As<Napi::Number>().DoubleValue(),
                             reinterpret_cast<double*>(target.data));
  return info.Env().Undefined();
}

// nearestAlongAxis(array, outer, length, inner, spacing)
Napi::Value NearestAlongAxis(const Napi::CallbackInfo& info) {
  const Elements array = ElementsOf(info[0]);
  const Lines lines{SizeOfValue(info[1]), SizeOfValue(info[2]), SizeOfValue(info[3])};
  if (!Fits(array.bytes, {lines.outer, lines.length, lines.inner, sizeof(double)})) {
    return Refuse(info, "nearestAlongAxis", "the array is too short");
  }
  kernels::NearestAlongAxis(reinterpret_cast<double*>(array.data), lines, info[4].As<Napi::Number>().DoubleValue());
  return info.Env().Undefined();
}

// watershed(heights, type, shape, mask, connectivity, line, labels); an empty mask is none
Napi::Value Watershed(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "watershed";
  const Elements heights = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const std::vector<int64_t> shape = ShapeOf(info[2], kernels::kMostAxes);
  const Elements mask = ElementsOf(info[3]);
  const size_t connectivity = SizeOfValue(info[4]);
  const Elements labels = ElementsOf(info[6]);
  if (!type) return Refuse(info, kName, "no such element type");
  if (const char* problem = ShapeProblem(shape, connectivity)) return Refuse(info, kName, problem);
  if (!ArrayFits(heights.bytes, shape, kernels::SizeOf(*type)) || !ArrayFits(labels.bytes, shape, sizeof(int32_t)) ||
      (mask.bytes > 0 && !ArrayFits(mask.bytes, shape, 1))) {
    return Refuse(info, kName, "an array is too short");
  }
  const bool line = info[5].As<Napi::Boolean>().Value();
  const kernels::Flood flood{*type, heights.data, shape, mask.bytes == 0 ? nullptr : mask.data, connectivity, line};
  kernels::Watershed(flood, reinterpret_cast<int32_t*>(labels.data));
  return info.Env().Undefined();
}

// spread(heights, type, shape, mask, connectivity, around, labels, faces); an empty mask is none
Napi::Value Spread(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "spread";
  const Elements heights = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const std::vector<int64_t> shape = ShapeOf(info[2], kernels::kMostAxes);
  const Elements mask = ElementsOf(info[3]);
  const size_t connectivity = SizeOfValue(info[4]);
  if (!type) return Refuse(info, kName, "no such element type");
  if (const char* problem = ShapeProblem(shape, connectivity)) return Refuse(info, kName, problem);
  const Elements around = ElementsOf(info[5]);
  const Elements labels = ElementsOf(info[6]);
  const Elements faces = ElementsOf(info[7]);
  constexpr size_t kFaceVoxel = kernels::kReached * sizeof(double);
  if (!(ArrayFits(heights.bytes, shape, kernels::SizeOf(*type)) && ArrayFits(labels.bytes, shape, sizeof(int32_t)) &&
        (mask.bytes == 0 || ArrayFits(mask.bytes, shape, 1))) ||
      !Fits(around.bytes, {kernels::FaceVoxels(shape, 1), kFaceVoxel}) ||
      !Fits(faces.bytes, {kernels::FaceVoxels(shape, 0), kFaceVoxel})) {
    return Refuse(info, kName, "an array is too short");
  }
  const kernels::Flood flood{*type, heights.data, shape, mask.bytes == 0 ? nullptr : mask.data, connectivity, false};
  kernels::Spread(flood, reinterpret_cast<const double*>(around.data), reinterpret_cast<int32_t*>(labels.data),
                  reinterpret_cast<double*>(faces.data));
  return info.Env().Undefined();
}

}  // namespace

void DefineRegions(Napi::Object exports) {
  Define<Label>(exports, "label");
  Define<DistanceAlongAxis>(exports, "distanceAlongAxis");
  Define<NearestAlongAxis>(exports, "nearestAlongAxis");
  Define<Spread>(exports, "spread");
  Define<Watershed>(exports, "watershed");
}

}  // namespace imglib2node
