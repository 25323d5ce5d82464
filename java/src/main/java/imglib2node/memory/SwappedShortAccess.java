package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.ShortAccess;

/**
 * A {@code short} window on shared memory whose bytes are in the other order than this machine's.
 */
public final class SwappedShortAccess extends SharedAccess implements ShortAccess {
  private static final int MASK = MAX_BYTES >> 1;

  /** See {@link SharedAccess#SharedAccess}. */
  public SwappedShortAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 1);
  }

  @Override
  public boolean swapped() {
    return true;
  }

  @Override
  public short getValue(int index) {
    try {
      return Short.reverseBytes(RawMemory.getShort(biased, checkRead(index, MASK)));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, short value) {
    try {
      RawMemory.putShort(biased, checkWrite(index, MASK), Short.reverseBytes(value));
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
