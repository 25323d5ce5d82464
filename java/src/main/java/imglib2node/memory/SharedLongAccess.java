package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.volatiles.VolatileLongAccess;

/** A {@code long} window on shared memory. */
public final class SharedLongAccess extends SharedAccess implements VolatileLongAccess {
  private static final int MASK = MAX_BYTES >> 3;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedLongAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 3);
  }

  @Override
  public long getValue(int index) {
    try {
      return RawMemory.getLong(biased, checkRead(index, MASK));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, long value) {
    try {
      RawMemory.putLong(biased, checkWrite(index, MASK), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
