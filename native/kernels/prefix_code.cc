#include "prefix_code.h"

#include <algorithm>

namespace imglib2node::kernels {
namespace {

using Counts = std::array<uint32_t, kLongestCode + 1>;

// How many codes of each length there are; false if more than there can be, or fewer than there must be.
bool CountCodes(const uint8_t* lengths, uint32_t count, bool lone, Counts& counts, uint32_t& longest) {
  counts.fill(0);
  for (uint32_t i = 0; i < count; i++) counts[lengths[i]]++;
  counts[0] = 0;
  longest = kLongestCode;
  while (longest > 0 && counts[longest] == 0) longest--;
  int64_t left = 1;
  for (uint32_t length = 1; length <= longest; length++) {
    left = 2 * left - counts[length];
    if (left < 0) return false;
  }
  return left == 0 || (lone && longest <= 1);
}

// The code after `code`, both with their `length` bits in reverse.
uint32_t NextReversed(uint32_t code, uint32_t length) {
  uint32_t bit = 1U << (length - 1);
  while (bit != 0 && (code & bit) != 0) {
    code ^= bit;
    bit >>= 1;
  }
  return code | bit;
}

// How many bits the second table needs that begins with a code of `length`.
uint32_t SecondWidth(const Counts& left_over, uint32_t length, uint32_t width, uint32_t longest) {
  uint32_t bits = length - width;
  int64_t left = int64_t{1} << bits;
  while (bits + width < longest) {
    left -= left_over[bits + width];
    if (left <= 0) break;
    bits++;
    left *= 2;
  }
  return bits;
}

}  // namespace

bool MakeTable(const uint8_t* lengths, uint32_t count, const uint32_t* symbols, uint32_t width, bool lone,
               uint32_t* table, size_t table_size) {
  Counts counts;
  uint32_t longest = 0;
  if (!CountCodes(lengths, count, lone, counts, longest)) return false;
  // The symbols in the order of their codes.
  Counts places{};
  for (uint32_t length = 1; length < kLongestCode; length++) places[length + 1] = places[length] + counts[length];
  std::array<uint16_t, 288> order;
  for (uint32_t i = 0; i < count; i++) {
    if (lengths[i] != 0) order[places[lengths[i]]++] = static_cast<uint16_t>(i);
  }
  const uint32_t used = places[kLongestCode];
  const uint32_t mask = (1U << width) - 1;
  std::fill_n(table, size_t{1} << width, entry::kNone | 1);
  size_t end = size_t{1} << width;
  uint32_t* second = nullptr;
  uint32_t second_width = 0;
  uint32_t prefix = UINT32_MAX;
  uint32_t code = 0;
  for (uint32_t i = 0; i < used; i++) {
    const uint32_t length = lengths[order[i]];
    const uint32_t symbol = symbols[order[i]];
    if (length <= width) {
      for (uint32_t at = code; at <= mask; at += 1U << length) table[at] = symbol | length;
    } else {
      if ((code & mask) != prefix) {
        prefix = code & mask;
        second_width = SecondWidth(counts, length, width, longest);
        if (end + (size_t{1} << second_width) > table_size) return false;
        second = table + end;
        table[prefix] = static_cast<uint32_t>(end) << entry::kValueShift | entry::kLong |
                        second_width << entry::kExtraShift | width;
        end += size_t{1} << second_width;
      }
      const uint32_t rest = length - width;
      for (uint32_t at = code >> width; at < 1U << second_width; at += 1U << rest) second[at] = symbol | rest;
    }
    counts[length]--;
    // Longer codes go on where the shorter ones ended: in reverse, with the same low bits.
    code = NextReversed(code, length);
  }
  return true;
}

const std::array<uint32_t, 288>& LiteralSymbols() {
  static const std::array<uint32_t, 288> symbols = [] {
    std::array<uint32_t, 288> all{};
    for (uint32_t i = 0; i < 256; i++) all[i] = i << entry::kValueShift | entry::kLiteral;
    all[256] = entry::kEnd;
    // RFC 1951, section 3.2.5: four lengths to a number of extra bits, from the second group on.
    uint32_t base = 3;
    for (uint32_t i = 0; i < 28; i++) {
      const uint32_t extra = i < 8 ? 0 : (i - 4) / 4;
      all[257 + i] = base << entry::kValueShift | extra << entry::kExtraShift;
      base += 1U << extra;
    }
    all[285] = 258U << entry::kValueShift;
    all[286] = all[287] = entry::kNone;
    return all;
  }();
  return symbols;
}

const std::array<uint32_t, 32>& DistanceSymbols() {
  static const std::array<uint32_t, 32> symbols = [] {
    std::array<uint32_t, 32> all{};
    uint32_t base = 1;
    for (uint32_t i = 0; i < 30; i++) {
      const uint32_t extra = i < 4 ? 0 : (i - 2) / 2;
      all[i] = base << entry::kValueShift | extra << entry::kExtraShift;
      base += 1U << extra;
    }
    all[30] = all[31] = entry::kNone;
    return all;
  }();
  return symbols;
}

}  // namespace imglib2node::kernels
