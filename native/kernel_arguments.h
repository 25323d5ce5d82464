// How the numbers among the arguments of kernels come from JavaScript, and the checks that all of them need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "kernels/element_type.h"
#include "typed_arrays.h"

namespace imglib2node {

uint32_t NumberOf(const Napi::Value& value);

// 0 for a negative one.
size_t SizeOfValue(const Napi::Value& value);

// A type that all kernels take; nothing for another.
std::optional<kernels::ElementType> TypeOf(const Napi::Value& value);

// The same, or kFloat16, for those kernels that take it too.
std::optional<kernels::ElementType> StoredTypeOf(const Napi::Value& value);

// Whether the product of `sizes` is at most `limit`.
bool Fits(size_t limit, std::initializer_list<size_t> sizes);

// Extents, none negative; empty if there are more than `most` axes.
std::vector<int64_t> ShapeOf(const Napi::Value& value, size_t most);

// Whether an array of that shape and elements of `width` bytes has at most `bytes`.
bool ArrayFits(size_t bytes, const std::vector<int64_t>& shape, size_t width);

std::vector<int64_t> IntegersOf(const Napi::Value& value);

// Extents of arrays of any number of axes, if elements of `width` bytes can be counted.
std::optional<std::vector<size_t>> ExtentsOf(const Napi::Value& value, size_t width);

// Whether an operand of these strides, whose first element is number `offset`, stays inside `length` elements.
bool ReachFits(const std::vector<size_t>& shape, const std::vector<ptrdiff_t>& strides, int64_t offset, size_t length);

// The failure of a call: "kernel: problem".
Napi::Value Refuse(const Napi::CallbackInfo& info, const char* kernel, const char* problem);

}  // namespace imglib2node
