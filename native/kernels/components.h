// Connected components. Sizes are the caller's to check; arrays are the caller's. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "element_type.h"

namespace imglib2node::kernels {

// Gives each voxel that is not 0 the number of its component, from 1 on in the order of their first voxels in C order,
// and all others 0. Neighbours are at most `connectivity` steps away, each along another axis. Contiguous arrays of
// that shape, of 1 axis or more and fewer than 2^31 voxels. Returns how many components there are.
int32_t Label(ElementType type, const void* source, const std::vector<int64_t>& shape, size_t connectivity,
              int32_t* target);

}  // namespace imglib2node::kernels
