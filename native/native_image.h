// The JavaScript object that stands for one registered Java image. It holds Java's registration until close(), its
// collection or the end of its environment. src/imglib/to-imglib2.ts is its only user.
#pragma once

#include <memory>
#include <unordered_set>

#include "napi_setup.h"

namespace imglib2node {

class NativeImage;

// The environment's NativeImage objects, shared with each of them, since their finalizers may outlive the environment's
// own data.
using ImageObjects = std::unordered_set<NativeImage*>;

class NativeImage : public Napi::ObjectWrap<NativeImage> {
 public:
  static void Install(Napi::Env env);
  static Napi::Value Wrap(Napi::Env env, int64_t id);

  // Ends the registrations of objects that were collected but not finalized yet.
  static void CloseCollected(Napi::Env env);

  explicit NativeImage(const Napi::CallbackInfo& info);
  ~NativeImage() override;

 private:
  Napi::Value Id(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);

  int64_t id_ = 0;
  std::shared_ptr<ImageObjects> siblings_;
  bool closed_ = false;
};

}  // namespace imglib2node
