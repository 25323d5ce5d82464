// Tests of what happens when memory is lacking: `allocations_test CASE` runs one case and exits with 0 or 1. Each call
// is made again and again: at first no allocation succeeds, then one more each time, until it needs no more. Before
// that it throws std::bad_alloc, and nothing that it allocated is left.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <new>
#include <string>
#include <vector>

#include "cells/request_queue.h"
#include "chunks/cut.h"
#include "codecs/blosc.h"
#include "kernels/affine.h"
#include "kernels/along_axis.h"
#include "kernels/array.h"
#include "kernels/box_mean.h"
#include "kernels/components.h"
#include "kernels/copy.h"
#include "kernels/distance.h"
#include "kernels/elementwise.h"
#include "kernels/histogram.h"
#include "kernels/median.h"
#include "kernels/sort.h"
#include "kernels/spread.h"
#include "kernels/watershed.h"
#include "memory/block.h"
#include "memory/changes.h"
#include "memory/mapped_file.h"

namespace {

constexpr size_t kAll = std::numeric_limits<size_t>::max();

// How many more allocations succeed.
size_t budget = kAll;
bool refused = false;
int64_t alive = 0;

void* Take(size_t bytes) {
  if (budget == 0) {
    refused = true;
    return nullptr;
  }
  if (budget != kAll) budget--;
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory != nullptr) alive++;
  return memory;
}

