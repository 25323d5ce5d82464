#include "half.h"

#include <algorithm>

#include "cast.h"
#include "clones.h"

namespace imglib2node::kernels {
namespace {

// What is converted by way of single precision, a part at a time.
constexpr size_t kPart = 1024;

template <typename T, typename F>
void Each(const T* source, ptrdiff_t stride, size_t count, F f) {
  if (stride == 1) {
    for (size_t i = 0; i < count; i++) f(i, source[i]);
    return;
  }
  for (size_t i = 0; i < count; i++) f(i, source[static_cast<ptrdiff_t>(i) * stride]);
}

IMGLIB2NODE_CLONES void Widen(const uint16_t* source, ptrdiff_t stride, float* target, size_t count) {
  Each(source, stride, count, [target](size_t i, uint16_t half) { target[i] = FloatOfHalf(half); });
}

IMGLIB2NODE_CLONES void Narrow(const float* source, ptrdiff_t stride, uint16_t* target, size_t count) {
  Each(source, stride, count, [target](size_t i, float x) { target[i] = HalfOf(x); });
}

IMGLIB2NODE_CLONES void NarrowDoubles(const double* source, ptrdiff_t stride, uint16_t* target, size_t count) {
  Each(source, stride, count, [target](size_t i, double x) { target[i] = HalfOf(x); });
}

void FromHalves(const uint16_t* source, ptrdiff_t stride, ElementType target_type, uint8_t* target, size_t count) {
  if (target_type == ElementType::kFloat16) {
    auto* halves = reinterpret_cast<uint16_t*>(target);
    return Each(source, stride, count, [halves](size_t i, uint16_t half) { halves[i] = half; });
  }
  if (target_type == ElementType::kFloat32) return Widen(source, stride, reinterpret_cast<float*>(target), count);
  const size_t width = SizeOf(target_type);
  float floats[kPart];
  for (size_t first = 0; first < count; first += kPart) {
    const size_t part = std::min(kPart, count - first);
    Widen(source + static_cast<ptrdiff_t>(first) * stride, stride, floats, part);
    Cast(ElementType::kFloat32, floats, 1, target_type, target + first * width, part);
  }
}

// Integers may be rounded to single precision first: those that are, are too large for halves anyway.
void ToHalves(ElementType source_type, const uint8_t* source, ptrdiff_t stride, uint16_t* target, size_t count) {
  if (source_type == ElementType::kFloat32) {
    return Narrow(reinterpret_cast<const float*>(source), stride, target, count);
  }
  if (source_type == ElementType::kFloat64) {
    return NarrowDoubles(reinterpret_cast<const double*>(source), stride, target, count);
  }
  const ptrdiff_t step = stride * static_cast<ptrdiff_t>(SizeOf(source_type));
  float floats[kPart];
  for (size_t first = 0; first < count; first += kPart) {
    const size_t part = std::min(kPart, count - first);
    Cast(source_type, source + static_cast<ptrdiff_t>(first) * step, stride, ElementType::kFloat32, floats, part);
    Narrow(floats, 1, target + first, part);
  }
}

}  // namespace

void CastHalves(ElementType source_type, const void* source, ptrdiff_t stride, ElementType target_type, void* target,
                size_t count) {
  if (source_type == ElementType::kFloat16) {
    const auto* halves = static_cast<const uint16_t*>(source);
    return FromHalves(halves, stride, target_type, static_cast<uint8_t*>(target), count);
  }
  ToHalves(source_type, static_cast<const uint8_t*>(source), stride, static_cast<uint16_t*>(target), count);
}

IMGLIB2NODE_CLONES void KeysOfHalves(const uint16_t* halves, int16_t* keys, size_t count, bool zeros) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t size = halves[i] & 0x7fffU;
    const uint32_t bits = zeros && size == 0 ? 0 : halves[i];
    const uint32_t key = (bits & 0x8000U) != 0 ? bits ^ 0x7fffU : bits;
    keys[i] = static_cast<int16_t>(size > 0x7c00U ? 0x7fffU : key);
  }
}

}  // namespace imglib2node::kernels
