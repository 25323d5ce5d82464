// Blosc's container of compressed blocks, version 2 of its format: https://github.com/Blosc/c-blosc
// (README_CHUNK_FORMAT). Blocks are compressed by the machine's liblz4 and libzstd. Any thread; nothing is kept between
// calls.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../status.h"

namespace imglib2node::codecs {

// How blocks are compressed, by the format's numbers; lz4hc is lz4 to who decodes it.
enum class BloscCodec : uint8_t { kBloscLz = 0, kLz4 = 1, kSnappy = 2, kZlib = 3, kZstd = 4 };

// As in the interface of c-blosc.
enum class BloscShuffle : uint8_t { kNone = 0, kBytes = 1, kBits = 2 };

struct BloscOptions {
  BloscCodec codec;
  bool high;  // lz4hc
  int level;  // 0 to 9
  BloscShuffle shuffle;
  size_t width;       // bytes an element
  size_t block_size;  // 0: it follows from the level
};

// Bytes before the blocks, and the most that encoding adds.
constexpr size_t kBloscHeader = 16;

// Whether blocks of that codec are encoded and decoded here.
bool HasBloscCodec(BloscCodec codec);

// Writes the container and gives its length. `capacity` must be at least size + kBloscHeader; size is below 2 GiB.
Result<size_t> BloscCompress(const BloscOptions& given, const uint8_t* source, size_t size, uint8_t* target,
                             size_t capacity);

// What a header says of the codec of the blocks; kLz4 where they are stored as they are. Fails for what is no header.
Result<BloscCodec> BloscCodecOf(const uint8_t* source, size_t size);

// Decodes and gives the number of bytes, which must fit into `capacity`.
Result<size_t> BloscDecompress(const uint8_t* source, size_t size, uint8_t* target, size_t capacity);

}  // namespace imglib2node::codecs
