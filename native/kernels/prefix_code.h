// Prefix codes of deflate (RFC 1951, section 3.2.2) as tables that bits are looked up in, lowest bit first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace imglib2node::kernels {

// What a table says of the bits that come next: how many the code has (bits 0-7; of a long code, those after the
// table's own), the number of extra bits that follow (8-11), what it is (12-15), and its value (16-31).
namespace entry {
constexpr uint32_t kExtraShift = 8;
constexpr uint32_t kExtraMask = 15;
constexpr uint32_t kLiteral = 1U << 15;
constexpr uint32_t kEnd = 1U << 14;
constexpr uint32_t kNone = 1U << 13;  // no code begins with these bits
constexpr uint32_t kLong = 1U << 12;  // the value is where the second table begins, the extra bits are its width
constexpr uint32_t kValueShift = 16;
}  // namespace entry

constexpr uint32_t kLongestCode = 15;

// Makes the table for the lengths of `count` symbols, 0 for those that have no code. A first table of `width` bits is
// followed by those for longer codes. `symbols` has the entry of each symbol, without the length of its code.
// False for lengths that are no complete prefix code; a code of one symbol, or none, may be incomplete if `lone`.
bool MakeTable(const uint8_t* lengths, uint32_t count, const uint32_t* symbols, uint32_t width, bool lone,
               uint32_t* table, size_t table_size);

// The entries of literals and lengths (288, of which two are never used), and of distances (32, likewise).
const std::array<uint32_t, 288>& LiteralSymbols();
const std::array<uint32_t, 32>& DistanceSymbols();

}  // namespace imglib2node::kernels
