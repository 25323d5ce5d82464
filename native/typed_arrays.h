// The memory of typed arrays that JavaScript passes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "napi_setup.h"

namespace imglib2node {

// The elements of a typed array. V8 may still move them while JavaScript runs, but not during a call.
struct Elements {
  uint8_t* data = nullptr;
  size_t bytes = 0;
};

// Empty for what is no typed array, or a detached one.
inline Elements ElementsOf(const Napi::Value& value) {
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

}  // namespace imglib2node
