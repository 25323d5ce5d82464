#include "block.h"

#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>

namespace imglib2node {
namespace {

struct Entry {
  std::unique_ptr<Allocation> allocation;
  bool ours = false;
  std::array<int64_t, kClaimKinds> claims{};

  int64_t total() const {
    int64_t sum = 0;
    for (const int64_t count : claims) sum += count;
    return sum;
  }
};

BlockInfo Describe(BlockId id, const Entry& entry) {
  return BlockInfo{id, entry.allocation->data(), entry.allocation->length(), entry.ours, entry.claims};
}

}  // namespace

struct Blocks::State {
  mutable std::mutex mutex;
  BlockId next = 1;
  size_t total_bytes = 0;
  std::unordered_map<BlockId, Entry> entries;
  std::unordered_map<const void*, BlockId> by_address;
  uint64_t next_hold = 1;
  std::unordered_map<uint64_t, BlockId> holds;
};

Blocks::Blocks() : state_(new State()) {}

Blocks& Blocks::Instance() {
  static Blocks* const instance = new Blocks();
  return *instance;
}

BlockInfo Blocks::Add(std::unique_ptr<Allocation> allocation, Claim claim, bool ours) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const BlockId id = state_->next++;
  Entry& entry = state_->entries[id];
  // Without memory for the one, the other must not stay.
  try {
    state_->by_address[allocation->data()] = id;
  } catch (const std::bad_alloc&) {
    state_->entries.erase(id);
    throw;
  }
  state_->total_bytes += allocation->length();
  entry.allocation = std::move(allocation);
  entry.ours = ours;
  entry.claims[static_cast<size_t>(claim)] = 1;
  return Describe(id, entry);
}

std::optional<BlockInfo> Blocks::Retain(BlockId id, Claim claim) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const auto found = state_->entries.find(id);
  if (found == state_->entries.end()) return std::nullopt;
  found->second.claims[static_cast<size_t>(claim)]++;
  return Describe(id, found->second);
}

std::optional<BlockInfo> Blocks::RetainAt(const void* data, size_t length, Claim claim) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const auto found = state_->by_address.find(data);
  if (found == state_->by_address.end()) return std::nullopt;
  Entry& entry = state_->entries.at(found->second);
  if (entry.allocation->length() != length) return std::nullopt;
  entry.claims[static_cast<size_t>(claim)]++;
  return Describe(found->second, entry);
}

bool Blocks::Release(BlockId id, Claim claim) {
  // Freed after the lock is gone: unmapping gigabytes takes a while, and a backing store's deleter may call back here.
  std::unique_ptr<Allocation> freed;
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    const auto found = state_->entries.find(id);
    if (found == state_->entries.end()) return false;
    Entry& entry = found->second;
    int64_t& count = entry.claims[static_cast<size_t>(claim)];
    if (count == 0) return false;
    count--;
    if (entry.total() > 0) return true;
    const auto address = state_->by_address.find(entry.allocation->data());
    if (address != state_->by_address.end() && address->second == id) state_->by_address.erase(address);
    freed = std::move(entry.allocation);
    state_->total_bytes -= freed->length();
    state_->entries.erase(found);
  }
  return true;
}

uint64_t Blocks::Hold(BlockId id) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const auto found = state_->entries.find(id);
  if (found == state_->entries.end()) return 0;
  const uint64_t hold = state_->next_hold++;
  // Before the claim, since it may lack memory.
  state_->holds[hold] = id;
  found->second.claims[static_cast<size_t>(Claim::kNative)]++;
  return hold;
}

bool Blocks::LetGo(uint64_t hold) {
  BlockId id = 0;
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    const auto found = state_->holds.find(hold);
    if (found == state_->holds.end()) return false;
    id = found->second;
    state_->holds.erase(found);
  }
  return Release(id, Claim::kNative);
}

std::vector<BlockInfo> Blocks::List() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  std::vector<BlockInfo> list;
  list.reserve(state_->entries.size());
  for (const auto& [id, entry] : state_->entries) list.push_back(Describe(id, entry));
  return list;
}

size_t Blocks::TotalBytes() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->total_bytes;
}

}  // namespace imglib2node
