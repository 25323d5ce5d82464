#include "reduce.h"

#include <algorithm>
#include <type_traits>

#include "clones.h"
#include "lanes.h"

namespace imglib2node::kernels {
namespace {

// Accumulators of so many columns stay in the second-level cache while all planes are added to them, and what is read
// of each plane is long enough for the processor to see that it goes on.
constexpr size_t kTile = 16384;

struct Sum {
  template <typename A>
  static A Apply(A a, A x) {
    return static_cast<A>(a + x);
  }
};

struct Prod {
  template <typename A>
  static A Apply(A a, A x) {
    return static_cast<A>(a * x);
  }
};

// `x != x` holds for a NaN alone.
struct Min {
  template <typename A>
  static A Apply(A a, A x) {
    return (x < a) | (x != x) ? x : a;  // NOLINT(misc-redundant-expression)
  }
};

struct Max {
  template <typename A>
  static A Apply(A a, A x) {
    return (x > a) | (x != x) ? x : a;  // NOLINT(misc-redundant-expression)
  }
};

struct Any {
  template <typename A>
  static A Apply(A a, A x) {
    return a | x;
  }
};

struct All {
  template <typename A>
  static A Apply(A a, A x) {
    return a & x;
  }
};

template <typename Op, typename A, typename T>
A Load(T x) {
  if constexpr (std::is_same_v<Op, Any> || std::is_same_v<Op, All>) {
    return x != 0;
  } else {
    return static_cast<A>(x);
  }
}

template <typename Op, typename T, typename A>
void AddPlanes(const T* __restrict source, size_t planes, size_t stride, size_t columns, A* __restrict accumulator) {
  // Several planes at a time, one after the other: the accumulators are loaded and stored once for all.
  constexpr size_t kTogether = 4;
  size_t k = 0;
  for (; k + kTogether <= planes; k += kTogether, source += kTogether * stride) {
    for (size_t i = 0; i < columns; i++) {
      A all = Op::Apply(accumulator[i], Load<Op, A>(source[i]));
      all = Op::Apply(all, Load<Op, A>(source[i + stride]));
      all = Op::Apply(all, Load<Op, A>(source[i + 2 * stride]));
      accumulator[i] = Op::Apply(all, Load<Op, A>(source[i + 3 * stride]));
    }
  }
  for (; k < planes; k++, source += stride) {
    for (size_t i = 0; i < columns; i++) accumulator[i] = Op::Apply(accumulator[i], Load<Op, A>(source[i]));
  }
}

// Sums of small integers are kept in twice their width, over as many planes as cannot overflow that.
template <typename T>
struct Partial {
  static constexpr size_t kPlanes = 0;
};
template <>
struct Partial<uint8_t> {
  using type = uint16_t;
  static constexpr size_t kPlanes = 257;
};
template <>
struct Partial<int8_t> {
  using type = int16_t;
  static constexpr size_t kPlanes = 256;
};
template <>
struct Partial<uint16_t> {
  using type = uint32_t;
  static constexpr size_t kPlanes = 65537;
};
template <>
struct Partial<int16_t> {
  using type = int32_t;
  static constexpr size_t kPlanes = 65536;
};

template <typename T>
void SumByPartials(const T* source, size_t planes, size_t stride, size_t columns, uint64_t* __restrict accumulator) {
  typename Partial<T>::type partial[kTile];
  while (planes > 0) {
    const size_t now = std::min(planes, Partial<T>::kPlanes);
    std::fill_n(partial, columns, 0);
    AddPlanes<Sum>(source, now, stride, columns, partial);
    for (size_t i = 0; i < columns; i++) accumulator[i] += static_cast<uint64_t>(partial[i]);
    source += now * stride;
    planes -= now;
  }
}

template <typename Op, typename T, typename A>
constexpr bool kByPartials = std::is_same_v<Op, Sum>&& std::is_same_v<A, uint64_t>&& Partial<T>::kPlanes != 0;

template <typename Op, typename T, typename A>
void ReduceColumns(const T* source, size_t planes, size_t inner, A* accumulator) {
  for (size_t first = 0; first < inner; first += kTile) {
    const size_t columns = std::min(kTile, inner - first);
    if constexpr (kByPartials<Op, T, A>) {
      if (planes > 1) {
        SumByPartials(source + first, planes, inner, columns, accumulator + first);
        continue;
      }
    }
    AddPlanes<Op>(source + first, planes, inner, columns, accumulator + first);
  }
}

template <typename Op, typename T, typename A>
A ReduceRow(const T* row, size_t n) {
  if constexpr (std::is_floating_point_v<A>) {
    constexpr bool kExtreme = std::is_same_v<Op, Min> || std::is_same_v<Op, Max>;
    const auto apply = [](A a, A x) { return Op::Apply(a, x); };
    if constexpr (kExtreme) {
      return ExtremeOfRow<A>(row, n, apply);
    } else {
      return CombineRow<A>(
          n, [row](size_t i) { return Load<Op, A>(row[i]); }, apply);
    }
  } else if constexpr (kByPartials<Op, T, A>) {
    // Integers may be added in any order: as the rows of a matrix, whose columns are added first.
    constexpr size_t kColumns = 64;
    A columns[kColumns] = {};
    SumByPartials(row, n / kColumns, kColumns, kColumns, columns);
    A all = 0;
    for (const A column : columns) all += column;
    for (size_t i = n - n % kColumns; i < n; i++) all += static_cast<A>(row[i]);
    return all;
  } else {
    A all = Load<Op, A>(row[0]);
    for (size_t i = 1; i < n; i++) all = Op::Apply(all, Load<Op, A>(row[i]));
    return all;
  }
}

template <typename Op, typename T, typename A>
void ReduceBlock(const void* source, const Block& block, void* accumulator) {
  if (block.axis == 0) return;
  const T* from = static_cast<const T*>(source);
  A* to = static_cast<A*>(accumulator);
  for (size_t o = 0; o < block.outer; o++, from += block.axis * block.inner, to += block.inner) {
    if (block.inner == 1) {
      *to = Op::Apply(*to, ReduceRow<Op, T, A>(from, block.axis));
    } else {
      ReduceColumns<Op>(from, block.axis, block.inner, to);
    }
  }
}

template <typename Op, typename T>
void ReduceArithmetic(const void* source, const Block& block, ElementType type, void* accumulator) {
  if (type == ElementType::kFloat64) return ReduceBlock<Op, T, double>(source, block, accumulator);
  if constexpr (std::is_integral_v<T>) {
    // Two's complement: the sum and the product of signed integers have the same bits.
    if (type == ElementType::kUint64 || type == ElementType::kInt64) {
      return ReduceBlock<Op, T, uint64_t>(source, block, accumulator);
    }
    if constexpr (std::is_same_v<Op, Sum> && std::is_unsigned_v<T> && sizeof(T) <= 2) {
      if (type == ElementType::kUint16) return ReduceBlock<Op, T, uint16_t>(source, block, accumulator);
      if (type == ElementType::kUint32) return ReduceBlock<Op, T, uint32_t>(source, block, accumulator);
    }
  }
}

}  // namespace

bool CanReduce(ReduceOp op, ElementType source, ElementType accumulator) {
  switch (op) {
    case ReduceOp::kMin:
    case ReduceOp::kMax:
      return source == accumulator;
    case ReduceOp::kAny:
    case ReduceOp::kAll:
      return accumulator == ElementType::kBool;
    case ReduceOp::kProd:
    case ReduceOp::kSum:
      break;
  }
  if (accumulator == ElementType::kFloat64) return true;
  if (IsFloat(source)) return false;
  if (accumulator == ElementType::kUint64 || accumulator == ElementType::kInt64) return true;
  if (op != ReduceOp::kSum) return false;
  const bool byte = source == ElementType::kUint8 || source == ElementType::kBool;
  if (accumulator == ElementType::kUint16) return byte;
  return accumulator == ElementType::kUint32 && (byte || source == ElementType::kUint16);
}

IMGLIB2NODE_CLONES void Reduce(ReduceOp op, ElementType source_type, const void* source, const Block& block,
                               ElementType accumulator_type, void* accumulator) {
  Visit(source_type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    switch (op) {
      case ReduceOp::kSum:
        return ReduceArithmetic<Sum, T>(source, block, accumulator_type, accumulator);
      case ReduceOp::kProd:
        return ReduceArithmetic<Prod, T>(source, block, accumulator_type, accumulator);
      case ReduceOp::kMin:
        return ReduceBlock<Min, T, T>(source, block, accumulator);
      case ReduceOp::kMax:
        return ReduceBlock<Max, T, T>(source, block, accumulator);
      case ReduceOp::kAny:
        return ReduceBlock<Any, T, uint8_t>(source, block, accumulator);
      case ReduceOp::kAll:
        return ReduceBlock<All, T, uint8_t>(source, block, accumulator);
    }
  });
}

}  // namespace imglib2node::kernels
