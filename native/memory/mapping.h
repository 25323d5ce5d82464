// Pages of memory straight from the system.
//
// Who frees: whoever mapped them, with the same length. Thread: any.
#pragma once

#include <cstddef>

namespace imglib2node {

// Zeroed pages, large ones from a few MiB on; nullptr if the system has not that much.
void* MapPages(size_t length);

void UnmapPages(void* data, size_t length);

// Lets the system take the pages where it runs short, until they are written again; what they hold is lost or not.
void OfferPages(void* data, size_t length);

}  // namespace imglib2node
