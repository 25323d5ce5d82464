// Blocks of memory that several owners claim: JavaScript objects, Java objects, native calls under way.
//
// Who allocates: Blocks::Add takes over an Allocation and gives the first claim to its caller.
// Who frees: whoever drops the last claim, on its own thread. A block is known by its id alone, never by a pointer,
// so that a stale id from either side is an error and not a use after free.
// Thread: every function may be called on any thread. After the last claim is gone the id is unknown for ever.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "allocation.h"

namespace imglib2node {

enum class Claim : uint8_t { kJavaScript, kJava, kNative };
constexpr size_t kClaimKinds = 3;

using BlockId = uint64_t;

struct BlockInfo {
  BlockId id;
  void* data;
  size_t length;
  // Whether this package allocated the bytes; else they are V8's.
  bool ours;
  std::array<int64_t, kClaimKinds> claims;
};

class Blocks {
 public:
  // The one registry of this process. It is never destroyed: Java threads may release blocks while the process exits.
  static Blocks& Instance();

  // Throws std::bad_alloc, like Hold, and has changed nothing then.
  BlockInfo Add(std::unique_ptr<Allocation> allocation, Claim claim, bool ours);

  // Adds a claim; nothing if the block is gone.
  std::optional<BlockInfo> Retain(BlockId id, Claim claim);

  // Adds a claim to the block whose allocation starts at `data` and has `length` bytes, if there is one.
  std::optional<BlockInfo> RetainAt(const void* data, size_t length, Claim claim);

  // Drops a claim and frees the block if it was the last. False if there was no such claim.
  bool Release(BlockId id, Claim claim);

  // Keeps a block for someone who is still to come: a native claim under a number of its own. 0 if the block is gone.
  uint64_t Hold(BlockId id);

  // Ends a hold; false if it was ended before.
  bool LetGo(uint64_t hold);

  std::vector<BlockInfo> List() const;

  // Bytes of all blocks.
  size_t TotalBytes() const;

 private:
  struct State;
  Blocks();
  State* state_;
};

}  // namespace imglib2node
