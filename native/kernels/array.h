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

// What is called when memory is lacking, before the allocation is tried again: it frees what is kept for later. Set
// once, before any kernel runs; null: there is nothing of that kind.
inline void (*make_room)() = nullptr;

inline void* AllocateBytes(size_t bytes) {
  void* const memory = ::operator new(bytes, std::nothrow);
  if (memory != nullptr || make_room == nullptr) return memory;
  make_room();
  return ::operator new(bytes, std::nothrow);
}

template <typename T>
struct Allocator {
  using value_type = T;

  Allocator() = default;
  template <typename U>
  explicit Allocator(const Allocator<U>&) {}

  T* allocate(size_t count) {
    constexpr size_t kMost = std::numeric_limits<size_t>::max() / sizeof(T);
    void* const memory = count > kMost ? nullptr : AllocateBytes(count * sizeof(T));
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
