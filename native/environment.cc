#include "environment.h"

#include <new>

namespace imglib2node {

void Environment::Install(Napi::Env env, Napi::Function native_block) {
  auto environment = std::make_unique<Environment>();
  environment->native_block = Napi::Persistent(native_block);
  env.SetInstanceData(environment.release());
}

void Environment::Listen(Napi::Env env, Napi::Function callback) {
  if (inbox) return;
  auto wake = Napi::ThreadSafeFunction::New(env, callback, "imglib2-node changes", 0, 1);
  // There is none in a worker that is being terminated.
  if (static_cast<napi_threadsafe_function>(wake) == nullptr) return;
  wake.Unref(env);
  // Cleanup hooks run last in, first out: this one before the thread-safe function's own.
  env.AddCleanupHook([this] { inbox.reset(); });
  try {
    inbox.emplace([wake] { wake.NonBlockingCall(); });
  } catch (const std::bad_alloc&) {
    wake.Release();
    throw;
  }
}

}  // namespace imglib2node
