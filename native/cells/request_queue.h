// Which cells of lazy images are wanted: asked for on Java's threads, taken on JavaScript's.
//
// Newest first: what was asked for last is what somebody looks at now. A cell asked for again moves to the front; one
// that nobody has asked for in a while is out of sight and is dropped when its turn comes (who still wants it asks
// again), unless a thread waits for it. A cell that is being served is not queued again.
//
// Thread: any. Nothing waits but for the lock, which no call holds longer than a look at the queue takes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace imglib2node {

struct CellRequest {
  int64_t image;
  int64_t cell;
  bool operator==(const CellRequest& other) const { return image == other.image && cell == other.cell; }
};

class RequestQueue {
 public:
  using Clock = std::chrono::steady_clock;

  // True if whoever serves must be told that there is something to take.
  bool Ask(CellRequest request, bool waits, Clock::time_point now);

  // Up to `count` requests, which count as being served until Done; fewer where memory for more is lacking, and
  // std::bad_alloc where there is none for the first.
  std::vector<CellRequest> Take(size_t count, Clock::time_point now);

  void Done(CellRequest request);

  // Drops what is queued of an image.
  void Forget(int64_t image);

  size_t waiting() const;

 private:
  struct Entry {
    CellRequest request;
    bool waits;
    Clock::time_point asked;
  };
  struct Hash {
    size_t operator()(const CellRequest& request) const {
      return std::hash<uint64_t>()(static_cast<uint64_t>(request.image) * 0x9E3779B97F4A7C15ULL +
                                   static_cast<uint64_t>(request.cell));
    }
  };

  // Whether it could be noted as being served.
  bool Serve(CellRequest request);

  mutable std::mutex mutex_;
  std::list<Entry> newest_first_;
  std::unordered_map<CellRequest, std::list<Entry>::iterator, Hash> queued_;
  std::unordered_set<CellRequest, Hash> serving_;
  bool told_ = false;
};

}  // namespace imglib2node
