// Calls into imglib2node.image.SharedImages: a volume's bytes as an ImgLib2 image.
//
// Ownership: CreateImage takes a Java claim on the block; the Java object that holds the address owns it from then on
// and drops it through NativeLibrary.release when it is unreachable. When Java throws, the claim is dropped here.
// Thread: any. After CloseImage the id is unknown to Java; the image lives on while Java code holds it.
#pragma once

#include <cstdint>
#include <vector>

#include "../core_api.h"
#include "../status.h"

namespace imglib2node {

struct ImageRequest {
  uint64_t block;
  uint64_t byte_offset;
  uint64_t byte_length;
  bool read_only;
  int32_t dtype;
  // [offset, dim0, stride0, dim1, stride1 ...], in elements, fastest axis first.
  std::vector<int64_t> layout;
};

void ConnectCore(const CoreApi* api);

// The id by which Java knows the image.
Result<int64_t> CreateImage(const ImageRequest& request);

Result<bool> CloseImage(int64_t id);

// Takes a claim for Java on a part of a block, and gives its address; whoever calls this hands the claim to a Java
// object or drops it.
Result<uint64_t> ClaimForJava(uint64_t block, uint64_t byte_offset, uint64_t byte_length);
void DropJavaClaim(uint64_t block);

// Collects Java's garbage. All that Java no longer uses has dropped its claims when this returns.
Result<bool> CollectJavaGarbage();

}  // namespace imglib2node
