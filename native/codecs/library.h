// The compression libraries of the machine, found when they are first needed: libzstd and liblz4 are on nearly every
// Linux (its package managers stand on them), and their C interfaces have been stable for years. Nothing is linked, so
// the addon loads where they are missing; who calls asks first. A library that was found stays loaded. Any thread.
#pragma once

#include <cstddef>

namespace imglib2node::codecs {

// zstd 1.4 or later.
struct Zstd {
  void* (*create)();
  size_t (*free)(void* context);
  size_t (*set_parameter)(void* context, int parameter, int value);
  size_t (*compress)(void* context, void* target, size_t capacity, const void* source, size_t size);
  size_t (*decompress)(void* target, size_t capacity, const void* source, size_t size);
  unsigned (*is_error)(size_t result);
  const char* (*error_name)(size_t result);
};

struct Lz4 {
  int (*compress_fast)(const char* source, char* target, int size, int capacity, int acceleration);
  int (*compress_hc)(const char* source, char* target, int size, int capacity, int level);
  int (*decompress)(const char* source, char* target, int size, int capacity);
};

// Null where there is none.
const Zstd* FindZstd();
const Lz4* FindLz4();

}  // namespace imglib2node::codecs
