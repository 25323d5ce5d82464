// What every call from JavaScript goes through. C++ that lacks memory throws; no exception may reach Node's frames,
// which would end the process, so here it becomes the failure MemoryLimitError, which src/native.ts throws. What the
// call had taken is given back by its destructors on the way.
//
// Other exceptions are mistakes of ours and do end the process.
#pragma once

#include <cstdio>
#include <limits>
#include <new>
#include <stdexcept>
#include <type_traits>

#include "kernels/array.h"
#include "napi_setup.h"
#include "napi_status.h"

namespace imglib2node {

// The failure of a call that lacked memory; of how many bytes, if that is known. It allocates nothing of ours.
inline Napi::Value NoMemory(napi_env env, const char* name, size_t bytes = 0) {
  char message[160];
  if (bytes == 0 || bytes == std::numeric_limits<size_t>::max()) {
    std::snprintf(message, sizeof message, "%s: could not allocate memory", name);
  } else {
    std::snprintf(message, sizeof message, "%s: could not allocate %zu bytes of memory", name, bytes);
  }
  return FailureObject(env, ErrorKind::kMemoryLimit, message);
}

// The result of `call`, or what it failed with for lack of memory; `name` is read after that.
template <typename Call>
Napi::Value Guarded(napi_env env, const char* const& name, Call&& call) {
  try {
    return call();
  } catch (const kernels::OutOfMemory& failure) {
    return NoMemory(env, name, failure.bytes());
  } catch (const std::bad_alloc&) {
    return NoMemory(env, name);
  } catch (const std::length_error&) {
    return NoMemory(env, name);
  }
}

// A function of JavaScript that calls `Function`, guarded.
template <auto Function>
napi_value Entry(napi_env env, napi_callback_info raw) {
  const char* name = "a call of the addon";
  return Guarded(env, name, [&]() -> Napi::Value {
    // With many arguments this allocates, too.
    const Napi::CallbackInfo info(env, raw);
    name = static_cast<const char*>(info.Data());
    if constexpr (std::is_void_v<decltype(Function(info))>) {
      Function(info);
      return info.Env().Undefined();
    } else {
      return Function(info);
    }
  });
}

// Adds `Function` to `exports`. Its name must be a literal.
template <auto Function>
void Define(Napi::Object exports, const char* name) {
  napi_value function = nullptr;
  void* const data = const_cast<char*>(name);
  const napi_status status =
      napi_create_function(exports.Env(), name, NAPI_AUTO_LENGTH, Entry<Function>, data, &function);
  if (status == napi_ok) exports.Set(name, function);
}

// Makes the exports of an addon; without memory for them, loading it fails.
template <auto Init>
Napi::Object Load(Napi::Env env, Napi::Object exports) {
  try {
    Init(env, exports);
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, nullptr, "could not allocate memory");
  }
  return exports;
}

}  // namespace imglib2node
