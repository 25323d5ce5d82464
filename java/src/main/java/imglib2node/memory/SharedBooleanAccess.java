package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.BooleanAccess;

/** A {@code boolean} window on shared bytes: every byte but 0 is true; true is written as 1. */
public final class SharedBooleanAccess extends SharedAccess implements BooleanAccess {
  private static final int MASK = MAX_BYTES;
  private static final MethodHandle GET = RawMemory.getter(byte.class);
  private static final MethodHandle SET = RawMemory.setter(byte.class);

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedBooleanAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 0);
  }

  @Override
  public boolean getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      int bits = (byte) GET.invokeExact((biased & POSITIVE) + (at + BIAS)) & 0xff;
      // 0 or 1 by arithmetic: the compiler knows so and makes no further decision, as `bits != 0`
      // is one. Copies of images take two thirds of the time.
      return ((bits + 0xff) >>> 8) != 0;
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, boolean value) {
    int at;
    try {
      at = Objects.checkIndex(index, writable & MASK);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
    try {
      SET.invokeExact((biased & POSITIVE) + (at + BIAS), (byte) (value ? 1 : 0));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
