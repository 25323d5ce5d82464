// How often each small integer occurs in a neighbourhood that moves on, and the one of a rank (Huang, Yang, Tang, "A
// fast two-dimensional median filtering algorithm", IEEE Trans. Acoustics, Speech, and Signal Processing 27, 1979): the
// median of the next neighbourhood is near that of the last one. Part of median.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imglib2node::kernels {

class SlidingCounts {
 public:
  // Of values below `values`, a multiple of kGroup.
  explicit SlidingCounts(size_t values) : counts_(values), groups_(values / kGroup) {}

  void Add(size_t value) {
    counts_[value]++;
    groups_[value / kGroup]++;
    if (value < at_) below_++;
  }

  void Remove(size_t value) {
    counts_[value]--;
    groups_[value / kGroup]--;
    if (value < at_) below_--;
  }

  // The value of that rank, of more values than it says.
  size_t Find(size_t rank) {
    while (below_ > rank) {
      if (at_ % kGroup == 0 && below_ - groups_[at_ / kGroup - 1] > rank) {
        at_ -= kGroup;
        below_ -= groups_[at_ / kGroup];
      } else {
        below_ -= counts_[--at_];
      }
    }
    while (below_ + counts_[at_] <= rank) {
      if (at_ % kGroup == 0 && below_ + groups_[at_ / kGroup] <= rank) {
        below_ += groups_[at_ / kGroup];
        at_ += kGroup;
      } else {
        below_ += counts_[at_++];
      }
    }
    return at_;
  }

 private:
  static constexpr size_t kGroup = 64;

  std::vector<uint32_t> counts_;
  std::vector<uint32_t> groups_;
  // A value, and how many are lower.
  size_t at_ = 0;
  size_t below_ = 0;
};

}  // namespace imglib2node::kernels
