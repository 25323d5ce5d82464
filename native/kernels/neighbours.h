// The neighbours of a voxel, as steps along each axis. Allocates its results; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imglib2node::kernels {

// A step of -1, 0 or 1 along each axis, and how many of them are not 0.
struct Step {
  std::vector<int> along;
  size_t length;
};

// All steps of a length from 1 to `reach` along `axes` axes, in C order: those before the middle one come first.
std::vector<Step> Steps(size_t axes, size_t reach);

// By how many cells each neighbour is away in an array of that shape with a cell more on each side of each axis: near
// ones first, and in C order.
std::vector<int64_t> CellNeighbours(const std::vector<int64_t>& shape, size_t reach);

}  // namespace imglib2node::kernels
