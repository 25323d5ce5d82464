// The JNI addon: what JavaScript calls to make Java images of its blocks. Loaded once a VM runs in the process; Java
// loads the same file (NativeLibrary.load) and so gives it the VM.
#include <cstdint>

#include "cells_addon.h"
#include "core_api.h"
#include "guard.h"
#include "jni/java_vm.h"
#include "jni/shared_images.h"
#include "napi_setup.h"
#include "napi_status.h"
#include "native_image.h"

namespace imglib2node {
namespace {

Napi::Value Connect(const Napi::CallbackInfo& info) {
  const CoreApi* api = info[0].As<Napi::External<CoreApi>>().Data();
  if (api->version != kCoreApiVersion) {
    return ToJavaScript(info.Env(), Failure(ErrorKind::kJvm, "the two native addons are of different builds"));
  }
  ConnectCore(api);
  return info.Env().Undefined();
}

// createImage(block, byteOffset, byteLength, readOnly, dtype, layout) -> NativeImage
Napi::Value Create(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  ImageRequest request{};
  request.block = static_cast<uint64_t>(info[0].As<Napi::Number>().Int64Value());
  request.byte_offset = static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value());
  request.byte_length = static_cast<uint64_t>(info[2].As<Napi::Number>().Int64Value());
  request.read_only = info[3].As<Napi::Boolean>().Value();
  request.dtype = info[4].As<Napi::Number>().Int32Value();
  const Napi::Array layout = info[5].As<Napi::Array>();
  const uint32_t length = layout.Length();
  request.layout.reserve(length);
  for (uint32_t i = 0; i < length; i++) {
    request.layout.push_back(layout.Get(i).As<Napi::Number>().Int64Value());
  }
  const auto id = CreateImage(request);
  return id.ok() ? NativeImage::Wrap(env, id.value()) : ToJavaScript(env, id.failure());
}

// Whether Java gave us its VM: a worker cannot start one, but can use the main thread's.
Napi::Value Running(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), JavaVm::Environment().ok());
}

// Ends the registrations of images that JavaScript dropped, then collects Java's garbage.
Napi::Value Collect(const Napi::CallbackInfo& info) {
  NativeImage::CloseCollected(info.Env());
  const auto collected = CollectJavaGarbage();
  return collected.ok() ? info.Env().Undefined() : ToJavaScript(info.Env(), collected.failure());
}

void Init(Napi::Env env, Napi::Object exports) {
  NativeImage::Install(env);
  Define<Connect>(exports, "connect");
  Define<Create>(exports, "createImage");
  Define<Running>(exports, "running");
  Define<Collect>(exports, "collect");
  DefineCells(exports);
}

}  // namespace
}  // namespace imglib2node

static Napi::Object InitJni(Napi::Env env, Napi::Object exports) {
  return imglib2node::Load<imglib2node::Init>(env, exports);
}

NODE_API_MODULE(jni, InitJni)
