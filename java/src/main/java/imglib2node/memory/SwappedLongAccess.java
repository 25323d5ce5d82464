package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.LongAccess;

/**
 * A {@code long} window on shared memory whose bytes are in the other order than this machine's.
 */
public final class SwappedLongAccess extends SharedAccess implements LongAccess {
  private static final int MASK = MAX_BYTES >> 3;

  /** See {@link SharedAccess#SharedAccess}. */
  public SwappedLongAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 3);
  }

  @Override
  public boolean swapped() {
    return true;
  }

  @Override
  public long getValue(int index) {
    try {
      return Long.reverseBytes(RawMemory.getLong(biased, checkRead(index, MASK)));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, long value) {
    try {
      RawMemory.putLong(biased, checkWrite(index, MASK), Long.reverseBytes(value));
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
