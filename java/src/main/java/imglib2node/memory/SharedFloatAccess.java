package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.basictypeaccess.nio.BufferAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileFloatAccess;

/** A {@code float} window on shared memory; {@link SharedAccess} says why it is written so. */
@SuppressWarnings("serial") // ImgLib2 declares accesses serializable; this is never written.
public final class SharedFloatAccess extends SharedAccess
    implements VolatileFloatAccess, BufferAccess<FloatAccess> {
  private static final int MASK = MAX_BYTES >> 2;
  private static final MethodHandle GET = RawMemory.getter(float.class);
  private static final MethodHandle SET = RawMemory.setter(float.class);

  /** See {@link SharedAccess#SharedAccess}. */
  public SharedFloatAccess(SharedMemory memory, long address, int length) {
    super(memory, address, length, 2);
  }

  @Override
  public float getValue(int index) {
    int at = Objects.checkIndex(index, length & MASK);
    try {
      return (float) GET.invokeExact((biased & POSITIVE) + (((long) at << 2) + BIAS));
    } catch (Throwable e) {
      throw impossible(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void setValue(int index, float value) {
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
  public FloatBuffer getCurrentStorageArray() {
    return buffer().asFloatBuffer();
  }

  /** On Java's heap: new shared memory is for JavaScript to allocate. */
  @Override
  public FloatAccess createArray(int numEntities) {
    return new FloatArray(numEntities);
  }

  @Override
  public FloatAccess newInstance(ByteBuffer buffer, boolean isValid) {
    return FloatBufferAccess.fromByteBuffer(buffer, isValid);
  }
}
