package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.ShortAccess;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.img.basictypeaccess.nio.BufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileShortAccess;

/** A {@code short} window on shared memory; {@link SharedAccess} says why it is written so. */
@SuppressWarnings("serial") // ImgLib2 declares accesses serializable; this is never written.
public final class SharedShortAccess extends SharedAccess
    implements VolatileShortAccess, BufferAccess<ShortAccess> {
  private static final int MASK = MAX_BYTES >> 1;
  private static final MethodHandle GET = RawMemory.getter(short.class);
  private static final MethodHandle SET = RawMemory.setter(short.class);

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedShortAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 1);
  }

  @Override
  public short getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      return (short) GET.invokeExact((biased & POSITIVE) + (((long) at << 1) + BIAS));
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
      SET.invokeExact((biased & POSITIVE) + (((long) at << 1) + BIAS), value);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A new buffer on this memory with a position of its own; it keeps the memory alive. */
  @Override
  public ShortBuffer getCurrentStorageArray() {
    return buffer().asShortBuffer();
  }

  /** On Java's heap: new shared memory is for JavaScript to allocate. */
  @Override
  public ShortAccess createArray(int numEntities) {
    return new ShortArray(numEntities);
  }

  @Override
  public ShortAccess newInstance(ByteBuffer buffer, boolean isValid) {
    return ShortBufferAccess.fromByteBuffer(buffer, isValid);
  }
}
