#include "chunks_addon.h"

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chunks/cut.h"
#include "guard.h"
#include "memory/block.h"
#include "napi_status.h"

namespace imglib2node {
namespace {

constexpr size_t kNumbersPerAxis = 5;
// The most that one ArrayBuffer of a chunk may have: what a page can ask for is far less.
constexpr size_t kMostBytes = size_t{1} << 28;

// A native claim on a block, from the call to the end of the cut.
class NativeClaim {
 public:
  explicit NativeClaim(BlockId id) : id_(id), block_(Blocks::Instance().Retain(id, Claim::kNative)) {}
  NativeClaim(const NativeClaim&) = delete;
  NativeClaim& operator=(const NativeClaim&) = delete;
  ~NativeClaim() {
    if (block_) Blocks::Instance().Release(id_, Claim::kNative);
  }
  const std::optional<BlockInfo>& block() const { return block_; }

 private:
  BlockId id_;
  std::optional<BlockInfo> block_;
};

// The work of one cut. The target is an ArrayBuffer that nobody but this has until the promise is resolved with it.
class CutWorker : public Napi::AsyncWorker {
 public:
  CutWorker(Napi::Env env, chunks::Cut cut, std::unique_ptr<NativeClaim> claim, const uint8_t* source,
            Napi::ArrayBuffer target)
      : Napi::AsyncWorker(env, "imglib2-node cut"),
        deferred_(Napi::Promise::Deferred::New(env)),
        cut_(std::move(cut)),
        claim_(std::move(claim)),
        source_(source),
        target_(static_cast<uint8_t*>(target.Data())) {
    buffer_ = Napi::Persistent(target);
  }

  Napi::Promise Promise() const { return deferred_.Promise(); }

