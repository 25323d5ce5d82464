#include "request_queue.h"

namespace imglib2node {
namespace {

// A window that shows a cell which is not there paints again and again, and asks each time.
constexpr std::chrono::milliseconds kOutOfSight{1000};

}  // namespace

bool RequestQueue::Ask(CellRequest request, bool waits, Clock::time_point now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (serving_.count(request) > 0) return false;
  const auto found = queued_.find(request);
  if (found != queued_.end()) {
    Entry& entry = *found->second;
    entry.asked = now;
    entry.waits = entry.waits || waits;
    newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
  } else {
    newest_first_.push_front(Entry{request, waits, now});
    queued_.emplace(request, newest_first_.begin());
  }
  if (told_) return false;
  told_ = true;
  return true;
}

std::vector<CellRequest> RequestQueue::Take(size_t count, Clock::time_point now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  told_ = false;
  std::vector<CellRequest> taken;
  while (taken.size() < count && !newest_first_.empty()) {
    const Entry entry = newest_first_.front();
    newest_first_.pop_front();
    queued_.erase(entry.request);
    if (!entry.waits && now - entry.asked > kOutOfSight) continue;
    serving_.insert(entry.request);
    taken.push_back(entry.request);
  }
  return taken;
}

void RequestQueue::Done(CellRequest request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  serving_.erase(request);
}

void RequestQueue::Forget(int64_t image) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto entry = newest_first_.begin(); entry != newest_first_.end();) {
    if (entry->request.image != image) {
      ++entry;
      continue;
    }
    queued_.erase(entry->request);
    entry = newest_first_.erase(entry);
  }
}

size_t RequestQueue::waiting() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return newest_first_.size();
}

}  // namespace imglib2node
