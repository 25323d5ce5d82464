// The core addon: what JavaScript can call without Java (src/native.ts has the types).
#include <chrono>
#include <cmath>
#include <utility>

#include "chunks_addon.h"
#include "codecs_addon.h"
#include "core_api.h"
#include "environment.h"
#include "guard.h"
#include "kernels/array.h"
#include "kernels_addon.h"
#include "memory/array_buffer.h"
#include "memory/block.h"
#include "memory/changes.h"
#include "memory/mapped_file.h"
#include "memory/spare.h"
#include "napi_setup.h"
#include "napi_status.h"
#include "native_block.h"

namespace imglib2node {
namespace {

// Above this a JavaScript number is no exact integer.
constexpr double kMaxSafeInteger = 9007199254740991.0;

Napi::Value WrapAllocation(Napi::Env env, Result<std::unique_ptr<Allocation>>& allocation) {
  if (!allocation.ok()) return ToJavaScript(env, allocation.failure());
  return NativeBlock::Wrap(env, Blocks::Instance().Add(std::move(allocation.value()), Claim::kJavaScript, true));
}

// allocate(length, unset) -> NativeBlock
Napi::Value Allocate(const Napi::CallbackInfo& info) {
  const double length = info[0].As<Napi::Number>().DoubleValue();
  if (!(length >= 0 && length <= kMaxSafeInteger) || std::floor(length) != length) {
    return ToJavaScript(info.Env(), Failure(ErrorKind::kArgument, "the length must be a non-negative integer"));
  }
  const auto bytes = static_cast<size_t>(length);
  auto allocation = info[1].ToBoolean() ? AllocateUnset(bytes) : AllocateZeroed(bytes);
  return WrapAllocation(info.Env(), allocation);
}

// map(path, offset, length, shared) -> NativeBlock
Napi::Value Map(const Napi::CallbackInfo& info) {
  const auto offset = static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value());
  const auto length = static_cast<size_t>(info[2].As<Napi::Number>().Int64Value());
  const MapMode mode = info[3].As<Napi::Boolean>().Value() ? MapMode::kShared : MapMode::kPrivate;
  auto allocation = MapFile(info[0].As<Napi::String>().Utf8Value(), offset, length, mode);
  return WrapAllocation(info.Env(), allocation);
}

BlockId IdOf(const Napi::Value& value) { return static_cast<BlockId>(value.As<Napi::Number>().Int64Value()); }

// adopt(buffer) and attach(id) give the object that this environment has for the block already, if it has one.
Napi::Value Adopt(const Napi::CallbackInfo& info) {
  const auto block = BlockOverBuffer(info.Env(), info[0]);
  if (!block.ok()) return ToJavaScript(info.Env(), block.failure());
  const Napi::Value known = NativeBlock::Find(info.Env(), block.value().id);
  if (known.IsUndefined()) return NativeBlock::Wrap(info.Env(), block.value());
  Blocks::Instance().Release(block.value().id, Claim::kJavaScript);
  return known;
}

Napi::Value Attach(const Napi::CallbackInfo& info) {
  const BlockId id = IdOf(info[0]);
  const Napi::Value known = NativeBlock::Find(info.Env(), id);
  if (!known.IsUndefined()) return known;
  const auto block = Blocks::Instance().Retain(id, Claim::kJavaScript);
  if (!block) return ToJavaScript(info.Env(), Failure(ErrorKind::kReleased, "the memory was released"));
  return NativeBlock::Wrap(info.Env(), *block);
}

// hold(id) -> the number of a hold, which letGo(hold) ends on any thread; 0 if the block is gone.
Napi::Value Hold(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(Blocks::Instance().Hold(IdOf(info[0]))));
}

Napi::Value LetGo(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), Blocks::Instance().LetGo(IdOf(info[0])));
}

Napi::Value TotalBytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(Blocks::Instance().TotalBytes()));
}

// trimSpare(age): frees what was kept for the next for so many milliseconds. Whether there is more to come.
Napi::Value TrimSpare(const Napi::CallbackInfo& info) {
  const std::chrono::milliseconds age(info[0].As<Napi::Number>().Int64Value());
  return Napi::Boolean::New(info.Env(), SpareMemory::Instance().Trim(age));
}

// Collects JavaScript's garbage now and drops the claims of what was collected.
void Collect(const Napi::CallbackInfo& info) {
  CollectGarbage();
  NativeBlock::ReleaseCollected(info.Env());
  ReturnFreeMemory();
}

// listen(callback): `callback` is called when takeChanges() has something.
void Listen(const Napi::CallbackInfo& info) {
  Environment::Of(info.Env()).Listen(info.Env(), info[0].As<Napi::Function>());
}

// subscribe(id, on): whether changes of the block that other threads make are wanted.
void Subscribe(const Napi::CallbackInfo& info) {
  auto& inbox = Environment::Of(info.Env()).inbox;
  if (!inbox) return;
  if (info[1].As<Napi::Boolean>().Value()) {
    inbox->Subscribe(IdOf(info[0]));
  } else {
    inbox->Unsubscribe(IdOf(info[0]));
  }
}

