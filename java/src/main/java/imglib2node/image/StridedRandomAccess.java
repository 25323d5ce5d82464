package imglib2node.image;

import java.util.Arrays;
import net.imglib2.AbstractLocalizable;
import net.imglib2.Localizable;
import net.imglib2.RandomAccess;
import net.imglib2.type.Index;
import net.imglib2.type.NativeType;

/**
 * Random access to a {@link StridedImg}: a long offset, and a window that follows it when a value
 * is asked for.
 */
final class StridedRandomAccess<T extends NativeType<T>> extends AbstractLocalizable
    implements RandomAccess<T>, StridedImg.Windowed {
  private final StridedImg<T> img;
  private final T type;
  private final Index typeIndex;
  private final long[] strides;
  private final int bits;
  private final long mask;
  private long offset;
  private long window;

  /** Offset of the window's first element. */
  private long start;

  StridedRandomAccess(StridedImg<T> img) {
    super(img.numDimensions());
    this.img = img;
    type = img.createType();
    typeIndex = type.index();
    strides = img.layout.strides();
    bits = img.windowBits;
    mask = (1L << bits) - 1;
    offset = img.layout.offset();
    window = offset >> bits;
    start = window << bits;
    type.updateContainer(this);
  }

  private StridedRandomAccess(StridedRandomAccess<T> other) {
    this(other.img);
    setPosition(other);
  }

  /**
   * @throws IndexOutOfBoundsException here or when the value is read, if the position isn't in the
   *     memory
   */
  @Override
  public T get() {
    long at = offset - start;
    if ((at & ~mask) != 0) {
      enter(offset >> bits);
      at = offset - start;
    }
    typeIndex.set((int) at);
    return type;
  }

  private void enter(long to) {
    long from = window;
    window = to;
    try {
      type.updateContainer(this);
      start = to << bits;
    } catch (IndexOutOfBoundsException e) {
      // The type still has the old window, which must not serve the new place.
      window = from;
      String message = "position " + Arrays.toString(position) + " is outside of " + img;
      throw (IndexOutOfBoundsException) new IndexOutOfBoundsException(message).initCause(e);
    }
  }

  @Override
  public T getType() {
    return type;
  }

  @Override
  public long window() {
    return window;
  }

  @Override
  public void fwd(int d) {
    offset += strides[d];
    position[d]++;
  }

  @Override
  public void bck(int d) {
    offset -= strides[d];
    position[d]--;
  }

  @Override
  public void move(int distance, int d) {
    move((long) distance, d);
  }

  @Override
  public void move(long distance, int d) {
    offset += distance * strides[d];
    position[d] += distance;
  }

  @Override
  public void move(Localizable distance) {
    for (int d = 0; d < n; d++) move(distance.getLongPosition(d), d);
  }

  @Override
  public void move(int[] distance) {
    for (int d = 0; d < n; d++) move(distance[d], d);
  }

  @Override
  public void move(long[] distance) {
    for (int d = 0; d < n; d++) move(distance[d], d);
  }

  @Override
  public void setPosition(Localizable to) {
    for (int d = 0; d < n; d++) setPosition(to.getLongPosition(d), d);
  }

  @Override
  public void setPosition(int[] to) {
    for (int d = 0; d < n; d++) setPosition(to[d], d);
  }

  @Override
  public void setPosition(long[] to) {
    for (int d = 0; d < n; d++) setPosition(to[d], d);
  }

  @Override
  public void setPosition(int to, int d) {
    setPosition((long) to, d);
  }

  @Override
  public void setPosition(long to, int d) {
    offset += (to - position[d]) * strides[d];
    position[d] = to;
  }

  @Override
  public StridedRandomAccess<T> copy() {
    return new StridedRandomAccess<>(this);
  }
}
