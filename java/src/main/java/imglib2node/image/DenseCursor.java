package imglib2node.image;

import net.imglib2.img.array.AbstractArrayCursor;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.type.NativeType;

/**
 * Goes through a {@link StridedImg} that is a permuted or flipped ArrayImg: ImgLib2's own cursor
 * over that ArrayImg, which LoopBuilder knows to be fast, with its positions turned back.
 */
final class DenseCursor<T extends NativeType<T>> extends AbstractArrayCursor<T> {
  private final AddressOrder order;
  private final int[] inMemory;

  /**
   * @param memory the image whose axes are in the order of addresses
   */
  DenseCursor(ArrayImg<T, ?> memory, AddressOrder order) {
    super(memory, 0, (int) memory.size());
    this.order = order;
    inMemory = new int[n];
  }

  private DenseCursor(DenseCursor<T> other) {
    super(other);
    order = other.order;
    inMemory = new int[n];
  }

  @Override
  public void localize(int[] position) {
    super.localize(inMemory);
    for (int i = 0; i < n; i++) {
      int axis = order.axes[i];
      position[axis] = order.flipped[axis] ? (int) order.dims[axis] - 1 - inMemory[i] : inMemory[i];
    }
  }

  @Override
  public int getIntPosition(int axis) {
    int[] position = new int[n];
    localize(position);
    return position[axis];
  }

  @Override
  public DenseCursor<T> copy() {
    return new DenseCursor<>(this);
  }
}
