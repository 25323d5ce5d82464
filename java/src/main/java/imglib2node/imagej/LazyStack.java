package imglib2node.imagej;

import ij.process.ImageProcessor;
import java.awt.Rectangle;
import net.imglib2.RandomAccess;

/**
 * The planes of a lazy image, each read when ImageJ shows it; the thread that asks waits for it.
 * Nothing is written back: what ImageJ does to a plane lasts until it is read again, as in its own
 * virtual stacks.
 *
 * <p>No lock is held while a plane is read: whoever closes the image, which wakes those who wait,
 * must not wait for them.
 */
final class LazyStack extends SharedStack {
  private volatile boolean reading;
  private volatile boolean closed;

  LazyStack(PlaneSource source) {
    super(source, false, box -> {});
  }

  /**
   * From now on planes are read; before, they are empty: ImageJ asks for the first one when it is
   * given a stack, though it shows another.
   */
  void startReading() {
    reading = true;
  }

  @Override
  public Object getPixels(int n) {
    Object pixels = source.kind.allocate(source.pixels());
    if (reading) read(n, pixels, new Rectangle(source.width, source.height));
    return pixels;
  }

  private void read(int n, Object pixels, Rectangle area) {
    RandomAccess<?> access = source.at(planeOf(n));
    if (closed || access == null) return;
    Object row = source.kind.allocate(area.width);
    for (int y = area.y; y < area.y + area.height; y++) {
      source.readRow(access, area.x, y, row, area.width);
      System.arraycopy(row, 0, pixels, y * source.width + area.x, area.width);
    }
  }

  /** Reads a rectangle of slice n again, if ImageJ shows it. */
  @Override
  void refresh(int n, ImageProcessor ip, Rectangle area) {
    if (closed || !fits(ip) || n < 1 || n > getSize()) return;
    read(n, ip.getPixels(), area.intersection(new Rectangle(source.width, source.height)));
  }

  @Override
  void mergeAll() {}

  @Override
  void mergeSlice(int n, ImageProcessor ip) {}

  @Override
  public void setPixels(Object pixels, int n) {}

  @Override
  void close() {
    closed = true;
    source.release();
  }
}
