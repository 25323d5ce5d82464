// Blosc's filters: the bytes, or the bits, of elements in planes, which compress better. Any thread; source and target
// are `size` bytes and do not overlap.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imglib2node::codecs {

// All first bytes of the elements, then all second ones, ...; what is left of the last element stays where it is.
void ShuffleBytes(const uint8_t* source, uint8_t* target, size_t size, size_t width);
void UnshuffleBytes(const uint8_t* source, uint8_t* target, size_t size, size_t width);

// All lowest bits of the first bytes, ...; a copy where the number of elements is no multiple of 8.
void ShuffleBits(const uint8_t* source, uint8_t* target, size_t size, size_t width);
void UnshuffleBits(const uint8_t* source, uint8_t* target, size_t size, size_t width);

}  // namespace imglib2node::codecs
