#include "java_vm.h"

#include <atomic>
#include <memory>
#include <new>
#include <string>

#include "at_exit.h"

namespace imglib2node {
namespace {

// Causes can go round in a circle.
constexpr jint kMostCauses = 20;

struct Loaded {
  JavaVM* vm;
  jclass shared_images;  // a global reference, kept until the process ends
  jmethodID create;
  jmethodID close;
  jclass lazy_images;  // likewise
  jmethodID deliver;
  jclass shared_memory;  // likewise
  jmethodID collect;
};

std::atomic<Loaded*> loaded{nullptr};

// Detaches a thread that this file attached, when it ends: a worker's thread must not stay in Java's list.
struct Attachment {
  JavaVM* vm = nullptr;
  ~Attachment() {
    if (vm != nullptr) vm->DetachCurrentThread();
  }
};
thread_local Attachment attachment;

std::string ToUtf8(JNIEnv* env, jstring text) {
  if (text == nullptr) return {};
  const char* chars = env->GetStringUTFChars(text, nullptr);
  if (chars == nullptr) {
    env->ExceptionClear();
    return {};
  }
  const auto release = [env, text](const char* all) { env->ReleaseStringUTFChars(text, all); };
  const std::unique_ptr<const char, decltype(release)> owner(chars, release);
  return chars;
}

// The result of a method without arguments that returns a String; empty if it throws.
std::string CallString(JNIEnv* env, jobject object, const char* name) {
  const jmethodID method = env->GetMethodID(env->GetObjectClass(object), name, "()Ljava/lang/String;");
  if (method == nullptr) {
    env->ExceptionClear();
    return {};
  }
  auto* text = static_cast<jstring>(env->CallObjectMethod(object, method));
  if (env->ExceptionCheck() == JNI_TRUE) {
    env->ExceptionClear();
    return {};
  }
  return ToUtf8(env, text);
}

std::string Frames(JNIEnv* env, jthrowable throwable) {
  const jmethodID method =
      env->GetMethodID(env->GetObjectClass(throwable), "getStackTrace", "()[Ljava/lang/StackTraceElement;");
  if (method == nullptr) {
    env->ExceptionClear();
    return {};
  }
  auto* trace = static_cast<jobjectArray>(env->CallObjectMethod(throwable, method));
  if (env->ExceptionCheck() == JNI_TRUE || trace == nullptr) {
    env->ExceptionClear();
    return {};
  }
  std::string frames;
  const jsize length = env->GetArrayLength(trace);
  for (jsize i = 0; i < length; i++) {
    const LocalFrame frame(env, 8);
    if (!frame.ok()) break;
    if (i > 0) frames += '\n';
    frames += CallString(env, env->GetObjectArrayElement(trace, i), "toString");
  }
  return frames;
}

JavaThrowable Describe(JNIEnv* env, jthrowable throwable) {
  const LocalFrame frame(env, 16);
  if (!frame.ok()) return {};
  return {CallString(env, env->GetObjectClass(throwable), "getName"), CallString(env, throwable, "getMessage"),
          Frames(env, throwable)};
}

jthrowable Cause(JNIEnv* env, jthrowable throwable) {
  const jmethodID method = env->GetMethodID(env->GetObjectClass(throwable), "getCause", "()Ljava/lang/Throwable;");
  jobject cause = method == nullptr ? nullptr : env->CallObjectMethod(throwable, method);
  if (env->ExceptionCheck() == JNI_FALSE) return static_cast<jthrowable>(cause);
  env->ExceptionClear();
  return nullptr;
}

}  // namespace

Result<JNIEnv*> JavaVm::Environment() {
  const Loaded* state = loaded.load(std::memory_order_acquire);
  if (state == nullptr) return Failure(ErrorKind::kJvm, "no JVM runs in this process yet");
  void* env = nullptr;
  if (state->vm->GetEnv(&env, JNI_VERSION_10) == JNI_OK) return static_cast<JNIEnv*>(env);
  if (state->vm->AttachCurrentThreadAsDaemon(&env, nullptr) != JNI_OK) {
    return Failure(ErrorKind::kJvm, "this thread could not be attached to the JVM");
  }
  attachment.vm = state->vm;
  return static_cast<JNIEnv*>(env);
}

jclass JavaVm::SharedImages() { return loaded.load(std::memory_order_acquire)->shared_images; }
jmethodID JavaVm::CreateImage() { return loaded.load(std::memory_order_acquire)->create; }
jmethodID JavaVm::CloseImage() { return loaded.load(std::memory_order_acquire)->close; }

jclass JavaVm::LazyImages() { return loaded.load(std::memory_order_acquire)->lazy_images; }
jmethodID JavaVm::DeliverCell() { return loaded.load(std::memory_order_acquire)->deliver; }

jclass JavaVm::SharedMemory() { return loaded.load(std::memory_order_acquire)->shared_memory; }
jmethodID JavaVm::CollectMemory() { return loaded.load(std::memory_order_acquire)->collect; }

Status TakeException(JNIEnv* env) {
  const LocalFrame frame(env, 4 + 2 * kMostCauses);
  jthrowable throwable = env->ExceptionOccurred();
  env->ExceptionClear();
  if (throwable == nullptr) return Failure(ErrorKind::kJava, "Java failed without an exception");
  Status status = Failure(ErrorKind::kJava, {});
  for (int i = 0; i < kMostCauses && throwable != nullptr; i++) {
    status.throwables.push_back(Describe(env, throwable));
    throwable = Cause(env, throwable);
  }
  const JavaThrowable& thrown = status.throwables.front();
  status.message = thrown.message.empty() ? thrown.class_name : thrown.message;
  return status;
}

}  // namespace imglib2node

