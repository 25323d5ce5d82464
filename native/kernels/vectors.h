// How wide the vectors are that a kernel of explicit vectors should use. Those that a processor lacks are worked on
// element by element, many times slower, so one width will not do for all clones of a function (clones.h): such kernels
// are templates of the width, and choose when they are called.
#pragma once

#include <algorithm>
#include <cstddef>

#include "clones.h"

namespace imglib2node::kernels {

#ifdef IMGLIB2NODE_HAS_CLONES
// Compile a function, with all that it calls in its file, for processors with vectors of 64 or 32 bytes.
#define IMGLIB2NODE_WITH_64 __attribute__((target("arch=x86-64-v4"), flatten))
#define IMGLIB2NODE_WITH_32 __attribute__((target("avx2"), flatten))
#endif

// For tests: no wider vectors are used.
inline size_t& MostVectorBytes() {
  static size_t most = 64;
  return most;
}

// Bytes of the widest vectors of this processor that there are functions for: 16, 32 or 64.
inline size_t WidestVectors() {
#ifdef IMGLIB2NODE_HAS_CLONES
  static const size_t bytes = [] {
    __builtin_cpu_init();
    const bool v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
    return v4 ? 64 : __builtin_cpu_supports("avx2") ? 32 : 16;
  }();
  return std::min(bytes, MostVectorBytes());
#else
  return 16;
#endif
}

}  // namespace imglib2node::kernels
