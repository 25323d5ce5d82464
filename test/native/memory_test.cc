// Blocks and their claims, without Node or Java. `memory_test NAME` runs one case; ctest runs all
// (native/CMakeLists.txt).
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "memory/allocation.h"
#include "memory/block.h"
#include "memory/spare.h"

namespace {

using imglib2node::Allocation;
using imglib2node::BlockId;
using imglib2node::BlockInfo;
using imglib2node::Blocks;
using imglib2node::Claim;
using imglib2node::SpareMemory;

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::exit(1);
}

// Counts how often memory is freed, and poisons it first.
std::atomic<int> freed{0};

class CountedAllocation final : public Allocation {
 public:
  explicit CountedAllocation(size_t length) : bytes_(length, 1) {}
  ~CountedAllocation() override {
    std::memset(bytes_.data(), 0xdd, bytes_.size());
    freed++;
  }
  void* data() const override { return const_cast<uint8_t*>(bytes_.data()); }
  size_t length() const override { return bytes_.size(); }

 private:
  std::vector<uint8_t> bytes_;
};

BlockInfo Add(size_t length = 64) {
  return Blocks::Instance().Add(std::make_unique<CountedAllocation>(length), Claim::kJavaScript, true);
}

void Zeroed() {
  for (const size_t length : {size_t{1}, size_t{4096}, size_t{300} * 1024, size_t{8} * 1024 * 1024}) {
    auto allocation = imglib2node::AllocateZeroed(length);
    Check(allocation.ok(), "memory is given");
    auto* bytes = static_cast<uint8_t*>(allocation.value()->data());
    Check(allocation.value()->length() == length, "it has the length that was asked for");
    for (size_t i = 0; i < length; i++) Check(bytes[i] == 0, "every byte is zero");
    std::memset(bytes, 0xff, length);
  }
}

void UnsetAgain() {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  constexpr size_t kLength = size_t{5} * 1024 * 1024 + 24;
  SpareMemory& spare = SpareMemory::Instance();
  Check(!spare.Trim(hours(1)), "at first nothing is kept");
  auto first = imglib2node::AllocateUnset(kLength);
  void* const data = first.value()->data();
  Check(first.value()->length() == kLength, "it has the length that was asked for");
  std::memset(data, 0xff, kLength);
  Check(spare.Trim(milliseconds(0)), "what is used may be kept later");
  first.value().reset();
  Check(spare.Trim(hours(1)), "what was freed is kept");
  auto zeroed = imglib2node::AllocateZeroed(kLength);
  const auto* bytes = static_cast<uint8_t*>(zeroed.value()->data());
  for (size_t i = 0; i < kLength; i++) Check(bytes[i] == 0, "who asks for zeros gets zeros");
  auto other = imglib2node::AllocateUnset(kLength + 1);
  Check(other.value()->data() != data, "another length comes from elsewhere");
  auto again = imglib2node::AllocateUnset(kLength);
  Check(again.value()->data() == data, "the same length is the same memory");
  auto more = imglib2node::AllocateUnset(kLength);
  Check(more.value()->data() != data, "which is given once");
  other.value().reset();
  again.value().reset();
  more.value().reset();
  Check(!spare.Trim(milliseconds(0)), "in the end all of it can go");
  imglib2node::AllocateUnset(SpareMemory::kMost + 1).value().reset();
  Check(!spare.Trim(hours(1)), "what is larger than all that is kept is not kept");
  for (int i = 0; i < 3; i++) {
    auto half = imglib2node::AllocateUnset(SpareMemory::kMost / 2);
    auto same = imglib2node::AllocateUnset(SpareMemory::kMost / 2);
    auto third = imglib2node::AllocateUnset(SpareMemory::kMost / 2);
    Check(half.ok() && same.ok() && third.ok(), "more than is kept is given");
  }
  Check(!spare.Trim(milliseconds(0)), "and is freed, too");
}

void Empty() {
  auto first = imglib2node::AllocateZeroed(0);
  auto second = imglib2node::AllocateZeroed(0);
  Check(first.ok() && second.ok(), "no bytes are given too");
  Check(first.value()->length() == 0, "their length is 0");
  Check(first.value()->data() != nullptr && first.value()->data() != second.value()->data(), "addresses differ");
}

