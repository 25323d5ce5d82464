#include "cells_addon.h"

#include "guard.h"
#include "jni/lazy_cells.h"
#include "napi_status.h"

namespace imglib2node {
namespace {

CellRequest RequestOf(const Napi::CallbackInfo& info) {
  return {info[0].As<Napi::Number>().Int64Value(), info[1].As<Napi::Number>().Int64Value()};
}

// serveCells(callback): this thread serves requests; `callback` is called on it when there is something to take. It
// does not keep the program running.
void Serve(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  auto wake = Napi::ThreadSafeFunction::New(env, info[0].As<Napi::Function>(), "imglib2-node cells", 0, 1);
  wake.Unref(env);
  // Cleanup hooks run last in, first out: this one before the thread-safe function's own.
  env.AddCleanupHook([] { ServeCells(nullptr); });
  ServeCells([wake] { wake.NonBlockingCall(); });
}

// takeCells(count) -> [image, cell, image, cell, ...]
Napi::Value Take(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto requests = CellQueue().Take(info[0].As<Napi::Number>().Uint32Value(), RequestQueue::Clock::now());
  Napi::Array flat = Napi::Array::New(env, 2 * requests.size());
  uint32_t i = 0;
  for (const CellRequest& request : requests) {
    flat.Set(i++, Napi::Number::New(env, static_cast<double>(request.image)));
    flat.Set(i++, Napi::Number::New(env, static_cast<double>(request.cell)));
  }
  return flat;
}

void Done(const Napi::CallbackInfo& info) { CellQueue().Done(RequestOf(info)); }

void Forget(const Napi::CallbackInfo& info) { CellQueue().Forget(info[0].As<Napi::Number>().Int64Value()); }

// deliverCell(image, cell, block, byteOffset, byteLength) -> whether Java took it
Napi::Value Deliver(const Napi::CallbackInfo& info) {
  const auto number = [&info](size_t at) { return static_cast<uint64_t>(info[at].As<Napi::Number>().Int64Value()); };
  const auto taken = DeliverCell(RequestOf(info), number(2), number(3), number(4));
  return taken.ok() ? Napi::Boolean::New(info.Env(), taken.value()) : ToJavaScript(info.Env(), taken.failure());
}

}  // namespace

void DefineCells(Napi::Object exports) {
  Define<Serve>(exports, "serveCells");
  Define<Take>(exports, "takeCells");
  Define<Done>(exports, "doneCell");
  Define<Forget>(exports, "forgetCells");
  Define<Deliver>(exports, "deliverCell");
}

}  // namespace imglib2node
