package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.basictypeaccess.nio.BufferAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileIntAccess;

/** An {@code int} window on shared memory; {@link SharedAccess} says why it is written so. */
@SuppressWarnings("serial") // ImgLib2 declares accesses serializable; this is never written.
public final class SharedIntAccess extends SharedAccess
    implements VolatileIntAccess, BufferAccess<IntAccess> {
  private static final int MASK = MAX_BYTES >> 2;
  private static final MethodHandle GET = RawMemory.getter(int.class);
  private static final MethodHandle SET = RawMemory.setter(int.class);

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedIntAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 2);
  }

  @Override
  public int getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      return (int) GET.invokeExact((biased & POSITIVE) + (((long) at << 2) + BIAS));
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
      SET.invokeExact((biased & POSITIVE) + (((long) at << 2) + BIAS), value);
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A new buffer on this memory with a position of its own; it keeps the memory alive. */
  @Override
  public IntBuffer getCurrentStorageArray() {
    return buffer().asIntBuffer();
  }

  /** On Java's heap: new shared memory is for JavaScript to allocate. */
  @Override
  public IntAccess createArray(int numEntities) {
    return new IntArray(numEntities);
  }

  @Override
  public IntAccess newInstance(ByteBuffer buffer, boolean isValid) {
    return IntBufferAccess.fromByteBuffer(buffer, isValid);
  }
}
