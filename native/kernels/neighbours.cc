#include "neighbours.h"

#include <algorithm>

namespace imglib2node::kernels {

std::vector<Step> Steps(size_t axes, size_t reach) {
  std::vector<Step> steps;
  std::vector<int> along(axes, -1);
  for (;;) {
    size_t length = 0;
    for (const int step : along) length += step == 0 ? 0 : 1;
    if (length > 0 && length <= reach) steps.push_back({along, length});
    size_t axis = axes;
    while (axis > 0 && along[axis - 1] == 1) along[--axis] = -1;
    if (axis == 0) return steps;
    along[axis - 1]++;
  }
}

std::vector<int64_t> CellNeighbours(const std::vector<int64_t>& shape, size_t reach) {
  std::vector<Step> steps = Steps(shape.size(), reach);
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.length < b.length; });
  std::vector<int64_t> neighbours;
  for (const Step& step : steps) {
    int64_t distance = 0;
    for (size_t axis = 0; axis < step.along.size(); axis++) distance = distance * (shape[axis] + 2) + step.along[axis];
    neighbours.push_back(distance);
  }
  return neighbours;
}

}  // namespace imglib2node::kernels
