// What JavaScript calls to serve the cells of lazy images. src/imglib/lazy-service.ts is its only user.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

void DefineCells(Napi::Object exports);

}  // namespace imglib2node
