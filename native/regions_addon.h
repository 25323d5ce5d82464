// The kernels that look at where voxels are connected or near (kernels/components.h, distance.h, watershed.h), as
// JavaScript calls them.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

// Adds them to the object of kernels.
void DefineRegions(Napi::Object exports);

}  // namespace imglib2node
