#include "native_block.h"

#include <vector>

#include "guard.h"
#include "memory/array_buffer.h"

namespace imglib2node {
namespace {

// What Wrap gives the constructor. The claim is taken over when the block's id is 0.
struct Handover {
  BlockInfo block;
  bool out_of_memory;
};

}  // namespace

Napi::Function NativeBlock::Define(Napi::Env env) {
  return DefineClass(env, "NativeBlock",
                     {InstanceAccessor<&NativeBlock::Id>("id"), InstanceAccessor<&NativeBlock::Address>("address"),
                      InstanceAccessor<&NativeBlock::ByteLength>("byteLength"),
                      InstanceMethod<&NativeBlock::Buffer>("buffer"), InstanceMethod<&NativeBlock::Close>("close")});
}

Napi::Value NativeBlock::Wrap(Napi::Env env, BlockInfo block) {
  const BlockId id = block.id;
  Handover given{block, false};
  const Napi::Value object = Environment::Of(env).native_block.New({Napi::External<Handover>::New(env, &given)});
  // Nobody took the claim over: this worker is being terminated, or there was no memory to note the object in.
  if (given.block.id != 0) Blocks::Instance().Release(id, Claim::kJavaScript);
  return given.out_of_memory ? NoMemory(env, "memory") : object;
}

Napi::Value NativeBlock::Find(Napi::Env env, BlockId id) {
  const auto& current = Environment::Of(env).blocks->current;
  const auto found = current.find(id);
  if (found == current.end() || found->second->released_) return env.Undefined();
  const Napi::Object object = found->second->Value();
  if (object.IsEmpty()) return env.Undefined();
  return object;
}

void NativeBlock::ReleaseCollected(Napi::Env env) {
  const Napi::HandleScope scope(env);
  for (NativeBlock* block : Environment::Of(env).blocks->all) {
    if (!block->released_ && block->Value().IsEmpty()) block->Release();
  }
}

NativeBlock::NativeBlock(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<NativeBlock>(info), siblings_(Environment::Of(info.Env()).blocks), env_(info.Env()) {
  // Only Wrap calls this, with the claim to take over. Without an object, there is nothing that would end it.
  if (!info[0].IsExternal() || Value().IsEmpty()) {
    released_ = true;
    return;
  }
  Handover* const given = info[0].As<Napi::External<Handover>>().Data();
  block_ = given->block;
  // V8 calls this: no exception may leave it.
  try {
    siblings_->all.insert(this);
    siblings_->current[block_.id] = this;
  } catch (const std::bad_alloc&) {
    released_ = true;
    given->out_of_memory = true;
    return;
  }
  given->block.id = 0;
  if (block_.ours) TellV8(static_cast<int64_t>(block_.length));
}

NativeBlock::~NativeBlock() {
  Release();
  siblings_->all.erase(this);
}

Napi::Value NativeBlock::Id(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(block_.id));
}

Napi::Value NativeBlock::Address(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), static_cast<uint64_t>(reinterpret_cast<uintptr_t>(block_.data)));
}

Napi::Value NativeBlock::ByteLength(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(block_.length));
}

Napi::Value NativeBlock::Buffer(const Napi::CallbackInfo& info) {
  return Guarded(info.Env(), "buffer", [&]() -> Napi::Value {
    if (released_) return ToJavaScript(info.Env(), Failure(ErrorKind::kReleased, "the memory was released"));
    auto buffer = BufferOverBlock(info.Env(), block_.id);
    if (!buffer.ok()) return ToJavaScript(info.Env(), buffer.failure());
    // V8 counts the bytes of a buffer by itself.
    TellV8(-told_v8_);
    return buffer.value();
  });
}

void NativeBlock::Close(const Napi::CallbackInfo&) { Release(); }

void NativeBlock::Release() {
  if (released_) return;
  released_ = true;
  const auto current = siblings_->current.find(block_.id);
  if (current != siblings_->current.end() && current->second == this) siblings_->current.erase(current);
  TellV8(-told_v8_);
  Blocks::Instance().Release(block_.id, Claim::kJavaScript);
}

void NativeBlock::TellV8(int64_t bytes) {
  if (bytes == 0) return;
  int64_t total = 0;
  napi_adjust_external_memory(env_, bytes, &total);
  told_v8_ += bytes;
}

}  // namespace imglib2node
