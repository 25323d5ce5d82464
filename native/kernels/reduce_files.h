// Reductions of elements that lie in files: each part is read and added while it is in the processor's cache, and
// nothing of the files' size is ever in memory. The caller owns the descriptors, which stay open, and the accumulators.
// Any thread; it waits for the files. Not on Windows, where descriptors are known to the library that opened them
// alone.
#pragma once

#include <vector>

#include "reduce.h"

namespace imglib2node::kernels {

// Where the elements of one part begin, in C order and this machine's byte order.
struct Run {
  int descriptor;
  uint64_t offset;
};

// As Reduce, of a source that is runs of `block` elements each, one after the other along the middle axis of the whole.
// False if `failed` gets the number of a run that can't be read to its end; the accumulators then hold no result.
//
// A row of floats (outer and inner are 1) is added up in pieces of kPieceBytes, each as Reduce adds a row.
bool ReduceFiles(ReduceOp op, ElementType type, const std::vector<Run>& runs, const Block& block,
                 ElementType accumulator_type, void* accumulator, size_t& failed);

constexpr size_t kPieceBytes = size_t{64} * 1024;

}  // namespace imglib2node::kernels
