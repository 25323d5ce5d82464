package imglib2node.image;

import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.NativeType;

/** ImgLib2's PrimitiveBlocks for several threads. */
public final class SharedBlocks {
  private SharedBlocks() {}

  /**
   * What {@code PrimitiveBlocks.of(image).threadSafe()} is to be: in ImgLib2 8.0.1 the copies that
   * it makes for threads go through one java.nio buffer, if the image is in off-heap memory, and
   * move its position under each other, so that blocks get elements of other places. Here each
   * thread has a buffer of its own.
   *
   * @param image any image or view; of shared memory, of the heap, or of cells
   * @return blocks that any number of threads may copy at once; each thread's part lives as long as
   *     the thread or this object
   * @throws IllegalArgumentException if ImgLib2 makes no blocks of such elements
   */
  public static <T extends NativeType<T>> PrimitiveBlocks<T> threadSafe(RandomAccessible<T> image) {
    return new PerThread<>(image);
  }

  private static final class PerThread<T extends NativeType<T>> implements PrimitiveBlocks<T> {
    private final RandomAccessible<T> image;
    private final PrimitiveBlocks<T> first;
    private final ThreadLocal<PrimitiveBlocks<T>> blocks;

    PerThread(RandomAccessible<T> image) {
      this.image = image;
      first = PrimitiveBlocks.of(image, PrimitiveBlocks.OnFallback.ACCEPT);
      blocks =
          ThreadLocal.withInitial(
              () -> PrimitiveBlocks.of(image, PrimitiveBlocks.OnFallback.ACCEPT));
    }

    @Override
    public void copy(Interval interval, Object dest) {
      blocks.get().copy(interval, dest);
    }

    @Override
    public PrimitiveBlocks<T> threadSafe() {
      return this;
    }

    @Override
    public PrimitiveBlocks<T> independentCopy() {
      return new PerThread<>(image);
    }

    @Override
    public T getType() {
      return first.getType();
    }

    @Override
    public int numDimensions() {
      return first.numDimensions();
    }
  }
}
