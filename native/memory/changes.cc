#include "changes.h"

#include <algorithm>
#include <mutex>
#include <unordered_set>
#include <utility>

namespace imglib2node {
namespace {

// More than this of one block are merged into one: a reader that is behind repaints more at once.
constexpr size_t kSeparateChanges = 32;

}  // namespace

struct Inbox::State {
  std::mutex mutex;
  std::function<void()> wake;
  std::unordered_set<BlockId> blocks;
  std::vector<Change> pending;
};

namespace {

struct Hub {
  std::mutex mutex;
  std::vector<std::weak_ptr<Inbox::State>> inboxes;
};

// Never destroyed: threads end while the process exits.
Hub& TheHub() {
  static Hub* const hub = new Hub();
  return *hub;
}

void Merge(std::vector<Change>& pending, const Change& change) {
  const auto of_block = [&change](const Change& other) { return other.block == change.block; };
  if (static_cast<size_t>(std::count_if(pending.begin(), pending.end(), of_block)) < kSeparateChanges) {
    pending.push_back(change);
    return;
  }
  Change merged{change.block, change.start, change.end, {}};
  for (const Change& other : pending) {
    if (!of_block(other)) continue;
    merged.start = std::min(merged.start, other.start);
    merged.end = std::max(merged.end, other.end);
  }
  pending.erase(std::remove_if(pending.begin(), pending.end(), of_block), pending.end());
  pending.push_back(std::move(merged));
}

}  // namespace

Inbox::Inbox(std::function<void()> wake) : state_(std::make_shared<State>()) {
  state_->wake = std::move(wake);
  Hub& hub = TheHub();
  const std::lock_guard<std::mutex> lock(hub.mutex);
  hub.inboxes.push_back(state_);
}

Inbox::~Inbox() {
  {
    // After this no sender wakes the environment any more, not even one that is at it now.
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->wake = nullptr;
  }
  Hub& hub = TheHub();
  const std::lock_guard<std::mutex> lock(hub.mutex);
  const auto is_this = [this](const std::weak_ptr<State>& other) { return other.expired() || other.lock() == state_; };
  hub.inboxes.erase(std::remove_if(hub.inboxes.begin(), hub.inboxes.end(), is_this), hub.inboxes.end());
}

void Inbox::Subscribe(BlockId block) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->blocks.insert(block);
}

void Inbox::Unsubscribe(BlockId block) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->blocks.erase(block);
}

std::vector<Change> Inbox::Take() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return std::exchange(state_->pending, {});
}

void PostChange(const Change& change, const Inbox* sender) {
  std::vector<std::shared_ptr<Inbox::State>> receivers;
  {
    Hub& hub = TheHub();
    const std::lock_guard<std::mutex> lock(hub.mutex);
    for (const auto& inbox : hub.inboxes) {
      auto state = inbox.lock();
      if (state != nullptr && (sender == nullptr || state != sender->state_)) receivers.push_back(std::move(state));
    }
  }
  for (const auto& state : receivers) {
    const std::lock_guard<std::mutex> lock(state->mutex);
    if (state->blocks.count(change.block) == 0) continue;
    const bool first = state->pending.empty();
    Merge(state->pending, change);
    if (first && state->wake) state->wake();
  }
}

}  // namespace imglib2node
