#include "lazy_cells.h"

#include <mutex>
#include <new>
#include <thread>
#include <utility>

#include "java_vm.h"
#include "shared_images.h"

namespace imglib2node {
namespace {

// As imglib2node.cells.CellRequests has them.
constexpr jint kQueued = 0;
constexpr jint kOwnThread = 1;
constexpr jint kNobody = 2;

struct Server {
  std::mutex mutex;
  std::thread::id thread;
  std::function<void()> wake;
};

// Never destroyed: Java's threads run on while the process ends.
Server& TheServer() {
  static auto* server = new Server();
  return *server;
}

jint Ask(CellRequest request, bool waits) {
  Server& server = TheServer();
  const std::lock_guard<std::mutex> lock(server.mutex);
  if (!server.wake) return kNobody;
  if (waits && std::this_thread::get_id() == server.thread) return kOwnThread;
  if (CellQueue().Ask(request, waits, RequestQueue::Clock::now())) server.wake();
  return kQueued;
}

}  // namespace

RequestQueue& CellQueue() {
  static auto* queue = new RequestQueue();
  return *queue;
}

void ServeCells(std::function<void()> wake) {
  Server& server = TheServer();
  const std::lock_guard<std::mutex> lock(server.mutex);
  server.thread = std::this_thread::get_id();
  server.wake = std::move(wake);
}

Result<bool> DeliverCell(CellRequest cell, uint64_t block, uint64_t byte_offset, uint64_t byte_length) {
  auto env = JavaVm::Environment();
  if (!env.ok()) return env.failure();
  auto address = ClaimForJava(block, byte_offset, byte_length);
  if (!address.ok()) return address.failure();
  const jboolean taken = env.value()->CallStaticBooleanMethod(
      JavaVm::LazyImages(), JavaVm::DeliverCell(), static_cast<jlong>(cell.image), static_cast<jlong>(cell.cell),
      static_cast<jlong>(block), static_cast<jlong>(address.value()), static_cast<jlong>(byte_length));
  if (env.value()->ExceptionCheck() == JNI_TRUE) {
    DropJavaClaim(block);
    return TakeException(env.value());
  }
  if (taken == JNI_FALSE) DropJavaClaim(block);
  return taken == JNI_TRUE;
}

}  // namespace imglib2node

extern "C" JNIEXPORT jint JNICALL Java_imglib2node_cells_CellRequests_ask(JNIEnv* env, jclass, jlong image, jlong cell,
                                                                          jboolean waits) {
  try {
    return imglib2node::Ask({image, cell}, waits == JNI_TRUE);
  } catch (const std::bad_alloc&) {
    // No exception of C++ may enter Java's frames: there it is one of Java's.
    const jclass error = env->FindClass("java/lang/OutOfMemoryError");
    if (error != nullptr) env->ThrowNew(error, "no native memory for the request of a cell");
    return imglib2node::kNobody;
  }
}
