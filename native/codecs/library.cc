#include "library.h"

#ifndef _WIN32
#include <dlfcn.h>
#endif

namespace imglib2node::codecs {
namespace {

#ifdef _WIN32

void* Open(const char* const*) { return nullptr; }
void* Symbol(void*, const char*) { return nullptr; }

#else

// Node from 22 on has a zstd of its own and exports it: without this a library's calls to itself would end there, in
// code of another version. glibc alone needs it, and has it; sanitizers can't do with it, and run in a program that has
// no zstd.
#if defined(RTLD_DEEPBIND) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr int kOwnSymbolsFirst = RTLD_DEEPBIND;
#else
constexpr int kOwnSymbolsFirst = 0;
#endif

// The first of the names that there is; null ends them.
void* Open(const char* const* names) {
  for (; *names != nullptr; names++) {
    if (void* library = dlopen(*names, RTLD_NOW | RTLD_LOCAL | kOwnSymbolsFirst)) return library;
  }
  return nullptr;
}

void* Symbol(void* library, const char* name) { return dlsym(library, name); }

#endif

template <typename Function>
bool Take(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(Symbol(library, name));
  return function != nullptr;
}

bool LoadZstd(Zstd& zstd) {
  constexpr const char* kNames[] = {"libzstd.so.1", "libzstd.1.dylib", "/opt/homebrew/lib/libzstd.1.dylib", nullptr};
  void* library = Open(kNames);
  return library != nullptr && Take(library, "ZSTD_createCCtx", zstd.create) &&
         Take(library, "ZSTD_freeCCtx", zstd.free) && Take(library, "ZSTD_CCtx_setParameter", zstd.set_parameter) &&
         Take(library, "ZSTD_compress2", zstd.compress) && Take(library, "ZSTD_decompress", zstd.decompress) &&
         Take(library, "ZSTD_isError", zstd.is_error) && Take(library, "ZSTD_getErrorName", zstd.error_name);
}

bool LoadLz4(Lz4& lz4) {
  constexpr const char* kNames[] = {"liblz4.so.1", "liblz4.1.dylib", "/opt/homebrew/lib/liblz4.1.dylib", nullptr};
  void* library = Open(kNames);
  return library != nullptr && Take(library, "LZ4_compress_fast", lz4.compress_fast) &&
         Take(library, "LZ4_compress_HC", lz4.compress_hc) && Take(library, "LZ4_decompress_safe", lz4.decompress);
}

}  // namespace

const Zstd* FindZstd() {
  static Zstd zstd{};
  static const bool found = LoadZstd(zstd);
  return found ? &zstd : nullptr;
}

const Lz4* FindLz4() {
  static Lz4 lz4{};
  static const bool found = LoadLz4(lz4);
  return found ? &lz4 : nullptr;
}

}  // namespace imglib2node::codecs
