// The Java side of lazy cells: requests come from imglib2node.cells.CellRequests, loaded cells go to LazyImages.
//
// Ownership: DeliverCell takes a Java claim on the block, which the Java object that holds the address owns from then
// on; if Java has no use for the cell, the claim is dropped here. Thread: requests come on any of Java's; DeliverCell may
// be called on any.
#pragma once

#include <cstdint>
#include <functional>

#include "../cells/request_queue.h"
#include "../status.h"

namespace imglib2node {

// The queue of this process; it lives as long as that.
RequestQueue& CellQueue();

// From now on this thread serves the queue, and `wake` is called, on any thread, when there is something to take. Without
// a function nobody serves it: requests are refused.
void ServeCells(std::function<void()> wake);

// Whether Java took the cell: false for an image that was closed meanwhile, or bytes that are not a cell's.
Result<bool> DeliverCell(CellRequest cell, uint64_t block, uint64_t byte_offset, uint64_t byte_length);

}  // namespace imglib2node
