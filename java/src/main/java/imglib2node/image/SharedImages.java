package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;

/**
 * The images over shared memory that JavaScript has asked for, by number: what native code, which
 * can't hold Java objects cheaply, passes to and fro.
 */
public final class SharedImages {
  private static final ConcurrentHashMap<Long, RandomAccessibleInterval<?>> IMAGES =
      new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong(1);

  private SharedImages() {}

  /**
   * Makes and registers an image. Called by native code.
   *
   * @param block native handle; its claim passes to Java unless this throws
   * @param address of the lowest byte that the image may touch
   * @param length bytes up to the highest
   * @param readOnly whether writes throw UnsupportedOperationException
   * @param dtype ordinal of a {@link DType}, plus 256 if the bytes of each number are in the other
   *     order than this machine's
   * @param layout `[offset, dim0, stride0, dim1, stride1, ...]` in elements; axis 0 is Java's
   *     first, the fastest in C order; the offset is that of element (0, 0, ...) from `address`
   * @return the image's number, for {@link #get} and {@link #close}
   * @throws IllegalArgumentException if the layout doesn't lie in the memory or the dtype is
   *     unknown
   */
  public static long create(
      long block, long address, long length, boolean readOnly, int dtype, long[] layout) {
    Elements type = Elements.ofCode(dtype);
    Layout parsed = Layout.parse(layout, length >> type.shift());
    SharedMemory memory = new SharedMemory(block, address, length, readOnly);
    try {
      long id = NEXT.getAndIncrement();
      IMAGES.put(id, image(type, memory, parsed));
      return id;
    } catch (Throwable e) {
      memory.disown();
      throw e;
    }
  }

  /**
   * The image with that number.
   *
   * @throws IllegalStateException if it is closed
   */
  public static RandomAccessibleInterval<?> get(long id) {
    RandomAccessibleInterval<?> image = IMAGES.get(id);
    if (image != null) return image;
    throw new IllegalStateException("image " + id + " is closed; share the volume again");
  }

  /**
   * Forgets an image; its memory is free for the collector when no other Java object uses it.
   * Idempotent.
   */
  public static void close(long id) {
    IMAGES.remove(id);
  }

  /** The number of images that are open. */
  public static int count() {
    return IMAGES.size();
  }

  /**
   * Where the elements of an image lie, if they are elements of shared memory: images made here and
   * ImgLib2's views of them.
   *
   * @return `[block, address of the first element, dtype, readOnly, n, dim0, stride0, ...]`,
   *     strides in elements; null for any other image
   */
  public static long[] describe(Object image) {
    return Description.of(image);
  }

  /** An ArrayImg for what ImgLib2's own can be, else a {@link StridedImg}. */
  static RandomAccessibleInterval<?> image(Elements dtype, SharedMemory memory, Layout layout) {
    // An ArrayImg without elements has cursors that throw.
    boolean oneArray =
        layout.isContiguous() && layout.span() > 0 && layout.span() <= dtype.maxWindow();
    if (!oneArray) {
      return strided(dtype, memory, layout, StridedImg.windowBits(dtype, layout.span()));
    }
    long address = memory.address() + (layout.lowest() << dtype.shift());
    SharedAccess access = dtype.access(memory, address, (int) layout.span());
    return array(dtype, access, layout.dims());
  }

  // ImgLib2 wants to be told the type at compile time; the images are of the type that dtype.link
  // gives them.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static RandomAccessibleInterval<?> array(
      Elements dtype, SharedAccess access, long[] dims) {
    return dtype.link(new ArrayImg(access, dims, dtype.numbers()));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static StridedImg<?> strided(Elements dtype, SharedMemory memory, Layout layout, int windowBits) {
    return new StridedImg(dtype, memory, layout, windowBits);
  }
}
