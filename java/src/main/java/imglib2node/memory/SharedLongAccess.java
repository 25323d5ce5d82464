package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.LongAccess;
import net.imglib2.img.basictypeaccess.array.LongArray;
import net.imglib2.img.basictypeaccess.nio.BufferAccess;
import net.imglib2.img.basictypeaccess.nio.LongBufferAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileLongAccess;

/** A {@code long} window on shared memory; {@link SharedAccess} says why it is written so. */
@SuppressWarnings("serial") // ImgLib2 declares accesses serializable; this is never written.
public final class SharedLongAccess extends SharedAccess
    implements VolatileLongAccess, BufferAccess<LongAccess> {
  private static final int MASK = MAX_BYTES >> 3;
  private static final MethodHandle GET = RawMemory.getter(long.class);
  private static final MethodHandle SET = RawMemory.setter(long.class);

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedLongAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 3);
  }

  @Override
  public long getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      return (long) GET.invokeExact((biased & POSITIVE) + (((long) at << 3) + BIAS));
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
      SET.invokeExact((biased & POSITIVE) + (((long) at << 3) + BIAS), value);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A new buffer on this memory with a position of its own; it keeps the memory alive. */
  @Override
  public LongBuffer getCurrentStorageArray() {
    return buffer().asLongBuffer();
  }

  /** On Java's heap: new shared memory is for JavaScript to allocate. */
  @Override
  public LongAccess createArray(int numEntities) {
    return new LongArray(numEntities);
  }

  @Override
  public LongAccess newInstance(ByteBuffer buffer, boolean isValid) {
    return LongBufferAccess.fromByteBuffer(buffer, isValid);
  }
}
