#include "zstd.h"

#include <string>

#include "library.h"

namespace imglib2node::codecs {
namespace {

// Of ZSTD_cParameter.
constexpr int kCompressionLevel = 100;
constexpr int kChecksumFlag = 201;

Status Missing() { return Failure(ErrorKind::kArgument, "zstd: there is no libzstd on this machine"); }

Result<size_t> Checked(const Zstd& zstd, size_t result) {
  if (zstd.is_error(result) == 0) return result;
  return Failure(ErrorKind::kArgument, std::string("zstd: ") + zstd.error_name(result));
}

}  // namespace

bool HasZstd() { return FindZstd() != nullptr; }

Result<size_t> ZstdCompress(const uint8_t* source, size_t size, uint8_t* target, size_t capacity, int level,
                            bool checksum) {
  const Zstd* zstd = FindZstd();
  if (zstd == nullptr) return Missing();
  void* context = zstd->create();
  if (context == nullptr) return Failure(ErrorKind::kMemoryLimit, "zstd: no memory for the encoder");
  size_t result = zstd->set_parameter(context, kCompressionLevel, level);
  if (zstd->is_error(result) == 0) result = zstd->set_parameter(context, kChecksumFlag, checksum ? 1 : 0);
  if (zstd->is_error(result) == 0) result = zstd->compress(context, target, capacity, source, size);
  zstd->free(context);
  return Checked(*zstd, result);
}

Result<size_t> ZstdDecompress(const uint8_t* source, size_t size, uint8_t* target, size_t capacity) {
  const Zstd* zstd = FindZstd();
  if (zstd == nullptr) return Missing();
  return Checked(*zstd, zstd->decompress(target, capacity, source, size));
}

}  // namespace imglib2node::codecs
