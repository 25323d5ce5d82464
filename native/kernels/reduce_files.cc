#include "reduce_files.h"

#ifndef _WIN32
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace imglib2node::kernels {
namespace {

// Runs that are added at a time: Reduce then loads and stores the accumulators once for all of them.
constexpr size_t kTogether = 4;

bool ReadAll(const Run& run, uint64_t from, uint8_t* target, size_t length) {
  while (length > 0) {
    const ssize_t got = pread(run.descriptor, target, length, static_cast<off_t>(run.offset + from));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    target += got;
    from += static_cast<uint64_t>(got);
    length -= static_cast<size_t>(got);
  }
  return true;
}

struct Reduction {
  ReduceOp op;
  ElementType type;
  ElementType accumulator_type;
  uint8_t* accumulator;

  size_t width() const { return SizeOf(type); }
  void* At(size_t element) const { return accumulator + element * SizeOf(accumulator_type); }
};

// Sums of small integers are kept in fewer bytes for as long as they fit, and stay in the cache.
struct Narrow {
  ElementType type;
  size_t most;
};

Narrow NarrowOf(const Reduction& reduction) {
  const bool wide = reduction.accumulator_type == ElementType::kUint64;
  if (reduction.op == ReduceOp::kSum && wide) {
    if (reduction.type == ElementType::kUint8) return {ElementType::kUint16, 257};
    if (reduction.type == ElementType::kUint16) return {ElementType::kUint32, 65537};
  }
  return {reduction.accumulator_type, 0};
}

// Elements [0, count) of each run go to accumulators of their own: so many columns at a time, through all runs.
bool ReduceColumns(const Reduction& reduction, const std::vector<Run>& runs, size_t count, size_t& failed) {
  const size_t width = reduction.width();
  const size_t most = std::min(count, kPieceBytes / width);
  const Narrow narrow = NarrowOf(reduction);
  const std::unique_ptr<uint8_t[]> scratch(new uint8_t[kTogether * most * width]);
  const std::unique_ptr<uint8_t[]> partial(new uint8_t[narrow.most > 0 ? most * SizeOf(narrow.type) : 1]);
  for (size_t first = 0; first < count; first += most) {
    const size_t columns = std::min(most, count - first);
    const auto flush = [&] {
      Reduce(ReduceOp::kSum, narrow.type, partial.get(), {1, 1, columns}, reduction.accumulator_type,
             reduction.At(first));
      std::fill_n(partial.get(), columns * SizeOf(narrow.type), uint8_t{0});
    };
    if (narrow.most > 0) std::fill_n(partial.get(), columns * SizeOf(narrow.type), uint8_t{0});
    size_t added = 0;
    for (size_t run = 0; run < runs.size(); run += kTogether) {
      const size_t now = std::min(kTogether, runs.size() - run);
      for (size_t k = 0; k < now; k++) {
        if (ReadAll(runs[run + k], first * width, scratch.get() + k * columns * width, columns * width)) continue;
        failed = run + k;
        return false;
      }
      if (narrow.most > 0 && added + now > narrow.most) {
        flush();
        added = 0;
      }
      Reduce(reduction.op, reduction.type, scratch.get(), {1, now, columns}, narrow.type,
             narrow.most > 0 ? partial.get() : reduction.At(first));
      added += now;
    }
    if (narrow.most > 0) flush();
  }
  return true;
}

// One run after the other, each in pieces: of several `outer` where there are those, else of several planes.
bool ReduceInTurn(const Reduction& reduction, const std::vector<Run>& runs, const Block& block, size_t& failed) {
  const bool by_outer = block.outer > 1;
  const size_t units = by_outer ? block.outer : block.axis;
  const size_t unit = by_outer ? block.axis * block.inner : block.inner;
  const size_t unit_bytes = unit * reduction.width();
  const size_t most = std::min(units, std::max<size_t>(1, kPieceBytes / unit_bytes));
  const std::unique_ptr<uint8_t[]> scratch(new uint8_t[most * unit_bytes]);
  for (size_t run = 0; run < runs.size(); run++) {
    for (size_t first = 0; first < units; first += most) {
      const size_t now = std::min(most, units - first);
      if (!ReadAll(runs[run], first * unit_bytes, scratch.get(), now * unit_bytes)) {
        failed = run;
        return false;
      }
      const Block piece = by_outer ? Block{now, block.axis, block.inner} : Block{1, now, block.inner};
      Reduce(reduction.op, reduction.type, scratch.get(), piece, reduction.accumulator_type,
             reduction.At(by_outer ? first * block.inner : 0));
    }
  }
  return true;
}

}  // namespace

bool ReduceFiles(ReduceOp op, ElementType type, const std::vector<Run>& runs, const Block& block,
                 ElementType accumulator_type, void* accumulator, size_t& failed) {
  if (block.outer == 0 || block.axis == 0 || block.inner == 0) return true;
  const Reduction reduction{op, type, accumulator_type, static_cast<uint8_t*>(accumulator)};
  if (block.outer == 1 && block.axis == 1) return ReduceColumns(reduction, runs, block.inner, failed);
  return ReduceInTurn(reduction, runs, block, failed);
}

}  // namespace imglib2node::kernels
#endif
