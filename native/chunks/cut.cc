#include "cut.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "../kernels/half.h"

namespace imglib2node::chunks {
namespace {

// The bits of a half-precision float, as a type of its own.
struct Half {
  uint16_t bits;
};

template <typename S, bool kSwapped>
S Load(const uint8_t* at) {
  S value;
  if constexpr (kSwapped && sizeof(S) > 1) {
    uint8_t bytes[sizeof(S)];
    for (size_t i = 0; i < sizeof(S); i++) bytes[i] = at[sizeof(S) - 1 - i];
    std::memcpy(&value, bytes, sizeof(S));
  } else {
    std::memcpy(&value, at, sizeof(S));
  }
  return value;
}

template <typename S, typename T>
T Convert(S value) {
  if constexpr (std::is_same_v<S, Half>) {
    return static_cast<T>(kernels::FloatOfHalf(value.bits));
  } else {
    return static_cast<T>(value);
  }
}

// Sums of up to 32-bit integers are exact in 64 bits for any chunk that fits in memory; all else adds doubles.
template <typename S>
using Sum = std::conditional_t<std::is_integral_v<S> && sizeof(S) <= 4, int64_t, double>;

template <typename T, typename Total>
T Mean(Total sum, int64_t count) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(static_cast<double>(sum) / static_cast<double>(count));
  } else if constexpr (std::is_floating_point_v<Total>) {
    return static_cast<T>(sum / static_cast<double>(count));
  } else {
    // To the nearest, halves up, below zero as well.
    const int64_t doubled = 2 * sum + count;
    const int64_t divisor = 2 * count;
    const int64_t whole = doubled / divisor;
    return static_cast<T>(doubled % divisor < 0 ? whole - 1 : whole);
  }
}

// Counts through a box, the last axis fastest.
class Odometer {
 public:
  explicit Odometer(size_t axes) : at_(axes, 0) {}

  const std::vector<size_t>& at() const { return at_; }

  // False after the last position.
  bool Step(const std::vector<size_t>& lengths) {
    for (size_t d = at_.size(); d-- > 0;) {
      if (++at_[d] < lengths[d]) return true;
      at_[d] = 0;
    }
    return false;
  }

 private:
  std::vector<size_t> at_;
};

// How many voxels of the source a voxel of the level stands for along an axis.
size_t Covered(const Axis& axis, size_t index) {
  return std::min(axis.factor, axis.extent - (axis.start + index) * axis.factor);
}

template <typename S, typename T, bool kSwapped>
class Cutter {
 public:
  Cutter(const Cut& cut, const uint8_t* source, uint8_t* target)
      : cut_(cut), row_(cut.axes.back()), source_(source), target_(target), sums_(row_.length) {
    for (size_t d = 0; d + 1 < cut.axes.size(); d++) lengths_.push_back(cut.axes[d].length);
  }

  void Run() {
    const bool whole =
        std::all_of(cut_.axes.begin(), cut_.axes.end(), [](const Axis& axis) { return axis.factor == 1; });
    const bool pick = whole || cut_.coarse == Coarse::kMiddle;
    Odometer row(lengths_.size());
    do {
      if (pick) {
        PickRow(row.at());
      } else {
        MeanRow(row.at());
      }
      target_ += row_.length * sizeof(T);
    } while (row.Step(lengths_));
  }

 private:
  // Elements from voxel [0, ..., 0] to the first that a voxel of the level stands for.
  static ptrdiff_t First(const Axis& axis, size_t index) {
    return static_cast<ptrdiff_t>((axis.start + index) * axis.factor) * axis.stride;
  }
  static ptrdiff_t Middle(const Axis& axis, size_t index) {
    return First(axis, index) + static_cast<ptrdiff_t>(Covered(axis, index) / 2) * axis.stride;
  }
  const uint8_t* At(ptrdiff_t element) const { return source_ + element * static_cast<ptrdiff_t>(sizeof(S)); }

  void PickRow(const std::vector<size_t>& at) {
    ptrdiff_t element = 0;
    for (size_t d = 0; d < at.size(); d++) element += Middle(cut_.axes[d], at[d]);
    if constexpr (std::is_same_v<S, T> && !kSwapped) {
      if (row_.factor == 1 && row_.stride == 1) {
        std::memcpy(target_, At(element + First(row_, 0)), row_.length * sizeof(T));
        return;
      }
    }
    for (size_t x = 0; x < row_.length; x++) {
      Put(x, Convert<S, T>(Load<S, kSwapped>(At(element + Middle(row_, x)))));
    }
  }

  void MeanRow(const std::vector<size_t>& at) {
    std::fill(sums_.begin(), sums_.end(), Sum<S>{});
    ptrdiff_t corner = 0;
    std::vector<size_t> covered(at.size());
    int64_t rows = 1;
    for (size_t d = 0; d < at.size(); d++) {
      corner += First(cut_.axes[d], at[d]);
      covered[d] = Covered(cut_.axes[d], at[d]);
      rows *= static_cast<int64_t>(covered[d]);
    }
    Odometer inside(at.size());
    do {
      ptrdiff_t element = corner;
      for (size_t d = 0; d < at.size(); d++) element += static_cast<ptrdiff_t>(inside.at()[d]) * cut_.axes[d].stride;
      AddRow(element);
    } while (inside.Step(covered));
    for (size_t x = 0; x < row_.length; x++) {
      Put(x, Mean<T>(sums_[x], rows * static_cast<int64_t>(Covered(row_, x))));
    }
  }

