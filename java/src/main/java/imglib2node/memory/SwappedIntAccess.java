package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.IntAccess;

/** A {@code int} window on shared memory whose bytes are in the other order than this machine's. */
public final class SwappedIntAccess extends SharedAccess implements IntAccess {
  private static final int MASK = MAX_BYTES >> 2;

  /** See {@link SharedAccess#SharedAccess}. */
  public SwappedIntAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 2);
  }

  @Override
  public boolean swapped() {
    return true;
  }

  @Override
  public int getValue(int index) {
    try {
      return Integer.reverseBytes(RawMemory.getInt(biased, checkRead(index, MASK)));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, int value) {
    try {
      RawMemory.putInt(biased, checkWrite(index, MASK), Integer.reverseBytes(value));
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
