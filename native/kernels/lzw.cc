#include <cstring>

#include "decode.h"

namespace imglib2node::kernels {
namespace {

constexpr uint32_t kClear = 256;
constexpr uint32_t kEnd = 257;
constexpr uint32_t kFirst = 258;
constexpr uint32_t kTableSize = 4096;
constexpr size_t kWord = 8;

// A string of the table is a stretch of the output: the string before it and the byte that followed. Most are short, so
// its first bytes are kept here, in the order of memory.
struct Entry {
  uint64_t head;
  uint32_t length;
  uint32_t start;
};

bool HostIsLittle() {
  const uint16_t one = 1;
  uint8_t first;
  std::memcpy(&first, &one, 1);
  return first == 1;
}

// Codes, high bit first.
class Codes {
 public:
  Codes(const uint8_t* source, size_t length) : source_(source), length_(length) {}

  // False if the source has fewer bits left.
  bool Next(uint32_t width, uint32_t& code) {
    const size_t byte = bit_ / 8;
    const size_t there = length_ - byte < kWord ? length_ - byte : kWord;
    uint64_t word = 0;
    if (there == kWord) {
      for (size_t i = 0; i < kWord; i++) word = word << 8 | source_[byte + i];
    } else {
      if (8 * there < bit_ % 8 + width) return false;
      for (size_t i = 0; i < there; i++) word |= static_cast<uint64_t>(source_[byte + i]) << (56 - 8 * i);
    }
    code = static_cast<uint32_t>(word << (bit_ % 8) >> (64 - width));
    bit_ += width;
    return true;
  }

  // Bytes of which some bit was read.
  size_t from() const { return (bit_ + 7) / 8; }

 private:
  const uint8_t* source_;
  size_t length_;
  size_t bit_ = 0;
};

// Writes the string of `entry` at `to`. It was output before, and may end where the copy begins; the head then has
// those bytes that are not there yet.
void Write(const Entry& entry, uint8_t* target, size_t to, size_t end) {
  if (end - to < entry.length + kWord) {
    uint8_t head[kWord];
    std::memcpy(head, &entry.head, kWord);
    for (size_t i = 0; i < entry.length; i++) target[to + i] = i < kWord ? head[i] : target[entry.start + i];
    return;
  }
  // Up to seven bytes more than asked for are written: inside the target, and overwritten by what follows.
  std::memcpy(target + to, &entry.head, kWord);
  for (size_t i = kWord; i < entry.length; i += kWord) std::memcpy(target + to + i, target + entry.start + i, kWord);
}

}  // namespace

DecodeResult DecodeLzw(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length) {
  // A clear code, low bit first, as writers of before TIFF 6 began their data.
  if (source_length > 1 && source[0] == 0 && (source[1] & 1) == 1) return {DecodeStatus::kOldStyle, 0, 0, 0, 0};
  const bool little = HostIsLittle();
  const auto at = [little](uint64_t byte, uint32_t place) {
    return byte << (8 * (little ? place : kWord - 1 - place));
  };
  Entry table[kTableSize];
  for (uint32_t byte = 0; byte < kClear; byte++) table[byte] = {at(byte, 0), 1, 0};
  Codes codes(source, source_length);
  Entry previous = {0, 0, 0};  // length 0: no string since the last clear
  uint32_t next = kFirst;
  uint32_t width = 9;
  uint32_t code = 0;
  size_t to = 0;
  while (to < target_length) {
    if (!codes.Next(width, code)) return {DecodeStatus::kEndsEarly, source_length, to, 0, 0};
    if (code == kClear) {
      next = kFirst;
      width = 9;
      previous.length = 0;
      continue;
    }
    if (code == kEnd) return {DecodeStatus::kEndsEarly, codes.from(), to, 0, 0};
    if (previous.length > 0 && next < kTableSize) {
      // The string that this code stands for begins with the byte that ends the new one; it may be the new one itself.
      const uint64_t head = code < next ? table[code].head : previous.head;
      const uint64_t byte = little ? head & 0xff : head >> 56;
      table[next] = {previous.length < kWord ? previous.head | at(byte, previous.length) : previous.head,
                     previous.length + 1, previous.start};
      next++;
    }
    if (code >= next) return {DecodeStatus::kUnknownCode, codes.from(), to, code, next};
    const Entry entry = table[code];
    if (entry.length > target_length - to) return {DecodeStatus::kTooMuch, codes.from(), to, 0, 0};
    Write(entry, target, to, target_length);
    previous = {entry.head, entry.length, static_cast<uint32_t>(to)};
    to += entry.length;
    if (next + 1 >= 1U << width && width < 12) width++;
  }
  // After the last string come at most a clear and an end code; more means that the declared size is a lie.
  return {source_length - codes.from() > 4 ? DecodeStatus::kTooMuch : DecodeStatus::kDone, codes.from(), to, 0, 0};
}

}  // namespace imglib2node::kernels
