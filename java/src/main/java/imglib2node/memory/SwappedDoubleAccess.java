package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.DoubleAccess;

/**
 * A {@code double} window on shared memory whose bytes are in the other order than this machine's.
 */
public final class SwappedDoubleAccess extends SharedAccess implements DoubleAccess {
  private static final int MASK = MAX_BYTES >> 3;

  /** See {@link SharedAccess#SharedAccess}. */
  public SwappedDoubleAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 3);
  }

  @Override
  public boolean swapped() {
    return true;
  }

  @Override
  public double getValue(int index) {
    try {
      long bits = RawMemory.getLong(biased, checkRead(index, MASK));
      return Double.longBitsToDouble(Long.reverseBytes(bits));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, double value) {
    try {
      long bits = Long.reverseBytes(Double.doubleToRawLongBits(value));
      RawMemory.putLong(biased, checkWrite(index, MASK), bits);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
