// Tests of the kernels of neighbourhoods and boxes: `boxes_test CASE` runs one case and exits with 0 or 1.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "kernels/box_mean.h"
#include "kernels/median.h"
#include "kernels/selection.h"

namespace {

using imglib2node::kernels::Boxes;
using imglib2node::kernels::BoxMean;
using imglib2node::kernels::Comparison;
using imglib2node::kernels::Comparisons;
using imglib2node::kernels::ElementType;
using imglib2node::kernels::MedianFilter;
using imglib2node::kernels::MedianWindow;
using imglib2node::kernels::SelectFromLists;
using imglib2node::kernels::Selection;
using imglib2node::kernels::SortNetwork;
using imglib2node::kernels::Wires;

void Check(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

void Run(const Comparisons& steps, std::vector<int>& values) {
  for (const Comparison& step : steps) {
    if (values[step.high] < values[step.low]) std::swap(values[step.low], values[step.high]);
  }
}

// What sorts all rows of zeros and ones sorts everything (Knuth, 5.3.4, theorem Z).
void Sorts() {
  for (uint32_t length = 1; length <= 13; length++) {
    Wires wires(length);
    for (uint32_t i = 0; i < length; i++) wires[i] = length - 1 - i;
    Comparisons steps;
    const Wires sorted = SortNetwork(wires, steps);
    for (uint32_t row = 0; row < uint32_t{1} << length; row++) {
      std::vector<int> values(length);
      for (uint32_t i = 0; i < length; i++) values[i] = static_cast<int>(row >> i & 1);
      Run(steps, values);
      for (uint32_t i = 1; i < length; i++) Check(values[sorted[i - 1]] <= values[sorted[i]], "ascending order");
    }
  }
}

// Lists of all lengths, whose elements ascend, and every rank.
void Selects() {
  uint32_t noise = 1;
  const std::vector<std::vector<size_t>> lengths = {{1},       {7},          {1, 1, 1, 1, 1}, {3, 3, 3},
                                                    {9, 9, 9}, {1, 8, 2, 5}, {4, 0, 6}};
  for (const std::vector<size_t>& each : lengths) {
    size_t count = 0;
    for (const size_t length : each) count += length;
    for (size_t rank = 0; rank < count; rank++) {
      for (int round = 0; round < 50; round++) {
        std::vector<int> values(count);
        for (int& value : values) {
          noise = noise * 1664525 + 1013904223;
          value = static_cast<int>(noise >> 24) % (round + 2);
        }
        std::vector<Wires> lists;
        uint32_t next = 0;
        for (const size_t length : each) {
          Wires list(length);
          for (uint32_t& wire : list) wire = next++;
          std::sort(values.begin() + next - static_cast<ptrdiff_t>(length), values.begin() + next);
          lists.push_back(list);
        }
        std::vector<int> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        const Selection selection = SelectFromLists(lists, rank);
        Run(selection.steps, values);
        int found = std::numeric_limits<int>::max();
        for (const auto& [a, b] : selection.pairs) found = std::min(found, std::max(values[a], values[b]));
        Check(found == sorted[rank], "the element of that rank");
      }
    }
  }
}

void Medians() {
  const int64_t shape[] = {2, 3};
  const int64_t sizes[] = {1, 3};
  const int32_t places[] = {0, 1, -1, 0, 1, 2, 2};
  const uint8_t footprint[] = {1, 1, 1};
  const MedianWindow window{2, shape, sizes, places, footprint};
  const std::vector<double> source = {3, -1, 2, 5, std::numeric_limits<double>::quiet_NaN(), -0.0};
  const double outside = 4;
  std::vector<double> target(6);
  MedianFilter(ElementType::kFloat64, source.data(), window, &outside, target.data());
  Check(target == std::vector<double>({3, 2, 2, 5, 5, 0}), "medians of rows");
}

void Means() {
  const int64_t shape[] = {3, 5};
  const int64_t factors[] = {2, 2};
  std::vector<uint8_t> source(15);
  for (size_t i = 0; i < source.size(); i++) source[i] = static_cast<uint8_t>(i);
  std::vector<uint8_t> rounded(6);
  BoxMean(ElementType::kUint8, source.data(), Boxes{2, shape, factors, false, 0}, ElementType::kUint8, rounded.data());
  Check(rounded == std::vector<uint8_t>({3, 5, 7, 11, 13, 14}), "rounded, of what is there");
  std::vector<float> floats(6);
  BoxMean(ElementType::kUint8, source.data(), Boxes{2, shape, factors, true, 2}, ElementType::kFloat32, floats.data());
  Check(floats == std::vector<float>({3, 5, 4.25F, 6.25F, 7.25F, 5}), "with what is missing");
  const int64_t three[] = {3};
  const std::vector<int64_t> wide = {std::numeric_limits<int64_t>::min(), -1, -2};
  int64_t mean = 0;
  BoxMean(ElementType::kInt64, wide.data(), Boxes{1, three, three, false, 0}, ElementType::kInt64, &mean);
  Check(mean == -3074457345618258604, "64 bits");
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"sorts", Sorts}, {"selects", Selects}, {"medians", Medians}, {"means", Means}};
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) return 2;
  found->second();
  return 0;
}
