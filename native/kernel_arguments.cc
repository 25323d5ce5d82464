#include "kernel_arguments.h"

#include <string>

#include "napi_status.h"

namespace imglib2node {

using kernels::ElementType;

uint32_t NumberOf(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

size_t SizeOfValue(const Napi::Value& value) {
  const int64_t size = value.As<Napi::Number>().Int64Value();
  return size < 0 ? 0 : static_cast<size_t>(size);
}

Napi::Value Refuse(const Napi::CallbackInfo& info, const char* kernel, const char* problem) {
  return ToJavaScript(info.Env(), Failure(ErrorKind::kArgument, std::string(kernel) + ": " + problem));
}

std::optional<ElementType> TypeOf(const Napi::Value& value) {
  if (NumberOf(value) >= kernels::kElementTypes) return std::nullopt;
  return StoredTypeOf(value);
}

std::optional<ElementType> StoredTypeOf(const Napi::Value& value) {
  const uint32_t code = NumberOf(value);
  if (code >= kernels::kStoredTypes) return std::nullopt;
  return static_cast<ElementType>(code);
}

bool Fits(size_t limit, std::initializer_list<size_t> sizes) {
  size_t product = 1;
  for (const size_t size : sizes) {
    if (size == 0) return true;
  }
  for (const size_t size : sizes) {
    if (product > limit / size) return false;
    product *= size;
  }
  return product <= limit;
}

std::vector<int64_t> ShapeOf(const Napi::Value& value, size_t most) {
  const Napi::Array array = value.As<Napi::Array>();
  if (array.Length() > most) return {};
  std::vector<int64_t> shape(array.Length());
  for (uint32_t d = 0; d < shape.size(); d++) shape[d] = static_cast<int64_t>(SizeOfValue(array.Get(d)));
  return shape;
}

bool ArrayFits(size_t bytes, const std::vector<int64_t>& shape, size_t width) {
  size_t size = width;
  for (const int64_t extent : shape) {
    if (extent == 0) return true;
  }
  for (const int64_t extent : shape) {
    const auto length = static_cast<size_t>(extent);
    if (!Fits(bytes, {size, length})) return false;
    size *= length;
  }
  return size <= bytes;
}

std::vector<int64_t> IntegersOf(const Napi::Value& value) {
  const Napi::Array array = value.As<Napi::Array>();
  std::vector<int64_t> integers(array.Length());
  for (uint32_t i = 0; i < integers.size(); i++) integers[i] = array.Get(i).As<Napi::Number>().Int64Value();
  return integers;
}

bool ReachFits(const std::vector<size_t>& shape, const std::vector<ptrdiff_t>& strides, int64_t offset, size_t length) {
  constexpr double kMost = 9007199254740992.0;  // beyond it doubles, in which this is reckoned, are not exact
  auto lowest = static_cast<double>(offset);
  auto highest = lowest;
  for (size_t axis = 0; axis < shape.size(); axis++) {
    if (shape[axis] == 0) return true;
    const double reach = static_cast<double>(shape[axis] - 1) * static_cast<double>(strides[axis]);
    (reach < 0 ? lowest : highest) += reach;
  }
  return lowest >= 0 && highest < kMost && highest < static_cast<double>(length);
}

std::optional<std::vector<size_t>> ExtentsOf(const Napi::Value& value, size_t width) {
  std::vector<size_t> shape;
  size_t size = width;
  for (const int64_t length : IntegersOf(value)) {
    if (length < 0 || !Fits(SIZE_MAX, {size, static_cast<size_t>(length)})) return std::nullopt;
    shape.push_back(static_cast<size_t>(length));
    size *= static_cast<size_t>(length);
  }
  return shape;
}

}  // namespace imglib2node
