// Tests of the kernels of components, distances and basins: `regions_test CASE` runs one case and exits with 0 or 1.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "kernels/components.h"
#include "kernels/distance.h"
#include "kernels/spread.h"
#include "kernels/watershed.h"

namespace {

using imglib2node::kernels::DistanceAlongAxis;
using imglib2node::kernels::ElementType;
using imglib2node::kernels::Flood;
using imglib2node::kernels::kReached;
using imglib2node::kernels::Label;
using imglib2node::kernels::Lines;
using imglib2node::kernels::NearestAlongAxis;
using imglib2node::kernels::Spread;
using imglib2node::kernels::Watershed;

using Labels = std::vector<int32_t>;

void Check(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

void Components() {
  const std::vector<uint8_t> source = {0, 7, 0, 1,  //
                                       1, 0, 1, 0};
  Labels labels(8, 9);
  Check(Label(ElementType::kUint8, source.data(), {2, 4}, 1, labels.data()) == 4, "four that share no face");
  Check(labels == Labels({0, 1, 0, 2, 3, 0, 4, 0}), "numbers in the order of first voxels");
  Check(Label(ElementType::kUint8, source.data(), {2, 4}, 2, labels.data()) == 1, "one by corners");
  const std::vector<double> floats = {std::numeric_limits<double>::quiet_NaN(), -0.0, 1};
  Labels three(3, 9);
  Check(Label(ElementType::kFloat64, floats.data(), {3}, 1, three.data()) == 2, "NaN is not 0, -0 is");
  Check(Label(ElementType::kUint8, nullptr, {4, 0}, 1, nullptr) == 0, "nothing");
}

// Two that meet late: a comb, whose teeth are joined by its last line.
void Joined() {
  constexpr size_t kRows = 50;
  constexpr size_t kColumns = 99;
  std::vector<uint8_t> source(kRows * kColumns);
  for (size_t i = 0; i < source.size(); i++) source[i] = i % kColumns % 2 == 0 || i / kColumns == kRows - 1 ? 1 : 0;
  Labels labels(source.size());
  Check(Label(ElementType::kBool, source.data(), {kRows, kColumns}, 1, labels.data()) == 1, "one comb");
  for (size_t i = 0; i < source.size(); i++) Check(labels[i] == source[i], "all of it has the number 1");
}

// All distances against those to each voxel that is 0.
void Distances() {
  constexpr int64_t kShape[] = {7, 9, 11};
  std::vector<float> source(size_t{7} * 9 * 11, 1);
  for (size_t i = 5; i < source.size(); i += 101) source[i] = 0;
  std::vector<double> squares(source.size());
  DistanceAlongAxis(ElementType::kFloat32, source.data(), Lines{1, 7, 99}, 2, squares.data());
  NearestAlongAxis(squares.data(), Lines{7, 9, 11}, 1);
  NearestAlongAxis(squares.data(), Lines{63, 11, 1}, 3);
  for (size_t i = 0; i < source.size(); i++) {
    double nearest = std::numeric_limits<double>::infinity();
    for (size_t j = 0; j < source.size(); j++) {
      if (source[j] != 0) continue;
      const auto along = [&](size_t step, int64_t extent) {
        return static_cast<double>(static_cast<int64_t>(i / step) % extent - static_cast<int64_t>(j / step) % extent);
      };
      const double z = 2 * along(99, kShape[0]);
      const double y = along(11, kShape[1]);
      const double x = 3 * along(1, kShape[2]);
      nearest = std::fmin(nearest, z * z + y * y + x * x);
    }
    Check(squares[i] == nearest, "the square of the distance to the nearest 0");
  }
  std::vector<double> none(4);
  const std::vector<uint8_t> full(4, 1);
  DistanceAlongAxis(ElementType::kUint8, full.data(), Lines{1, 2, 2}, 1, none.data());
  NearestAlongAxis(none.data(), Lines{2, 2, 1}, 1);
  Check(none == std::vector<double>(4, std::numeric_limits<double>::infinity()), "infinite without a 0");
}

void Basins() {
  const std::vector<int16_t> heights = {-1, 2, 3, 2, -1};
  Labels labels = {1, 0, 0, 0, 2};
  Flood flood{ElementType::kInt16, heights.data(), {5}, nullptr, 1, false};
  Watershed(flood, labels.data());
  Check(labels == Labels({1, 1, 1, 2, 2}), "the plateau goes to who came first");
  labels = {1, 0, 0, 0, 2};
  flood.line = true;
  Watershed(flood, labels.data());
  Check(labels == Labels({1, 1, 0, 2, 2}), "a line between basins");
  const std::vector<uint8_t> mask = {1, 1, 0, 1, 1};
  labels = {1, 0, 0, 0, 0};
  flood.mask = mask.data();
  flood.line = false;
  Watershed(flood, labels.data());
  Check(labels == Labels({1, 1, 0, 0, 0}), "nothing beyond the mask");
  // 64 bits are compared as doubles, NaN is the highest.
  const std::vector<double> floats = {0, std::numeric_limits<double>::quiet_NaN(), 1e300, 0};
  labels = {1, 0, 0, 2};
  Watershed(Flood{ElementType::kFloat64, floats.data(), {4}, nullptr, 1, false}, labels.data());
  Check(labels == Labels({1, 1, 2, 2}), "NaN");
}

// The two halves of a row, each with a voxel of the other beside it, give what the row gives.
void Parts() {
  constexpr size_t kRow = 2 * kReached;  // a row has a voxel at each end
  const std::vector<uint8_t> heights = {1, 3, 0, 0, 2, 9};
  Labels row = {4, 0, 0, 0, 0, 0};
  const std::vector<double> nothing(kRow);
  std::vector<double> ends(kRow);
  Spread(Flood{ElementType::kUint8, heights.data(), {6}, nullptr, 1, false}, nothing.data(), row.data(), ends.data());
  Check(row == Labels(6, 4), "all of the row");
  Check(std::vector<double>(ends.begin() + kReached, ends.end()) == std::vector<double>({4, 9, 0, 3, 3}),
        "over 9, from the third behind 3");
  Labels left = {4, 0, 0};
  std::vector<double> cut(kRow);
  Spread(Flood{ElementType::kUint8, heights.data(), {3}, nullptr, 1, false}, nothing.data(), left.data(), cut.data());
  Check(left == Labels(3, 4), "the left part");
  Labels right(3);
  std::vector<double> around(kRow);
  std::copy(cut.begin() + kReached, cut.end(), around.begin());
  std::vector<double> last(kRow);
  Spread(Flood{ElementType::kUint8, heights.data() + 3, {3}, nullptr, 1, false}, around.data(), right.data(),
         last.data());
  Check(right == Labels(3, 4), "the right part");
  Check(std::equal(last.begin() + kReached, last.end(), ends.begin() + kReached), "as in the row");
  // A rival that is lower comes first, and leaves the marker alone.
  around[0] = -7;
  around[1] = 0;
  Labels held = {0, 5, 0};
  Spread(Flood{ElementType::kUint8, heights.data() + 3, {3}, nullptr, 1, false}, around.data(), held.data(),
         last.data());
  Check(held == Labels({-7, 5, 5}), "from around, and from the marker");
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"components", Components}, {"joined", Joined}, {"distances", Distances}, {"basins", Basins}, {"parts", Parts}};
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) return 2;
  found->second();
  return 0;
}
