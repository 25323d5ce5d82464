package imglib2node.cells;

import imglib2node.memory.SharedAccess;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import net.imglib2.img.cell.Cell;

/**
 * What is known of one cell of a lazy image: loaded, failed, asked for or none of it.
 *
 * <p>The cell is referred to weakly: the cache keeps it, and whoever else reads it; a cell that was
 * evicted but is in use is there for everybody.
 */
final class Slot {
  /** While a request is queued, how often it is said that it is still wanted. */
  private static final long AGAIN_NANOS = 20_000_000;

  final long index;

  /** What is seen until the cell is there, and if it never is. */
  final Cell<SharedAccess> loading;

  final Cell<SharedAccess> fill;

  private final long bytes;
  private volatile WeakReference<Cell<SharedAccess>> loaded;
  private volatile String failure;
  private volatile long asked;
  private CompletableFuture<Cell<SharedAccess>> waiting;

  Slot(long index, long bytes, Cell<SharedAccess> loading, Cell<SharedAccess> fill) {
    this.index = index;
    this.bytes = bytes;
    this.loading = loading;
    this.fill = fill;
  }

  long bytes() {
    return bytes;
  }

  int weight() {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /** The cell, or null. */
  Cell<SharedAccess> loaded() {
    WeakReference<Cell<SharedAccess>> reference = loaded;
    return reference == null ? null : reference.get();
  }

  /** Why the cell can't be had; null if nothing is known against it. */
  String failure() {
    return failure;
  }

  /** Whether it is time to ask for the cell (again); true for one of the threads that ask. */
  boolean shouldAsk() {
    long now = System.nanoTime();
    long last = asked;
    if (last != 0 && now - last < AGAIN_NANOS) return false;
    asked = now;
    return true;
  }

  void resolve(Cell<SharedAccess> cell) {
    failure = null;
    loaded = new WeakReference<>(cell);
    CompletableFuture<Cell<SharedAccess>> future = takeWaiting();
    if (future != null) future.complete(cell);
  }

  void fail(String why) {
    failure = why;
    wake();
  }

  /** Those who wait look again. */
  void wake() {
    CompletableFuture<Cell<SharedAccess>> future = takeWaiting();
    if (future != null) future.complete(null);
  }

  /** Done with the cell or with null: then look again. */
  synchronized CompletableFuture<Cell<SharedAccess>> await() {
    if (waiting == null) waiting = new CompletableFuture<>();
    return waiting;
  }

  private synchronized CompletableFuture<Cell<SharedAccess>> takeWaiting() {
    CompletableFuture<Cell<SharedAccess>> future = waiting;
    waiting = null;
    return future;
  }
}
