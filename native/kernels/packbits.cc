#include <cstring>

#include "decode.h"

namespace imglib2node::kernels {

DecodeResult DecodePackBits(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length) {
  size_t from = 0;
  size_t to = 0;
  while (to < target_length) {
    if (from >= source_length) return {DecodeStatus::kEndsEarly, from, to, 0, 0};
    const size_t head = source[from++];
    // 128 does nothing: writers pad with it.
    if (head == 128) continue;
    const bool literal = head < 128;
    const size_t length = literal ? head + 1 : 257 - head;
    if (length > target_length - to) return {DecodeStatus::kTooMuch, from - 1, to, 0, 0};
    const size_t needed = literal ? length : 1;
    if (needed > source_length - from) return {DecodeStatus::kEndsInRun, from, to, 0, 0};
    if (literal) {
      std::memcpy(target + to, source + from, length);
    } else {
      std::memset(target + to, source[from], length);
    }
    from += needed;
    to += length;
  }
  // A writer may pad to an even length; whole runs left over mean that the declared size is a lie.
  return {source_length - from > 1 ? DecodeStatus::kTooMuch : DecodeStatus::kDone, from, to, 0, 0};
}

}  // namespace imglib2node::kernels
