#include "at_exit.h"

#include <jvmti.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <new>
#include <thread>
#ifndef _WIN32
#include <pthread.h>
#endif

namespace imglib2node {

#ifdef _WIN32

// There a process ends its other threads before it destroys anything.
bool StopJavaAtExit(JavaVM*) { return true; }

#else

namespace {

constexpr std::chrono::seconds kPatience{2};

struct Stopping {
  JavaVM* vm;
  std::mutex mutex;
  std::condition_variable changed;
  // Java stands still, or cannot be stopped.
  bool settled = false;

  void Settle() {
    const std::lock_guard<std::mutex> lock(mutex);
    settled = true;
    changed.notify_all();
  }
};

Stopping* stopping = nullptr;

// Called for the first object of the heap, while all of Java's threads stand still: they do so until this returns.
jint JNICALL StandStill(jlong, jlong, jlong*, jint, void*) {
  stopping->Settle();
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

// The only operation of the VM that calls back while it has stopped everything, its collector included.
void WalkHeap() {
  void* env = nullptr;
  if (stopping->vm->AttachCurrentThreadAsDaemon(&env, nullptr) != JNI_OK) return;
  if (stopping->vm->GetEnv(&env, JVMTI_VERSION_11) != JNI_OK) return;
  auto* const tools = static_cast<jvmtiEnv*>(env);
  jvmtiCapabilities capabilities{};
  capabilities.can_tag_objects = 1;
  if (tools->AddCapabilities(&capabilities) != JVMTI_ERROR_NONE) return;
  jvmtiHeapCallbacks callbacks{};
  callbacks.heap_iteration_callback = StandStill;
  tools->IterateThroughHeap(0, nullptr, &callbacks, nullptr);
}

void* WalkHeapAndSettle(void*) {
  WalkHeap();
  stopping->Settle();
  return nullptr;
}

void StopJava() {
  void* env = nullptr;
  // Else it is the VM itself that ends the process (System.exit): its threads stand still already.
  if (stopping->vm->GetEnv(&env, JNI_VERSION_10) != JNI_OK) return;
  // Not std::thread, which throws when there are too many.
  pthread_t thread{};
  if (pthread_create(&thread, nullptr, WalkHeapAndSettle, nullptr) != 0) return;
  pthread_detach(thread);
  std::unique_lock<std::mutex> lock(stopping->mutex);
  stopping->changed.wait_for(lock, kPatience, [] { return stopping->settled; });
}

}  // namespace

bool StopJavaAtExit(JavaVM* vm) {
  stopping = new (std::nothrow) Stopping{vm, {}, {}};
  return stopping != nullptr && std::atexit(StopJava) == 0;
}

#endif

}  // namespace imglib2node
