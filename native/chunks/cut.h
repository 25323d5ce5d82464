// Boxes of voxels cut out of strided memory, at full size or made smaller, for viewers that ask for chunks.
//
// Who owns: the caller owns source and target, which do not overlap, and keeps both until the call returns. Any thread;
// voxels that another thread writes meanwhile may come out half old and half new: who cuts off the thread that writes
// looks afterwards whether they have changed (src/viewers/browser/chunks).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imglib2node::chunks {

// The order of CHUNK_SOURCES in src/viewers/browser/chunks/cut.ts; the first eleven are kernels::ElementType.
enum class SourceType : uint32_t {
  kUint8,
  kInt8,
  kUint16,
  kInt16,
  kUint32,
  kInt32,
  kUint64,
  kInt64,
  kFloat32,
  kFloat64,
  kBool,
  kFloat16,
};
constexpr uint32_t kSourceTypes = 12;

// What a voxel of a coarser level is: the mean of the voxels that it stands for (integers rounded), or the one in their
// middle, for labels, of which no mean can be taken.
enum class Coarse : uint32_t { kMean, kMiddle };

struct Axis {
  size_t extent = 0;     // voxels of the source
  ptrdiff_t stride = 0;  // elements between neighbours
  size_t start = 0;      // of the box, in voxels of the level
  size_t length = 0;     // of the box
  size_t factor = 1;     // voxels of the source that one of the level stands for; the last may stand for fewer
};

struct Cut {
  SourceType type = SourceType::kUint8;
  bool swapped = false;  // the source's bytes are in the other order
  // 64-bit integers become floats if set, else they stay as bits; float64 and float16 always become floats.
  bool floats = false;
  Coarse coarse = Coarse::kMean;
  std::vector<Axis> axes;  // slowest first
};

size_t SourceSize(SourceType type);
// Bytes of an element of the target.
size_t TargetSize(SourceType type, bool floats);

// Whether the box lies in the source, and its size in elements of the target through `count`.
bool Measure(const Cut& cut, size_t* count);

// Lowest and highest element that the box touches, from that of voxel [0, ..., 0]; false if a product overflows.
bool Reach(const Cut& cut, int64_t* low, int64_t* high);

// `source` is the address of voxel [0, ..., 0]; `target` takes the box contiguous, the last axis fastest.
void Run(const Cut& cut, const uint8_t* source, uint8_t* target);

}  // namespace imglib2node::chunks
