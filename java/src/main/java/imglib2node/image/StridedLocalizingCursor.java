package imglib2node.image;

import net.imglib2.AbstractLocalizingCursor;
import net.imglib2.type.NativeType;

/** A {@link StridedCursor} that keeps its position up to date. */
final class StridedLocalizingCursor<T extends NativeType<T>> extends AbstractLocalizingCursor<T> {
  private final StridedCursor<T> cursor;
  private final AddressOrder order;

  StridedLocalizingCursor(StridedImg<T> img) {
    super(img.numDimensions());
    cursor = new StridedCursor<>(img);
    order = img.order;
    reset();
  }

  private StridedLocalizingCursor(StridedLocalizingCursor<T> other) {
    super(other.n);
    System.arraycopy(other.position, 0, position, 0, n);
    cursor = other.cursor.copy();
    order = other.order;
  }

  @Override
  public T get() {
    return cursor.get();
  }

  @Override
  public T getType() {
    return cursor.getType();
  }

  @Override
  public boolean hasNext() {
    return cursor.hasNext();
  }

  @Override
  public void fwd() {
    cursor.fwd();
    for (int axis : order.axes) {
      if (order.flipped[axis]) {
        if (--position[axis] >= 0) return;
      } else if (++position[axis] < order.dims[axis]) {
        return;
      }
      position[axis] = order.flipped[axis] ? order.dims[axis] - 1 : 0;
    }
  }

  @Override
  public void jumpFwd(long steps) {
    cursor.jumpFwd(steps);
    if (cursor.isReset()) reset();
    else cursor.localize(position);
  }

  /** One step before the first element. */
  @Override
  public void reset() {
    cursor.reset();
    for (int d = 0; d < n; d++) position[d] = order.flipped[d] ? order.dims[d] - 1 : 0;
    int fastest = order.axes[0];
    position[fastest] += order.flipped[fastest] ? 1 : -1;
  }

  @Override
  public StridedLocalizingCursor<T> copy() {
    return new StridedLocalizingCursor<>(this);
  }
}
