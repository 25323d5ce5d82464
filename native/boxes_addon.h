// What JavaScript calls of the kernels of neighbourhoods and boxes of elements.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

void DefineBoxes(Napi::Object exports);

}  // namespace imglib2node
