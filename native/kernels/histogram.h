// Counting values, and numbers to integers. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "element_type.h"

namespace imglib2node::kernels {

// Adds 1 to counts[i] for each value from edges[i] on and below edges[i + 1], of `bins` + 1 ascending edges; the last
// bin has its upper edge too. Values outside and NaN are not counted.
void Histogram(ElementType type, const void* source, size_t count, const double* edges, size_t bins, double* counts);

// Rounds doubles to the nearest integers, halves away from zero, and those that the type lacks to its ends; NaN is 0.
void RoundTo(ElementType type, const double* source, void* target, size_t count);

}  // namespace imglib2node::kernels
