// The kernels along one axis (kernels/along_axis.h), as JavaScript calls them.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

// Adds them to the object of kernels.
void DefineFilters(Napi::Object exports);

}  // namespace imglib2node
