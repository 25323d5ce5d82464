package imglib2node.image;

import java.util.Arrays;
import net.imglib2.AbstractCursor;
import net.imglib2.type.Index;
import net.imglib2.type.NativeType;

/** Goes through a {@link StridedImg} in the order of addresses, a run of equal steps at a time. */
final class StridedCursor<T extends NativeType<T>> extends AbstractCursor<T>
    implements StridedImg.Windowed {
  private final StridedImg<T> img;
  private final T type;
  private final Index typeIndex;
  private final AddressOrder order;
  private final int step;
  private final long last;

  /** Position in the merged axes beyond the first; [0] is unused. */
  private final long[] line;

  private long lineStart;
  private long lineOffset;
  private long index;
  private long runEnd;
  private long window;

  StridedCursor(StridedImg<T> img) {
    super(img.numDimensions());
    this.img = img;
    type = img.createLinkedType();
    typeIndex = type.index();
    order = img.order();
    // A step that is no int is never taken: it leaves the window, so the run ends before it.
    step = (int) order.runStrides[0];
    last = img.size() - 1;
    line = new long[order.runDims.length];
    type.updateContainer(this);
    reset();
  }

  private StridedCursor(StridedCursor<T> other) {
    this(other.img);
    jumpFwd(other.index + 1);
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
    return index < last;
  }

  @Override
  public void fwd() {
    if (index++ < runEnd) typeIndex.inc(step);
    else nextRun();
  }

  private void nextRun() {
    long inLine = index - lineStart;
    if (inLine == order.runDims[0]) {
      lineStart = index;
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

  private void enter(long inLine) {
    long stride = order.runStrides[0];
    long offset = lineOffset + inLine * stride;
    long to = offset >> img.windowBits;
    if (to != window) {
      window = to;
      type.updateContainer(this);
    }
    long inWindow = offset & ((1L << img.windowBits) - 1);
    typeIndex.set((int) inWindow);
    long rest = order.runDims[0] - 1 - inLine;
    long room = (1L << img.windowBits) - 1 - inWindow;
    runEnd = index + (stride * rest <= room ? rest : room / stride);
  }

  @Override
  public void jumpFwd(long steps) {
    index += steps;
    if (index < 0) {
      reset();
      return;
    }
    long rest = index / order.runDims[0];
    lineStart = rest * order.runDims[0];
    lineOffset = 0;
    for (int d = 1; d < line.length; d++) {
      line[d] = rest % order.runDims[d];
      rest /= order.runDims[d];
      lineOffset += line[d] * order.runStrides[d];
    }
    enter(index - lineStart);
  }

  @Override
  public void reset() {
    index = -1;
    runEnd = -1;
    lineStart = 0;
    lineOffset = 0;
    Arrays.fill(line, 0);
  }

  /** Whether it stands before the first element. */
  boolean isReset() {
    return index < 0;
  }

  @Override
  public long window() {
    return window;
  }

  @Override
  public void localize(long[] position) {
    order.localize(index, position);
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
