// Tests of the kernels of image functions: `filters_test CASE` runs one case and exits with 0 or 1.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "kernels/affine.h"
#include "kernels/along_axis.h"
#include "kernels/histogram.h"
#include "kernels/vectors.h"

namespace {

using imglib2node::kernels::AffineView;
using imglib2node::kernels::Beyond;
using imglib2node::kernels::Boundary;
using imglib2node::kernels::ElementType;
using imglib2node::kernels::Histogram;
using imglib2node::kernels::Lines;
using imglib2node::kernels::RoundTo;
using imglib2node::kernels::SampleAffine;
using imglib2node::kernels::Spline;
using imglib2node::kernels::SplineAlongAxis;
using imglib2node::kernels::SumAlongAxis;
using imglib2node::kernels::TakeAlongAxis;
using imglib2node::kernels::Taps;

void Check(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

constexpr Spline kNoSpline{nullptr, 0, Boundary::kMirror};

// Lines beside one another and along the fastest axis, more than are worked on at a time.
void Sums() {
  const int32_t indices[] = {0, 2, -1, 1};
  const double weights[] = {1, 2, 3, 4};
  for (const size_t inner : {size_t{1}, size_t{3}, size_t{1025}}) {
    const Lines lines{19, 3, inner};
    std::vector<uint16_t> source(lines.outer * lines.length * inner);
    for (size_t i = 0; i < source.size(); i++) source[i] = static_cast<uint16_t>(i);
    std::vector<float> target(lines.outer * 2 * inner);
    SumAlongAxis(ElementType::kUint16, source.data(), lines, kNoSpline, Taps{2, 2, indices, weights, 100},
                 ElementType::kFloat32, target.data());
    for (size_t o = 0; o < lines.outer; o++) {
      for (size_t k = 0; k < inner; k++) {
        const auto at = [&](size_t i) { return static_cast<double>(source[(o * 3 + i) * inner + k]); };
        Check(target[o * 2 * inner + k] == static_cast<float>(at(0) + 2 * at(2)), "the first sum");
        Check(target[(o * 2 + 1) * inner + k] == static_cast<float>(300 + 4 * at(1)), "the sum with what is outside");
      }
    }
  }
}

// The same weights for all elements, more of them than are added at once; the result takes the place of the source.
void Slides() {
  constexpr int32_t kTaps = 19;
  const std::vector<double> weights(size_t{kTaps} * 40, 2);
  std::vector<int32_t> indices;
  for (int32_t j = 0; j < 40; j++) {
    for (int32_t t = 0; t < kTaps; t++) indices.push_back(j + t - 9 < 0 || j + t - 9 >= 40 ? -1 : j + t - 9);
  }
  for (const size_t inner : {size_t{1}, size_t{3}}) {
    std::vector<double> values(size_t{3} * 40 * inner, 1);
    SumAlongAxis(ElementType::kFloat64, values.data(), Lines{3, 40, inner}, kNoSpline,
                 Taps{40, kTaps, indices.data(), weights.data(), 5}, ElementType::kFloat64, values.data());
    for (size_t i = 0; i < values.size(); i++) {
      const auto j = static_cast<int>(i / inner % 40);
      const int beyond = std::max(0, 9 - j) + std::max(0, j + 9 - 39);
      Check(values[i] == 2 * (kTaps - beyond) + 10 * beyond, "sums in place");
    }
  }
}

void Takes() {
  const std::vector<int16_t> source = {1, 2, 3, 4, 5, 6};
  const int32_t indices[] = {2, -1, 0, 0};
  std::vector<int16_t> target(8, 9);
  TakeAlongAxis(2, source.data(), Lines{1, 3, 2}, 4, indices, target.data());
  Check(target == std::vector<int16_t>({5, 6, 0, 0, 1, 2, 1, 2}), "elements by their indices");
}

// Coefficients of the cubic spline: the spline's value at each element is the element.
void Splines() {
  const double pole = std::sqrt(3.0) - 2;
  for (const size_t inner : {size_t{1}, size_t{2}, size_t{700}}) {
    for (const Boundary boundary : {Boundary::kMirror, Boundary::kReflect, Boundary::kWrap}) {
      const Lines lines{3, 9, inner};
      std::vector<double> values(lines.outer * lines.length * inner);
      for (size_t i = 0; i < values.size(); i++) values[i] = std::sin(static_cast<double>(i * i));
      std::vector<double> coefficients(values.size());
      SplineAlongAxis(ElementType::kFloat64, values.data(), lines, Spline{&pole, 1, boundary}, coefficients.data());
      for (size_t i = 1; i + 1 < lines.length; i++) {
        for (size_t k = 0; k < inner; k++) {
          const double* c = &coefficients[i * inner + k];
          const double value = (*(c - inner) + 4 * *c + *(c + inner)) / 6;
          Check(std::abs(value - values[i * inner + k]) < 1e-14, "the spline goes through the values");
        }
      }
    }
  }
  double one = 5;
  SplineAlongAxis(ElementType::kFloat64, &one, Lines{1, 1, 1}, Spline{&pole, 1, Boundary::kMirror}, &one);
  Check(one == 5, "a line of one element");
}

void Affine() {
  const std::vector<double> source = {1, 2, 3, 4, 5, 6};
  const int64_t shape[] = {2, 3};
  const double matrix[] = {1, 0, 0, 1};
  const double half[] = {0, 0.5};
  std::vector<double> target(6);
  AffineView view{2, shape, shape, matrix, half, 1, Beyond::kConstant, -1};
  SampleAffine(source.data(), view, ElementType::kFloat64, target.data());
  Check(target == std::vector<double>({1.5, 2.5, -1, 4.5, 5.5, -1}), "half a voxel along the fastest axis");
  view.beyond = Beyond::kNearest;
  SampleAffine(source.data(), view, ElementType::kFloat64, target.data());
  Check(target == std::vector<double>({1.5, 2.5, 3, 4.5, 5.5, 6}), "the edge goes on");
  const double nowhere[] = {std::numeric_limits<double>::quiet_NaN(), 1e300};
  view.offset = nowhere;
  for (const Beyond beyond : {Beyond::kNearest, Beyond::kReflect, Beyond::kWrap, Beyond::kGridConstant}) {
    view.beyond = beyond;
    SampleAffine(source.data(), view, ElementType::kFloat64, target.data());
    Check(target == std::vector<double>(6, -1), "positions that are none");
  }
}

void Counts() {
  const std::vector<float> source = {0, 0.5F, 1, 2, 3, -1, 4, std::numeric_limits<float>::quiet_NaN()};
  const double edges[] = {0, 1, 3};
  double counts[2] = {10, 20};
  Histogram(ElementType::kFloat32, source.data(), source.size(), edges, 2, counts);
  Check(counts[0] == 12 && counts[1] == 23, "the last bin has its upper edge, what is outside is not counted");
}

void Rounds() {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> source = {0.5, -0.5, 2.49, 300, -infinity, std::numeric_limits<double>::quiet_NaN()};
  std::vector<int8_t> small(6);
  RoundTo(ElementType::kInt8, source.data(), small.data(), 6);
  Check(small == std::vector<int8_t>({1, -1, 2, 127, -128, 0}), "halves away from zero, ends kept");
  const double large[] = {infinity, 9.3e18, -9.3e18};
  std::vector<int64_t> wide(3);
  RoundTo(ElementType::kInt64, large, wide.data(), 3);
  constexpr auto kHigh = std::numeric_limits<int64_t>::max();
  Check(wide == std::vector<int64_t>({kHigh, kHigh, std::numeric_limits<int64_t>::min()}), "the ends of 64 bits");
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"sums", Sums},     {"slides", Slides}, {"takes", Takes},   {"splines", Splines},
      {"affine", Affine}, {"counts", Counts}, {"rounds", Rounds},
  };
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) return 2;
  for (const size_t bytes : {64, 32, 16}) {
    imglib2node::kernels::MostVectorBytes() = bytes;
    found->second();
  }
  return 0;
}
