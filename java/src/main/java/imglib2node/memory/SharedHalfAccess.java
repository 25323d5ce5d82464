package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.FloatAccess;

/**
 * Shared memory of 16-bit floats, in either byte order, as the {@code float}s of the same values.
 */
public final class SharedHalfAccess extends SharedAccess implements FloatAccess {
  private static final int MASK = MAX_BYTES >> 1;

  private final boolean swapped;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedHalfAccess(SharedMemory memory, long address, int length, boolean swapped) {
    super(memory, address, length, 1);
    this.swapped = swapped;
  }

  @Override
  public boolean swapped() {
    return swapped;
  }

  @Override
  public float getValue(int index) {
    try {
      return Half.toFloat(order(RawMemory.getShort(biased, checkRead(index, MASK))));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Rounds to the nearest; of two equally near to the even one. */
  @Override
  public void setValue(int index, float value) {
    try {
      RawMemory.putShort(biased, checkWrite(index, MASK), order(Half.ofFloat(value)));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private short order(short bits) {
    return swapped ? Short.reverseBytes(bits) : bits;
  }
}
