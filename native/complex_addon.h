// The kernels of complex numbers (kernels/complex.h), as JavaScript calls them.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

// Adds them to the object of kernels.
void DefineComplex(Napi::Object exports);

}  // namespace imglib2node
