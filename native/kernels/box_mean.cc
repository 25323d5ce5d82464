#include "box_mean.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "clones.h"

namespace imglib2node::kernels {

// Rows of one length that are averaged together, and what they are along the fastest axis.
struct BoxRows {
  const size_t* starts;
  size_t count;
  size_t extent;
  size_t factor;
  // Elements of a whole box.
  size_t whole;
  bool padded;
  double outside;
};

namespace {

// Of up to so many integers of 32 bits sums, twice as large, are exact in doubles, and so are the floors of means.
constexpr size_t kMostInDoubles = size_t{1} << 19;
constexpr uint64_t kLow = 0xffffffff;
// About so many elements of a row are added up at a time.
constexpr size_t kPart = 2048;

template <typename T>
void AddRow(const T* row, size_t length, bool first, double* sums) {
  if (first) {
    for (size_t i = 0; i < length; i++) sums[i] = static_cast<double>(row[i]);
  } else {
    for (size_t i = 0; i < length; i++) sums[i] += static_cast<double>(row[i]);
  }
}

// The sums of boxes, from those of columns; the first `length` are left.
void AddColumns(double* sums, size_t length, size_t factor) {
  if (factor == 1) return;
  for (size_t o = 0, from = 0; from < length; o++, from += factor) {
    const size_t end = std::min(length, from + factor);
    double sum = sums[from];
    for (size_t i = from + 1; i < end; i++) sum += sums[i];
    sums[o] = sum;
  }
}

template <typename D>
D MeanOf(double sum, double count) {
  if constexpr (std::is_integral_v<D>)
    return static_cast<D>(std::floor((2 * sum + count) / (2 * count)));
  else
    return static_cast<D>(sum / count);
}

template <typename S, typename D>
void MeansOfRows(const S* source, const BoxRows& rows, double* sums, D* target) {
  const size_t part = std::max<size_t>(1, kPart / rows.factor) * rows.factor;
  for (size_t from = 0; from < rows.extent; from += part) {
    const size_t length = std::min(part, rows.extent - from);
    for (size_t r = 0; r < rows.count; r++) AddRow(source + rows.starts[r] + from, length, r == 0, sums);
    AddColumns(sums, length, rows.factor);
    const size_t full = length / rows.factor;
    const size_t there = rows.count * rows.factor;
    const size_t missing = rows.padded ? rows.whole - there : 0;
    const auto count = static_cast<double>(there + missing);
    if (missing > 0) {
      for (size_t o = 0; o < full; o++) sums[o] += rows.outside * static_cast<double>(missing);
    }
    for (size_t o = 0; o < full; o++) target[o] = MeanOf<D>(sums[o], count);
    target += full;
    const size_t left = rows.count * (length - full * rows.factor);
    if (left == 0) continue;
    const size_t lacking = rows.padded ? rows.whole - left : 0;
    const double sum = lacking > 0 ? sums[full] + rows.outside * static_cast<double>(lacking) : sums[full];
    *target++ = MeanOf<D>(sum, static_cast<double>(left + lacking));
  }
}

// The nearest of high * 2^32 + low, divided by the count.
template <typename T>
T ExactMean(int64_t high, uint64_t low, int64_t count) {
  high += static_cast<int64_t>(low >> 32);
  int64_t quotient = high / count;
  int64_t rest = high % count;
  if (rest < 0) {
    quotient--;
    rest += count;
  }
  const uint64_t below = (static_cast<uint64_t>(rest) << 32) | (low & kLow);
  const auto divisor = static_cast<uint64_t>(count);
  const uint64_t up = 2 * (below % divisor) >= divisor ? 1 : 0;
  return static_cast<T>((static_cast<uint64_t>(quotient) << 32) + below / divisor + up);
}

template <typename T>
void ExactMeans(const T* source, const BoxRows& rows, T* target) {
  for (size_t from = 0; from < rows.extent; from += rows.factor) {
    const size_t length = std::min(rows.factor, rows.extent - from);
    // Modulo 2^64, from which a sum below 0 comes back as such.
    uint64_t high = 0;
    uint64_t low = 0;
    using Wide = std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>;
    for (size_t r = 0; r < rows.count; r++) {
      const T* row = source + rows.starts[r] + from;
      for (size_t i = 0; i < length; i++) {
        const auto wide = static_cast<Wide>(row[i]);  // NOLINT(bugprone-signed-char-misuse): the sign is meant
        const auto bits = static_cast<uint64_t>(wide);
        high += static_cast<uint64_t>(wide >> 32);
        low += bits & kLow;
      }
    }
    *target++ = ExactMean<T>(static_cast<int64_t>(high), low, static_cast<int64_t>(rows.count * length));
  }
}

// Where the rows begin that box `index` of the leading axes has, in C order.
void FindRows(const Boxes& boxes, const std::vector<size_t>& index, std::vector<size_t>& rows) {
  rows.assign(1, 0);
  std::vector<size_t> finer;
  for (size_t d = 0; d < index.size(); d++) {
    const auto extent = static_cast<size_t>(boxes.shape[d]);
    const auto factor = static_cast<size_t>(boxes.factors[d]);
    const size_t from = index[d] * factor;
    const size_t end = from + std::min(factor, extent - from);
    finer.clear();
    for (const size_t row : rows) {
      for (size_t i = from; i < end; i++) finer.push_back(row * extent + i);
    }
    rows.swap(finer);
  }
  for (size_t& row : rows) row *= static_cast<size_t>(boxes.shape[boxes.axes - 1]);
}

}  // namespace

IMGLIB2NODE_CLONES void MeansOfBoxes(ElementType type, const void* source, const BoxRows& rows, double* sums,
                                     ElementType target_type, void* target) {
  Visit(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const auto* elements = static_cast<const T*>(source);
    if (target_type == ElementType::kFloat64) return MeansOfRows(elements, rows, sums, static_cast<double*>(target));
    if (target_type == ElementType::kFloat32) return MeansOfRows(elements, rows, sums, static_cast<float*>(target));
    if constexpr (std::is_integral_v<T>) {
      if (sizeof(T) > 4 || rows.whole > kMostInDoubles)
        ExactMeans(elements, rows, static_cast<T*>(target));
      else
        MeansOfRows(elements, rows, sums, static_cast<T*>(target));
    }
  });
}

