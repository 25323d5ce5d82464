package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.volatiles.VolatileFloatAccess;

/**
 * Shared memory of 16-bit floats, in either byte order, as the {@code float}s of the same values.
 */
public final class SharedHalfAccess extends SharedAccess implements VolatileFloatAccess {
  private static final int MASK = MAX_BYTES >> 1;
  private static final MethodHandle GET = RawMemory.getter(short.class);
  private static final MethodHandle SET = RawMemory.setter(short.class);

  private final boolean swapped;

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedHalfAccess(SharedMemory memory, long address, int length, boolean swapped) {
    super(memory, address, length, 1);
    this.swapped = swapped;
  }

  @Override
  public boolean swapped() {
    return swapped;
  }

  @Override
  public float getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      short bits = (short) GET.invokeExact((biased & POSITIVE) + (((long) at << 1) + BIAS));
      return Half.toFloat(order(bits));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Rounds to the nearest; of two equally near to the even one. */
  @Override
  public void setValue(int index, float value) {
    int at;
    try {
      at = Objects.checkIndex(index, writable & MASK);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
    try {
      SET.invokeExact((biased & POSITIVE) + (((long) at << 1) + BIAS), order(Half.ofFloat(value)));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private short order(short bits) {
    return swapped ? Short.reverseBytes(bits) : bits;
  }
}
