// Tests of native/codecs: `codecs_test CASE` runs one case and exits with 0 or 1. Where the machine has no libzstd or
// liblz4, what needs it is left out.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "codecs/blosc.h"
#include "codecs/shuffle.h"
#include "codecs/zstd.h"

namespace {

using imglib2node::codecs::BloscCodec;
using imglib2node::codecs::BloscCodecOf;
using imglib2node::codecs::BloscCompress;
using imglib2node::codecs::BloscDecompress;
using imglib2node::codecs::BloscOptions;
using imglib2node::codecs::BloscShuffle;
using imglib2node::codecs::HasBloscCodec;
using imglib2node::codecs::HasZstd;
using imglib2node::codecs::kBloscHeader;
using Bytes = std::vector<uint8_t>;

void Check(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

uint32_t Next(uint32_t& state) {
  state = state * 1664525U + 1013904223U;
  return state >> 8;
}

// A ramp with some noise, or noise alone.
Bytes Sample(size_t size, bool noise) {
  Bytes bytes(size);
  uint32_t state = 1;
  for (size_t i = 0; i < size; i++) {
    bytes[i] = static_cast<uint8_t>(noise ? Next(state) : (i >> 5) + (i % 32 == 0 ? Next(state) % 3 : 0));
  }
  return bytes;
}

using Filter = void (*)(const uint8_t*, uint8_t*, size_t, size_t);

void Shuffles() {
  for (const size_t width : {1, 2, 3, 4, 8, 16}) {
    for (const size_t size : {0, 1, 7, 16, 33, 256, 1000, 8192 * 3, 100003}) {
      const Bytes bytes = Sample(size, true);
      for (const auto& [there, back] :
           {std::pair<Filter, Filter>(imglib2node::codecs::ShuffleBytes, imglib2node::codecs::UnshuffleBytes),
            std::pair<Filter, Filter>(imglib2node::codecs::ShuffleBits, imglib2node::codecs::UnshuffleBits)}) {
        Bytes planes(size, 1);
        Bytes again(size, 2);
        there(bytes.data(), planes.data(), size, width);
        back(planes.data(), again.data(), size, width);
        Check(again == bytes, "what is shuffled comes back");
      }
    }
  }
  // Elements 0x0201, 0x0403, ...: first all low bytes, then all high ones.
  const Bytes pairs{1, 2, 3, 4, 5, 6, 7};
  Bytes planes(7);
  imglib2node::codecs::ShuffleBytes(pairs.data(), planes.data(), 7, 2);
  Check(planes == Bytes{1, 3, 5, 2, 4, 6, 7}, "bytes lie in planes, the rest stays");
  const Bytes ones{1, 0, 1, 0, 0, 0, 0, 0x80};
  Bytes bits(8);
  imglib2node::codecs::ShuffleBits(ones.data(), bits.data(), 8, 1);
  Check(bits == Bytes{5, 0, 0, 0, 0, 0, 0, 0x80}, "bits lie in planes");
}

std::vector<BloscOptions> AllOptions() {
  std::vector<BloscOptions> all;
  for (const BloscCodec codec : {BloscCodec::kLz4, BloscCodec::kZstd}) {
    if (!HasBloscCodec(codec)) continue;
    for (const bool high : {false, true}) {
      if (high && codec == BloscCodec::kZstd) continue;
      for (const int level : {0, 1, 5}) {
        for (const BloscShuffle shuffle : {BloscShuffle::kNone, BloscShuffle::kBytes, BloscShuffle::kBits}) {
          for (const size_t width : {1, 2, 8}) {
            for (const size_t block : {0, 500}) all.push_back({codec, high, level, shuffle, width, block});
          }
        }
      }
    }
  }
  return all;
}

void Blosc() {
  for (const BloscOptions& options : AllOptions()) {
    for (const size_t size : {0, 1, 127, 128, 1000, 70001}) {
      for (const bool noise : {false, true}) {
        const Bytes bytes = Sample(size, noise);
        Bytes encoded(size + kBloscHeader);
        const auto length = BloscCompress(options, bytes.data(), size, encoded.data(), encoded.size());
        Check(length.ok() && length.value() <= encoded.size(), "it is encoded");
        Check(noise || size < 10000 || options.level == 0 || options.block_size != 0 || length.value() < size * 3 / 4,
              "and becomes smaller");
        Bytes decoded(size);
        const auto found = BloscDecompress(encoded.data(), length.value(), decoded.data(), size);
        Check(found.ok() && found.value() == size && decoded == bytes, "and decoded");
        if (size == 0) continue;
        Check(!BloscDecompress(encoded.data(), length.value(), decoded.data(), size - 1).ok(), "not into too little");
        Check(!BloscDecompress(encoded.data(), length.value() - 1, decoded.data(), size).ok(), "nor cut off");
      }
    }
  }
  Bytes target(100);
  const BloscOptions snappy{BloscCodec::kSnappy, false, 5, BloscShuffle::kNone, 1, 0};
  Check(!BloscCompress(snappy, target.data(), 10, target.data(), 100).ok(), "other codecs are refused");
}

// Whatever the bytes are, nothing outside of the target is written (the sanitizers see it) and no call hangs.
void Corrupt() {
  for (const BloscOptions& options : AllOptions()) {
    const Bytes bytes = Sample(5000, false);
    Bytes encoded(bytes.size() + kBloscHeader);
    const auto length = BloscCompress(options, bytes.data(), bytes.size(), encoded.data(), encoded.size());
    encoded.resize(length.value());
    uint32_t state = 3;
    for (int i = 0; i < 60; i++) {
      Bytes broken = encoded;
      const size_t first = i % 2 == 0 ? std::min<size_t>(64, broken.size()) : broken.size();
      for (int k = 0; k < 3; k++) broken[Next(state) % first] = static_cast<uint8_t>(Next(state));
      Bytes target(bytes.size());
      const auto found = BloscDecompress(broken.data(), broken.size(), target.data(), target.size());
      Check(!found.ok() || found.value() <= target.size(), "no more is written than there is room for");
    }
  }
  Bytes target(10);
  const Bytes header(15, 2);
  Check(!BloscCodecOf(header.data(), header.size()).ok(), "a header that is cut off is none");
  Check(!BloscDecompress(nullptr, 0, target.data(), 10).ok(), "nothing is no header");
}

void Zstd() {
  if (!HasZstd()) return;
  for (const size_t size : {0, 1, 100000}) {
    const Bytes bytes = Sample(size, false);
    Bytes encoded(size + size / 128 + 512);
    const auto length = imglib2node::codecs::ZstdCompress(bytes.data(), size, encoded.data(), encoded.size(), 3, true);
    Check(length.ok(), "it is encoded");
    Bytes decoded(size);
    const auto found = imglib2node::codecs::ZstdDecompress(encoded.data(), length.value(), decoded.data(), size);
    Check(found.ok() && found.value() == size && decoded == bytes, "and decoded");
    if (size < 2) continue;
    encoded[length.value() / 2] ^= 1;
    Check(!imglib2node::codecs::ZstdDecompress(encoded.data(), length.value(), decoded.data(), size).ok(),
          "the checksum finds what is corrupt");
    Check(!imglib2node::codecs::ZstdCompress(bytes.data(), size, encoded.data(), 10, 3, false).ok(),
          "a target that is too short is refused");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases{
      {"shuffles", Shuffles}, {"blosc", Blosc}, {"corrupt", Corrupt}, {"zstd", Zstd}};
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) {
    std::fprintf(stderr, "usage: codecs_test CASE\n");
    return 2;
  }
  found->second();
  return 0;
}
