#include "allocation.h"

#include <chrono>
#include <cstdlib>
#include <string>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "mapping.h"
#include "spare.h"

namespace imglib2node {
namespace {

// Below this a mapping wastes more than it saves: it rounds up to pages and costs a system call each way.
constexpr size_t kMapFrom = size_t{256} * 1024;

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
  ~MappedAllocation() override { UnmapPages(data_, length_); }
  void* data() const override { return data_; }
  size_t length() const override { return length_; }

 private:
  void* data_;
  size_t length_;
};

// Kept for others when it is freed.
class SpareAllocation final : public Allocation {
 public:
  SpareAllocation(void* data, size_t length) : data_(data), length_(length) {}
  ~SpareAllocation() override { SpareMemory::Instance().Give(data_, length_); }
  void* data() const override { return data_; }
  size_t length() const override { return length_; }

 private:
  void* data_;
  size_t length_;
};

Status NoMemory(size_t length) {
  return Failure(ErrorKind::kMemoryLimit, "could not allocate " + std::to_string(length) + " bytes of memory");
}

}  // namespace

Result<std::unique_ptr<Allocation>> AllocateZeroed(size_t length) {
  if (length >= kMapFrom) {
    void* const data = SpareMemory::Instance().Map(length);
    if (data == nullptr) return NoMemory(length);
    return std::unique_ptr<Allocation>(std::make_unique<MappedAllocation>(data, length));
  }
  // A block of no bytes still needs an address of its own, since Java compares addresses.
  void* const data = std::calloc(length == 0 ? 16 : length, 1);
  if (data == nullptr) return NoMemory(length);
  return std::unique_ptr<Allocation>(std::make_unique<HeapAllocation>(data, length));
}

Result<std::unique_ptr<Allocation>> AllocateUnset(size_t length) {
  if (length < kMapFrom) return AllocateZeroed(length);
  void* const data = SpareMemory::Instance().Take(length);
  if (data == nullptr) return NoMemory(length);
  return std::unique_ptr<Allocation>(std::make_unique<SpareAllocation>(data, length));
}

void ReturnFreeMemory() {
  SpareMemory::Instance().Trim(std::chrono::milliseconds(0));
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace imglib2node
