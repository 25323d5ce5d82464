// What JavaScript calls of the codecs: `codecs` of the core addon. Each call stays inside the typed arrays it is given,
// and does its work before it returns, on the caller's thread.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

Napi::Object DefineCodecs(Napi::Env env);

}  // namespace imglib2node
