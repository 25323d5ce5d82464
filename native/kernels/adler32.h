// The checksum of zlib streams (RFC 1950, section 8.2).
#pragma once

#include <cstddef>
#include <cstdint>

namespace imglib2node::kernels {

uint32_t Adler32(const uint8_t* bytes, size_t length);

}  // namespace imglib2node::kernels
