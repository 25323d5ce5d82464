// What JavaScript calls to cut chunks: `chunks` of the core addon. A cut runs on a thread of Node's pool with a native
// claim on the block, so the block may be closed meanwhile; the result is a new ArrayBuffer.
#pragma once

#include "napi_setup.h"

namespace imglib2node {

Napi::Object DefineChunks(Napi::Env env);

}  // namespace imglib2node
