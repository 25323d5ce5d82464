// The core addon: what JavaScript can call without Java. One NativeBlock object a block and an environment; it holds
// the JavaScript claim of src/memory/memory-block.ts and drops it at close(), at collection or with its environment.
#include <cmath>
#include <optional>

#include "core_api.h"
#include "memory/array_buffer.h"
#include "memory/block.h"
#include "napi_setup.h"
#include "napi_status.h"

namespace imglib2node {
namespace {

// Above this a JavaScript number is no exact integer.
constexpr double kMaxSafeInteger = 9007199254740991.0;

struct EnvironmentData {
  Napi::FunctionReference native_block;
};

class NativeBlock : public Napi::ObjectWrap<NativeBlock> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "NativeBlock",
                       {InstanceAccessor<&NativeBlock::Id>("id"), InstanceAccessor<&NativeBlock::Address>("address"),
                        InstanceAccessor<&NativeBlock::ByteLength>("byteLength"),
                        InstanceMethod<&NativeBlock::Buffer>("buffer"), InstanceMethod<&NativeBlock::Close>("close")});
  }

  explicit NativeBlock(const Napi::CallbackInfo& info) : Napi::ObjectWrap<NativeBlock>(info) {
    // Only Wrap() below calls this, with the claim to take over.
    block_ = *info[0].As<Napi::External<BlockInfo>>().Data();
  }

  ~NativeBlock() override { Release(); }

  static Napi::Value Wrap(Napi::Env env, BlockInfo block) {
    auto* data = env.GetInstanceData<EnvironmentData>();
    return data->native_block.New({Napi::External<BlockInfo>::New(env, &block)});
  }

 private:
  Napi::Value Id(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(block_.id));
  }

  Napi::Value Address(const Napi::CallbackInfo& info) {
    return Napi::BigInt::New(info.Env(), static_cast<uint64_t>(reinterpret_cast<uintptr_t>(block_.data)));
  }

  Napi::Value ByteLength(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(block_.length));
  }

  Napi::Value Buffer(const Napi::CallbackInfo& info) {
    auto buffer = BufferOverBlock(info.Env(), block_.id);
    return buffer.ok() ? buffer.value() : ToJavaScript(info.Env(), buffer.failure());
  }

  void Close(const Napi::CallbackInfo&) { Release(); }

  void Release() {
    if (released_) return;
    released_ = true;
    Blocks::Instance().Release(block_.id, Claim::kJavaScript);
  }

  BlockInfo block_{};
  bool released_ = false;
};

Napi::Value WrapOrFail(Napi::Env env, const Result<BlockInfo>& block) {
  return block.ok() ? NativeBlock::Wrap(env, block.value()) : ToJavaScript(env, block.failure());
}

Napi::Value Allocate(const Napi::CallbackInfo& info) {
  const double length = info[0].As<Napi::Number>().DoubleValue();
  if (!(length >= 0 && length <= kMaxSafeInteger) || std::floor(length) != length) {
    return ToJavaScript(info.Env(), Failure(ErrorKind::kArgument, "the length must be a non-negative integer"));
  }
  auto allocation = AllocateZeroed(static_cast<size_t>(length));
  if (!allocation.ok()) return ToJavaScript(info.Env(), allocation.failure());
  return NativeBlock::Wrap(info.Env(), Blocks::Instance().Add(std::move(allocation.value()), Claim::kJavaScript));
}

Napi::Value Adopt(const Napi::CallbackInfo& info) { return WrapOrFail(info.Env(), BlockOverBuffer(info.Env(), info[0])); }

Napi::Value Attach(const Napi::CallbackInfo& info) {
  const auto id = static_cast<BlockId>(info[0].As<Napi::Number>().Int64Value());
  const auto block = Blocks::Instance().Retain(id, Claim::kJavaScript);
  if (!block) return ToJavaScript(info.Env(), Failure(ErrorKind::kReleased, "the memory was released"));
  return NativeBlock::Wrap(info.Env(), *block);
}

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

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto* data = new EnvironmentData{Napi::Persistent(NativeBlock::Define(env))};
  env.SetInstanceData(data);
  exports["allocate"] = Napi::Function::New<Allocate>(env, "allocate");
  exports["adopt"] = Napi::Function::New<Adopt>(env, "adopt");
  exports["attach"] = Napi::Function::New<Attach>(env, "attach");
  exports["detach"] = Napi::Function::New<Detach>(env, "detach");
  exports["report"] = Napi::Function::New<Report>(env, "report");
  exports["api"] = Napi::Function::New<Api>(env, "api");
  return exports;
}

}  // namespace
}  // namespace imglib2node

static Napi::Object InitCore(Napi::Env env, Napi::Object exports) { return imglib2node::Init(env, exports); }

NODE_API_MODULE(core, InitCore)
