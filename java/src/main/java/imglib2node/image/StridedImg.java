package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;
import java.util.Objects;
import net.imglib2.Cursor;
import net.imglib2.FlatIterationOrder;
import net.imglib2.RandomAccess;
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
final class StridedImg<T extends NativeType<T>> extends AbstractNativeImg<T, Object> {
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
  final AddressOrder order;

  /** Whether cursors go through each element of the only window once. */
  private final boolean dense;

  /** The only window, its axes in the order of addresses if it is dense; null if there are more. */
  private final ArrayImg<T, ?> window;

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
    order = new AddressOrder(layout.dims(), layout.strides());
    boolean one = windows.length == 1 && numPixels > 0;
    dense = one && order.isDense();
    window = one ? onlyWindow() : null;
  }

  private ArrayImg<T, ?> onlyWindow() {
    long[] dims = {layout.span()};
    if (dense) {
      dims = new long[n];
      for (int i = 0; i < n; i++) dims[i] = dimension[order.axes[i]];
    }
    return dtype.link(new ArrayImg<T, SharedAccess>(windows[0], dims, dtype.numbers()));
  }

  /**
   * The type of a sampler. If there is one window it asks an ArrayImg for it, as all others do: a
   * compiler that sees one class there takes the call in, and keeps the sampler in registers.
   */
  T createType() {
    return window == null ? createLinkedType() : window.createLinkedType();
  }

  /** The largest windows that an access allows: one for all if it is enough. */
  static int windowBits(Elements dtype, long span) {
    return (span <= dtype.maxWindow() ? 30 : 29) - dtype.shift();
  }

  /** The address of element (0, 0, ...). */
  long address() {
    return memory.address() + ((layout.lowest() + layout.offset()) << dtype.shift());
  }

  /**
   * As ints, for an image of one window. An axis of one element may have any stride; all that
   * counts then is that it leads out of the window.
   */
  int[] windowStrides() {
    long most = 1L << 30;
    int[] strides = new int[n];
    for (int d = 0; d < n; d++) {
      strides[d] = (int) Math.max(-most, Math.min(most, layout.strides()[d]));
    }
    return strides;
  }

  /**
   * Short, and declared to give an Object as ImgLib2's interface is, without a bridge: so that the
   * compiler takes it in. A cursor that is passed to a call can't be in registers.
   *
   * @return the window that the sampler is in, a {@link SharedAccess}
   */
  @Override
  public Object update(Object sampler) {
    return sampler instanceof Windowed windowed ? window(windowed.window()) : windows[0];
  }

  private SharedAccess window(long number) {
    return windows[(int) Objects.checkIndex(number, (long) windows.length)];
  }

  @Override
  public Cursor<T> cursor() {
    return dense ? new DenseCursor<>(window, order) : new StridedCursor<>(this);
  }

  @Override
  public StridedLocalizingCursor<T> localizingCursor() {
    return new StridedLocalizingCursor<>(this);
  }

  @Override
  public RandomAccess<T> randomAccess() {
    return window != null ? new WindowRandomAccess<>(this) : new StridedRandomAccess<>(this);
  }

  /** Flat order where memory lies so, else an object that is equal for images of the same order. */
  @Override
  public Object iterationOrder() {
    return order.isFlat() ? new FlatIterationOrder(this) : order;
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
