// Mapped memory that was freed, kept for a while for whoever needs as much next and overwrites all of it: the system
// zeroes pages each time it gives them, which takes longer than many a function over them. While they are kept, the
// system may take the pages back (OfferPages), so that nobody is killed for their sake.
//
// Owns what Give() took, until Take() or Trim(). Thread: any.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>

namespace imglib2node {

class SpareMemory {
 public:
  struct Piece {
    void* data;
    size_t length;
    std::chrono::steady_clock::time_point since;
  };

  // None or one: with its place in a list, since to free must not take memory.
  using Pieces = std::list<Piece>;

  // At most so many bytes are kept; the oldest go first.
  static constexpr size_t kMost = size_t{256} * 1024 * 1024;

  // The one of this process, never destroyed: Java threads may free memory while the process exits.
  static SpareMemory& Instance();

  // Zeroed pages; where the system has none left, what is kept is freed first. nullptr if that does not help.
  void* Map(size_t length);

  // Kept pages, or else mapped ones, which the caller gives back; none if there are none.
  Pieces Take(size_t length);

  // Takes back what Take() gave.
  void Give(Pieces piece) noexcept;

  // Frees what was kept for so long. True if something is kept still, or is used and will be.
  bool Trim(std::chrono::milliseconds age) noexcept;

 private:
  Pieces TakeKept(size_t length);

  std::mutex mutex_;
  Pieces kept_;  // the oldest first
  size_t bytes_ = 0;
  size_t used_ = 0;
};

}  // namespace imglib2node
