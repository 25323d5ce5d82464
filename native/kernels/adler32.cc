#include "adler32.h"

#include <algorithm>

namespace imglib2node::kernels {
namespace {

constexpr uint32_t kModulus = 65521;
// Bytes are added as the rows of a matrix, in columns, which the compiler does several at a time.
constexpr size_t kColumns = 32;
// So many rows of 255 fit in 16 bits.
constexpr size_t kRows = 173;

}  // namespace

uint32_t Adler32(const uint8_t* bytes, size_t length) {
  uint64_t a = 1;
  uint64_t b = 0;
  while (length >= kColumns) {
    const size_t rows = std::min(kRows, length / kColumns);
    uint16_t sums[kColumns] = {};
    uint32_t before[kColumns] = {};  // for each column, the sum of what `sums` was before each row
    for (size_t r = 0; r < rows; r++) {
      for (size_t i = 0; i < kColumns; i++) {
        before[i] += sums[i];
        sums[i] = static_cast<uint16_t>(sums[i] + bytes[r * kColumns + i]);
      }
    }
    b += a * rows * kColumns;
    for (size_t i = 0; i < kColumns; i++) {
      // A byte counts once for itself and for each byte after it.
      b += uint64_t{before[i]} * kColumns + uint64_t{sums[i]} * (kColumns - i);
      a += sums[i];
    }
    a %= kModulus;
    b %= kModulus;
    bytes += rows * kColumns;
    length -= rows * kColumns;
  }
  for (size_t i = 0; i < length; i++) {
    a += bytes[i];
    b += a;
  }
  return static_cast<uint32_t>((b % kModulus) << 16 | a % kModulus);
}

}  // namespace imglib2node::kernels
