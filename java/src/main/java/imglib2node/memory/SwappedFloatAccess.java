package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.FloatAccess;

/**
 * A {@code float} window on shared memory whose bytes are in the other order than this machine's.
 */
public final class SwappedFloatAccess extends SharedAccess implements FloatAccess {
  private static final int MASK = MAX_BYTES >> 2;

  /** See {@link SharedAccess#SharedAccess}. */
  public SwappedFloatAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 2);
  }

  @Override
  public boolean swapped() {
    return true;
  }

  @Override
  public float getValue(int index) {
    try {
      int bits = RawMemory.getInt(biased, checkRead(index, MASK));
      return Float.intBitsToFloat(Integer.reverseBytes(bits));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, float value) {
    try {
      int bits = Integer.reverseBytes(Float.floatToRawIntBits(value));
      RawMemory.putInt(biased, checkWrite(index, MASK), bits);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
