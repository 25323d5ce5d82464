// A failed Status as a JavaScript value: the addon returns `{ failed: kind, message, throwables }`, of which the last
// is a list of `{ javaClass, message, javaFrames }`, and src/native.ts throws, so that the error is made in JavaScript
// and its stack is the caller's.
#pragma once

#include "napi_setup.h"
#include "status.h"

namespace imglib2node {

inline const char* KindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kArgument:
      return "ArgumentError";
    case ErrorKind::kMemoryLimit:
      return "MemoryLimitError";
    case ErrorKind::kSharing:
      return "SharingError";
    case ErrorKind::kReleased:
      return "ReleasedError";
    case ErrorKind::kJvm:
      return "JvmStartError";
    case ErrorKind::kJava:
      return "JavaError";
  }
  return "NativeError";
}

// A failure that nothing in Java threw.
inline Napi::Object FailureObject(Napi::Env env, ErrorKind kind, const char* message) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("failed", Napi::String::New(env, KindName(kind)));
  object.Set("message", Napi::String::New(env, message));
  object.Set("throwables", Napi::Array::New(env));
  return object;
}

inline Napi::Value ToJavaScript(Napi::Env env, const Status& failure) {
  Napi::Object object = FailureObject(env, failure.kind, failure.message.c_str());
  Napi::Array throwables = Napi::Array::New(env, failure.throwables.size());
  for (uint32_t i = 0; i < failure.throwables.size(); i++) {
    const JavaThrowable& throwable = failure.throwables[i];
    Napi::Object row = Napi::Object::New(env);
    row["javaClass"] = Napi::String::New(env, throwable.class_name);
    row["message"] = Napi::String::New(env, throwable.message);
    row["javaFrames"] = Napi::String::New(env, throwable.frames);
    throwables[i] = row;
  }
  object["throwables"] = throwables;
  return object;
}

}  // namespace imglib2node
