// The JavaScript object that stands for a block in one environment. It holds one JavaScript claim, from Wrap to
// close(), to its collection or to the end of its environment. src/memory/memory-block.ts is its only user.
#pragma once

#include "environment.h"
#include "memory/block.h"
#include "napi_setup.h"

namespace imglib2node {

class NativeBlock : public Napi::ObjectWrap<NativeBlock> {
 public:
  static Napi::Function Define(Napi::Env env);

  // Takes over the claim that the caller has on the block.
  static Napi::Value Wrap(Napi::Env env, BlockInfo block);

  // The object of that block if it was not collected, else undefined.
  static Napi::Value Find(Napi::Env env, BlockId id);

  // Drops the claims of objects that were collected but not finalized yet: finalizers wait for the event loop, which a
  // loop without awaiting never reaches.
  static void ReleaseCollected(Napi::Env env);

  explicit NativeBlock(const Napi::CallbackInfo& info);
  ~NativeBlock() override;

 private:
  Napi::Value Id(const Napi::CallbackInfo& info);
  Napi::Value Address(const Napi::CallbackInfo& info);
  Napi::Value ByteLength(const Napi::CallbackInfo& info);
  Napi::Value Buffer(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);
  void Release();
  void TellV8(int64_t bytes);

  BlockInfo block_{};
  std::shared_ptr<BlockObjects> siblings_;
  napi_env env_;
  int64_t told_v8_ = 0;
  bool released_ = false;
};

}  // namespace imglib2node
