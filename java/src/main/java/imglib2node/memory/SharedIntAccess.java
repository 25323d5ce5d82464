package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.volatiles.VolatileIntAccess;

/** An {@code int} window on shared memory. */
public final class SharedIntAccess extends SharedAccess implements VolatileIntAccess {
  private static final int MASK = MAX_BYTES >> 2;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedIntAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 2);
  }

  @Override
  public int getValue(int index) {
    try {
      return RawMemory.getInt(biased, checkRead(index, MASK));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, int value) {
    try {
      RawMemory.putInt(biased, checkWrite(index, MASK), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
