// How the numbers among the arguments of kernels come from JavaScript, and the checks that all of them need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>

#include "kernels/element_type.h"
#include "typed_arrays.h"

namespace imglib2node {

uint32_t NumberOf(const Napi::Value& value);

// 0 for a negative one.
size_t SizeOfValue(const Napi::Value& value);

std::optional<kernels::ElementType> TypeOf(const Napi::Value& value);

// Whether the product of `sizes` is at most `limit`.
bool Fits(size_t limit, std::initializer_list<size_t> sizes);

// The failure of a call: "kernel: problem".
Napi::Value Refuse(const Napi::CallbackInfo& info, const char* kernel, const char* problem);

}  // namespace imglib2node
