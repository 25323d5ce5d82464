// Bits of a stream, lowest first, a word at a time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imglib2node::kernels {

constexpr size_t kWord = 8;

inline uint64_t LittleEndian(const uint8_t* bytes) {
  uint64_t word = 0;
  for (size_t i = 0; i < kWord; i++)
    word |= uint64_t{bytes[i]} << (8 * i);  // one load, where that is the machine's order
  return word;
}

inline uint64_t Low(uint64_t bits, uint32_t count) { return bits & ((uint64_t{1} << count) - 1); }

// The bits and the places of the quick steps, which the compiler keeps in registers.
struct Bits {
  const uint8_t* next;
  uint8_t* to;
  uint64_t bits;
  uint32_t count;

  void Drop(uint32_t width) {
    bits >>= width;
    count -= width;
  }

  // At least 56 bits, from a word that must be inside the source.
  void Refill() {
    bits |= LittleEndian(next) << count;
    next += (63 - count) >> 3;
    count |= 56;
  }
};

}  // namespace imglib2node::kernels
