package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.volatiles.VolatileFloatAccess;

/** A {@code float} window on shared memory. */
public final class SharedFloatAccess extends SharedAccess implements VolatileFloatAccess {
  private static final int MASK = MAX_BYTES >> 2;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedFloatAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 2);
  }

  @Override
  public float getValue(int index) {
    try {
      return RawMemory.getFloat(biased, checkRead(index, MASK));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, float value) {
    try {
      RawMemory.putFloat(biased, checkWrite(index, MASK), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
