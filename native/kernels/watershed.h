// Flooding from markers (Soille and Ansoult, "Automated basin delineation from digital elevation models using
// mathematical morphology", Signal Processing 20, 1990). Sizes are the caller's to check; arrays are the caller's. Any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "element_type.h"

namespace imglib2node::kernels {

// Contiguous arrays of `shape`, of 1 axis or more, that have fewer than 2^31 voxels with one more on each side.
struct Flood {
  ElementType type;
  const void* heights;
  std::vector<int64_t> shape;
  // Where it is 0 nothing is flooded; null: everywhere.
  const uint8_t* mask;
  // Neighbours are at most so many steps away, each along another axis.
  size_t connectivity;
  // Whether voxels that two basins reach stay 0.
  bool line;
};

// `labels` has the markers, numbers that are not 0, and gets the basins. The lowest voxel at the edge of what is
// flooded is flooded next, where one behind something higher counts as high as that; of equal ones that which was
// reached first. NaN is the highest. Markers of one height are taken in the order that a binary heap gives them in that
// they were put into in C order, as scikit-image's are.
void Watershed(const Flood& flood, int32_t* labels);

}  // namespace imglib2node::kernels
