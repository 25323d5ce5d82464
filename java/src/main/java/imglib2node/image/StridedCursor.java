package imglib2node.image;

import java.util.Arrays;
import java.util.NoSuchElementException;
import net.imglib2.AbstractCursor;
import net.imglib2.type.Index;
import net.imglib2.type.NativeType;

/**
 * Goes through a {@link StridedImg} in the order of addresses: in runs of equal steps inside a
 * window, so that a step is one addition and one comparison.
 */
final class StridedCursor<T extends NativeType<T>> extends AbstractCursor<T>
    implements StridedImg.Windowed {
  private final StridedImg<T> img;
  private final T type;
  private final Index typeIndex;
  private final AddressOrder order;
  private final long size;
  private final int step;

  /** Position in the merged axes beyond the first; [0] is unused. */
  private final long[] line;

  private long lineOffset;

  /** Number of the first element of the line, and of the run. */
  private long lineStart;

  private long runStart;

  /** Elements of the run. */
  private long runLength;

  /** Index in the window of the first and the last element of the run. */
  private int first;

  private int last;
  private boolean more;
  private long window;

  StridedCursor(StridedImg<T> img) {
    super(img.numDimensions());
    this.img = img;
    type = img.createType();
    typeIndex = type.index();
    order = img.order;
    size = img.size();
    // A step that is no int is never taken, as it leaves the window; for elements in one place see
    // enter.
    step = (int) Math.max(1, order.runStrides[0]);
    line = new long[order.runDims.length];
    type.updateContainer(this);
    reset();
  }

  private StridedCursor(StridedCursor<T> other) {
    this(other.img);
    jumpFwd(other.index() + 1);
  }

  @Override
  public T get() {
    return type;
  }

  @Override
  public T getType() {
    return type;
  }

  @Override
  public boolean hasNext() {
    return typeIndex.get() != last || more;
  }

  @Override
  public void fwd() {
    int at = typeIndex.get();
    if (at != last) typeIndex.set(at + step);
    else nextRun();
  }

  private void nextRun() {
    if (!more) throw new NoSuchElementException("the cursor is at the end of " + img);
    runStart += runLength;
    long inLine = runStart - lineStart;
    if (inLine == order.runDims[0]) {
      lineStart = runStart;
      inLine = 0;
      nextLine();
    }
    enter(inLine);
  }

  private void nextLine() {
    for (int d = 1; d < line.length; d++) {
      lineOffset += order.runStrides[d];
      if (++line[d] < order.runDims[d]) return;
      lineOffset -= line[d] * order.runStrides[d];
      line[d] = 0;
    }
  }

  /** Begins a run at that element of the line. */
  private void enter(long inLine) {
    long stride = order.runStrides[0];
    long offset = lineOffset + inLine * stride;
    long to = offset >> img.windowBits;
    if (to != window) {
      window = to;
      type.updateContainer(this);
    }
    long mask = (1L << img.windowBits) - 1;
    long at = offset & mask;
    long rest = order.runDims[0] - 1 - inLine;
    // Elements in one place would be one index: each is a run of its own.
    long steps = stride == 0 ? 0 : Math.min(rest, (mask - at) / stride);
    first = (int) at;
    last = (int) (at + steps * stride);
    runLength = steps + 1;
    more = runStart + runLength < size;
    typeIndex.set(first);
  }

  /** The number of the element that it stands on; -1 before the first. */
  private long index() {
    return runStart + (typeIndex.get() - first) / step;
  }

  @Override
  public void jumpFwd(long steps) {
    long to = index() + steps;
    if (to < 0) {
      reset();
      return;
    }
    if (to >= size) throw new NoSuchElementException("there is no element " + to + " in " + img);
    long rest = to / order.runDims[0];
    lineStart = rest * order.runDims[0];
    lineOffset = 0;
    for (int d = 1; d < line.length; d++) {
      line[d] = rest % order.runDims[d];
      rest /= order.runDims[d];
      lineOffset += line[d] * order.runStrides[d];
    }
    runStart = to;
    enter(to - lineStart);
  }

  /** As if at the only element of a run before the first. */
  @Override
  public void reset() {
    runStart = -1;
    runLength = 1;
    lineStart = 0;
    lineOffset = 0;
    Arrays.fill(line, 0);
    first = 0;
    last = 0;
    typeIndex.set(0);
    more = size > 0;
  }

  /** Whether it stands before the first element. */
  boolean isReset() {
    return runStart < 0;
  }

  @Override
  public long window() {
    return window;
  }

  @Override
  public void localize(long[] position) {
    order.localize(index(), position);
  }

  @Override
  public long getLongPosition(int d) {
    long[] position = new long[n];
    localize(position);
    return position[d];
  }

  @Override
  public StridedCursor<T> copy() {
    return new StridedCursor<>(this);
  }
}
