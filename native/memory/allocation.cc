#include "allocation.h"

#include <cstdlib>
#include <cstring>
#include <string>
#ifdef _WIN32
#include <windows.h>
#else
#include <sys/mman.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace imglib2node {
namespace {

// Below this a mapping wastes more than it saves: it rounds up to pages and costs a system call each way.
constexpr size_t kMapFrom = size_t{256} * 1024;

// From here on large pages are asked for: touching memory for the first time costs an order of magnitude less by them.
constexpr size_t kLargePagesFrom = size_t{4} * 1024 * 1024;

class HeapAllocation final : public Allocation {
 public:
  HeapAllocation(void* data, size_t length) : data_(data), length_(length) {}
  ~HeapAllocation() override { std::free(data_); }
  void* data() const override { return data_; }
  size_t length() const override { return length_; }

 private:
  void* data_;
  size_t length_;
};

class MappedAllocation final : public Allocation {
 public:
  MappedAllocation(void* data, size_t length) : data_(data), length_(length) {}
#ifdef _WIN32
  ~MappedAllocation() override { VirtualFree(data_, 0, MEM_RELEASE); }
#else
  ~MappedAllocation() override { munmap(data_, length_); }
#endif
  void* data() const override { return data_; }
  size_t length() const override { return length_; }

 private:
  void* data_;
  size_t length_;
};

std::unique_ptr<Allocation> Map(size_t length) {
#ifdef _WIN32
  void* data = VirtualAlloc(nullptr, length, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
  if (data == nullptr) return nullptr;
#else
  void* data = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) return nullptr;
#ifdef MADV_HUGEPAGE
  // Where the system has none, nothing changes.
  if (length >= kLargePagesFrom) (void)madvise(data, length, MADV_HUGEPAGE);
#endif
#endif
  return std::make_unique<MappedAllocation>(data, length);
}

}  // namespace

Result<std::unique_ptr<Allocation>> AllocateZeroed(size_t length) {
  std::unique_ptr<Allocation> allocation;
  if (length >= kMapFrom) {
    allocation = Map(length);
  } else {
    // A block of no bytes still needs an address of its own, since Java compares addresses.
    const size_t rounded = length == 0 ? 16 : length;
    void* data = std::calloc(rounded, 1);
    if (data != nullptr) allocation = std::make_unique<HeapAllocation>(data, length);
  }
  if (allocation == nullptr) {
    return Failure(ErrorKind::kMemoryLimit, "could not allocate " + std::to_string(length) + " bytes of memory");
  }
  return allocation;
}

void ReturnFreeMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace imglib2node
