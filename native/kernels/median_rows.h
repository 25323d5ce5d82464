// A part of a row of medians, all neighbourhoods side by side in the processor's vectors. Part of median.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "element_type.h"
#include "selection.h"

namespace imglib2node::kernels {

// What is computed at a time; rows and results are multiples of it, in bytes.
constexpr size_t kMedianStep = 128;

// How medians come from the rows of a neighbourhood.
struct MedianNetwork {
  // First these, of whole rows: they sort the columns. None if the rows are not all alike.
  Comparisons columns;
  // Then the rank among elements from `starts` on (in elements from the first row's beginning).
  Selection selection;
  std::vector<size_t> starts;
};

// Rows of keys, `stride` elements apart, of which `used` count; the columns are sorted in them. Medians of the first
// `count` places go to `result`, as bits of the type; it has room for whole steps. `scratch`: a step for each start.
struct MedianRows {
  void* rows;
  size_t row_count;
  size_t stride;
  size_t used;
  void* scratch;
  const void** at;
  void* result;
  size_t count;
};

void MedianOfRows(ElementType type, const MedianNetwork& network, const MedianRows& rows);

// Keys of elements (key.h).
void KeysOf(ElementType type, const void* elements, size_t count, void* keys);

}  // namespace imglib2node::kernels
