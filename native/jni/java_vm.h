// The JVM of this process, as JNI_OnLoad gave it: Java loads this library (NativeLibrary.load), because libjvm is
// opened privately by java-bridge and cannot be found by symbol.
//
// References: a LocalFrame at every entry frees what the entry made. Thread: any; a thread that the VM does not know is
// attached as a daemon until it ends, since attaching costs more than a call.
#pragma once

#include <jni.h>

#include "../status.h"

namespace imglib2node {

class JavaVm {
 public:
  // The environment of this thread; kJvm if no Java class has loaded this library yet.
  static Result<JNIEnv*> Environment();
  // The class imglib2node.image.SharedImages and its methods, found at load. Valid after Environment() succeeded.
  static jclass SharedImages();
  static jmethodID CreateImage();
  static jmethodID CloseImage();
  // The class imglib2node.cells.LazyImages, likewise.
  static jclass LazyImages();
  static jmethodID DeliverCell();
  // The class imglib2node.memory.SharedMemory, likewise.
  static jclass SharedMemory();
  static jmethodID CollectMemory();
};

class LocalFrame {
 public:
  LocalFrame(JNIEnv* env, jint capacity) : env_(env), pushed_(env->PushLocalFrame(capacity) == 0) {}
  ~LocalFrame() {
    if (pushed_) env_->PopLocalFrame(nullptr);
  }
  LocalFrame(const LocalFrame&) = delete;
  LocalFrame& operator=(const LocalFrame&) = delete;
  bool ok() const { return pushed_; }

 private:
  JNIEnv* env_;
  bool pushed_;
};

// Takes the pending Java exception as a Status, with its causes, and clears it.
Status TakeException(JNIEnv* env);

}  // namespace imglib2node
