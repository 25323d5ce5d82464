// What one JavaScript environment (the main thread, or a worker) keeps natively: which of its objects hold blocks, and
// the inbox through which it hears of changes made in other threads.
//
// Thread: that of the environment, except that the inbox's wake call comes from any. Ends: with the environment; the
// inbox is closed by a cleanup hook, before the function it wakes through is gone.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "memory/changes.h"
#include "napi_setup.h"

namespace imglib2node {

class NativeBlock;

// The environment's NativeBlock objects. Their finalizers may run after the environment's own data is gone, so it is
// shared with each of them.
struct BlockObjects {
  std::unordered_set<NativeBlock*> all;
  // The object that stands for a block; older ones of the same block may wait for their finalizer.
  std::unordered_map<BlockId, NativeBlock*> current;
};

class Environment {
 public:
  static void Install(Napi::Env env, Napi::Function native_block);
  static Environment& Of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

  Napi::FunctionReference native_block;
  std::shared_ptr<BlockObjects> blocks = std::make_shared<BlockObjects>();
  // There once the environment listens.
  std::optional<Inbox> inbox;

  // From now on `callback` is called on this thread when there is something to take from the inbox. It does not keep
  // the program running.
  void Listen(Napi::Env env, Napi::Function callback);
};

}  // namespace imglib2node
