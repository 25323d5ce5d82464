// What JavaScript calls of the kernels: `kernels` of the core addon. Each call checks that everything it is told to
// touch lies inside the typed arrays it is given, and does its work before it returns, on the caller's thread.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

Napi::Object DefineKernels(Napi::Env env);

}  // namespace imglib2node
