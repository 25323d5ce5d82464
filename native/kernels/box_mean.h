// Means of boxes that lie side by side. Sizes are the caller's to check. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "element_type.h"

namespace imglib2node::kernels {

// Contiguous arrays of at least one axis, none of them empty. The target has shape / factors, rounded up.
struct Boxes {
  size_t axes;
  const int64_t* shape;
  const int64_t* factors;
  // Where an axis ends inside of a box: whether what is missing there counts, as `outside`, or does not count.
  bool padded;
  double outside;
};

// Boxes of so many elements at most can be averaged as integers.
constexpr size_t kMostOfBox = size_t{1} << 31;

// To floats: added in double, first the rows of a box one after the other (in C order), element by element, then the
// elements of that row. To the source's own type of integers, never padded: rounded to the nearest, halves up, exactly.
void BoxMean(ElementType type, const void* source, const Boxes& boxes, ElementType target_type, void* target);

}  // namespace imglib2node::kernels
