// The queue of cells that are wanted, without Node or Java. `cells_test NAME` runs one case; ctest runs all
// (native/CMakeLists.txt).
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "cells/request_queue.h"

namespace {

using imglib2node::CellRequest;
using imglib2node::RequestQueue;
using Time = RequestQueue::Clock::time_point;

constexpr int64_t kImage = 3;

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::exit(1);
}

Time At(int millis) { return Time() + std::chrono::hours(1) + std::chrono::milliseconds(millis); }

std::vector<int64_t> Cells(const std::vector<CellRequest>& requests) {
  std::vector<int64_t> cells;
  cells.reserve(requests.size());
  for (const CellRequest& request : requests) cells.push_back(request.cell);
  return cells;
}

void NewestFirst() {
  RequestQueue queue;
  for (int i = 0; i < 5; i++) queue.Ask({kImage, i}, false, At(i));
  Check(Cells(queue.Take(2, At(9))) == std::vector<int64_t>({4, 3}), "the last two come first");
  Check(Cells(queue.Take(9, At(9))) == std::vector<int64_t>({2, 1, 0}), "then the others, backwards");
}

void Merged() {
  RequestQueue queue;
  for (int i = 0; i < 3; i++) queue.Ask({kImage, i}, false, At(i));
  queue.Ask({kImage, 0}, false, At(5));
  Check(queue.waiting() == 3, "a cell is queued once");
  Check(Cells(queue.Take(9, At(6))) == std::vector<int64_t>({0, 2, 1}), "asked for again, it comes first");
}

void OutOfSight() {
  RequestQueue queue;
  queue.Ask({kImage, 1}, false, At(0));
  queue.Ask({kImage, 2}, false, At(1900));
  Check(Cells(queue.Take(9, At(2000))) == std::vector<int64_t>({2}), "what nobody asked for in a while is dropped");
  queue.Ask({kImage, 1}, false, At(2001));
  Check(Cells(queue.Take(9, At(2002))) == std::vector<int64_t>({1}), "it can be asked for again");
}

void Waits() {
  RequestQueue queue;
  queue.Ask({kImage, 1}, true, At(0));
  queue.Ask({kImage, 1}, false, At(1));
  Check(Cells(queue.Take(9, At(99999))) == std::vector<int64_t>({1}), "what a thread waits for is never dropped");
}

void Forget() {
  RequestQueue queue;
  queue.Ask({kImage, 1}, true, At(0));
  queue.Ask({kImage + 1, 1}, true, At(0));
  queue.Forget(kImage);
  const auto left = queue.Take(9, At(1));
  Check(left.size() == 1 && left[0].image == kImage + 1, "the other image's request is left");
}

void Serving() {
  RequestQueue queue;
  queue.Ask({kImage, 1}, false, At(0));
  queue.Take(1, At(0));
  Check(!queue.Ask({kImage, 1}, true, At(1)), "what is being served needs no waking");
  Check(queue.Take(1, At(1)).empty(), "nor is it queued again");
  queue.Done({kImage, 1});
  Check(queue.Ask({kImage, 1}, false, At(2)), "afterwards it is");
}

void Told() {
  RequestQueue queue;
  Check(queue.Ask({kImage, 1}, false, At(0)), "the first request wakes");
  Check(!queue.Ask({kImage, 2}, false, At(0)), "the next one finds it woken");
  queue.Take(1, At(0));
  Check(queue.Ask({kImage, 3}, false, At(0)), "after a look it is to be woken again");
}

void Threads() {
  RequestQueue queue;
  constexpr size_t kThreads = 4;
  constexpr size_t kCells = 2000;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (size_t t = 0; t < kThreads; t++) {
    threads.emplace_back([&queue] {
      for (size_t i = 0; i < kCells; i++)
        queue.Ask({kImage, static_cast<int64_t>(i)}, true, RequestQueue::Clock::now());
    });
  }
  for (auto& thread : threads) thread.join();
  Check(queue.Take(kThreads * kCells, RequestQueue::Clock::now()).size() == kCells, "each cell once");
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"newest_first", NewestFirst},
      {"merged", Merged},
      {"out_of_sight", OutOfSight},
      {"waits", Waits},
      {"forget", Forget},
      {"serving", Serving},
      {"told", Told},
      {"threads", Threads},
  };
  const auto found = cases.find(argc > 1 ? argv[1] : "");
  if (found == cases.end()) return 2;
  found->second();
  return 0;
}
