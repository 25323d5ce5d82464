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

}  // namespace imglib2node
