#include "neighbours.h"

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

}  // namespace imglib2node::kernels
