#include "mapping.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/mman.h>
#endif

namespace imglib2node {
namespace {

// From here on large pages are asked for: touching memory for the first time costs an order of magnitude less by them.
[[maybe_unused]] constexpr size_t kLargePagesFrom = size_t{4} * 1024 * 1024;

}  // namespace

void* MapPages(size_t length) {
#ifdef _WIN32
  return VirtualAlloc(nullptr, length, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
#else
  void* data = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) return nullptr;
#ifdef MADV_HUGEPAGE
  // Where the system has none, nothing changes.
  if (length >= kLargePagesFrom) (void)madvise(data, length, MADV_HUGEPAGE);
#endif
  return data;
#endif
}

void UnmapPages(void* data, [[maybe_unused]] size_t length) {
#ifdef _WIN32
  VirtualFree(data, 0, MEM_RELEASE);
#else
  munmap(data, length);
#endif
}

void OfferPages([[maybe_unused]] void* data, [[maybe_unused]] size_t length) {
#ifdef _WIN32
  VirtualAlloc(data, length, MEM_RESET, PAGE_READWRITE);
#elif defined(MADV_FREE)
  (void)madvise(data, length, MADV_FREE);
#endif
}

}  // namespace imglib2node
