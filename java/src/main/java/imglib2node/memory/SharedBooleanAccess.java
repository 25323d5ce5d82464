package imglib2node.memory;

import java.lang.ref.Reference;
import net.imglib2.img.basictypeaccess.BooleanAccess;

/** A {@code boolean} window on shared bytes: every byte but 0 is true; true is written as 1. */
public final class SharedBooleanAccess extends SharedAccess implements BooleanAccess {
  private static final int MASK = MAX_BYTES;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedBooleanAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 0);
  }

  @Override
  public boolean getValue(int index) {
    try {
      return RawMemory.getByte(biased, checkRead(index, MASK)) != 0;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, boolean value) {
    try {
      RawMemory.putByte(biased, checkWrite(index, MASK), (byte) (value ? 1 : 0));
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
