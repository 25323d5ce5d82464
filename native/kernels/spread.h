// Flooding a part of a volume from its markers and from what has come to the voxels around it. Sizes are the caller's
// to check; arrays are the caller's. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "watershed.h"

namespace imglib2node::kernels {

// How a voxel was reached, one plane of doubles each; 0 in all where it was not, but for a level of minus infinity
// where it may not be. The basin that reaches it first by the rank of the others has it: over the lowest height, after
// the fewest voxels of that height; then by the same of the voxel before that height. Of two alike it is the one with
// the lower number. So the result does not depend on how a volume is cut. A marker has its height as level, and before
// that minus infinity and -1: nothing is before it.
enum class Reached : size_t { kLabel, kLevel, kSteps, kLevelBefore, kStepsBefore };
constexpr size_t kReached = 5;

// The faces of a box: for each axis the layer before and the layer behind, each with its planes of `Reached` one after
// the other. With `margin` 1 layers are those around the box, which reach a voxel further on all sides; with 0 the
// outermost ones of the box itself.
size_t FaceVoxels(const std::vector<int64_t>& shape, int64_t margin);

// `labels` has the markers and gets the basins. `around` is what has come to the layers around; `faces` gets what has
// come to the box's own. `flood.line` is not looked at.
void Spread(const Flood& flood, const double* around, int32_t* labels, double* faces);

}  // namespace imglib2node::kernels
