// Networks of comparisons that find the element of a rank: which elements are compared never depends on them, so that
// many neighbourhoods are searched at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace imglib2node::kernels {

// Elements of a network, by their numbers.
using Wires = std::vector<uint32_t>;

// The lower of both goes to `low`, the higher one to `high`.
struct Comparison {
  uint32_t low;
  uint32_t high;
};
using Comparisons = std::vector<Comparison>;

// Appends what sorts those elements; gives them in ascending order. Batcher's merging by odds and evens (Knuth, The Art
// of Computer Programming, volume 3, 5.3.4).
Wires SortNetwork(const Wires& wires, Comparisons& steps);

struct Selection {
  Comparisons steps;
  // After the steps: the lowest, over these pairs, of the higher one of both.
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
};

// Finds the element of that rank, from 0 on, of all elements of ascending lists.
Selection SelectFromLists(std::vector<Wires> lists, size_t rank);

}  // namespace imglib2node::kernels