// post(id, start, end, detail): tells other threads that bytes of a block changed.
void Post(const Napi::CallbackInfo& info) {
  Change change{IdOf(info[0]),
                static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value()),
                static_cast<uint64_t>(info[2].As<Napi::Number>().Int64Value()),
                {}};
  const Napi::Array detail = info[3].As<Napi::Array>();
  for (uint32_t i = 0; i < detail.Length(); i++) {
    change.detail.push_back(detail.Get(i).As<Napi::Number>().DoubleValue());
  }
  const auto& inbox = Environment::Of(info.Env()).inbox;
  PostChange(change, inbox ? &*inbox : nullptr);
}

// takeChanges() -> [{ block, start, end, detail }]
Napi::Value TakeChanges(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto& inbox = Environment::Of(env).inbox;
  const auto changes = inbox ? inbox->Take() : std::vector<Change>();
  Napi::Array list = Napi::Array::New(env, changes.size());
  for (size_t i = 0; i < changes.size(); i++) {
    Napi::Object row = Napi::Object::New(env);
    row["block"] = Napi::Number::New(env, static_cast<double>(changes[i].block));
    row["start"] = Napi::Number::New(env, static_cast<double>(changes[i].start));
    row["end"] = Napi::Number::New(env, static_cast<double>(changes[i].end));
    Napi::Array detail = Napi::Array::New(env, changes[i].detail.size());
    for (size_t k = 0; k < changes[i].detail.size(); k++) {
      detail[static_cast<uint32_t>(k)] = Napi::Number::New(env, changes[i].detail[k]);
    }
    row["detail"] = detail;
    list[static_cast<uint32_t>(i)] = row;
  }
  return list;
}

// For tests: from now on this runtime counts as one that refuses external buffers.
void RefuseBuffers(const Napi::CallbackInfo&) { AssumeNoExternalBuffers(); }

void Detach(const Napi::CallbackInfo& info) { DetachBuffer(info.Env(), info[0]); }

Napi::Value Report(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto blocks = Blocks::Instance().List();
  Napi::Array list = Napi::Array::New(env, blocks.size());
  for (size_t i = 0; i < blocks.size(); i++) {
    const BlockInfo& block = blocks[i];
    Napi::Object row = Napi::Object::New(env);
    row["id"] = Napi::Number::New(env, static_cast<double>(block.id));
    row["address"] = Napi::BigInt::New(env, static_cast<uint64_t>(reinterpret_cast<uintptr_t>(block.data)));
    row["byteLength"] = Napi::Number::New(env, static_cast<double>(block.length));
    row["javascript"] = Napi::Number::New(env, static_cast<double>(block.claims[0]));
    row["java"] = Napi::Number::New(env, static_cast<double>(block.claims[1]));
    row["native"] = Napi::Number::New(env, static_cast<double>(block.claims[2]));
    list[static_cast<uint32_t>(i)] = row;
  }
  return list;
}

Napi::Value Api(const Napi::CallbackInfo& info) {
  static CoreApi api = {
      kCoreApiVersion,
      [](uint64_t block, void** data, size_t* length) {
        const auto found = Blocks::Instance().Retain(block, Claim::kJava);
        if (!found) return false;
        *data = found->data;
        *length = found->length;
        return true;
      },
      [](uint64_t block) { Blocks::Instance().Release(block, Claim::kJava); },
  };
  return Napi::External<CoreApi>::New(info.Env(), &api);
}

// Results that were freed and are kept for the next go before a kernel lacks memory.
void FreeSpareForKernels() {
  static const bool once = [] {
    kernels::make_room = [] { SpareMemory::Instance().Trim(std::chrono::milliseconds(0)); };
    return true;
  }();
  (void)once;
}

void Init(Napi::Env env, Napi::Object exports) {
  FreeSpareForKernels();
  UseUntilEnvironmentEnds(env);
  Environment::Install(env, NativeBlock::Define(env));
  // The timer that would free it ends with its thread.
  env.AddCleanupHook([] { SpareMemory::Instance().Trim(std::chrono::milliseconds(0)); });
  Define<Allocate>(exports, "allocate");
  Define<Adopt>(exports, "adopt");
  Define<Attach>(exports, "attach");
  Define<Detach>(exports, "detach");
  Define<RefuseBuffers>(exports, "refuseBuffers");
  Define<Map>(exports, "map");
  Define<Hold>(exports, "hold");
  Define<LetGo>(exports, "letGo");
  Define<TotalBytes>(exports, "totalBytes");
  Define<TrimSpare>(exports, "trimSpare");
  Define<Collect>(exports, "collect");
  Define<Listen>(exports, "listen");
  Define<Subscribe>(exports, "subscribe");
  Define<Post>(exports, "post");
  Define<TakeChanges>(exports, "takeChanges");
  Define<Report>(exports, "report");
  exports["codecs"] = DefineCodecs(env);
  exports["kernels"] = DefineKernels(env);
  exports["chunks"] = DefineChunks(env);
  Define<Api>(exports, "api");
}

}  // namespace
}  // namespace imglib2node

static Napi::Object InitCore(Napi::Env env, Napi::Object exports) {
  return imglib2node::Load<imglib2node::Init>(env, exports);
}

NODE_API_MODULE(core, InitCore)
