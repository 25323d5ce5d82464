package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.IntAccess;

/**
 * An {@code int} window on shared memory whose bytes are in the other order than this machine's.
 */
public final class SwappedIntAccess extends SharedAccess implements IntAccess {
  private static final int MASK = MAX_BYTES >> 2;
  private static final MethodHandle GET = RawMemory.getter(int.class);
  private static final MethodHandle SET = RawMemory.setter(int.class);

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
    int at = Objects.checkIndex(index, length & MASK);
    try {
      int bits = (int) GET.invokeExact((biased & POSITIVE) + (((long) at << 2) + BIAS));
      return Integer.reverseBytes(bits);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, int value) {
    int at;
    try {
      at = Objects.checkIndex(index, writable & MASK);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
    try {
      SET.invokeExact((biased & POSITIVE) + (((long) at << 2) + BIAS), Integer.reverseBytes(value));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
