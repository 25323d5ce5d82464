// Where a block's bytes come from. One small interface, so that the same memory can later come from a file or be
// mapped by another process without a change above it.
//
// Allocates and frees: the subclass, in its constructor function and destructor. Thread: any. The destructor runs on
// whichever thread drops the last claim, a JVM thread or V8's sweeper included, so it must not touch an isolate.
#pragma once

#include <cstddef>
#include <memory>

#include "../status.h"

namespace imglib2node {

class Allocation {
 public:
  Allocation() = default;
  Allocation(const Allocation&) = delete;
  Allocation& operator=(const Allocation&) = delete;
  virtual ~Allocation() = default;
  virtual void* data() const = 0;
  virtual size_t length() const = 0;
};

// Zeroed memory of this process; large blocks are mapped, so their pages cost nothing until written.
Result<std::unique_ptr<Allocation>> AllocateZeroed(size_t length);

// The same for those who write every byte: what is in it may be whatever was freed before. It is kept for the next when
// it is freed (spare.h).
Result<std::unique_ptr<Allocation>> AllocateUnset(size_t length);

// Gives memory that was freed back to the system: small pieces, which glibc keeps, for each thread apart, and what is
// kept for the next.
void ReturnFreeMemory();

}  // namespace imglib2node