void* TakeOrThrow(size_t bytes) {
  void* const memory = Take(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void Give(void* memory) {
  if (memory != nullptr) alive--;
  std::free(memory);
}

}  // namespace

void* operator new(size_t bytes) { return TakeOrThrow(bytes); }
void* operator new[](size_t bytes) { return TakeOrThrow(bytes); }
void* operator new(size_t bytes, const std::nothrow_t&) noexcept { return Take(bytes); }
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept { return Take(bytes); }
void operator delete(void* memory) noexcept { Give(memory); }
void operator delete[](void* memory) noexcept { Give(memory); }
void operator delete(void* memory, size_t) noexcept { Give(memory); }
void operator delete[](void* memory, size_t) noexcept { Give(memory); }

namespace {

using imglib2node::Blocks;
using imglib2node::CellRequest;
using imglib2node::Change;
using imglib2node::Claim;
using imglib2node::Inbox;
using imglib2node::RequestQueue;
using imglib2node::kernels::AffineView;
using imglib2node::kernels::Array;
using imglib2node::kernels::Beyond;
using imglib2node::kernels::Boundary;
using imglib2node::kernels::Boxes;
using imglib2node::kernels::ElementType;
using imglib2node::kernels::Flood;
using imglib2node::kernels::Lines;
using imglib2node::kernels::MedianWindow;
using imglib2node::kernels::Operand;
using imglib2node::kernels::OutOfMemory;
using imglib2node::kernels::Spline;
using imglib2node::kernels::Taps;
namespace kernels = imglib2node::kernels;

void Check(bool condition, const char* what) {
  if (condition) return;
  budget = kAll;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

// As above; `call` keeps nothing of what it allocates. At least once it must lack memory.
template <typename Call>
void FailEach(const Call& call) {
  for (size_t most = 0;; most++) {
    const int64_t before = alive;
    bool thrown = false;
    refused = false;
    budget = most;
    try {
      call();
    } catch (const std::bad_alloc&) {
      thrown = true;
    }
    budget = kAll;
    Check(alive == before, "all that was allocated is freed");
    Check(!thrown || refused, "what throws lacked memory");
    // Sorting that keeps the order of equal elements makes do without, too.
    if (!refused) return Check(most > 0, "the call allocates something");
  }
}

// The same, and that the results of a call are those of one that lacks nothing.
template <typename T, typename Call>
void FailEach(std::vector<T> target, const Call& call) {
  std::vector<T> wanted = target;
  call(wanted.data());
  const std::vector<T> given = target;
  FailEach([&] {
    std::copy(given.begin(), given.end(), target.begin());
    call(target.data());
  });
  Check(target == wanted, "the last call gives the right result");
}

// Numbers in no order.
template <typename T>
std::vector<T> Noise(size_t length, uint32_t most) {
  std::vector<T> noise(length);
  uint32_t state = 7;
  for (T& each : noise) {
    state = state * 1664525U + 1013904223U;
    each = static_cast<T>((state >> 8) % most);
  }
  return noise;
}

void Sorts() {
  const auto source = Noise<uint16_t>(6000, 60000);
  for (const size_t length : {size_t{1500}, size_t{30}}) {
    const size_t rows = source.size() / length;
    FailEach<int64_t>(std::vector<int64_t>(source.size()), [&](int64_t* places) {
      kernels::ArgSort(ElementType::kUint16, source.data(), rows, length, false, places);
    });
  }
  FailEach<uint16_t>(std::vector<uint16_t>(source.size()), [&](uint16_t* target) {
    kernels::Sort(ElementType::kUint16, source.data(), target, 4, 1500, false);
  });
}

void Regions() {
  const std::vector<int64_t> shape = {12, 13, 14};
  const auto heights = Noise<float>(size_t{12} * 13 * 14, 50);
  const auto mask = Noise<uint8_t>(heights.size(), 3);
  FailEach<int32_t>(std::vector<int32_t>(heights.size()),
                    [&](int32_t* labels) { kernels::Label(ElementType::kUint8, mask.data(), shape, 2, labels); });
  std::vector<int32_t> markers(heights.size());
  for (size_t i = 0; i < markers.size(); i += 97) markers[i] = static_cast<int32_t>(i + 1);
  for (const bool line : {false, true}) {
    FailEach<int32_t>(markers, [&](int32_t* labels) {
      kernels::Watershed(Flood{ElementType::kFloat32, heights.data(), shape, nullptr, 1, line}, labels);
    });
  }
  const std::vector<double> around(kernels::FaceVoxels(shape, 1) * kernels::kReached);
  std::vector<double> faces(kernels::FaceVoxels(shape, 0) * kernels::kReached);
  FailEach<int32_t>(markers, [&](int32_t* labels) {
    kernels::Spread(Flood{ElementType::kFloat32, heights.data(), shape, nullptr, 1, false}, around.data(), labels,
                    faces.data());
  });
  for (const size_t inner : {size_t{1}, size_t{14}}) {
    FailEach<double>(std::vector<double>(heights.begin(), heights.end()), [&](double* squares) {
      kernels::NearestAlongAxis(squares, Lines{heights.size() / 12 / inner, 12, inner}, 1);
    });
  }
}

void Filters() {
  const auto source = Noise<float>(size_t{40} * 50, 1000);
  const int32_t indices[] = {0, 7, -1, 1};
  const int32_t sliding[] = {-1, 0, 1, 0, 1, 2, 1, 2, 3};
  const double weights[] = {1, 2, 3, 4, 1, 2, 3, 4, 5};
  const double pole = -0.25;
  const Spline none{nullptr, 0, Boundary::kMirror};
  const Spline cubic{&pole, 1, Boundary::kMirror};
  for (const size_t inner : {size_t{1}, size_t{50}}) {
    const Lines lines{source.size() / 40 / inner, 40, inner};
    FailEach<double>(std::vector<double>(source.size()), [&](double* target) {
      kernels::SumAlongAxis(ElementType::kFloat32, source.data(), lines, cubic, Taps{2, 2, indices, weights, 1},
                            ElementType::kFloat64, target);
    });
    FailEach<double>(std::vector<double>(source.size()), [&](double* target) {
      kernels::SumAlongAxis(ElementType::kFloat32, source.data(), lines, none, Taps{3, 3, sliding, weights, 1},
                            ElementType::kFloat64, target);
    });
    FailEach<double>(std::vector<double>(source.size()), [&](double* target) {
      kernels::SplineAlongAxis(ElementType::kFloat32, source.data(), lines, cubic, target);
    });
  }
  const double edges[] = {0, 10, 500, 2000};
  FailEach<double>(std::vector<double>(3), [&](double* counts) {
    kernels::Histogram(ElementType::kFloat32, source.data(), source.size(), edges, 3, counts);
  });
  const std::vector<double> doubles(source.begin(), source.end());
  const int64_t shape[] = {40, 50};
  const double matrix[] = {1, 0.5, 0, 1};
  const double offset[] = {0, 0.25};
  const AffineView view{2, shape, shape, matrix, offset, 3, Beyond::kReflect, 0};
  FailEach<float>(std::vector<float>(source.size()),
                  [&](float* target) { kernels::SampleAffine(doubles.data(), view, ElementType::kFloat32, target); });
}

// Where the elements of an axis are that goes on beyond its ends with 'nearest'.
void AddPlaces(std::vector<int32_t>& places, int64_t extent, int64_t size) {
  for (int64_t i = 0; i < extent + size - 1; i++) {
    places.push_back(static_cast<int32_t>(std::clamp<int64_t>(i - size / 2, 0, extent - 1)));
  }
}

void Medians() {
  const int64_t shape[] = {9, 11, 13};
  const auto source = Noise<uint16_t>(size_t{9} * 11 * 13, 60000);
  const auto bytes = Noise<uint8_t>(source.size(), 250);
  const uint16_t outside = 0;
  for (const int64_t size : {3, 5, 9}) {
    const int64_t sizes[] = {size, size, size};
    std::vector<int32_t> places;
    for (const int64_t extent : shape) AddPlaces(places, extent, size);
    std::vector<uint8_t> footprint(static_cast<size_t>(size * size * size), 1);
    for (const uint8_t corner : {uint8_t{1}, uint8_t{0}}) {
      footprint[0] = corner;
      const MedianWindow window{3, shape, sizes, places.data(), footprint.data()};
      FailEach<uint16_t>(std::vector<uint16_t>(source.size()), [&](uint16_t* target) {
        kernels::MedianFilter(ElementType::kUint16, source.data(), window, &outside, target);
      });
      FailEach<uint8_t>(std::vector<uint8_t>(bytes.size()), [&](uint8_t* target) {
        kernels::MedianFilter(ElementType::kUint8, bytes.data(), window, &outside, target);
      });
    }
  }
  const int64_t factors[] = {2, 3, 4};
  const Boxes boxes{3, shape, factors, true, 0};
  FailEach<float>(std::vector<float>(size_t{5} * 4 * 4), [&](float* target) {
    kernels::BoxMean(ElementType::kUint16, source.data(), boxes, ElementType::kFloat32, target);
  });
}

void Copies() {
  const std::vector<size_t> shape = {4, 5, 6};
  const auto source = Noise<uint16_t>(120, 60000);
  const auto* bytes = reinterpret_cast<const uint8_t*>(source.data());
  FailEach<uint16_t>(std::vector<uint16_t>(120), [&](uint16_t* target) {
    kernels::Copy(shape, 2, {bytes, {2, 8, 40}}, {reinterpret_cast<uint8_t*>(target), {60, 12, 2}});
  });
  const std::vector<Operand> operands = {{ElementType::kUint16, source.data(), {1, 4, 20}},
                                         {ElementType::kUint16, source.data(), {0, 0, 1}}};
  FailEach<float>(std::vector<float>(120), [&](float* target) {
    kernels::Elementwise(kernels::ElementwiseOp::kDivide, ElementType::kFloat32, shape, operands, target);
  });
  imglib2node::chunks::Cut cut;
  cut.type = imglib2node::chunks::SourceType::kUint16;
  cut.axes = {{10, 12, 0, 5, 2}, {12, 1, 0, 6, 2}};
  FailEach<uint16_t>(std::vector<uint16_t>(30),
                     [&](uint16_t* target) { Run(cut, bytes, reinterpret_cast<uint8_t*>(target)); });
}

// A failed allocation of an array says of how many bytes.
void Bytes() {
  budget = 0;
  size_t bytes = 0;
  try {
    const Array<double> array(1000);
  } catch (const OutOfMemory& failure) {
    bytes = failure.bytes();
  }
  budget = kAll;
  Check(bytes == 8000, "the bytes that were asked for");
  kernels::make_room = [] { budget = kAll; };
  budget = 0;
  Check(Array<double>(1000).size() == 1000, "what others keep is freed first");
  kernels::make_room = nullptr;
}

void OfBlocks() {
  const auto use = [] {
    auto allocation = imglib2node::AllocateZeroed(300000);
    const auto block = Blocks::Instance().Add(std::move(allocation.value()), Claim::kJavaScript, true);
    uint64_t hold = 0;
    try {
      hold = Blocks::Instance().Hold(block.id);
    } catch (const std::bad_alloc&) {
      Blocks::Instance().Release(block.id, Claim::kJavaScript);
      throw;
    }
    Blocks::Instance().LetGo(hold);
    Check(Blocks::Instance().Release(block.id, Claim::kJavaScript), "one claim is left");
  };
  // Tables stay as large as they were once.
  use();
  FailEach(use);
  Check(Blocks::Instance().List().empty() && Blocks::Instance().TotalBytes() == 0, "no block is left");
  FailEach([] { Check(imglib2node::AllocateZeroed(100).ok(), "a small one"); });
  FailEach([] {
    const auto mapped = imglib2node::MapFile("/proc/self/exe", 1, 5000, imglib2node::MapMode::kPrivate);
    Check(mapped.ok(), "a file is mapped");
  });
}

void OfChanges() {
  const auto use = [] {
    Inbox inbox([] {});
    inbox.Subscribe(5);
    for (uint64_t i = 0; i < 40; i++) PostChange(Change{5, i, i + 1, {1, 2}}, nullptr);
    const auto changes = inbox.Take();
    Check(!changes.empty() && changes.back().end == 40, "all changes arrive");
  };
  use();
  FailEach(use);
}

// What could not be asked for is not half there, and what could not be taken is there still.
void OfCells() {
  constexpr int64_t kImage = 3;
  const auto now = RequestQueue::Clock::now();
  FailEach([&] {
    RequestQueue queue;
    size_t asked = 0;
    size_t taken = 0;
    try {
      for (int64_t cell = 0; cell < 5; cell++, asked++) queue.Ask(CellRequest{kImage, cell}, true, now);
      taken += queue.Take(2, now).size();
      taken += queue.Take(9, now).size();
    } catch (const std::bad_alloc&) {
      budget = kAll;
      const size_t left = queue.waiting();
      Check(taken + left == asked, "each request is there or was taken");
      Check(queue.Take(9, now).size() == left, "and can be taken");
      throw;
    }
    while (taken < 5) taken += queue.Take(9, now).size();
  });
}

void OfCodecs() {
  using imglib2node::codecs::BloscCodec;
  using imglib2node::codecs::BloscShuffle;
  if (!imglib2node::codecs::HasBloscCodec(BloscCodec::kLz4)) return;
  const auto source = Noise<uint8_t>(5000, 3);
  const imglib2node::codecs::BloscOptions options{BloscCodec::kLz4, false, 5, BloscShuffle::kBits, 4, 0};
  std::vector<uint8_t> packed(source.size() + imglib2node::codecs::kBloscHeader);
  size_t length = 0;
  FailEach<uint8_t>(packed, [&](uint8_t* target) {
    length = imglib2node::codecs::BloscCompress(options, source.data(), source.size(), target, packed.size()).value();
  });
  imglib2node::codecs::BloscCompress(options, source.data(), source.size(), packed.data(), packed.size());
  FailEach<uint8_t>(std::vector<uint8_t>(source.size()), [&](uint8_t* target) {
    Check(imglib2node::codecs::BloscDecompress(packed.data(), length, target, source.size()).ok(), "it is decoded");
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"sorts", Sorts}, {"regions", Regions}, {"filters", Filters},   {"medians", Medians}, {"copies", Copies},
      {"bytes", Bytes}, {"blocks", OfBlocks}, {"changes", OfChanges}, {"cells", OfCells},   {"codecs", OfCodecs},
  };
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) return 2;
  found->second();
  return 0;
}
