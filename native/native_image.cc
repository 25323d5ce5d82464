#include "native_image.h"

#include "jni/shared_images.h"
#include "napi_status.h"

namespace imglib2node {
namespace {

struct Images {
  Napi::FunctionReference constructor;
  std::shared_ptr<ImageObjects> objects = std::make_shared<ImageObjects>();
};

}  // namespace

void NativeImage::Install(Napi::Env env) {
  auto* images = new Images();
  images->constructor = Napi::Persistent(DefineClass(
      env, "NativeImage", {InstanceAccessor<&NativeImage::Id>("id"), InstanceMethod<&NativeImage::Close>("close")}));
  env.SetInstanceData(images);
}

Napi::Value NativeImage::Wrap(Napi::Env env, int64_t id) {
  int64_t untaken = id;
  const Napi::Value object =
      env.GetInstanceData<Images>()->constructor.New({Napi::External<int64_t>::New(env, &untaken)});
  // Nobody took the registration over: this worker is being terminated.
  if (untaken != 0) CloseImage(id);
  return object;
}

void NativeImage::CloseCollected(Napi::Env env) {
  const Napi::HandleScope scope(env);
  for (NativeImage* image : *env.GetInstanceData<Images>()->objects) {
    if (image->closed_ || !image->Value().IsEmpty()) continue;
    image->closed_ = true;
    CloseImage(image->id_);
  }
}

NativeImage::NativeImage(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<NativeImage>(info), siblings_(info.Env().GetInstanceData<Images>()->objects) {
  // Only Wrap calls this. Without an object, there is nothing that would end the registration.
  if (!info[0].IsExternal() || Value().IsEmpty()) {
    closed_ = true;
    return;
  }
  int64_t* const given = info[0].As<Napi::External<int64_t>>().Data();
  id_ = *given;
  *given = 0;
  siblings_->insert(this);
}

NativeImage::~NativeImage() {
  siblings_->erase(this);
  // Nobody hears of a failure here, and the registration of an image that Java no longer knows is ended anyway.
  if (!closed_) CloseImage(id_);
}

Napi::Value NativeImage::Id(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(id_));
}

Napi::Value NativeImage::Close(const Napi::CallbackInfo& info) {
  if (closed_) return info.Env().Undefined();
  closed_ = true;
  const auto closed = CloseImage(id_);
  return closed.ok() ? info.Env().Undefined() : ToJavaScript(info.Env(), closed.failure());
}

}  // namespace imglib2node
