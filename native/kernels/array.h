// The memory of kernels that grows with what they work on: as std::vector, but a failed allocation says of how many
// bytes. Freed when the array goes out of scope, also by an exception.
#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

namespace imglib2node::kernels {

class OutOfMemory : public std::bad_alloc {
 public:
  explicit OutOfMemory(size_t bytes) : bytes_(bytes) {}
  // What was asked for.
  size_t bytes() const { return bytes_; }

 private:
  size_t bytes_;
};

template <typename T>
struct Allocator {
  using value_type = T;

  Allocator() = default;
  template <typename U>
  explicit Allocator(const Allocator<U>&) {}

  T* allocate(size_t count) {
    constexpr size_t kMost = std::numeric_limits<size_t>::max() / sizeof(T);
    void* const memory = count > kMost ? nullptr : ::operator new(count * sizeof(T), std::nothrow);
    if (memory == nullptr) throw OutOfMemory(count > kMost ? std::numeric_limits<size_t>::max() : count * sizeof(T));
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t) { ::operator delete(memory); }

  friend bool operator==(const Allocator&, const Allocator&) { return true; }
  friend bool operator!=(const Allocator&, const Allocator&) { return false; }
};

template <typename T>
using Array = std::vector<T, Allocator<T>>;

}  // namespace imglib2node::kernels
