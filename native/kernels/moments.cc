#include <algorithm>

#include "clones.h"
#include "lanes.h"
#include "reduce.h"

namespace imglib2node::kernels {
namespace {

constexpr size_t kTile = 1024;

struct Weights {
  double before;
  double now;
  double all;
};

void Merge(const Weights& n, double mean, double squares, double& mean_so_far, double& squares_so_far) {
  if (n.before == 0) {
    mean_so_far = mean;
    squares_so_far = squares;
    return;
  }
  const double delta = mean - mean_so_far;
  mean_so_far = mean_so_far + delta * (n.now / n.all);
  squares_so_far = squares_so_far + squares + delta * delta * (n.before * n.now / n.all);
}

template <typename T>
void MomentsOfRow(const T* row, const Weights& n, size_t length, double& mean_so_far, double& squares_so_far) {
  const auto add = [](double a, double x) { return a + x; };
  const auto value = [row](size_t i) { return static_cast<double>(row[i]); };
  const double mean = CombineRow<double>(length, value, add) / n.now;
  const auto square = [row, mean](size_t i) {
    const double difference = static_cast<double>(row[i]) - mean;
    return difference * difference;
  };
  Merge(n, mean, CombineRow<double>(length, square, add), mean_so_far, squares_so_far);
}

template <typename T>
void MomentsOfColumns(const T* source, const Weights& n, size_t planes, size_t stride, size_t columns, double* means,
                      double* squares) {
  double mean[kTile] = {};
  double sum[kTile] = {};
  for (size_t k = 0; k < planes; k++) {
    for (size_t i = 0; i < columns; i++) mean[i] += static_cast<double>(source[k * stride + i]);
  }
  for (size_t i = 0; i < columns; i++) mean[i] /= n.now;
  for (size_t k = 0; k < planes; k++) {
    for (size_t i = 0; i < columns; i++) {
      const double difference = static_cast<double>(source[k * stride + i]) - mean[i];
      sum[i] += difference * difference;
    }
  }
  for (size_t i = 0; i < columns; i++) Merge(n, mean[i], sum[i], means[i], squares[i]);
}

}  // namespace

IMGLIB2NODE_CLONES void Moments(ElementType type, const void* source, const Block& block, double count, double* means,
                                double* squares) {
  if (block.axis == 0) return;
  const auto now = static_cast<double>(block.axis);
  const Weights n{count, now, count + now};
  Visit(type, [&](auto tag) {
    const auto* from = static_cast<const typename decltype(tag)::type*>(source);
    for (size_t o = 0; o < block.outer; o++, from += block.axis * block.inner) {
      double* mean = means + o * block.inner;
      double* square = squares + o * block.inner;
      if (block.inner == 1) {
        MomentsOfRow(from, n, block.axis, *mean, *square);
        continue;
      }
      for (size_t first = 0; first < block.inner; first += kTile) {
        const size_t columns = std::min(kTile, block.inner - first);
        MomentsOfColumns(from + first, n, block.axis, block.inner, columns, mean + first, square + first);
      }
    }
  });
}

}  // namespace imglib2node::kernels