  void AddRow(ptrdiff_t element) {
    const uint8_t* from = At(element + First(row_, 0));
    const ptrdiff_t step = row_.stride * static_cast<ptrdiff_t>(sizeof(S));
    for (size_t x = 0; x < row_.length; x++) {
      const size_t count = Covered(row_, x);
      Sum<S> sum{};
      for (size_t i = 0; i < count; i++, from += step) sum += Convert<S, Sum<S>>(Load<S, kSwapped>(from));
      sums_[x] += sum;
    }
  }

  void Put(size_t x, T value) { std::memcpy(target_ + x * sizeof(T), &value, sizeof(T)); }

  const Cut& cut_;
  const Axis& row_;
  const uint8_t* source_;
  uint8_t* target_;
  std::vector<size_t> lengths_;
  std::vector<Sum<S>> sums_;
};

template <typename S, typename T>
void RunAs(const Cut& cut, const uint8_t* source, uint8_t* target) {
  if (cut.swapped) {
    Cutter<S, T, true>(cut, source, target).Run();
  } else {
    Cutter<S, T, false>(cut, source, target).Run();
  }
}

template <typename S>
void RunWide(const Cut& cut, const uint8_t* source, uint8_t* target) {
  if (cut.floats) {
    RunAs<S, float>(cut, source, target);
  } else {
    RunAs<S, uint64_t>(cut, source, target);
  }
}

bool Times(int64_t a, int64_t b, int64_t* product) {
  // So that the reaches of all axes add up without overflow.
  constexpr int64_t kMost = int64_t{1} << 56;
  if (a != 0 && std::abs(b) > kMost / std::abs(a)) return false;
  *product = a * b;
  return true;
}

}  // namespace

size_t SourceSize(SourceType type) {
  switch (type) {
    case SourceType::kUint8:
    case SourceType::kInt8:
    case SourceType::kBool:
      return 1;
    case SourceType::kUint16:
    case SourceType::kInt16:
    case SourceType::kFloat16:
      return 2;
    case SourceType::kUint32:
    case SourceType::kInt32:
    case SourceType::kFloat32:
      return 4;
    default:
      return 8;
  }
}

size_t TargetSize(SourceType type, bool floats) {
  const bool wide = type == SourceType::kUint64 || type == SourceType::kInt64;
  if (wide) return floats ? 4 : 8;
  if (type == SourceType::kFloat64 || type == SourceType::kFloat16) return 4;
  return SourceSize(type);
}

bool Measure(const Cut& cut, size_t* count) {
  if (cut.axes.empty()) return false;
  *count = 1;
  for (const Axis& axis : cut.axes) {
    if (axis.factor == 0 || axis.extent == 0 || axis.length == 0) return false;
    const size_t extent = (axis.extent - 1) / axis.factor + 1;
    if (axis.start >= extent || axis.length > extent - axis.start) return false;
    if (*count > std::numeric_limits<size_t>::max() / 8 / axis.length) return false;
    *count *= axis.length;
  }
  return true;
}

bool Reach(const Cut& cut, int64_t* low, int64_t* high) {
  *low = 0;
  *high = 0;
  for (const Axis& axis : cut.axes) {
    const size_t first = axis.start * axis.factor;
    const size_t last = std::min(axis.extent, (axis.start + axis.length) * axis.factor) - 1;
    int64_t from = 0;
    int64_t to = 0;
    if (!Times(static_cast<int64_t>(first), axis.stride, &from)) return false;
    if (!Times(static_cast<int64_t>(last), axis.stride, &to)) return false;
    *low += std::min(from, to);
    *high += std::max(from, to);
  }
  return true;
}

void Run(const Cut& cut, const uint8_t* source, uint8_t* target) {
  switch (cut.type) {
    case SourceType::kUint8:
    case SourceType::kBool:
      return RunAs<uint8_t, uint8_t>(cut, source, target);
    case SourceType::kInt8:
      return RunAs<int8_t, int8_t>(cut, source, target);
    case SourceType::kUint16:
      return RunAs<uint16_t, uint16_t>(cut, source, target);
    case SourceType::kInt16:
      return RunAs<int16_t, int16_t>(cut, source, target);
    case SourceType::kUint32:
      return RunAs<uint32_t, uint32_t>(cut, source, target);
    case SourceType::kInt32:
      return RunAs<int32_t, int32_t>(cut, source, target);
    case SourceType::kUint64:
      return RunWide<uint64_t>(cut, source, target);
    case SourceType::kInt64:
      return RunWide<int64_t>(cut, source, target);
    case SourceType::kFloat32:
      return RunAs<float, float>(cut, source, target);
    case SourceType::kFloat64:
      return RunAs<double, float>(cut, source, target);
    case SourceType::kFloat16:
      return RunAs<Half, float>(cut, source, target);
  }
}

}  // namespace imglib2node::chunks
