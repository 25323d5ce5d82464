// Zstandard frames, through the machine's library. Any thread; nothing is kept between calls.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../status.h"

namespace imglib2node::codecs {

bool HasZstd();

// Writes one frame, which says its content's size, and gives its length. `level`: below 0 to 22. Fails where `capacity`
// does not do; size + size / 128 + 512 always does.
Result<size_t> ZstdCompress(const uint8_t* source, size_t size, uint8_t* target, size_t capacity, int level,
                            bool checksum);

// Decodes all frames of the source and gives how many bytes they are.
Result<size_t> ZstdDecompress(const uint8_t* source, size_t size, uint8_t* target, size_t capacity);

}  // namespace imglib2node::codecs
