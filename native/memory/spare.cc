#include "spare.h"

#include <algorithm>
#include <iterator>

#include "mapping.h"

namespace imglib2node {

SpareMemory& SpareMemory::Instance() {
  static SpareMemory* const instance = new SpareMemory();
  return *instance;
}

void* SpareMemory::Map(size_t length) {
  void* const data = MapPages(length);
  if (data != nullptr) return data;
  Trim(std::chrono::milliseconds(0));
  return MapPages(length);
}

void* SpareMemory::Take(size_t length) {
  void* data = TakeKept(length);
  if (data == nullptr) data = Map(length);
  if (data == nullptr) return nullptr;
  const std::lock_guard<std::mutex> lock(mutex_);
  used_++;
  return data;
}

void* SpareMemory::TakeKept(size_t length) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // The newest, which the caches may have still.
  const auto found =
      std::find_if(kept_.rbegin(), kept_.rend(), [length](const Piece& piece) { return piece.length == length; });
  if (found == kept_.rend()) return nullptr;
  void* const data = found->data;
  bytes_ -= length;
  kept_.erase(std::next(found).base());
  return data;
}

void SpareMemory::Give(void* data, size_t length) {
  const bool fits = length <= kMost;
  if (fits) OfferPages(data, length);
  std::list<Piece> freed;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    used_--;
    std::list<Piece>& place = fits ? kept_ : freed;
    place.push_back({data, length, std::chrono::steady_clock::now()});
    if (fits) bytes_ += length;
    while (bytes_ > kMost) {
      bytes_ -= kept_.front().length;
      freed.splice(freed.end(), kept_, kept_.begin());
    }
  }
  Free(freed);
}

bool SpareMemory::Trim(std::chrono::milliseconds age) {
  const auto newest = std::chrono::steady_clock::now() - age;
  std::list<Piece> freed;
  bool more = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    while (!kept_.empty() && kept_.front().since <= newest) {
      bytes_ -= kept_.front().length;
      freed.splice(freed.end(), kept_, kept_.begin());
    }
    more = !kept_.empty() || used_ > 0;
  }
  Free(freed);
  return more;
}

void SpareMemory::Free(const std::list<Piece>& pieces) {
  for (const Piece& piece : pieces) UnmapPages(piece.data, piece.length);
}

}  // namespace imglib2node