void BoxMean(ElementType type, const void* source, const Boxes& boxes, ElementType target_type, void* target) {
  const size_t last = boxes.axes - 1;
  BoxRows rows{};
  rows.extent = static_cast<size_t>(boxes.shape[last]);
  rows.factor = static_cast<size_t>(boxes.factors[last]);
  rows.whole = 1;
  for (size_t d = 0; d < boxes.axes; d++) rows.whole *= static_cast<size_t>(boxes.factors[d]);
  rows.padded = boxes.padded;
  rows.outside = boxes.outside;
  const size_t bytes = (rows.extent + rows.factor - 1) / rows.factor * SizeOf(target_type);
  std::vector<double> sums(std::min(rows.extent, std::max(kPart, rows.factor)));
  std::vector<size_t> index(last);
  std::vector<size_t> starts;
  auto* to = static_cast<uint8_t*>(target);
  for (;;) {
    FindRows(boxes, index, starts);
    rows.starts = starts.data();
    rows.count = starts.size();
    MeansOfBoxes(type, source, rows, sums.data(), target_type, to);
    to += bytes;
    size_t d = last;
    while (d > 0 &&
           ++index[d - 1] * static_cast<size_t>(boxes.factors[d - 1]) >= static_cast<size_t>(boxes.shape[d - 1])) {
      index[--d] = 0;
    }
    if (d == 0) return;
  }
}

}  // namespace imglib2node::kernels
