// Sorting of contiguous rows, and running sums along an axis. Any thread; the caller owns the memory.
#pragma once

#include "element_type.h"
#include "reduce.h"

namespace imglib2node::kernels {

// Sorts each of `rows` rows of `length` elements into `target`, which may be `source` itself; NaNs go to the end, or to
// the front if `descending`.
void Sort(ElementType type, const void* source, void* target, size_t rows, size_t length, bool descending);

// indices[row][i] is where the i-th element of the sorted row was; equal elements keep their order.
void ArgSort(ElementType type, const void* elements, size_t rows, size_t length, bool descending, int64_t* indices);

// Sums (or products) along the middle axis of [outer, axis, inner], in place: each element becomes that of all up to
// it. Integers wrap; floats are added one after the other, in their own type.
void Scan(bool product, ElementType type, void* elements, const Block& block);

// The same, ascending, by a network of comparisons that goes through many rows side by side: of elements of more than a
// byte, in rows of at most kNetworkLength. In sort_network.cc, which the compiler vectorises.
constexpr size_t kNetworkLength = 1024;
void SortShortRows(ElementType type, const void* source, void* target, size_t rows, size_t length);

}  // namespace imglib2node::kernels