// Runs on the thread and with the class loader of NativeLibrary.load, so our own classes can be found by name.
extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void*) {
  using imglib2node::Loaded;
  void* raw = nullptr;
  if (vm->GetEnv(&raw, JNI_VERSION_10) != JNI_OK) return JNI_ERR;
  auto* env = static_cast<JNIEnv*>(raw);
  const jclass images = env->FindClass("imglib2node/image/SharedImages");
  if (images == nullptr) return JNI_ERR;
  const jmethodID create = env->GetStaticMethodID(images, "create", "(JJJZI[J)J");
  const jmethodID close = env->GetStaticMethodID(images, "close", "(J)V");
  if (create == nullptr || close == nullptr) return JNI_ERR;
  const jclass lazy = env->FindClass("imglib2node/cells/LazyImages");
  if (lazy == nullptr) return JNI_ERR;
  const jmethodID deliver = env->GetStaticMethodID(lazy, "deliver", "(JJJJJ)Z");
  if (deliver == nullptr) return JNI_ERR;
  const jclass memory = env->FindClass("imglib2node/memory/SharedMemory");
  if (memory == nullptr) return JNI_ERR;
  const jmethodID collect = env->GetStaticMethodID(memory, "collect", "()V");
  if (collect == nullptr) return JNI_ERR;
  std::unique_ptr<Loaded> found(new (std::nothrow) Loaded{});
  if (found == nullptr) return JNI_ERR;
  auto* global = static_cast<jclass>(env->NewGlobalRef(images));
  auto* lazy_global = static_cast<jclass>(env->NewGlobalRef(lazy));
  auto* memory_global = static_cast<jclass>(env->NewGlobalRef(memory));
  if (global == nullptr || lazy_global == nullptr || memory_global == nullptr) return JNI_ERR;
  if (!imglib2node::StopJavaAtExit(vm)) return JNI_ERR;
  *found = {vm, global, create, close, lazy_global, deliver, memory_global, collect};
  imglib2node::loaded.store(found.release(), std::memory_order_release);
  return JNI_VERSION_10;
}
