package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.volatiles.VolatileDoubleAccess;

/** A {@code double} window on shared memory. */
public final class SharedDoubleAccess extends SharedAccess implements VolatileDoubleAccess {
  private static final int MASK = MAX_BYTES >> 3;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedDoubleAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 3);
  }

  @Override
  public double getValue(int index) {
    try {
      return RawMemory.getDouble(biased, checkRead(index, MASK));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, double value) {
    try {
      RawMemory.putDouble(biased, checkWrite(index, MASK), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
