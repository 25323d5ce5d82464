package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.volatiles.VolatileShortAccess;

/** A {@code short} window on shared memory. */
public final class SharedShortAccess extends SharedAccess implements VolatileShortAccess {
  private static final int MASK = MAX_BYTES >> 1;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedShortAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 1);
  }

  @Override
  public short getValue(int index) {
    try {
      return RawMemory.getShort(biased, checkRead(index, MASK));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, short value) {
    try {
      RawMemory.putShort(biased, checkWrite(index, MASK), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
