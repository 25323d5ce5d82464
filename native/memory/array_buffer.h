// Blocks as ArrayBuffers and ArrayBuffers as blocks. array_buffer.cc is the one file that includes v8.h, because
// Node-API can neither hold a backing store nor wrap more than 4 GiB; it is why the addon is built per Node version.
//
// A buffer over a block holds a JavaScript claim until V8 frees its backing store (after collection or detaching, on
// any thread). A block over a buffer holds V8's backing store itself, which outlives transfer, collection and the
// growth of WebAssembly memory; JavaScript's view of it may go, the bytes stay.
#pragma once

#include "../napi_setup.h"
#include "block.h"

namespace imglib2node {

// To be called once for each environment: V8's memory can be given back only as long as there is one.
void UseUntilEnvironmentEnds(Napi::Env env);

// A new ArrayBuffer over the whole block, with a claim of its own. kSharing if this runtime refuses external buffers.
Result<Napi::Value> BufferOverBlock(Napi::Env env, BlockId id);

// For tests, which have no such runtime: from now on this one counts as one that refuses external buffers.
void AssumeNoExternalBuffers();

// A block over the whole of an ArrayBuffer or SharedArrayBuffer, the same one each time; the caller gets a claim.
Result<BlockInfo> BlockOverBuffer(Napi::Env env, Napi::Value buffer_value);

// Detaches a buffer that BufferOverBlock made: its length becomes 0 and its claim ends.
void DetachBuffer(Napi::Env env, Napi::Value buffer_value);

// Collects all of this environment's garbage now, as V8 does when memory runs short.
void CollectGarbage();

}  // namespace imglib2node
