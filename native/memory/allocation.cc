#include "allocation.h"

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "mapping.h"
#include "spare.h"

namespace imglib2node {
namespace {

// Below this a mapping wastes more than it saves: it rounds up to pages and costs a system call each way.
constexpr size_t kMapFrom = size_t{256} * 1024;

// All are made before their memory is, so that there is none to free when there is no room for them.
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
    if (data_ != nullptr) UnmapPages(data_, length_);
  }
  MappedAllocation(const MappedAllocation&) = delete;
  MappedAllocation& operator=(const MappedAllocation&) = delete;
  void* data() const override { return data_; }
  size_t length() const override { return length_; }

  bool Allocate() {
    data_ = SpareMemory::Instance().Map(length_);
    return data_ != nullptr;
  }

 private:
  void* data_ = nullptr;
  size_t length_;
};

// Kept for others when it is freed.
class SpareAllocation final : public Allocation {
 public:
  explicit SpareAllocation(size_t length) : length_(length) {}
  ~SpareAllocation() override { SpareMemory::Instance().Give(std::move(piece_)); }
  SpareAllocation(const SpareAllocation&) = delete;
  SpareAllocation& operator=(const SpareAllocation&) = delete;
  void* data() const override { return piece_.front().data; }
  size_t length() const override { return length_; }

  bool Allocate() {
    piece_ = SpareMemory::Instance().Take(length_);
    return !piece_.empty();
  }

 private:
  SpareMemory::Pieces piece_;
  size_t length_;
};

template <typename Kind>
Result<std::unique_ptr<Allocation>> Make(size_t length) {
  auto allocation = std::make_unique<Kind>(length);
  if (allocation->Allocate()) return std::unique_ptr<Allocation>(std::move(allocation));
  return Failure(ErrorKind::kMemoryLimit, "could not allocate " + std::to_string(length) + " bytes of memory");
}

}  // namespace

Result<std::unique_ptr<Allocation>> AllocateZeroed(size_t length) {
  return length >= kMapFrom ? Make<MappedAllocation>(length) : Make<HeapAllocation>(length);
}

Result<std::unique_ptr<Allocation>> AllocateUnset(size_t length) {
  return length >= kMapFrom ? Make<SpareAllocation>(length) : Make<HeapAllocation>(length);
}

void ReturnFreeMemory() {
  SpareMemory::Instance().Trim(std::chrono::milliseconds(0));
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace imglib2node
