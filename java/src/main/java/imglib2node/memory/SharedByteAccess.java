package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.volatiles.VolatileByteAccess;

/** A {@code byte} window on shared memory. */
public final class SharedByteAccess extends SharedAccess implements VolatileByteAccess {
  private static final int MASK = MAX_BYTES;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedByteAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 0);
  }

  @Override
  public byte getValue(int index) {
    try {
      return RawMemory.getByte(biased, checkRead(index, MASK));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, byte value) {
    try {
      RawMemory.putByte(biased, checkWrite(index, MASK), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
