// What the JNI addon needs of the core addon. They are two libraries, since the core is built and loaded without Java;
// the core hands this table over through JavaScript (core.api() -> jni.connect(api)). The table lives as long as the
// process. Any thread may call it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imglib2node {

constexpr uint32_t kCoreApiVersion = 1;

struct CoreApi {
  uint32_t version;
  // Adds a claim for Java and gives the block's address and length; false if the block is gone.
  bool (*retain_for_java)(uint64_t block, void** data, size_t* length);
  void (*release_for_java)(uint64_t block);
};

}  // namespace imglib2node
