#include <cstring>

#include "decode.h"

namespace imglib2node::kernels {
namespace {

template <typename T>
T Swapped(T x) {
  T y = 0;
  for (size_t i = 0; i < sizeof(T); i++) y = static_cast<T>(y | ((x >> (8 * i)) & 0xff) << (8 * (sizeof(T) - 1 - i)));
  return y;
}

bool HostIsLittle() {
  const uint16_t one = 1;
  uint8_t first;
  std::memcpy(&first, &one, 1);
  return first == 1;
}

// Differences of integers of the elements' width, which wrap; floats are predicted by their bits.
template <typename T>
void RestoreIntegers(T* elements, size_t rows, const RowFormat& format) {
  if (format.swapped && sizeof(T) > 1) {
    for (size_t i = 0; i < rows * format.row_length; i++) elements[i] = Swapped(elements[i]);
  }
  if (format.predictor != 2) return;
  for (size_t row = 0; row < rows; row++, elements += format.row_length) {
    if (format.samples == 1) {
      T sum = 0;
      for (size_t i = 0; i < format.row_length; i++) elements[i] = sum = static_cast<T>(sum + elements[i]);
    } else {
      for (size_t i = format.samples; i < format.row_length; i++) {
        elements[i] = static_cast<T>(elements[i] + elements[i - format.samples]);
      }
    }
  }
}

// Predictor 3 (Adobe Photoshop TIFF Technical Note 3): a row holds the highest bytes of all its floats, then the next
// lower bytes, and so on, whatever the byte order of the file, and the differences of these bytes.
template <size_t kWidth>
void RestoreFloats(uint8_t* bytes, size_t rows, const RowFormat& format, uint8_t* stored) {
  const size_t length = format.row_length * kWidth;
  const bool little = HostIsLittle();
  for (size_t row = 0; row < rows; row++, bytes += length) {
    if (format.samples == 1) {
      uint8_t sum = 0;
      for (size_t i = 0; i < length; i++) stored[i] = sum = static_cast<uint8_t>(sum + bytes[i]);
    } else {
      std::memcpy(stored, bytes, length);
      for (size_t i = format.samples; i < length; i++) {
        stored[i] = static_cast<uint8_t>(stored[i] + stored[i - format.samples]);
      }
    }
    for (size_t i = 0; i < format.row_length; i++) {
      for (size_t rank = 0; rank < kWidth; rank++) {
        bytes[i * kWidth + (little ? kWidth - 1 - rank : rank)] = stored[rank * format.row_length + i];
      }
    }
  }
}

}  // namespace

void RestoreRows(void* elements, size_t width, size_t rows, const RowFormat& format, uint8_t* scratch) {
  if (format.predictor == 3) {
    auto* bytes = static_cast<uint8_t*>(elements);
    if (width == 1) return RestoreFloats<1>(bytes, rows, format, scratch);
    if (width == 2) return RestoreFloats<2>(bytes, rows, format, scratch);
    if (width == 4) return RestoreFloats<4>(bytes, rows, format, scratch);
    return RestoreFloats<8>(bytes, rows, format, scratch);
  }
  if (width == 1) return RestoreIntegers(static_cast<uint8_t*>(elements), rows, format);
  if (width == 2) return RestoreIntegers(static_cast<uint16_t*>(elements), rows, format);
  if (width == 4) return RestoreIntegers(static_cast<uint32_t*>(elements), rows, format);
  return RestoreIntegers(static_cast<uint64_t*>(elements), rows, format);
}

}  // namespace imglib2node::kernels
