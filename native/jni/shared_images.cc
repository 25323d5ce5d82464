#include "shared_images.h"

#include <atomic>

#include "java_vm.h"

namespace imglib2node {
namespace {

std::atomic<const CoreApi*> core{nullptr};

// A Java claim that is dropped again unless Java took it over.
class JavaClaim {
 public:
  explicit JavaClaim(uint64_t block) : block_(block) {}
  ~JavaClaim() {
    if (held_) DropJavaClaim(block_);
  }
  JavaClaim(const JavaClaim&) = delete;
  JavaClaim& operator=(const JavaClaim&) = delete;
  void HandOver() { held_ = false; }

 private:
  uint64_t block_;
  bool held_ = true;
};

Result<int64_t> CallCreate(JNIEnv* env, const ImageRequest& request, uint64_t address) {
  const LocalFrame frame(env, 8);
  if (!frame.ok()) return TakeException(env);
  const auto length = static_cast<jsize>(request.layout.size());
  jlongArray layout = env->NewLongArray(length);
  if (layout == nullptr) return TakeException(env);
  static_assert(sizeof(jlong) == sizeof(int64_t), "jlong is 64 bits");
  env->SetLongArrayRegion(layout, 0, length, reinterpret_cast<const jlong*>(request.layout.data()));
  const jlong id = env->CallStaticLongMethod(
      JavaVm::SharedImages(), JavaVm::CreateImage(), static_cast<jlong>(request.block), static_cast<jlong>(address),
      static_cast<jlong>(request.byte_length), static_cast<jboolean>(request.read_only ? JNI_TRUE : JNI_FALSE),
      static_cast<jint>(request.dtype), layout);
  if (env->ExceptionCheck() == JNI_TRUE) return TakeException(env);
  return static_cast<int64_t>(id);
}

}  // namespace

void ConnectCore(const CoreApi* api) { core.store(api, std::memory_order_release); }

Result<uint64_t> ClaimForJava(uint64_t block, uint64_t byte_offset, uint64_t byte_length) {
  const CoreApi* api = core.load(std::memory_order_acquire);
  if (api == nullptr) return Failure(ErrorKind::kJvm, "the JNI addon was not connected to the core");
  void* data = nullptr;
  size_t length = 0;
  if (!api->retain_for_java(block, &data, &length)) {
    return Failure(ErrorKind::kReleased, "the memory was released");
  }
  if (byte_offset > length || byte_length > length - byte_offset) {
    api->release_for_java(block);
    return Failure(ErrorKind::kArgument, "the volume reaches beyond its memory");
  }
  return reinterpret_cast<uintptr_t>(data) + byte_offset;
}

void DropJavaClaim(uint64_t block) {
  const CoreApi* api = core.load(std::memory_order_acquire);
  if (api != nullptr) api->release_for_java(block);
}

Result<int64_t> CreateImage(const ImageRequest& request) {
  auto env = JavaVm::Environment();
  if (!env.ok()) return env.failure();
  const auto address = ClaimForJava(request.block, request.byte_offset, request.byte_length);
  if (!address.ok()) return address.failure();
  JavaClaim claim(request.block);
  auto id = CallCreate(env.value(), request, address.value());
  if (id.ok()) claim.HandOver();
  return id;
}

Result<bool> CloseImage(int64_t id) {
  auto env = JavaVm::Environment();
  if (!env.ok()) return env.failure();
  env.value()->CallStaticVoidMethod(JavaVm::SharedImages(), JavaVm::CloseImage(), static_cast<jlong>(id));
  if (env.value()->ExceptionCheck() == JNI_TRUE) return TakeException(env.value());
  return true;
}

Result<bool> CollectJavaGarbage() {
  auto env = JavaVm::Environment();
  if (!env.ok()) return env.failure();
  env.value()->CallStaticVoidMethod(JavaVm::SharedMemory(), JavaVm::CollectMemory());
  if (env.value()->ExceptionCheck() == JNI_TRUE) return TakeException(env.value());
  return true;
}

}  // namespace imglib2node

extern "C" JNIEXPORT void JNICALL Java_imglib2node_memory_NativeLibrary_release(JNIEnv*, jclass, jlong block) {
  imglib2node::DropJavaClaim(static_cast<uint64_t>(block));
}
