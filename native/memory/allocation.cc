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

// Both are made before their memory is, so that there is none to free when there is no room for them.
class HeapAllocation final : public Allocation {
 public:
  explicit HeapAllocation(size_t length) : length_(length) {}
  ~HeapAllocation() override { std::free(data_); }
  HeapAllocation(const HeapAllocation&) = delete;
  HeapAllocation& operator=(const HeapAllocation&) = delete;
  void* data() const override { return data_; }
  size_t length() const override { return length_; }

  bool Allocate() {
    // A block of no bytes still needs an address of its own, since Java compares addresses.
    data_ = std::calloc(length_ == 0 ? 16 : length_, 1);
    return data_ != nullptr;
  }

 private:
  void* data_ = nullptr;
  size_t length_;
};

class MappedAllocation final : public Allocation {
 public:
  explicit MappedAllocation(size_t length) : length_(length) {}
  ~MappedAllocation() override {
    if (data_ == nullptr) return;
#ifdef _WIN32
    VirtualFree(data_, 0, MEM_RELEASE);
#else
    munmap(data_, length_);
#endif
  }
  MappedAllocation(const MappedAllocation&) = delete;
  MappedAllocation& operator=(const MappedAllocation&) = delete;
  void* data() const override { return data_; }
  size_t length() const override { return length_; }

  bool Allocate() {
#ifdef _WIN32
    data_ = VirtualAlloc(nullptr, length_, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
#else
    void* const data = mmap(nullptr, length_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) return false;
    data_ = data;
#ifdef MADV_HUGEPAGE
    // Where the system has none, nothing changes.
    if (length_ >= kLargePagesFrom) (void)madvise(data_, length_, MADV_HUGEPAGE);
#endif
#endif
    return data_ != nullptr;
  }

 private:
  void* data_ = nullptr;
  size_t length_;
};

template <typename Kind>
std::unique_ptr<Allocation> Make(size_t length) {
  auto allocation = std::make_unique<Kind>(length);
  if (!allocation->Allocate()) return nullptr;
  return allocation;
}

}  // namespace

Result<std::unique_ptr<Allocation>> AllocateZeroed(size_t length) {
  auto allocation = length >= kMapFrom ? Make<MappedAllocation>(length) : Make<HeapAllocation>(length);
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
