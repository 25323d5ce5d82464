// Changes that travel between threads, files as memory, and holds, without Node or Java. `changes_test NAME` runs one
// case; ctest runs all (native/CMakeLists.txt).
#include "memory/changes.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "memory/allocation.h"
#include "memory/block.h"
#include "memory/mapped_file.h"

namespace {

using imglib2node::Blocks;
using imglib2node::Change;
using imglib2node::Claim;
using imglib2node::Inbox;
using imglib2node::MapFile;
using imglib2node::MapMode;
using imglib2node::PostChange;

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::exit(1);
}

Change ChangeOf(uint64_t block, uint64_t start, uint64_t end) { return Change{block, start, end, {1.5}}; }

void Delivered() {
  int woken = 0;
  Inbox mine([&woken] { woken++; });
  Inbox other([] {});
  mine.Subscribe(7);
  PostChange(ChangeOf(7, 10, 20), &other);
  PostChange(ChangeOf(7, 30, 40), &other);
  PostChange(ChangeOf(8, 0, 1), &other);
  PostChange(ChangeOf(7, 50, 60), &mine);
  Check(woken == 1, "one wake for all that waits");
  const auto taken = mine.Take();
  Check(taken.size() == 2, "what others changed of the blocks that were asked for");
  Check(taken[0].start == 10 && taken[1].end == 40 && taken[1].detail == std::vector<double>{1.5}, "as it was sent");
  Check(mine.Take().empty() && other.Take().empty(), "each once, to subscribers alone");
  PostChange(ChangeOf(7, 1, 2), nullptr);
  Check(woken == 2, "after that it is woken again");
  mine.Unsubscribe(7);
  PostChange(ChangeOf(7, 1, 2), nullptr);
  Check(mine.Take().size() == 1, "not after the subscription ended");
}

void Merged() {
  Inbox inbox([] {});
  inbox.Subscribe(1);
  inbox.Subscribe(2);
  PostChange(ChangeOf(2, 5, 6), nullptr);
  for (uint64_t i = 0; i < 1000; i++) PostChange(ChangeOf(1, 10 * i, 10 * i + 1), nullptr);
  const auto taken = inbox.Take();
  Check(taken.size() <= 40, "a reader that is behind has few changes to take");
  uint64_t start = 10000;
  uint64_t end = 0;
  for (const Change& change : taken) {
    if (change.block == 2) continue;
    if (change.start < start) start = change.start;
    if (change.end > end) end = change.end;
  }
  Check(start == 0 && end == 9991, "which cover all that was changed");
  Check(taken[0].block == 2 && taken[0].start == 5 && taken[0].end == 6, "another block's stay apart");
}

// A worker ends while others send: no wake may come once its inbox is gone.
void Closing() {
  std::atomic<bool> done{false};
  std::vector<std::thread> senders;
  for (uint64_t t = 0; t < 3; t++) {
    senders.emplace_back([&done, t] {
      for (uint64_t i = 0; !done; i++) PostChange(ChangeOf(1, i, i + t + 1), nullptr);
    });
  }
  std::atomic<int> late{0};
  for (int round = 0; round < 2000; round++) {
    auto alive = std::make_unique<std::atomic<bool>>(true);
    {
      Inbox inbox([&alive, &late] {
        if (alive == nullptr || !*alive) late++;
      });
      inbox.Subscribe(1);
      if (round % 3 == 0) inbox.Take();
      if (round % 5 == 0) inbox.Unsubscribe(1);
    }
    *alive = false;
    alive.reset();
  }
  done = true;
  for (std::thread& sender : senders) sender.join();
  Check(late == 0, "nobody is woken after the end");
}

struct File {
  explicit File(size_t length) : path("/tmp/imglib2-node-XXXXXX") {
    const int created = mkstemp(path.data());
    Check(created >= 0 && close(created) == 0, "a temporary file can be made");
    std::ofstream out(path, std::ios::binary);
    for (size_t i = 0; i < length; i++) out.put(static_cast<char>(i % 251));
  }
  ~File() { std::remove(path.c_str()); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  uint8_t At(size_t offset) const {
    std::ifstream in(path, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    return static_cast<uint8_t>(in.get());
  }
  std::string path;
};

void Mapped() {
  const File file(10000);
  for (const uint64_t offset : {uint64_t{0}, uint64_t{1}, uint64_t{4096}, uint64_t{5001}}) {
    const auto mapped = MapFile(file.path, offset, 10000 - offset, MapMode::kPrivate);
    Check(mapped.ok() && mapped.value()->length() == 10000 - offset, "a file is mapped from any byte to its end");
    auto* bytes = static_cast<uint8_t*>(mapped.value()->data());
    for (uint64_t i = 0; i < 10000 - offset; i++) Check(bytes[i] == (offset + i) % 251, "byte for byte");
    std::memset(bytes, 0xff, 10000 - offset);
  }
  Check(file.At(9999) == 9999 % 251, "a private mapping leaves the file");
  {
    const auto mapped = MapFile(file.path, 5000, 10, MapMode::kShared);
    static_cast<uint8_t*>(mapped.value()->data())[9] = 0xee;
  }
  Check(file.At(5009) == 0xee && file.At(5010) == 5010 % 251, "a shared one writes it");
  Check(MapFile(file.path, 10000, 0, MapMode::kPrivate).ok(), "no bytes can be mapped");
}

void MappedWrongly() {
  const File file(100);
  const auto fails = [](const std::string& path, uint64_t offset, size_t length, const char* why) {
    const auto mapped = MapFile(path, offset, length, MapMode::kShared);
    Check(!mapped.ok() && mapped.failure().message.find(why) != std::string::npos, why);
  };
  fails(file.path, 0, 101, "too few");
  fails(file.path, 101, 0, "too few");
  fails(file.path, 99, SIZE_MAX, "too few");
  fails(file.path, UINT64_MAX, 1, "too few");
  fails(file.path + ".none", 0, 1, "cannot be opened");
}

void Holds() {
  auto allocation = imglib2node::AllocateZeroed(1000);
  const auto block = Blocks::Instance().Add(std::move(allocation.value()), Claim::kJavaScript, true);
  const uint64_t one = Blocks::Instance().Hold(block.id);
  const uint64_t other = Blocks::Instance().Hold(block.id);
  Check(one != 0 && one != other, "each hold is one of its own");
  Blocks::Instance().Release(block.id, Claim::kJavaScript);
  Check(Blocks::Instance().TotalBytes() == 1000, "a hold keeps the bytes");
  Check(Blocks::Instance().LetGo(one) && !Blocks::Instance().LetGo(one), "it ends once");
  std::atomic<int> ended{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; t++) {
    threads.emplace_back([&ended, other] { ended += Blocks::Instance().LetGo(other) ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  Check(ended == 1 && Blocks::Instance().TotalBytes() == 0, "on whichever thread is first");
  Check(Blocks::Instance().Hold(block.id) == 0, "what is gone cannot be held");
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"delivered", Delivered},          {"merged", Merged}, {"closing", Closing}, {"mapped", Mapped},
      {"mapped_wrongly", MappedWrongly}, {"holds", Holds},
  };
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) {
    std::fprintf(stderr, "usage: changes_test CASE\n");
    return 2;
  }
  found->second();
  return 0;
}
