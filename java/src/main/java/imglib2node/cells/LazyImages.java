package imglib2node.cells;

import imglib2node.image.CellElements;
import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.cell.CellGrid;

/**
 * The lazy images that JavaScript has made, by number. Native code delivers cells; the rest is
 * called through the bridge. Nothing here waits.
 */
public final class LazyImages {
  private static final ConcurrentHashMap<Long, LazyCells> IMAGES = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Long, Draft> DRAFTS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Long, CellCache> CACHES = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong(1);

  /** Zeros come first, by native code, then the image can be made. */
  private static final class Draft {
    final int dtype;
    volatile SharedAccess loading;
    volatile SharedAccess fill;

    Draft(int dtype) {
      this.dtype = dtype;
    }
  }

  /** In place of a cell's number: zeros that are not valid, and zeros that are. */
  private static final long LOADING = -1;

  private LazyImages() {}

  /** A cache that several images may share. */
  public static long createCache(long maxBytes) {
    long id = NEXT.getAndIncrement();
    CACHES.put(id, new CellCache(maxBytes));
    return id;
  }

  public static void closeCache(long cache) {
    CACHES.remove(cache);
  }

  /** Bytes of the cells that a cache keeps. */
  public static double cachedBytes(long cache) {
    CellCache found = CACHES.get(cache);
    return found == null ? 0 : found.bytes();
  }

  /** Begins an image: its zeros are to be delivered next, then {@link #open} makes it. */
  public static long begin(int dtype) {
    long id = NEXT.getAndIncrement();
    DRAFTS.put(id, new Draft(dtype));
    return id;
  }

  /**
   * Makes an image.
   *
   * @param name for messages
   * @param dims Java's first axis first, as of each cell but those at the end of an axis in
   *     cellDims
   */
  public static void open(long id, String name, long[] dims, int[] cellDims, long cache) {
    Draft draft = DRAFTS.remove(id);
    CellGrid grid = new CellGrid(dims, cellDims);
    CellCache keeper = CACHES.get(cache);
    IMAGES.put(id, new LazyCells(id, name, grid, draft.dtype, keeper, draft.loading, draft.fill));
  }

  /** Called by native code, whose claim on the block passes to Java if this gives true. */
  static boolean deliver(long id, long cell, long block, long address, long length) {
    Draft draft = DRAFTS.get(id);
    LazyCells image = IMAGES.get(id);
    if (draft == null && image == null) return false;
    boolean valid = cell != LOADING;
    SharedMemory memory = new SharedMemory(block, address, length, true, valid);
    boolean taken = false;
    try {
      if (draft != null) {
        SharedAccess access = CellElements.access(draft.dtype, memory);
        if (valid) draft.fill = access;
        else draft.loading = access;
        taken = true;
      } else {
        taken = image.deliver(cell, memory);
      }
      return taken;
    } finally {
      if (!taken) memory.disown();
    }
  }

  /** Whether a cell is there, or known not to be had: a request for it may be an old one. */
  public static boolean isSettled(long id, long cell) {
    LazyCells image = IMAGES.get(id);
    return image == null || image.isSettled(cell);
  }

  /** Says that a cell can't be had. */
  public static void fail(long id, long cell, String why) {
    LazyCells image = IMAGES.get(id);
    if (image != null) image.fail(cell, why);
  }

  /** Forgets the cells in an inclusive box, so that they are asked for again. */
  public static void reload(long id, long[] min, long[] max) {
    LazyCells image = IMAGES.get(id);
    if (image != null) image.reload(min, max);
  }

  /** The face that never waits: voxels that are not loaded say that they are not valid. */
  public static RandomAccessibleInterval<?> loading(long id) {
    return get(id).loadingImage;
  }

  /** The face that waits for cells, and throws {@link CellLoadException} for what can't be had. */
  public static RandomAccessibleInterval<?> blocking(long id) {
    return get(id).blockingImage;
  }

  /** As {@link #blocking}, with zeros for what can't be had: for painting. */
  public static RandomAccessibleInterval<?> filled(long id) {
    return get(id).filledImage;
  }

  private static LazyCells get(long id) {
    LazyCells image = IMAGES.get(id);
    if (image != null) return image;
    throw new IllegalStateException("lazy image " + id + " is closed; call toImgLib2 again");
  }

  /** Forgets an image, and wakes who waits for its cells. Idempotent. */
  public static void close(long id) {
    DRAFTS.remove(id);
    LazyCells image = IMAGES.remove(id);
    if (image != null) image.close();
  }

  /** The number of images that are open. */
  public static int count() {
    return IMAGES.size();
  }
}
