#include <cstring>

#include "decode.h"

namespace imglib2node::kernels {
namespace {

constexpr uint32_t kClear = 256;
constexpr uint32_t kEnd = 257;
constexpr uint32_t kFirst = 258;
constexpr uint32_t kTableSize = 4096;

// Every string of the table is a stretch of the output: the string before it and the byte that followed.
struct Table {
  uint32_t starts[kTableSize];
  uint32_t lengths[kTableSize];
};

// A string may overlap the place it is copied to (it ends there at most), so only bytes that exist are copied at once.
void CopyString(uint8_t* target, size_t start, size_t to, size_t length, size_t end) {
  constexpr size_t kWord = 8;
  if (to - start < kWord || to + length + kWord > end) {
    for (size_t i = 0; i < length; i++) target[to + i] = target[start + i];
    return;
  }
  // Up to seven bytes more than asked for are written: inside the target, and overwritten by what follows.
  for (size_t i = 0; i < length; i += kWord) std::memcpy(target + to + i, target + start + i, kWord);
}

}  // namespace

DecodeResult DecodeLzw(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length) {
  // A clear code, low bit first, as writers of before TIFF 6 began their data.
  if (source_length > 1 && source[0] == 0 && (source[1] & 1) == 1) return {DecodeStatus::kOldStyle, 0, 0, 0, 0};
  Table table;
  uint32_t next = kFirst;
  uint32_t width = 9;
  uint64_t bits = 0;
  uint32_t held = 0;
  size_t from = 0;
  size_t to = 0;
  size_t previous_start = 0;
  size_t previous_length = 0;  // 0: no string since the last clear
  while (to < target_length) {
    while (held < width) {
      if (from >= source_length) return {DecodeStatus::kEndsEarly, from, to, 0, 0};
      bits = (bits << 8) | source[from++];
      held += 8;
    }
    held -= width;
    const uint32_t code = static_cast<uint32_t>(bits >> held) & ((1U << width) - 1);
    if (code == kClear) {
      next = kFirst;
      width = 9;
      previous_length = 0;
      continue;
    }
    if (code == kEnd) return {DecodeStatus::kEndsEarly, from, to, 0, 0};
    // The string of the entry being made is known as soon as its first byte is: the copy below makes it as it goes.
    if (previous_length > 0 && next < kTableSize) {
      table.starts[next] = static_cast<uint32_t>(previous_start);
      table.lengths[next] = static_cast<uint32_t>(previous_length + 1);
      next++;
    }
    if (code >= next) return {DecodeStatus::kUnknownCode, from, to, code, next};
    const size_t length = code < kClear ? 1 : table.lengths[code];
    if (length > target_length - to) return {DecodeStatus::kTooMuch, from, to, 0, 0};
    if (code < kClear) {
      target[to] = static_cast<uint8_t>(code);
    } else {
      CopyString(target, table.starts[code], to, length, target_length);
    }
    previous_start = to;
    previous_length = length;
    to += length;
    if (next + 1 >= 1U << width && width < 12) width++;
  }
  // After the last string come at most a clear and an end code; more means that the declared size is a lie.
  return {source_length - from > 4 ? DecodeStatus::kTooMuch : DecodeStatus::kDone, from, to, 0, 0};
}

}  // namespace imglib2node::kernels
