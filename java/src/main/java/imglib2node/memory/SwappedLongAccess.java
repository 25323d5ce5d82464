package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.LongAccess;

/**
 * A {@code long} window on shared memory whose bytes are in the other order than this machine's.
 */
public final class SwappedLongAccess extends SharedAccess implements LongAccess {
  private static final int MASK = MAX_BYTES >> 3;
  private static final MethodHandle GET = RawMemory.getter(long.class);
  private static final MethodHandle SET = RawMemory.setter(long.class);

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
    int at = Objects.checkIndex(index, length & MASK);
    try {
      long bits = (long) GET.invokeExact((biased & POSITIVE) + (((long) at << 3) + BIAS));
      return Long.reverseBytes(bits);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, long value) {
    int at;
    try {
      at = Objects.checkIndex(index, writable & MASK);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
    try {
      SET.invokeExact((biased & POSITIVE) + (((long) at << 3) + BIAS), Long.reverseBytes(value));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
