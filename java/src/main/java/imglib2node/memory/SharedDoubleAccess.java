package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.DoubleAccess;
import net.imglib2.img.basictypeaccess.array.DoubleArray;
import net.imglib2.img.basictypeaccess.nio.BufferAccess;
import net.imglib2.img.basictypeaccess.nio.DoubleBufferAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileDoubleAccess;

/** A {@code double} window on shared memory; {@link SharedAccess} says why it is written so. */
@SuppressWarnings("serial") // ImgLib2 declares accesses serializable; this is never written.
public final class SharedDoubleAccess extends SharedAccess
    implements VolatileDoubleAccess, BufferAccess<DoubleAccess> {
  private static final int MASK = MAX_BYTES >> 3;
  private static final MethodHandle GET = RawMemory.getter(double.class);
  private static final MethodHandle SET = RawMemory.setter(double.class);

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedDoubleAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 3);
  }

  @Override
  public double getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      return (double) GET.invokeExact((biased & POSITIVE) + (((long) at << 3) + BIAS));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, double value) {
    int at;
    try {
      at = Objects.checkIndex(index, writable & MASK);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
    try {
      SET.invokeExact((biased & POSITIVE) + (((long) at << 3) + BIAS), value);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A new buffer on this memory with a position of its own; it keeps the memory alive. */
  @Override
  public DoubleBuffer getCurrentStorageArray() {
    return buffer().asDoubleBuffer();
  }

  /** On Java's heap: new shared memory is for JavaScript to allocate. */
  @Override
  public DoubleAccess createArray(int numEntities) {
    return new DoubleArray(numEntities);
  }

  @Override
  public DoubleAccess newInstance(ByteBuffer buffer, boolean isValid) {
    return DoubleBufferAccess.fromByteBuffer(buffer, isValid);
  }
}
