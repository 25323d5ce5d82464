// Squared distances to the nearest voxel that is 0, one axis after another (Felzenszwalb and Huttenlocher, "Distance
// transforms of sampled functions", Theory of Computing 8, 2012). Sizes are the caller's to check. Any thread.
#pragma once

#include "along_axis.h"
#include "element_type.h"

namespace imglib2node::kernels {

// The square of the distance along the middle axis to the nearest element that is 0, infinite where a line has none;
// neighbours are `spacing` apart.
void DistanceAlongAxis(ElementType type, const void* source, const Lines& lines, double spacing, double* target);

// Replaces each element of a line of the middle axis by the least sum of an element of that line and the square of the
// distance to it.
void NearestAlongAxis(double* array, const Lines& lines, double spacing);

}  // namespace imglib2node::kernels
