// Reductions over the middle axis of a contiguous block [outer, axis, inner], added to what accumulators [outer, inner]
// hold already. The caller owns both; sizes are the caller's to check. Any thread; two calls must not share
// accumulators.
#pragma once

#include "element_type.h"

namespace imglib2node::kernels {

enum class ReduceOp : uint32_t { kSum, kProd, kMin, kMax, kAny, kAll };
constexpr uint32_t kReduceOps = 6;

struct Block {
  size_t outer;
  size_t axis;
  size_t inner;
};

// Whether `op` of such elements may be kept in such an accumulator: 64-bit integers or float64 for sums and products,
// the elements' own type for min and max, bool for any and all; sums of bytes also in uint16 and uint32, of uint16 in
// uint32, for as long as they fit.
bool CanReduce(ReduceOp op, ElementType source, ElementType accumulator);

// Integers wrap. Floats are added in float64, over a contiguous axis (inner == 1) in kLanes sums by turns that are then
// added in pairs, so that every implementation gives the same bits. A NaN is the minimum and the maximum.
void Reduce(ReduceOp op, ElementType source_type, const void* source, const Block& block, ElementType accumulator_type,
            void* accumulator);

// Where the least (or greatest) element lies. `values` [outer, inner] has the elements found so far and `indices` where
// on the axis they were, -1 for none yet; the block starts at `start` on that axis. Of equal ones the first counts,
// whatever the order in which blocks come; a NaN is both least and greatest.
void ArgReduce(bool greatest, ElementType type, const void* source, const Block& block, int64_t start, void* values,
               int64_t* indices);

// Means and sums of squared differences from them [outer, inner], of `count` elements each so far, to which the block
// is added (Chan, Golub, LeVeque: Updating formulae and a pairwise algorithm for computing sample variances, 1979).
void Moments(ElementType type, const void* source, const Block& block, double count, double* means, double* squares);

constexpr size_t kLanes = 8;

}  // namespace imglib2node::kernels
