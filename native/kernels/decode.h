// Decoders of what TIFF files hold. No input makes them read or write outside the two ranges given. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imglib2node::kernels {

// How a decoder ended; src/kernels/decode.ts has the words.
enum class DecodeStatus : uint32_t {
  kDone,
  kEndsEarly,
  kTooMuch,
  kUnknownCode,
  kOldStyle,
  kEndsInRun,
  kNoZlib,
  kDictionary,
  kBadBlock,
  kBadCodes,
  kBadSymbol,
  kBadDistance,
  kChecksum,
};

struct DecodeResult {
  DecodeStatus status;
  // Bytes of the source read, and of the target written.
  size_t from;
  size_t to;
  // kUnknownCode: the code, and the size of the table.
  uint32_t code;
  uint32_t table;
};

// TIFF's LZW: codes of 9 to 12 bits, high bit first, widths that change one code early (TIFF 6.0, section 13). The
// target, of less than 4 GiB, is filled exactly.
DecodeResult DecodeLzw(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length);

// PackBits (TIFF 6.0, section 9). The target is filled exactly.
DecodeResult DecodePackBits(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length);

// Deflate in zlib's wrapper (RFC 1950, 1951), with its checksum. The target is filled exactly; bytes after the end of
// the stream are not looked at.
DecodeResult DecodeZlib(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length);

// One of two streams.
struct ZlibPart {
  const uint8_t* source;
  size_t source_length;
  uint8_t* target;
  size_t target_length;
};

// Two streams at once, in little more time than one of them takes: a processor waits most of the time for what the next
// bits of a stream mean, and can look at the other one meanwhile.
void DecodeZlibPair(const ZlibPart& first, const ZlibPart& second, DecodeResult& first_result,
                    DecodeResult& second_result);

// How the rows of a segment are stored.
struct RowFormat {
  bool swapped;        // the file's byte order is not this machine's
  uint32_t predictor;  // 1 none, 2 differences, 3 floating point
  size_t row_length;   // elements a row
  size_t samples;      // differences are those to the same sample of the pixel before; at most row_length
};

// Turns `rows` rows of stored elements of `width` bytes (1, 2, 4 or 8) into their values, in place. `scratch` has the
// bytes of one row, for predictor 3 alone.
void RestoreRows(void* elements, size_t width, size_t rows, const RowFormat& format, uint8_t* scratch);

}  // namespace imglib2node::kernels
