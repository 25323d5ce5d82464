// Tells threads of JavaScript that bytes of a block have changed. A worker that writes a volume invalidates it there;
// the window that shows it belongs to another thread.
//
// Ownership: an inbox belongs to its JavaScript environment, which closes it before it ends. Thread: every function may
// be called on any thread; `wake` is called on the sender's and must only post. Nobody waits: a receiver that is slow
// gets the union of what it missed, never a longer queue.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "block.h"

namespace imglib2node {

// Bytes that changed, half open, and the sender's exact account of them (see src/volume/view-map.ts), opaque here.
struct Change {
  BlockId block;
  uint64_t start;
  uint64_t end;
  std::vector<double> detail;
};

class Inbox {
 public:
  explicit Inbox(std::function<void()> wake);
  ~Inbox();
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  void Subscribe(BlockId block);
  void Unsubscribe(BlockId block);

  // What arrived since the last call.
  std::vector<Change> Take();

  struct State;

 private:
  friend void PostChange(const Change& change, const Inbox* sender);
  std::shared_ptr<State> state_;
};

// Puts the change into every inbox that is subscribed to its block, except the sender's.
void PostChange(const Change& change, const Inbox* sender);

}  // namespace imglib2node
