#include "request_queue.h"

#include <algorithm>
#include <new>

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
    std::list<Entry> added{Entry{request, waits, now}};
    queued_.emplace(request, added.begin());
    // From here on nothing allocates, so that there is always one of each.
    newest_first_.splice(newest_first_.begin(), added);
  }
  if (told_) return false;
  told_ = true;
  return true;
}

std::vector<CellRequest> RequestQueue::Take(size_t count, Clock::time_point now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<CellRequest> taken;
  taken.reserve(std::min(count, newest_first_.size()));
  told_ = false;
  while (taken.size() < count && !newest_first_.empty()) {
    const Entry entry = newest_first_.front();
    const bool wanted = entry.waits || now - entry.asked <= kOutOfSight;
    if (wanted && !Serve(entry.request)) break;
    if (wanted) taken.push_back(entry.request);
    newest_first_.pop_front();
    queued_.erase(entry.request);
  }
  if (taken.empty() && !newest_first_.empty() && count > 0) throw std::bad_alloc();
  return taken;
}

bool RequestQueue::Serve(CellRequest request) {
  try {
    serving_.insert(request);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
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
