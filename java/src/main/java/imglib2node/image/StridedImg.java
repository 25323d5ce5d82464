package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;
import java.util.Objects;
import net.imglib2.Cursor;
import net.imglib2.FlatIterationOrder;
import net.imglib2.img.AbstractNativeImg;
import net.imglib2.img.Img;
import net.imglib2.img.ImgFactory;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgFactory;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.NativeType;

/**
 * An image over shared memory with any strides (negative, zero, overlapping, with gaps) and of any
 * size: every volume that isn't an ordinary ArrayImg.
 *
 * <p>The memory is cut into windows of a power of two elements; a sampler has an index in one of
 * them and changes over when it leaves it. Cursors go in the order of addresses; see {@link
 * #iterationOrder}.
 */
final class StridedImg<T extends NativeType<T>> extends AbstractNativeImg<T, SharedAccess> {
  /** What {@link #update} asks a sampler. */
  interface Windowed {
    long window();
  }

  final Elements dtype;
  final SharedMemory memory;
  final Layout layout;

  /** Log2 of the elements of a window. */
  final int windowBits;

  private final SharedAccess[] windows;
  private AddressOrder order;

  /**
   * @param windowBits log2 of the elements of a window; what {@link #windowBits} gives, except in
   *     tests
   */
  StridedImg(Elements dtype, SharedMemory memory, Layout layout, int windowBits) {
    super(layout.dims(), dtype.numbers());
    this.dtype = dtype;
    this.memory = memory;
    this.layout = layout;
    this.windowBits = windowBits;
    long base = memory.address() + (layout.lowest() << dtype.shift());
    long size = 1L << windowBits;
    windows =
        new SharedAccess[Math.toIntExact(Math.max(1, (layout.span() + size - 1) >> windowBits))];
    for (int w = 0; w < windows.length; w++) {
      long start = w * size;
      int length = (int) Math.min(size, layout.span() - start);
      windows[w] = dtype.access(memory, base + (start << dtype.shift()), length);
    }
    dtype.link(this);
  }

  /** The largest windows that an access allows: one for all if it is enough. */
  static int windowBits(Elements dtype, long span) {
    return (span <= dtype.maxWindow() ? 30 : 29) - dtype.shift();
  }

  /** The address of element (0, 0, ...). */
  long address() {
    return memory.address() + ((layout.lowest() + layout.offset()) << dtype.shift());
  }

  synchronized AddressOrder order() {
    if (order == null) order = new AddressOrder(layout.dims(), layout.strides());
    return order;
  }

  @Override
  public SharedAccess update(Object sampler) {
    long window = sampler instanceof Windowed windowed ? windowed.window() : 0;
    return windows[(int) Objects.checkIndex(window, (long) windows.length)];
  }

  @Override
  public Cursor<T> cursor() {
    boolean dense = windows.length == 1 && numPixels > 0 && order().isDense();
    return dense ? new DenseCursor<>(inMemoryOrder(), order) : new StridedCursor<>(this);
  }

  /**
   * The same elements with the axes in the order of addresses, if there are no gaps between them.
   */
  private ArrayImg<T, ?> inMemoryOrder() {
    long[] dims = new long[n];
    for (int i = 0; i < n; i++) dims[i] = dimension[order.axes[i]];
    return dtype.link(new ArrayImg<T, SharedAccess>(windows[0], dims, dtype.numbers()));
  }

  @Override
  public StridedLocalizingCursor<T> localizingCursor() {
    return new StridedLocalizingCursor<>(this);
  }

  @Override
  public StridedRandomAccess<T> randomAccess() {
    return new StridedRandomAccess<>(this);
  }

  /** Flat order where memory lies so, else an object that is equal for images of the same order. */
  @Override
  public Object iterationOrder() {
    return order().isFlat() ? new FlatIterationOrder(this) : order();
  }

  /** Of images on Java's heap: new shared memory is for JavaScript to allocate. */
  @Override
  public ImgFactory<T> factory() {
    boolean oneArray = numPixels <= Integer.MAX_VALUE;
    return oneArray ? new ArrayImgFactory<>(linkedType) : new CellImgFactory<>(linkedType);
  }

  /**
   * A copy on Java's heap.
   *
   * @throws net.imglib2.exception.InvalidDimensionsException if it has no elements: ImgLib2 has no
   *     such heap images
   */
  @Override
  public Img<T> copy() {
    Img<T> copy = factory().create(this);
    LoopBuilder.setImages(this, copy).forEachPixel((from, to) -> to.set(from));
    return copy;
  }
}
