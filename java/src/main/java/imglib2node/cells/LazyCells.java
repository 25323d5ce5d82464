package imglib2node.cells;

import imglib2node.image.CellElements;
import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.NativeType;

/**
 * The cells of one lazy volume, which JavaScript loads when they are asked for, and the images over
 * them.
 *
 * <p>All images read the same cells, by the same access classes as any shared volume: a cell that
 * is not there yet is one of those over zeros that says of itself that it is not valid. A class of
 * its own for it would make every access in the virtual machine slower.
 *
 * <p>No method holds a lock while it waits, or calls JavaScript.
 */
final class LazyCells {
  /** What a reader gets who can't have a cell. */
  enum Otherwise {
    THROW,
    FILL
  }

  /** A waiting thread looks again this often, should the message that woke it be lost. */
  private static final long LOOK_MILLIS = 250;

  private final long id;
  private final String name;
  private final CellGrid grid;
  private final int dtype;
  private final int shift;
  private final CellCache cache;
  private final SharedAccess loading;
  private final SharedAccess fill;
  private final Map<Long, Slot> slots = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Faces, made once. */
  final RandomAccessibleInterval<?> loadingImage;

  final RandomAccessibleInterval<?> blockingImage;
  final RandomAccessibleInterval<?> filledImage;

  /**
   * @param loading zeros, as many as a cell has at most, that are not valid
   * @param fill the same, valid: for cells that can't be had
   */
  LazyCells(
      long id,
      String name,
      CellGrid grid,
      int dtype,
      CellCache cache,
      SharedAccess loading,
      SharedAccess fill) {
    this.id = id;
    this.name = name;
    this.grid = grid;
    this.dtype = dtype;
    this.shift = CellElements.shift(dtype);
    this.cache = cache;
    this.loading = loading;
    this.fill = fill;
    CellType type = CellType.of(CellElements.name(dtype));
    loadingImage = image(type.loading(), this::now);
    blockingImage = image(type.plain(), index -> whenLoaded(index, Otherwise.THROW));
    filledImage = image(type.plain(), index -> whenLoaded(index, Otherwise.FILL));
  }

  // ImgLib2 wants to be told the type at compile time.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private RandomAccessibleInterval<?> image(
      NativeType<?> type, LazyCellImg.Get<Cell<SharedAccess>> get) {
    return new LazyCellImg(grid, (NativeType) type, get);
  }

  private Slot slot(long index) {
    Long key = index;
    Slot found = slots.get(key);
    return found != null ? found : slots.computeIfAbsent(key, this::newSlot);
  }

  private Slot newSlot(long index) {
    return new Slot(index, size(index) << shift, cell(index, loading), cell(index, fill));
  }

  private long size(long index) {
    long size = 1;
    for (int extent : dimensions(index, new long[grid.numDimensions()])) size *= extent;
    return size;
  }

  private int[] dimensions(long index, long[] min) {
    int[] dims = new int[grid.numDimensions()];
    grid.getCellDimensions(index, min, dims);
    return dims;
  }

  private Cell<SharedAccess> cell(long index, SharedAccess access) {
    long[] min = new long[grid.numDimensions()];
    return new Cell<>(dimensions(index, min), min, access);
  }

  /** The cell as it is now; asks for it if it isn't there. Never waits. */
  Cell<SharedAccess> now(long index) {
    Slot slot = slot(index);
    Cell<SharedAccess> cell = kept(slot);
    if (cell != null) return cell;
    if (closed || slot.failure() != null) return slot.fill;
    if (slot.shouldAsk() && CellRequests.ask(id, index, false) == CellRequests.NOBODY) {
      return slot.fill;
    }
    return slot.loading;
  }

  private Cell<SharedAccess> kept(Slot slot) {
    Cell<SharedAccess> cell = slot.loaded();
    if (cell != null) cache.touch(slot, cell);
    return cell;
  }

  /** The cell, once it is there. */
  Cell<SharedAccess> whenLoaded(long index, Otherwise otherwise) {
    Slot slot = slot(index);
    for (; ; ) {
      // Before looking, so that a cell that comes in between is not missed.
      CompletableFuture<Cell<SharedAccess>> coming = slot.await();
      Cell<SharedAccess> cell = kept(slot);
      if (cell != null) return cell;
      if (closed) return missing(slot, otherwise, "the lazy image was closed");
      if (slot.failure() != null) return missing(slot, otherwise, slot.failure());
      switch (CellRequests.ask(id, index, true)) {
        case CellRequests.OWN_THREAD -> throw new WouldDeadlockException(describe(index));
        case CellRequests.NOBODY -> {
          return missing(slot, otherwise, "JavaScript has ended");
        }
        default -> cell = await(coming, index);
      }
      if (cell != null) return cell;
    }
  }

  private Cell<SharedAccess> await(CompletableFuture<Cell<SharedAccess>> coming, long index) {
    try {
      return coming.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CellLoadException(describe(index) + ": the thread was interrupted while it waited");
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private Cell<SharedAccess> missing(Slot slot, Otherwise otherwise, String why) {
    if (otherwise == Otherwise.FILL) return slot.fill;
    throw new CellLoadException(describe(slot.index) + ": " + why);
  }

  private String describe(long index) {
    long[] min = new long[grid.numDimensions()];
    int[] dims = dimensions(index, min);
    StringBuilder text = new StringBuilder("cell [");
    for (int d = dims.length - 1; d >= 0; d--) {
      text.append(min[d]).append(':').append(min[d] + dims[d]).append(d == 0 ? "]" : ", ");
    }
    return text.append(" of ").append(name).toString();
  }

  /** Takes a loaded cell, if it has the size of that cell and the image is open. */
  boolean deliver(long index, SharedMemory memory) {
    Slot slot = slot(index);
    if (closed || slot.bytes() != memory.length()) return false;
    Cell<SharedAccess> cell = cell(index, CellElements.access(dtype, memory));
    cache.put(slot, cell);
    slot.resolve(cell);
    return true;
  }

  boolean isSettled(long index) {
    Slot slot = slot(index);
    return slot.loaded() != null || slot.failure() != null;
  }

  void fail(long index, String why) {
    slot(index).fail(why);
  }

  /** Forgets cells, so that they are asked for again; those of an inclusive box of voxels. */
  void reload(long[] min, long[] max) {
    for (Slot slot : slots.values()) {
      if (!meets(slot.loading, min, max)) continue;
      slots.remove(slot.index, slot);
      cache.drop(slot);
      slot.wake();
    }
  }

  private static boolean meets(Cell<?> cell, long[] min, long[] max) {
    for (int d = 0; d < min.length; d++) {
      if (cell.min(d) > max[d] || cell.max(d) < min[d]) return false;
    }
    return true;
  }

  /** No more cells come; nobody waits any longer. Cells that are there can be read on. */
  void close() {
    closed = true;
    for (Slot slot : slots.values()) {
      cache.drop(slot);
      slot.wake();
    }
  }
}
