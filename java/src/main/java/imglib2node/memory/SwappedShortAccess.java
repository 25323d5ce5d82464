package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.ShortAccess;

/**
 * A {@code short} window on shared memory whose bytes are in the other order than this machine's.
 */
public final class SwappedShortAccess extends SharedAccess implements ShortAccess {
  private static final int MASK = MAX_BYTES >> 1;
  private static final MethodHandle GET = RawMemory.getter(short.class);
  private static final MethodHandle SET = RawMemory.setter(short.class);

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
    int at = Objects.checkIndex(index, length & MASK);
    try {
      short bits = (short) GET.invokeExact((biased & POSITIVE) + (((long) at << 1) + BIAS));
      return Short.reverseBytes(bits);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, short value) {
    int at;
    try {
      at = Objects.checkIndex(index, writable & MASK);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
    try {
      SET.invokeExact((biased & POSITIVE) + (((long) at << 1) + BIAS), Short.reverseBytes(value));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
