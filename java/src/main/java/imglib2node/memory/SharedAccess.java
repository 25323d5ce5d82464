package imglib2node.memory;

import java.util.Objects;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileAccess;

/**
 * What the access classes of all primitive types share: a window of less than 2^30 bytes on shared
 * memory, whose owner it keeps alive.
 *
 * <p>There is one access class a primitive type and no more: with a third one beside ImgLib2's
 * arrays every read in the virtual machine becomes an interface call. So read-only memory is not a
 * class of its own but a write limit of 0. Memory that must be converted, which is rare, has
 * classes of its own: a branch for it in these would cost all others.
 */
public abstract class SharedAccess implements DataAccess, VolatileAccess {
  /** The most bytes that a window may have. */
  public static final int MAX_BYTES = 0x3fffffff;

  final long biased;
  private final int length;
  private final int writable;
  private final SharedMemory memory;

  /**
   * @param memory that the window lies in, kept alive as long as this object
   * @param address of the window's first element
   * @param length in numbers
   * @param shift log2 of a number's bytes
   * @throws IllegalArgumentException if the window is too large or doesn't lie in the memory
   */
  SharedAccess(SharedMemory memory, long address, int length, int shift) {
    long bytes = (long) length << shift;
    long start = address - memory.address();
    if (length < 0 || bytes > MAX_BYTES || start < 0 || start > memory.length() - bytes) {
      throw new IllegalArgumentException(
          String.format(
              "a window of %d bytes at %d doesn't lie in the %d bytes at %d, or has more than %d bytes",
              bytes, address, memory.length(), memory.address(), MAX_BYTES));
    }
    this.memory = memory;
    this.biased = address - RawMemory.BIAS;
    this.length = length;
    this.writable = memory.readOnly() ? 0 : length;
  }

  /** Whether the bytes of each number are in the other order than this machine's. */
  public boolean swapped() {
    return false;
  }

  /** The memory that this window keeps alive. */
  public final SharedMemory memory() {
    return memory;
  }

  /**
   * False for what stands for a lazy volume's cell that is not loaded: also a state of the memory
   * and not a class of its own.
   */
  @Override
  public final boolean isValid() {
    return memory.valid();
  }

  /** The numbers in this window. */
  public final int length() {
    return length;
  }

  /** The address of element 0. */
  public final long address() {
    return biased + RawMemory.BIAS;
  }

  /**
   * How memory is reached in this virtual machine: "MemorySegment" (Java 22 and later) or "Unsafe".
   */
  public static String kind() {
    return RawMemory.kind();
  }

  /**
   * The mask shows the compiler the range of the result: without it it keeps a second check in
   * every loop.
   */
  final int checkRead(int index, int mask) {
    return Objects.checkIndex(index, length & mask);
  }

  final int checkWrite(int index, int mask) {
    try {
      return Objects.checkIndex(index, writable & mask);
    } catch (IndexOutOfBoundsException e) {
      throw refusal(e);
    }
  }

  private RuntimeException refusal(IndexOutOfBoundsException cause) {
    if (!memory.readOnly()) return cause;
    return new UnsupportedOperationException(
        "this image is read-only; share the volume without readOnly, or write to a copy", cause);
  }
}
