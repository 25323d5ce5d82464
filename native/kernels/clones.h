// Compiles a function, with all that it calls in its file, once for each generation of x86-64 processors; the best is
// chosen when the addon is loaded. The bits of results are the same: wider vectors, and still no fused multiply-add.
// Elsewhere, where this isn't to be had, the compiler's ordinary vectors do. Kernels of explicit vectors: vectors.h.
#pragma once

#include <cstddef>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if __GNUC__ >= 12
#define IMGLIB2NODE_HAS_CLONES
#define IMGLIB2NODE_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4"), flatten))
#endif
#endif
#ifndef IMGLIB2NODE_CLONES
#define IMGLIB2NODE_CLONES
#endif
