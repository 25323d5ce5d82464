// A part of a file as memory, as numpy.memmap does it.
//
// Allocates: MapFile opens and maps; the file is closed again at once, the mapping keeps it. Frees: the last claim
// unmaps; what was written to a shared mapping is the file's by then. Thread: any.
#pragma once

#include <memory>
#include <string>

#include "allocation.h"

namespace imglib2node {

enum class MapMode {
  // Writes stay in this process. Memory for reading only is mapped so too: JavaScript has no typed arrays that refuse
  // writes, and a write to a protected page would end the process.
  kPrivate,
  // Writes reach the file.
  kShared,
};

Result<std::unique_ptr<Allocation>> MapFile(const std::string& path, uint64_t offset, size_t length, MapMode mode);

}  // namespace imglib2node
