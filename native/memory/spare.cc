#include "spare.h"

#include <algorithm>
#include <iterator>

#include "mapping.h"

namespace imglib2node {
namespace {

void Unmap(const SpareMemory::Pieces& pieces) {
  for (const auto& piece : pieces) UnmapPages(piece.data, piece.length);
}

}  // namespace

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

SpareMemory::Pieces SpareMemory::Take(size_t length) {
  Pieces piece = TakeKept(length);
  if (piece.empty()) {
    piece.push_back({nullptr, length, {}});
    piece.front().data = Map(length);
    if (piece.front().data == nullptr) return {};
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  used_++;
  return piece;
}

SpareMemory::Pieces SpareMemory::TakeKept(size_t length) {
  Pieces piece;
  const std::lock_guard<std::mutex> lock(mutex_);
  // The newest, which the caches may have still.
  const auto found =
      std::find_if(kept_.rbegin(), kept_.rend(), [length](const Piece& kept) { return kept.length == length; });
  if (found == kept_.rend()) return piece;
  bytes_ -= length;
  piece.splice(piece.end(), kept_, std::next(found).base());
  return piece;
}

void SpareMemory::Give(Pieces piece) noexcept {
  if (piece.empty()) return;
  const size_t length = piece.front().length;
  const bool fits = length <= kMost;
  if (fits) OfferPages(piece.front().data, length);
  piece.front().since = std::chrono::steady_clock::now();
  Pieces freed;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    used_--;
    if (fits) bytes_ += length;
    Pieces& place = fits ? kept_ : freed;
    place.splice(place.end(), piece);
    while (bytes_ > kMost) {
      bytes_ -= kept_.front().length;
      freed.splice(freed.end(), kept_, kept_.begin());
    }
  }
  Unmap(freed);
}

bool SpareMemory::Trim(std::chrono::milliseconds age) noexcept {
  const auto newest = std::chrono::steady_clock::now() - age;
  Pieces freed;
  bool more = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    while (!kept_.empty() && kept_.front().since <= newest) {
      bytes_ -= kept_.front().length;
      freed.splice(freed.end(), kept_, kept_.begin());
    }
    more = !kept_.empty() || used_ > 0;
  }
  Unmap(freed);
  return more;
}

}  // namespace imglib2node
