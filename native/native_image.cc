#include "native_image.h"

#include <memory>

#include "guard.h"
#include "jni/shared_images.h"

namespace imglib2node {
namespace {

struct Images {
  Napi::FunctionReference constructor;
  std::shared_ptr<ImageObjects> objects = std::make_shared<ImageObjects>();
};

// What Wrap gives the constructor. The registration is taken over when the id is 0.
struct Handover {
  int64_t id;
  bool out_of_memory;
};

}  // namespace

void NativeImage::Install(Napi::Env env) {
  auto images = std::make_unique<Images>();
  images->constructor = Napi::Persistent(DefineClass(
      env, "NativeImage", {InstanceAccessor<&NativeImage::Id>("id"), InstanceMethod<&NativeImage::Close>("close")}));
  env.SetInstanceData(images.release());
}

Napi::Value NativeImage::Wrap(Napi::Env env, int64_t id) {
  Handover given{id, false};
  const Napi::Value object =
      env.GetInstanceData<Images>()->constructor.New({Napi::External<Handover>::New(env, &given)});
  // Nobody took the registration over: this worker is being terminated, or there was no memory to note the object in.
  if (given.id != 0) CloseImage(id);
  return given.out_of_memory ? NoMemory(env, "createImage") : object;
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
  Handover* const given = info[0].As<Napi::External<Handover>>().Data();
  // V8 calls this: no exception may leave it.
  try {
    siblings_->insert(this);
  } catch (const std::bad_alloc&) {
    closed_ = true;
    given->out_of_memory = true;
    return;
  }
  id_ = given->id;
  given->id = 0;
}

NativeImage::~NativeImage() {
  siblings_->erase(this);
  if (closed_) return;
  // Nobody hears of a failure here, and the registration of an image that Java no longer knows is ended anyway. What
  // allocates is the description of a Java exception.
  try {
    CloseImage(id_);
  } catch (const std::bad_alloc&) {
    return;
  }
}

Napi::Value NativeImage::Id(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(id_));
}

Napi::Value NativeImage::Close(const Napi::CallbackInfo& info) {
  return Guarded(info.Env(), "close", [&]() -> Napi::Value {
    if (closed_) return info.Env().Undefined();
    closed_ = true;
    const auto closed = CloseImage(id_);
    return closed.ok() ? info.Env().Undefined() : ToJavaScript(info.Env(), closed.failure());
  });
}

}  // namespace imglib2node
