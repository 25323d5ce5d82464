// The operations themselves, on contiguous elements of one type. Any thread.
#pragma once

#include "elementwise.h"

namespace imglib2node::kernels {

// target[i] = op(operands[0][i], ...); see Elementwise.
bool Compute(ElementwiseOp op, ElementType type, const void* const* operands, void* target, size_t count);

}  // namespace imglib2node::kernels
