#include "shuffle.h"

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace imglib2node::codecs {
namespace {

// The loops with the width as a constant are those that compilers vectorise.
template <size_t kWidth>
void ToPlanes(const uint8_t* source, uint8_t* target, size_t count) {
  for (size_t i = 0; i < count; i++) {
    for (size_t byte = 0; byte < kWidth; byte++) target[byte * count + i] = source[i * kWidth + byte];
  }
}

template <size_t kWidth>
void FromPlanes(const uint8_t* source, uint8_t* target, size_t count) {
  for (size_t i = 0; i < count; i++) {
    for (size_t byte = 0; byte < kWidth; byte++) target[i * kWidth + byte] = source[byte * count + i];
  }
}

#ifdef __SSE2__
template <>
void ToPlanes<2>(const uint8_t* source, uint8_t* target, size_t count) {
  const __m128i low = _mm_set1_epi16(0xff);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source + 2 * i));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source + 2 * i + 16));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target + i),
                     _mm_packus_epi16(_mm_and_si128(a, low), _mm_and_si128(b, low)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target + count + i),
                     _mm_packus_epi16(_mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8)));
  }
  for (; i < count; i++) {
    target[i] = source[2 * i];
    target[count + i] = source[2 * i + 1];
  }
}

template <>
void FromPlanes<2>(const uint8_t* source, uint8_t* target, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source + i));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source + count + i));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target + 2 * i), _mm_unpacklo_epi8(a, b));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target + 2 * i + 16), _mm_unpackhi_epi8(a, b));
  }
  for (; i < count; i++) {
    target[2 * i] = source[i];
    target[2 * i + 1] = source[count + i];
  }
}
#endif

void CopyRest(const uint8_t* source, uint8_t* target, size_t size, size_t done) {
  if (size > done) std::memcpy(target + done, source + done, size - done);
}

// An 8 x 8 matrix of bits, a row a byte, with rows and columns exchanged.
uint64_t Transposed(uint64_t bits) {
  uint64_t swap = (bits ^ (bits >> 7)) & 0x00aa00aa00aa00aaULL;
  bits ^= swap ^ (swap << 7);
  swap = (bits ^ (bits >> 14)) & 0x0000cccc0000ccccULL;
  bits ^= swap ^ (swap << 14);
  swap = (bits ^ (bits >> 28)) & 0x00000000f0f0f0f0ULL;
  return bits ^ swap ^ (swap << 28);
}

// The eight planes of bits of one plane of `count` bytes, a multiple of 8.
void ToBits(const uint8_t* source, uint8_t* target, size_t count) {
  const size_t row = count / 8;
  size_t i = 0;
#ifdef __SSE2__
  for (; i + 16 <= count; i += 16) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source + i));
    for (size_t bit = 8; bit-- > 0;) {
      const int mask = _mm_movemask_epi8(bytes);
      target[bit * row + i / 8] = static_cast<uint8_t>(mask);
      target[bit * row + i / 8 + 1] = static_cast<uint8_t>(mask >> 8);
      bytes = _mm_add_epi8(bytes, bytes);
    }
  }
#endif
  for (; i < count; i += 8) {
    uint64_t bits = 0;
    for (size_t k = 0; k < 8; k++) bits |= static_cast<uint64_t>(source[i + k]) << (8 * k);
    bits = Transposed(bits);
    for (size_t bit = 0; bit < 8; bit++) target[bit * row + i / 8] = static_cast<uint8_t>(bits >> (8 * bit));
  }
}

void FromBits(const uint8_t* source, uint8_t* target, size_t count) {
  const size_t row = count / 8;
  for (size_t i = 0; i < row; i++) {
    uint64_t bits = 0;
    for (size_t bit = 0; bit < 8; bit++) bits |= static_cast<uint64_t>(source[bit * row + i]) << (8 * bit);
    bits = Transposed(bits);
    for (size_t k = 0; k < 8; k++) target[8 * i + k] = static_cast<uint8_t>(bits >> (8 * k));
  }
}

}  // namespace

void ShuffleBytes(const uint8_t* source, uint8_t* target, size_t size, size_t width) {
  const size_t count = size / width;
  switch (width) {
    case 2:
      ToPlanes<2>(source, target, count);
      break;
    case 4:
      ToPlanes<4>(source, target, count);
      break;
    case 8:
      ToPlanes<8>(source, target, count);
      break;
    default:
      for (size_t byte = 0; byte < width; byte++) {
        for (size_t i = 0; i < count; i++) target[byte * count + i] = source[i * width + byte];
      }
  }
  CopyRest(source, target, size, count * width);
}

void UnshuffleBytes(const uint8_t* source, uint8_t* target, size_t size, size_t width) {
  const size_t count = size / width;
  switch (width) {
    case 2:
      FromPlanes<2>(source, target, count);
      break;
    case 4:
      FromPlanes<4>(source, target, count);
      break;
    case 8:
      FromPlanes<8>(source, target, count);
      break;
    default:
      for (size_t byte = 0; byte < width; byte++) {
        for (size_t i = 0; i < count; i++) target[i * width + byte] = source[byte * count + i];
      }
  }
  CopyRest(source, target, size, count * width);
}

// Bits lie in the order of planes of bytes, so each plane can be turned on its own, in pieces that stay in the cache.
void ShuffleBits(const uint8_t* source, uint8_t* target, size_t size, size_t width) {
  const size_t count = size / width;
  if (count % 8 != 0) {
    std::memcpy(target, source, size);
    return;
  }
  if (width == 1) {
    ToBits(source, target, count);
  } else {
    constexpr size_t kPiece = 1024;
    uint8_t plane[kPiece];
    uint8_t bits[kPiece];
    for (size_t byte = 0; byte < width; byte++) {
      for (size_t first = 0; first < count; first += kPiece) {
        const size_t length = count - first < kPiece ? count - first : kPiece;
        for (size_t i = 0; i < length; i++) plane[i] = source[(first + i) * width + byte];
        ToBits(plane, bits, length);
        for (size_t bit = 0; bit < 8; bit++) {
          std::memcpy(target + (byte * 8 + bit) * (count / 8) + first / 8, bits + bit * (length / 8), length / 8);
        }
      }
    }
  }
  CopyRest(source, target, size, count * width);
}

void UnshuffleBits(const uint8_t* source, uint8_t* target, size_t size, size_t width) {
  const size_t count = size / width;
  if (count % 8 != 0) {
    std::memcpy(target, source, size);
    return;
  }
  if (width == 1) {
    FromBits(source, target, count);
  } else {
    constexpr size_t kPiece = 1024;
    uint8_t plane[kPiece];
    uint8_t bits[kPiece];
    for (size_t byte = 0; byte < width; byte++) {
      for (size_t first = 0; first < count; first += kPiece) {
        const size_t length = count - first < kPiece ? count - first : kPiece;
        for (size_t bit = 0; bit < 8; bit++) {
          std::memcpy(bits + bit * (length / 8), source + (byte * 8 + bit) * (count / 8) + first / 8, length / 8);
        }
        FromBits(bits, plane, length);
        for (size_t i = 0; i < length; i++) target[(first + i) * width + byte] = plane[i];
      }
    }
  }
  CopyRest(source, target, size, count * width);
}

}  // namespace imglib2node::codecs
