#include "boxes_addon.h"

#include <algorithm>
#include <vector>

#include "guard.h"
#include "kernel_arguments.h"
#include "kernels/box_mean.h"
#include "kernels/median.h"

namespace imglib2node {
namespace {

constexpr size_t kMostAxesOfBoxes = 32;

bool Empty(const std::vector<int64_t>& shape) {
  return shape.empty() || std::find(shape.begin(), shape.end(), 0) != shape.end();
}

// Whether there are indices for all places around each axis, none of them beyond it, and its own where boxes have
// size 1.
bool PlacesFit(const Elements& places, const std::vector<int64_t>& shape, const std::vector<int64_t>& sizes) {
  const auto* index = reinterpret_cast<const int32_t*>(places.data);
  size_t left = places.bytes / sizeof(int32_t);
  for (size_t d = 0; d < shape.size(); d++) {
    const auto reach = static_cast<size_t>(sizes[d]) - 1;
    const auto extent = static_cast<size_t>(shape[d]);
    if (reach > left || extent > left - reach) return false;
    for (size_t i = 0; i < extent + reach; i++, index++) {
      if (*index < -1 || *index >= shape[d] || (reach == 0 && *index != static_cast<int64_t>(i))) return false;
    }
    left -= extent + reach;
  }
  return true;
}

// medianFilter(source, type, shape, sizes, places, footprint, outside, target)
Napi::Value MedianFilter(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "medianFilter";
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const std::vector<int64_t> shape = ShapeOf(info[2], kMostAxesOfBoxes);
  const std::vector<int64_t> sizes = ShapeOf(info[3], kMostAxesOfBoxes);
  const Elements places = ElementsOf(info[4]);
  const Elements footprint = ElementsOf(info[5]);
  const Elements outside = ElementsOf(info[6]);
  const Elements target = ElementsOf(info[7]);
  if (!type) return Refuse(info, kName, "no such element type");
  if (Empty(shape) || Empty(sizes) || shape.size() != sizes.size()) return Refuse(info, kName, "no such axes");
  const size_t width = kernels::SizeOf(*type);
  if (!ArrayFits(source.bytes, shape, width) || !ArrayFits(target.bytes, shape, width) || outside.bytes < width) {
    return Refuse(info, kName, "an array is too short");
  }
  const bool looks = std::any_of(footprint.data, footprint.data + footprint.bytes, [](uint8_t each) { return each; });
  if (!ArrayFits(footprint.bytes, sizes, 1) || !looks) return Refuse(info, kName, "the footprint is too small");
  if (!PlacesFit(places, shape, sizes)) return Refuse(info, kName, "an index is missing or outside of its axis");
  const kernels::MedianWindow window{shape.size(), shape.data(), sizes.data(),
                                     reinterpret_cast<const int32_t*>(places.data), footprint.data};
  kernels::MedianFilter(*type, source.data, window, outside.data, target.data);
  return info.Env().Undefined();
}

// boxMean(source, type, shape, factors, padded, outside, target, targetType)
Napi::Value BoxMean(const Napi::CallbackInfo& info) {
  constexpr const char* kName = "boxMean";
  const Elements source = ElementsOf(info[0]);
  const auto type = TypeOf(info[1]);
  const std::vector<int64_t> shape = ShapeOf(info[2], kMostAxesOfBoxes);
  const std::vector<int64_t> factors = ShapeOf(info[3], kMostAxesOfBoxes);
  const bool padded = info[4].As<Napi::Boolean>().Value();
  const Elements target = ElementsOf(info[6]);
  const auto target_type = TypeOf(info[7]);
  if (!type || !target_type) return Refuse(info, kName, "no such element types");
  const bool floats = kernels::IsFloat(*target_type);
  if (!floats && (padded || *target_type != *type)) return Refuse(info, kName, "such means are floats");
  if (Empty(shape) || Empty(factors) || shape.size() != factors.size()) return Refuse(info, kName, "no such axes");
  if (!ArrayFits(kernels::kMostOfBox - 1, factors, 1)) return Refuse(info, kName, "the boxes are too large");
  std::vector<int64_t> coarse(shape.size());
  for (size_t d = 0; d < shape.size(); d++) coarse[d] = (shape[d] + factors[d] - 1) / factors[d];
  if (!ArrayFits(source.bytes, shape, kernels::SizeOf(*type)) ||
      !ArrayFits(target.bytes, coarse, kernels::SizeOf(*target_type))) {
    return Refuse(info, kName, "an array is too short");
  }
  const kernels::Boxes boxes{shape.size(), shape.data(), factors.data(), padded,
                             info[5].As<Napi::Number>().DoubleValue()};
  kernels::BoxMean(*type, source.data, boxes, *target_type, target.data);
  return info.Env().Undefined();
}

}  // namespace

void DefineBoxes(Napi::Object exports) {
  Define<MedianFilter>(exports, "medianFilter");
  Define<BoxMean>(exports, "boxMean");
}

}  // namespace imglib2node
