// Boxes cut out of strided memory, without Node. `chunks_test NAME` runs one case; ctest runs all
// (native/CMakeLists.txt).
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "chunks/cut.h"

namespace {

using imglib2node::chunks::Axis;
using imglib2node::chunks::Coarse;
using imglib2node::chunks::Cut;
using imglib2node::chunks::SourceType;

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::exit(1);
}

template <typename T, typename S>
std::vector<T> CutOut(const Cut& cut, const std::vector<S>& source, size_t first = 0) {
  size_t count = 0;
  Check(Measure(cut, &count), "the box is possible");
  std::vector<T> target(count);
  Check(imglib2node::chunks::TargetSize(cut.type, cut.floats) == sizeof(T), "the elements are of the expected size");
  Run(cut, reinterpret_cast<const uint8_t*>(source.data() + first), reinterpret_cast<uint8_t*>(target.data()));
  return target;
}

Cut Of(SourceType type, std::vector<Axis> axes) {
  Cut cut;
  cut.type = type;
  cut.axes = std::move(axes);
  return cut;
}

void Whole() {
  const std::vector<uint16_t> source = {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23};
  const auto got = CutOut<uint16_t>(Of(SourceType::kUint16, {{3, 4, 1, 2, 1}, {4, 1, 1, 3, 1}}), source);
  Check(got == std::vector<uint16_t>({11, 12, 13, 21, 22, 23}), "a box of two rows");
}

void Strides() {
  // A picture of two rows and three columns, seen transposed and mirrored.
  const std::vector<uint8_t> source = {1, 2, 3, 4, 5, 6};
  const auto got = CutOut<uint8_t>(Of(SourceType::kUint8, {{3, 1, 0, 3, 1}, {2, -3, 0, 2, 1}}), source, 3);
  Check(got == std::vector<uint8_t>({4, 1, 5, 2, 6, 3}), "columns as rows, the last row first");
  const auto repeated = CutOut<uint8_t>(Of(SourceType::kUint8, {{2, 0, 0, 2, 1}, {3, 1, 0, 3, 1}}), source);
  Check(repeated == std::vector<uint8_t>({1, 2, 3, 1, 2, 3}), "a stride of 0 repeats");
}

void MeanOf() {
  const std::vector<uint8_t> source = {0, 1, 10, 20, 2, 4, 30, 41};
  const auto got = CutOut<uint8_t>(Of(SourceType::kUint8, {{2, 4, 0, 1, 2}, {4, 1, 0, 2, 2}}), source);
  // 7 / 4 = 1.75 and 101 / 4 = 25.25.
  Check(got == std::vector<uint8_t>({2, 25}), "means are rounded to the nearest");
  const std::vector<float> floats = {1, 2, 4, 8};
  const auto halves = CutOut<float>(Of(SourceType::kFloat32, {{4, 1, 0, 2, 2}}), floats);
  Check(halves == std::vector<float>({1.5F, 6}), "means of floats are not");
}

void MeanBelowZero() {
  const std::vector<int16_t> source = {-3, -4, -1, -2, -32768, -32768, 1, 2};
  const auto got = CutOut<int16_t>(Of(SourceType::kInt16, {{8, 1, 0, 4, 2}}), source);
  Check(got == std::vector<int16_t>({-3, -1, -32768, 2}), "halves go up, below zero as well");
}

void Edges() {
  const std::vector<uint8_t> source = {1, 3, 5, 7, 9};
  const auto got = CutOut<uint8_t>(Of(SourceType::kUint8, {{5, 1, 0, 3, 2}}), source);
  Check(got == std::vector<uint8_t>({2, 6, 9}), "the last voxel stands for what is left");
}

void Middle() {
  const std::vector<uint32_t> source = {1, 2, 3, 4, 5, 6, 7};
  Cut cut = Of(SourceType::kUint32, {{7, 1, 0, 2, 4}});
  cut.coarse = Coarse::kMiddle;
  Check(CutOut<uint32_t>(cut, source) == std::vector<uint32_t>({3, 6}), "the label in the middle of each four");
}

void Swapped() {
  const std::vector<uint16_t> source = {0x0102, 0xff00};
  Cut cut = Of(SourceType::kUint16, {{2, 1, 0, 2, 1}});
  cut.swapped = true;
  Check(CutOut<uint16_t>(cut, source) == std::vector<uint16_t>({0x0201, 0x00ff}), "bytes in the other order");
}

void HalfFloats() {
  const std::vector<uint16_t> source = {0x3c00, 0xc000, 0x3555, 0x0001, 0x7c00};
  const auto got = CutOut<float>(Of(SourceType::kFloat16, {{5, 1, 0, 5, 1}}), source);
  Check(got[0] == 1 && got[1] == -2 && got[2] == 0.333251953125F, "one, minus two, about a third");
  Check(got[3] == 5.9604644775390625e-8F && got[4] > 1e38F, "the least above zero, and infinity");
}

void Wide() {
  const std::vector<int64_t> source = {-5, 7};
  Cut cut = Of(SourceType::kInt64, {{2, 1, 0, 2, 1}});
  Check(CutOut<uint64_t>(cut, source) == std::vector<uint64_t>({0xfffffffffffffffbULL, 7}), "labels keep their bits");
  cut.floats = true;
  Check(CutOut<float>(cut, source) == std::vector<float>({-5, 7}), "images become floats");
  const std::vector<double> doubles = {0.1, 1e300};
  const auto floats = CutOut<float>(Of(SourceType::kFloat64, {{1, 1, 0, 1, 1}}), doubles);
  Check(floats[0] == 0.1F, "doubles become floats");
}

void Outside() {
  size_t count = 0;
  Check(!Measure(Of(SourceType::kUint8, {{5, 1, 2, 2, 2}}), &count), "three voxels of two each, and no fourth");
  Check(!Measure(Of(SourceType::kUint8, {{5, 1, 0, 1, 0}}), &count), "a factor of 0");
  Check(!Measure(Of(SourceType::kUint8, {}), &count), "no axes");
  Check(!Measure(Of(SourceType::kUint8, {{5, 1, SIZE_MAX, 2, 1}}), &count), "a start beyond all");
  int64_t low = 0;
  int64_t high = 0;
  Check(Reach(Of(SourceType::kUint8, {{5, -4, 1, 2, 2}}), &low, &high) && low == -16 && high == -8,
        "how far it reaches");
  Check(!Reach(Of(SourceType::kUint8, {{SIZE_MAX / 4, PTRDIFF_MAX, 1, 2, 1}}), &low, &high), "further than there is");
}

const std::map<std::string, std::function<void()>> kCases = {
    {"whole", Whole}, {"strides", Strides}, {"mean", MeanOf},     {"mean_below_zero", MeanBelowZero},
    {"edges", Edges}, {"middle", Middle},   {"swapped", Swapped}, {"half", HalfFloats},
    {"wide", Wide},   {"outside", Outside},
};

}  // namespace

int main(int argc, char** argv) {
  const auto found = argc == 2 ? kCases.find(argv[1]) : kCases.end();
  if (found == kCases.end()) {
    std::fprintf(stderr, "usage: chunks_test NAME\n");
    return 2;
  }
  found->second();
  return 0;
}