  // On a thread of Node's pool, which no exception may leave.
  void Execute() override {
    try {
      chunks::Run(cut_, source_, target_);
    } catch (const std::bad_alloc&) {
      out_of_memory_ = true;
    }
    claim_.reset();
  }
  void OnOK() override { deferred_.Resolve(out_of_memory_ ? NoMemory(Env(), "cut") : buffer_.Value()); }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  chunks::Cut cut_;
  std::unique_ptr<NativeClaim> claim_;
  const uint8_t* source_;
  uint8_t* target_;
  Napi::Reference<Napi::ArrayBuffer> buffer_;
  bool out_of_memory_ = false;
};

Status Refusal(const char* problem) { return Failure(ErrorKind::kArgument, std::string("cut: ") + problem); }

// [extent, stride, start, length, factor] of each axis, one after the other; false if one is no whole number.
bool ReadAxes(const Napi::Array& numbers, std::vector<chunks::Axis>* axes) {
  std::vector<int64_t> values;
  for (uint32_t i = 0; i < numbers.Length(); i++) {
    const double value = numbers.Get(i).As<Napi::Number>().DoubleValue();
    const bool is_stride = i % kNumbersPerAxis == 1;
    if (std::floor(value) != value || std::abs(value) > 9007199254740991.0 || (value < 0 && !is_stride)) return false;
    values.push_back(static_cast<int64_t>(value));
  }
  if (values.empty() || values.size() % kNumbersPerAxis != 0) return false;
  for (size_t i = 0; i < values.size(); i += kNumbersPerAxis) {
    axes->push_back({static_cast<size_t>(values[i]), static_cast<ptrdiff_t>(values[i + 1]),
                     static_cast<size_t>(values[i + 2]), static_cast<size_t>(values[i + 3]),
                     static_cast<size_t>(values[i + 4])});
  }
  return true;
}

// Whether all that the cut touches lies in `length` bytes, when voxel [0, ..., 0] is at byte `origin`.
bool LiesInside(const chunks::Cut& cut, int64_t origin, size_t length) {
  int64_t low = 0;
  int64_t high = 0;
  if (!chunks::Reach(cut, &low, &high)) return false;
  const auto size = static_cast<int64_t>(chunks::SourceSize(cut.type));
  constexpr int64_t kMost = int64_t{1} << 52;
  if (std::abs(low) > kMost || std::abs(high) > kMost || origin < 0) return false;
  return origin + low * size >= 0 && origin + (high + 1) * size <= static_cast<int64_t>(length);
}

// A cut that was found possible, with what it reads from.
struct Prepared {
  chunks::Cut cut;
  std::unique_ptr<NativeClaim> claim;
  const uint8_t* source;
  size_t bytes;
};

// The arguments of both calls: (block, origin, type, swapped, floats, middle, axes).
Result<Prepared> Prepare(const Napi::CallbackInfo& info) {
  const auto id = static_cast<BlockId>(info[0].As<Napi::Number>().Int64Value());
  const int64_t origin = info[1].As<Napi::Number>().Int64Value();
  const uint32_t type = info[2].As<Napi::Number>().Uint32Value();
  if (type >= chunks::kSourceTypes) return Refusal("no such element type");
  chunks::Cut cut;
  cut.type = static_cast<chunks::SourceType>(type);
  cut.swapped = info[3].As<Napi::Boolean>().Value();
  cut.floats = info[4].As<Napi::Boolean>().Value();
  cut.coarse = info[5].As<Napi::Boolean>().Value() ? chunks::Coarse::kMiddle : chunks::Coarse::kMean;
  if (!ReadAxes(info[6].As<Napi::Array>(), &cut.axes)) return Refusal("the axes are not five whole numbers each");
  size_t count = 0;
  if (!chunks::Measure(cut, &count)) return Refusal("the box is not inside the volume");
  const size_t bytes = count * chunks::TargetSize(cut.type, cut.floats);
  if (bytes > kMostBytes) return Refusal("the box has more than 256 MiB");
  auto claim = std::make_unique<NativeClaim>(id);
  if (!claim->block()) return Failure(ErrorKind::kReleased, "the memory was released");
  if (!LiesInside(cut, origin, claim->block()->length)) return Refusal("the box is not inside the memory");
  const auto* source = static_cast<const uint8_t*>(claim->block()->data) + origin;
  return Prepared{std::move(cut), std::move(claim), source, bytes};
}

// A new ArrayBuffer, by its constructor in JavaScript: where memory is lacking that throws, while
// napi_create_arraybuffer ends the process. Nothing if it threw.
std::optional<Napi::ArrayBuffer> NewBuffer(Napi::Env env, size_t bytes) {
  const Napi::Function constructor = env.Global().Get("ArrayBuffer").As<Napi::Function>();
  const Napi::Value buffer = constructor.New({Napi::Number::New(env, static_cast<double>(bytes))});
  if (!env.IsExceptionPending()) return buffer.As<Napi::ArrayBuffer>();
  env.GetAndClearPendingException();
  return std::nullopt;
}

// cut(...) -> Promise<ArrayBuffer>, or a promise of a failure
Napi::Value Cut(const Napi::CallbackInfo& info) {
  auto prepared = Prepare(info);
  if (!prepared.ok()) return ToJavaScript(info.Env(), prepared.failure());
  auto& [cut, claim, source, bytes] = prepared.value();
  const auto target = NewBuffer(info.Env(), bytes);
  if (!target) return NoMemory(info.Env(), "cut", bytes);
  // It deletes itself when it is done.
  auto* worker = new CutWorker(info.Env(), std::move(cut), std::move(claim), source, *target);
  const Napi::Promise promise = worker->Promise();
  worker->Queue();
  return promise;
}

// cutNow(...) -> ArrayBuffer, cut before it returns: nothing of this thread's JavaScript can write meanwhile.
Napi::Value CutNow(const Napi::CallbackInfo& info) {
  auto prepared = Prepare(info);
  if (!prepared.ok()) return ToJavaScript(info.Env(), prepared.failure());
  const Prepared& ready = prepared.value();
  auto target = NewBuffer(info.Env(), ready.bytes);
  if (!target) return NoMemory(info.Env(), "cutNow", ready.bytes);
  chunks::Run(ready.cut, ready.source, static_cast<uint8_t*>(target->Data()));
  return *target;
}

}  // namespace

Napi::Object DefineChunks(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  Define<Cut>(exports, "cut");
  Define<CutNow>(exports, "cutNow");
  return exports;
}

}  // namespace imglib2node
