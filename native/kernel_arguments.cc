#include "kernel_arguments.h"

#include <string>

#include "napi_status.h"

namespace imglib2node {

using kernels::ElementType;

Elements ElementsOf(const Napi::Value& value) {
  Elements elements;
  bool typed = false;
  napi_typedarray_type kind;
  size_t length = 0;
  void* data = nullptr;
  if (napi_is_typedarray(value.Env(), value, &typed) != napi_ok || !typed) return elements;
  if (napi_get_typedarray_info(value.Env(), value, &kind, &length, &data, nullptr, nullptr) != napi_ok) return elements;
  if (data == nullptr) return elements;
  size_t width = 1;
  if (kind == napi_int16_array || kind == napi_uint16_array) width = 2;
  if (kind == napi_int32_array || kind == napi_uint32_array || kind == napi_float32_array) width = 4;
  if (kind == napi_float64_array || kind == napi_bigint64_array || kind == napi_biguint64_array) width = 8;
  return {static_cast<uint8_t*>(data), length * width};
}

uint32_t NumberOf(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

size_t SizeOfValue(const Napi::Value& value) {
  const int64_t size = value.As<Napi::Number>().Int64Value();
  return size < 0 ? 0 : static_cast<size_t>(size);
}

Napi::Value Refuse(const Napi::CallbackInfo& info, const char* kernel, const char* problem) {
  return ToJavaScript(info.Env(), Failure(ErrorKind::kArgument, std::string(kernel) + ": " + problem));
}

std::optional<ElementType> TypeOf(const Napi::Value& value) {
  const uint32_t code = NumberOf(value);
  if (code >= kernels::kElementTypes) return std::nullopt;
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

}  // namespace imglib2node