void TooLarge() {
  const auto allocation = imglib2node::AllocateZeroed(size_t{1} << 60);
  Check(!allocation.ok(), "what no machine has is refused");
  Check(allocation.failure().kind == imglib2node::ErrorKind::kMemoryLimit, "as a memory limit");
  Check(allocation.failure().message.find("1152921504606846976") != std::string::npos, "the message has the size");
}

void LastClaimFrees() {
  const BlockInfo block = Add();
  Check(Blocks::Instance().Retain(block.id, Claim::kJava).has_value(), "a live block can be claimed");
  Check(Blocks::Instance().Release(block.id, Claim::kJavaScript), "a claim can be dropped");
  Check(freed == 0, "the other claim keeps the memory");
  Check(Blocks::Instance().Release(block.id, Claim::kJava), "the last one too");
  Check(freed == 1, "then the memory is freed, once");
  Check(Blocks::Instance().List().empty(), "and not listed");
}

void KindsApart() {
  const BlockInfo block = Add();
  Check(!Blocks::Instance().Release(block.id, Claim::kJava), "a side without a claim has none to drop");
  Check(Blocks::Instance().Retain(block.id, Claim::kNative)->claims[2] == 1, "claims are counted by kind");
  Check(Blocks::Instance().List().size() == 1, "the block is listed");
  Blocks::Instance().Release(block.id, Claim::kNative);
  Blocks::Instance().Release(block.id, Claim::kJavaScript);
  Check(freed == 1, "it is freed once");
}

void StaleIds() {
  const BlockInfo block = Add();
  Blocks::Instance().Release(block.id, Claim::kJavaScript);
  Check(!Blocks::Instance().Release(block.id, Claim::kJavaScript), "a claim cannot be dropped twice");
  Check(!Blocks::Instance().Retain(block.id, Claim::kJava).has_value(), "a freed block cannot be claimed");
  Check(Add().id != block.id, "an id is never used again");
  Check(!Blocks::Instance().Retain(0, Claim::kJava).has_value(), "0 is no block");
}

void ByAddress() {
  const BlockInfo block = Add(64);
  const auto same = Blocks::Instance().RetainAt(block.data, 64, Claim::kJavaScript);
  Check(same.has_value() && same->id == block.id, "the same memory is the same block");
  Check(!Blocks::Instance().RetainAt(block.data, 32, Claim::kJavaScript).has_value(), "part of it is not");
  Blocks::Instance().Release(block.id, Claim::kJavaScript);
  Blocks::Instance().Release(block.id, Claim::kJavaScript);
  Check(!Blocks::Instance().RetainAt(block.data, 64, Claim::kJavaScript).has_value(), "freed memory is no block");
}

void Threads() {
  constexpr int kBlocks = 200;
  std::vector<BlockId> ids;
  ids.reserve(kBlocks);
  for (int i = 0; i < kBlocks; i++) ids.push_back(Add(256).id);
  std::atomic<bool> sound{true};
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 8; t++) {
    threads.emplace_back([&ids, &sound] {
      for (int round = 0; round < 50; round++) {
        for (const BlockId id : ids) {
          const auto block = Blocks::Instance().Retain(id, Claim::kJava);
          if (!block) continue;
          if (*static_cast<const uint8_t*>(block->data) != 1) sound = false;
          if (!Blocks::Instance().Release(id, Claim::kJava)) sound = false;
        }
      }
    });
  }
  for (const BlockId id : ids) Blocks::Instance().Release(id, Claim::kJavaScript);
  for (std::thread& thread : threads) thread.join();
  Check(sound, "claimed memory is never freed under its reader");
  Check(freed == kBlocks, "every block is freed exactly once");
  Check(Blocks::Instance().List().empty(), "none is left");
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"zeroed", Zeroed},
      {"unset_again", UnsetAgain},
      {"empty", Empty},
      {"too_large", TooLarge},
      {"last_claim_frees", LastClaimFrees},
      {"kinds_apart", KindsApart},
      {"stale_ids", StaleIds},
      {"by_address", ByAddress},
      {"threads", Threads},
  };
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) {
    std::fprintf(stderr, "usage: memory_test CASE\n");
    return 2;
  }
  found->second();
  return 0;
}
