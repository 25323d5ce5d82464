#include "array_buffer.h"

#include <v8.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace imglib2node {
namespace {

// The main thread's allocator is gone after its environment, while Java's threads still give memory back: then V8's
// memory is kept instead, as the process ends anyway. Never destroyed, for the same reason.
struct Environments {
  std::mutex mutex;
  int count = 0;
  std::vector<std::shared_ptr<v8::BackingStore>> kept;
};

Environments& TheEnvironments() {
  static auto* const environments = new Environments();
  return *environments;
}

class BackingStoreAllocation final : public Allocation {
 public:
  // Growing WebAssembly memory lengthens its store in place: the block stays what it was when it was shared.
  explicit BackingStoreAllocation(std::shared_ptr<v8::BackingStore> store)
      : store_(std::move(store)), length_(store_->ByteLength()) {}
  ~BackingStoreAllocation() override {
    Environments& environments = TheEnvironments();
    const std::lock_guard<std::mutex> lock(environments.mutex);
    if (environments.count == 0) Keep(environments);
    store_.reset();
  }
  void* data() const override { return store_->Data(); }
  size_t length() const override { return length_; }

 private:
  using Store = std::shared_ptr<v8::BackingStore>;

  void Keep(Environments& environments) {
    try {
      environments.kept.push_back(store_);
    } catch (const std::bad_alloc&) {
      // Then for good: a pointer that is never destroyed.
      alignas(Store) unsigned char for_good[sizeof(Store)];
      new (for_good) Store(std::move(store_));
    }
  }

  Store store_;
  size_t length_;
};

// A napi_value is a v8::Local in Node's own implementation; addons have no official way from one to the other.
v8::Local<v8::Value> ToV8(napi_value value) {
  static_assert(sizeof(v8::Local<v8::Value>) == sizeof(void*), "a v8::Local is one pointer, as a napi_value is");
  v8::Local<v8::Value> local;
  std::memcpy(static_cast<void*>(&local), &value, sizeof(void*));
  return local;
}

napi_value FromV8(v8::Local<v8::Value> local) {
  napi_value value;
  std::memcpy(&value, static_cast<void*>(&local), sizeof(void*));
  return value;
}

std::atomic<bool> refusal_assumed{false};

// Runtimes with V8's memory cage (Electron) abort on a foreign backing store, so ask Node-API first, once and with a
// buffer of our own.
bool RefusesExternalBuffers(napi_env env) {
  if (refusal_assumed.load(std::memory_order_relaxed)) return true;
  static const bool refused = [env] {
    static uint8_t probe[16];
    napi_value buffer;
    const napi_status status = napi_create_external_arraybuffer(
        env, probe, sizeof(probe), [](napi_env, void*, void*) {}, nullptr, &buffer);
    if (status == napi_pending_exception) {
      napi_value ignored;
      napi_get_and_clear_last_exception(env, &ignored);
    }
    return status == napi_no_external_buffers_allowed;
  }();
  return refused;
}

}  // namespace

void UseUntilEnvironmentEnds(Napi::Env env) {
  Environments& environments = TheEnvironments();
  env.AddCleanupHook([&environments] {
    const std::lock_guard<std::mutex> lock(environments.mutex);
    environments.count--;
  });
  const std::lock_guard<std::mutex> lock(environments.mutex);
  environments.count++;
  environments.kept.clear();
}

void AssumeNoExternalBuffers() { refusal_assumed.store(true, std::memory_order_relaxed); }

Result<Napi::Value> BufferOverBlock(Napi::Env env, BlockId id) {
  if (RefusesExternalBuffers(env)) {
    return Failure(
        ErrorKind::kSharing,
        "this runtime (Electron, for one) allows no ArrayBuffer over memory that JavaScript did not make; make "
        "a typed array and pass it to asVolume(), which shares it with Java all the same");
  }
  const auto block = Blocks::Instance().Retain(id, Claim::kJavaScript);
  if (!block) return Failure(ErrorKind::kReleased, "the memory was released");
  const auto release = [](void*, size_t, void* id) {
    Blocks::Instance().Release(reinterpret_cast<uintptr_t>(id), Claim::kJavaScript);
  };
  std::unique_ptr<v8::BackingStore> store = v8::ArrayBuffer::NewBackingStore(
      block->data, block->length, release, reinterpret_cast<void*>(static_cast<uintptr_t>(id)));
  v8::Isolate* const isolate = v8::Isolate::GetCurrent();
  const v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, std::move(store));
  return Napi::Value(env, FromV8(buffer));
}

Result<BlockInfo> BlockOverBuffer(Napi::Env /*env*/, Napi::Value buffer_value) {
  const v8::Local<v8::Value> buffer = ToV8(buffer_value);
  std::shared_ptr<v8::BackingStore> store;
  if (buffer->IsArrayBuffer()) {
    store = buffer.As<v8::ArrayBuffer>()->GetBackingStore();
  } else if (buffer->IsSharedArrayBuffer()) {
    store = buffer.As<v8::SharedArrayBuffer>()->GetBackingStore();
  } else {
    return Failure(ErrorKind::kArgument, "expected an ArrayBuffer or a SharedArrayBuffer");
  }
  // Holders of the address would read unmapped pages once such a buffer shrinks.
  if (store->IsResizableByUserJavaScript()) {
    return Failure(ErrorKind::kSharing, "a resizable ArrayBuffer cannot be shared");
  }
  const auto known = Blocks::Instance().RetainAt(store->Data(), store->ByteLength(), Claim::kJavaScript);
  if (known) return *known;
  return Blocks::Instance().Add(std::make_unique<BackingStoreAllocation>(std::move(store)), Claim::kJavaScript, false);
}

void DetachBuffer(Napi::Env /*env*/, Napi::Value buffer_value) {
  const v8::Local<v8::Value> buffer = ToV8(buffer_value);
  if (!buffer->IsArrayBuffer()) return;
  const v8::Local<v8::ArrayBuffer> array_buffer = buffer.As<v8::ArrayBuffer>();
  if (array_buffer->IsDetachable() && !array_buffer->WasDetached()) {
    array_buffer->Detach(v8::Local<v8::Value>()).Check();
  }
}

void CollectGarbage() { v8::Isolate::GetCurrent()->LowMemoryNotification(); }

}  // namespace imglib2node
