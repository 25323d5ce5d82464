#include "copy.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>

namespace imglib2node::kernels {
namespace {

struct Axis {
  size_t length;
  ptrdiff_t from;
  ptrdiff_t to;
};

// An element of 16 bytes.
struct Pair {
  uint64_t parts[2];
};

// The axes longer than one, the target's slowest first, joined where both arrays step through two as through one.
std::vector<Axis> AxesOf(const std::vector<size_t>& shape, const StridedSource& source, const StridedTarget& target) {
  std::vector<Axis> axes;
  for (size_t d = 0; d < shape.size(); d++) {
    if (shape[d] != 1) axes.push_back({shape[d], source.strides[d], target.strides[d]});
  }
  std::stable_sort(axes.begin(), axes.end(),
                   [](const Axis& a, const Axis& b) { return std::abs(a.to) > std::abs(b.to); });
  std::vector<Axis> joined;
  for (const Axis& axis : axes) {
    const auto length = static_cast<ptrdiff_t>(axis.length);
    if (!joined.empty() && joined.back().from == axis.from * length && joined.back().to == axis.to * length) {
      joined.back() = {joined.back().length * axis.length, axis.from, axis.to};
    } else {
      joined.push_back(axis);
    }
  }
  return joined;
}

template <typename T>
void CopyLine(const uint8_t* from, uint8_t* to, const Axis& axis) {
  constexpr auto kWidth = static_cast<ptrdiff_t>(sizeof(T));
  if (axis.from == kWidth && axis.to == kWidth) {
    std::memcpy(to, from, axis.length * sizeof(T));
    return;
  }
  for (size_t i = 0; i < axis.length; i++, from += axis.from, to += axis.to) std::memcpy(to, from, sizeof(T));
}

// Both axes in tiles, `column` being the target's fastest and `row` the source's: whole lines are read into a tile, and
// whole lines written.
template <typename T>
void CopyTiles(const uint8_t* from, uint8_t* to, const Axis& row, const Axis& column) {
  constexpr size_t kTile = std::max<size_t>(64 / sizeof(T), 8);
  T tile[kTile][kTile];
  for (size_t r = 0; r < row.length; r += kTile) {
    const size_t rows = std::min(kTile, row.length - r);
    for (size_t c = 0; c < column.length; c += kTile) {
      const size_t columns = std::min(kTile, column.length - c);
      const uint8_t* read = from + static_cast<ptrdiff_t>(r) * row.from + static_cast<ptrdiff_t>(c) * column.from;
      uint8_t* write = to + static_cast<ptrdiff_t>(r) * row.to + static_cast<ptrdiff_t>(c) * column.to;
      for (size_t j = 0; j < columns; j++, read += column.from) {
        const uint8_t* line = read;
        for (size_t i = 0; i < rows; i++, line += row.from) std::memcpy(&tile[i][j], line, sizeof(T));
      }
      for (size_t i = 0; i < rows; i++, write += row.to) {
        uint8_t* line = write;
        for (size_t j = 0; j < columns; j++, line += column.to) std::memcpy(line, &tile[i][j], sizeof(T));
      }
    }
  }
}

template <typename T>
void CopyTyped(std::vector<Axis> axes, const uint8_t* from, uint8_t* to) {
  if (axes.empty()) {
    std::memcpy(to, from, sizeof(T));
    return;
  }
  const Axis last = axes.back();
  axes.pop_back();
  // The source's fastest axis, if it isn't the last.
  size_t fastest = axes.size();
  for (size_t d = 0; d < axes.size(); d++) {
    if (axes[d].from != 0 && std::abs(axes[d].from) < std::abs(last.from) &&
        (fastest == axes.size() || std::abs(axes[d].from) < std::abs(axes[fastest].from))) {
      fastest = d;
    }
  }
  const bool tiled = fastest < axes.size();
  const Axis row = tiled ? axes[fastest] : Axis{1, 0, 0};
  if (tiled) axes.erase(axes.begin() + static_cast<ptrdiff_t>(fastest));
  std::vector<size_t> index(axes.size(), 0);
  while (true) {
    if (tiled) {
      CopyTiles<T>(from, to, row, last);
    } else {
      CopyLine<T>(from, to, last);
    }
    size_t d = axes.size();
    while (d > 0) {
      d--;
      const bool wraps = ++index[d] == axes[d].length;
      const ptrdiff_t steps = wraps ? 1 - static_cast<ptrdiff_t>(axes[d].length) : 1;
      if (wraps) index[d] = 0;
      from += steps * axes[d].from;
      to += steps * axes[d].to;
      if (!wraps) break;
      if (d == 0) return;
    }
    if (axes.empty()) return;
  }
}

}  // namespace

void Copy(const std::vector<size_t>& shape, size_t width, const StridedSource& source, const StridedTarget& target) {
  for (const size_t length : shape) {
    if (length == 0) return;
  }
  const std::vector<Axis> axes = AxesOf(shape, source, target);
  switch (width) {
    case 1:
      return CopyTyped<uint8_t>(axes, source.data, target.data);
    case 2:
      return CopyTyped<uint16_t>(axes, source.data, target.data);
    case 4:
      return CopyTyped<uint32_t>(axes, source.data, target.data);
    case 8:
      return CopyTyped<uint64_t>(axes, source.data, target.data);
    default:
      return CopyTyped<Pair>(axes, source.data, target.data);
  }
}

}  // namespace imglib2node::kernels
