package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.ByteAccess;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.img.basictypeaccess.nio.BufferAccess;
import net.imglib2.img.basictypeaccess.nio.ByteBufferAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileByteAccess;

/** A {@code byte} window on shared memory; {@link SharedAccess} says why it is written so. */
@SuppressWarnings("serial") // ImgLib2 declares accesses serializable; this is never written.
public final class SharedByteAccess extends SharedAccess
    implements VolatileByteAccess, BufferAccess<ByteAccess> {
  private static final int MASK = MAX_BYTES;
  private static final MethodHandle GET = RawMemory.getter(byte.class);
  private static final MethodHandle SET = RawMemory.setter(byte.class);

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedByteAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 0);
  }

  @Override
  public byte getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      return (byte) GET.invokeExact((biased & POSITIVE) + (at + BIAS));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, byte value) {
    int at;
    try {
      at = Objects.checkIndex(index, writable & MASK);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
    try {
      SET.invokeExact((biased & POSITIVE) + (at + BIAS), value);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A new buffer on this memory with a position of its own; it keeps the memory alive. */
  @Override
  public ByteBuffer getCurrentStorageArray() {
    return buffer();
  }

  /** On Java's heap: new shared memory is for JavaScript to allocate. */
  @Override
  public ByteAccess createArray(int numEntities) {
    return new ByteArray(numEntities);
  }

  @Override
  public ByteAccess newInstance(ByteBuffer buffer, boolean isValid) {
    return ByteBufferAccess.fromByteBuffer(buffer, isValid);
  }
}
