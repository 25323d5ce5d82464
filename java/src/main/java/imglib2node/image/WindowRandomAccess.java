package imglib2node.image;

import java.util.Arrays;
import net.imglib2.AbstractLocalizable;
import net.imglib2.Localizable;
import net.imglib2.RandomAccess;
import net.imglib2.type.Index;
import net.imglib2.type.NativeType;

/**
 * Random access to a {@link StridedImg} of one window: a step moves the type's index and nothing
 * else, as in ImgLib2's own for an ArrayImg. What lies outside the window throws when it is read.
 */
final class WindowRandomAccess<T extends NativeType<T>> extends AbstractLocalizable
    implements RandomAccess<T> {
  /**
   * Whether a step reads its stride anew, which the compiler must do where positions could lie in
   * the same array. Otherwise it keeps the multiples of the stride that an unrolled loop needs, for
   * which Java 17 has too few registers: steps took 1.2 times as long. Java 25 is faster with them.
   */
  private static final boolean READ_ANEW = Runtime.version().feature() < 22;

  private final StridedImg<T> img;
  private final T type;
  private final Index index;
  private final int[] strides;

  /** The same, of the type of the positions: see {@link #READ_ANEW}. */
  private final long[] strideOfStep;

  /** Whether the position is so far away that no index names it. */
  private boolean lost;

  WindowRandomAccess(StridedImg<T> img) {
    super(img.numDimensions());
    this.img = img;
    type = img.createType();
    index = type.index();
    strides = img.windowStrides();
    strideOfStep = Arrays.stream(strides).asLongStream().toArray();
    index.set((int) img.layout.offset());
    type.updateContainer(this);
  }

  private WindowRandomAccess(WindowRandomAccess<T> other) {
    this(other.img);
    System.arraycopy(other.position, 0, position, 0, n);
    index.set(other.index.get());
    lost = other.lost;
  }

  @Override
  public T get() {
    return type;
  }

  @Override
  public T getType() {
    return type;
  }

  private int stride(int d) {
    return READ_ANEW ? (int) strideOfStep[d] : strides[d];
  }

  @Override
  public void fwd(int d) {
    index.inc(stride(d));
    position[d]++;
  }

  @Override
  public void bck(int d) {
    index.dec(stride(d));
    position[d]--;
  }

  @Override
  public void move(int distance, int d) {
    move((long) distance, d);
  }

  @Override
  public void move(long distance, int d) {
    position[d] += distance;
    long to = index.get() + (int) distance * (long) strides[d];
    if (distance == (int) distance && to == (int) to && !lost) index.set((int) to);
    else find();
  }

  /** From the position, for what is far away or was. */
  private void find() {
    try {
      long to = img.layout.offset();
      for (int d = 0; d < n; d++) {
        to = Math.addExact(to, Math.multiplyExact(position[d], (long) strides[d]));
      }
      lost = to != (int) to;
      index.set((int) to);
    } catch (ArithmeticException e) {
      lost = true;
    }
    // Steps from here stay outside of a window, which ends below 2^30.
    if (lost) index.set(Integer.MIN_VALUE);
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
    move(to - position[d], d);
  }

  @Override
  public WindowRandomAccess<T> copy() {
    return new WindowRandomAccess<>(this);
  }
}
