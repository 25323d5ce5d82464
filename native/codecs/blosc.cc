#include "blosc.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "library.h"
#include "shuffle.h"
#include "zstd.h"

namespace imglib2node::codecs {
namespace {

constexpr uint8_t kFormat = 2;
// Flags of the header's third byte; the codec is in the highest three bits.
constexpr uint8_t kBytesShuffled = 0x01;
constexpr uint8_t kStored = 0x02;
constexpr uint8_t kBitsShuffled = 0x04;
constexpr uint8_t kNotSplit = 0x10;
constexpr size_t kMostWidth = 255;
constexpr size_t kMostSplits = 16;
constexpr size_t kLeast = 128;  // bytes worth compressing, and worth splitting
constexpr size_t kMostBytes = 0x7fffffff - kBloscHeader;

struct Header {
  uint8_t flags;
  size_t width;
  size_t bytes;
  size_t block;
  size_t length;
  bool Has(uint8_t flag) const { return (flags & flag) != 0; }
  BloscCodec codec() const { return static_cast<BloscCodec>(flags >> 5); }
};

void Put32(uint8_t* at, size_t value) {
  for (int i = 0; i < 4; i++) at[i] = static_cast<uint8_t>(value >> (8 * i));
}

size_t Get32(const uint8_t* at) {
  return at[0] | static_cast<size_t>(at[1]) << 8 | static_cast<size_t>(at[2]) << 16 | static_cast<size_t>(at[3]) << 24;
}

Status Corrupt(const char* what) { return Failure(ErrorKind::kArgument, std::string("blosc: ") + what); }

// The sizes that c-blosc takes, so that what is written is like what it writes.
size_t BlockSize(const BloscOptions& options, size_t size) {
  size_t block = options.block_size;
  if (block == 0) {
    const bool slow = options.high || options.codec == BloscCodec::kZstd;
    block = slow ? 64 * 1024 : 32 * 1024;
    constexpr int kShifts[] = {-2, -1, 0, 1, 2, 2, 3, 3, 3, 3};
    const int shift = kShifts[options.level] + (options.level == 9 && slow ? 1 : 0);
    block = shift < 0 ? block >> -shift : block << shift;
  }
  block = std::min(block, size);
  return block > options.width ? block / options.width * options.width : block;
}

// One stream: its length, or 0 where it does not fit into `capacity`.
size_t Encode(const BloscOptions& options, const uint8_t* source, size_t size, uint8_t* target, size_t capacity) {
  if (options.codec == BloscCodec::kZstd) {
    // c-blosc's levels in those of zstd.
    const int level = options.level == 9 ? 22 : options.level == 8 ? 20 : 2 * options.level - 1;
    const auto length = ZstdCompress(source, size, target, capacity, level, false);
    return length.ok() ? length.value() : 0;
  }
  const Lz4& lz4 = *FindLz4();
  const auto* from = reinterpret_cast<const char*>(source);
  auto* to = reinterpret_cast<char*>(target);
  const int length =
      options.high
          ? lz4.compress_hc(from, to, static_cast<int>(size), static_cast<int>(capacity), options.level)
          : lz4.compress_fast(from, to, static_cast<int>(size), static_cast<int>(capacity), 10 - options.level);
  return length > 0 ? static_cast<size_t>(length) : 0;
}

bool Decode(BloscCodec codec, const uint8_t* source, size_t size, uint8_t* target, size_t length) {
  if (codec == BloscCodec::kZstd) {
    const auto decoded = ZstdDecompress(source, size, target, length);
    return decoded.ok() && decoded.value() == length;
  }
  const int decoded = FindLz4()->decompress(reinterpret_cast<const char*>(source), reinterpret_cast<char*>(target),
                                            static_cast<int>(size), static_cast<int>(length));
  return decoded >= 0 && static_cast<size_t>(decoded) == length;
}

size_t Store(const uint8_t* source, size_t size, uint8_t* target) {
  target[2] |= kStored;
  Put32(target + 12, size + kBloscHeader);
  if (size > 0) std::memcpy(target + kBloscHeader, source, size);
  return size + kBloscHeader;
}

Result<Header> HeaderOf(const uint8_t* source, size_t size) {
  if (size < kBloscHeader) return Corrupt("the data end in the header");
  const Header header{source[2], source[3], Get32(source + 4), Get32(source + 8), Get32(source + 12)};
  if (source[0] == 0 || source[0] > kFormat) return Corrupt("the data are of another version, or no blosc at all");
  if (header.length > size || header.length < kBloscHeader) return Corrupt("the data are truncated");
  if (header.width == 0 || header.bytes > kMostBytes) return Corrupt("the header is corrupt");
  if (header.bytes > 0 && (header.block == 0 || header.block > header.bytes)) return Corrupt("the header is corrupt");
  return header;
}

// One block, of `length` bytes, at `from`; false where it is corrupt. `planes` is where it is decoded before its
// filter.
bool DecodeBlock(const Header& header, const uint8_t* source, size_t from, uint8_t* target, size_t length,
                 uint8_t* planes) {
  const bool bytes = header.Has(kBytesShuffled) && header.width > 1;
  const bool bits = !bytes && header.Has(kBitsShuffled) && header.block >= header.width;
  const bool split = !header.Has(kNotSplit) && header.width <= kMostSplits && header.block / header.width >= kLeast &&
                     length == header.block;
  const size_t parts = split ? header.width : 1;
  uint8_t* decoded = bytes || bits ? planes : target;
  const size_t part = length / parts;
  if (part * parts != length) return false;
  for (size_t i = 0; i < parts; i++) {
    if (from > header.length || header.length - from < 4) return false;
    const size_t stored = Get32(source + from);
    from += 4;
    if (stored > header.length - from) return false;
    if (stored == part) {
      std::memcpy(decoded + i * part, source + from, part);
    } else if (!Decode(header.codec(), source + from, stored, decoded + i * part, part)) {
      return false;
    }
    from += stored;
  }
  if (bytes) UnshuffleBytes(planes, target, length, header.width);
  if (bits) UnshuffleBits(planes, target, length, header.width);
  return true;
}

}  // namespace

bool HasBloscCodec(BloscCodec codec) {
  if (codec == BloscCodec::kLz4) return FindLz4() != nullptr;
  return codec == BloscCodec::kZstd && FindZstd() != nullptr;
}

Result<size_t> BloscCompress(const BloscOptions& given, const uint8_t* source, size_t size, uint8_t* target,
                             size_t capacity) {
  BloscOptions options = given;
  if (options.width == 0 || options.width > kMostWidth) options.width = 1;
  if (!HasBloscCodec(options.codec)) return Corrupt("there is no library for this codec on this machine");
  if (options.level < 0 || options.level > 9) return Corrupt("levels are 0 to 9");
  if (size > kMostBytes) return Corrupt("more than 2 GiB do not go into one container");
  if (capacity < size + kBloscHeader) return Corrupt("the target is too short");
  const size_t block = BlockSize(options, size);
  const bool bytes = options.shuffle == BloscShuffle::kBytes && options.width > 1;
  const bool bits = options.shuffle == BloscShuffle::kBits && block >= options.width;
  target[0] = kFormat;
  target[1] = 1;
  target[2] = static_cast<uint8_t>(static_cast<int>(options.codec) << 5 | kNotSplit | (bytes ? kBytesShuffled : 0) |
                                   (bits ? kBitsShuffled : 0));
  target[3] = static_cast<uint8_t>(options.width);
  Put32(target + 4, size);
  Put32(target + 8, block);
  if (options.level == 0 || size < kLeast) return Store(source, size, target);
  const size_t blocks = (size + block - 1) / block;
  std::vector<uint8_t> planes(bytes || bits ? block : 0);
  size_t at = kBloscHeader + 4 * blocks;
  for (size_t i = 0; i < blocks; i++) {
    const size_t length = std::min(block, size - i * block);
    const uint8_t* from = source + i * block;
    if (bytes) ShuffleBytes(from, planes.data(), length, options.width);
    if (bits) ShuffleBits(from, planes.data(), length, options.width);
    const uint8_t* input = bytes || bits ? planes.data() : from;
    if (at + 4 >= size + kBloscHeader) return Store(source, size, target);
    const size_t room = size + kBloscHeader - at - 4;
    Put32(target + kBloscHeader + 4 * i, at);
    size_t stored = Encode(options, input, length, target + at + 4, std::min(room, length - 1));
    if (stored == 0) {
      // What does not get smaller is stored as it is, if there is room for it.
      if (room < length) return Store(source, size, target);
      std::memcpy(target + at + 4, input, length);
      stored = length;
    }
    Put32(target + at, stored);
    at += 4 + stored;
  }
  Put32(target + 12, at);
  return at;
}

Result<BloscCodec> BloscCodecOf(const uint8_t* source, size_t size) {
  const auto header = HeaderOf(source, size);
  if (!header.ok()) return header.failure();
  return header.value().Has(kStored) ? BloscCodec::kLz4 : header.value().codec();
}

Result<size_t> BloscDecompress(const uint8_t* source, size_t size, uint8_t* target, size_t capacity) {
  const auto parsed = HeaderOf(source, size);
  if (!parsed.ok()) return parsed.failure();
  const Header& header = parsed.value();
  if (header.bytes > capacity) return Corrupt("the data are more than was said");
  if (header.bytes == 0) return size_t{0};
  if (header.Has(kStored)) {
    if (header.length - kBloscHeader < header.bytes) return Corrupt("the data are truncated");
    std::memcpy(target, source + kBloscHeader, header.bytes);
    return header.bytes;
  }
  if (!HasBloscCodec(header.codec())) return Corrupt("there is no library for this codec on this machine");
  const size_t blocks = (header.bytes + header.block - 1) / header.block;
  if (blocks > (header.length - kBloscHeader) / 4) return Corrupt("the data are truncated");
  std::vector<uint8_t> planes(header.block);
  for (size_t i = 0; i < blocks; i++) {
    const size_t length = std::min(header.block, header.bytes - i * header.block);
    const size_t from = Get32(source + kBloscHeader + 4 * i);
    if (!DecodeBlock(header, source, from, target + i * header.block, length, planes.data())) {
      return Corrupt("a block is corrupt");
    }
  }
  return header.bytes;
}

}  // namespace imglib2node::codecs
