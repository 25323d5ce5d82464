package imglib2node.cells;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import net.imglib2.img.cell.Cell;

/**
 * Keeps loaded cells up to a number of bytes.
 *
 * <p>An evicted cell's memory is free once nobody reads it, which Java's collector finds out. The
 * collector doesn't see off-heap bytes, so it is told to look whenever enough of them were evicted.
 */
final class CellCache {
  /** Between two collections, at least. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private static final long SMALL = 64L << 20;

  private static final ExecutorService COLLECTOR =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "imglib2-node collect cells");
            thread.setDaemon(true);
            return thread;
          });

  private final Cache<Slot, Cell<SharedAccess>> cache;
  private final AtomicLong evicted = new AtomicLong();
  private final AtomicLong lastCollection = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
  private final long collectAt;

  CellCache(long maxBytes) {
    collectAt = Math.max(SMALL, maxBytes / 4);
    cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Slot slot, Cell<SharedAccess> cell) -> slot.weight())
            // In the thread that puts: what a test sees right after is what there is.
            .executor(Runnable::run)
            .evictionListener((slot, cell, cause) -> noteEviction(slot.bytes()))
            .build();
  }

  /** Says that a cell was used, and keeps it if it had been evicted but was still in use. */
  void touch(Slot slot, Cell<SharedAccess> cell) {
    if (cache.getIfPresent(slot) == null) cache.put(slot, cell);
  }

  void put(Slot slot, Cell<SharedAccess> cell) {
    cache.put(slot, cell);
  }

  void drop(Slot slot) {
    cache.invalidate(slot);
  }

  /** Bytes of the cells that are kept. */
  long bytes() {
    cache.cleanUp();
    return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  private void noteEviction(long bytes) {
    if (evicted.addAndGet(bytes) < collectAt) return;
    long last = lastCollection.get();
    if (System.nanoTime() - last < PAUSE_NANOS) return;
    if (!lastCollection.compareAndSet(last, System.nanoTime())) return;
    evicted.set(0);
    COLLECTOR.execute(SharedMemory::collect);
  }
}
