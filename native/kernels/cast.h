// Conversion of elements between types, as C converts; where C leaves it open (a float outside the integer's range), as
// JavaScript's typed arrays do: whole part modulo 2^bits, 0 for NaN and the infinities. Any thread.
#pragma once

#include "element_type.h"

namespace imglib2node::kernels {

// target[i] = source[i * stride], for `count` elements; stride may be 0 or negative.
void Cast(ElementType source_type, const void* source, ptrdiff_t stride, ElementType target_type, void* target,
          size_t count);

}  // namespace imglib2node::kernels
