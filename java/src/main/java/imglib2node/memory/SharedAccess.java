package imglib2node.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.volatiles.VolatileAccess;

/**
 * What the access classes of all primitive types share: a window of less than 2^30 bytes on shared
 * memory, whose owner it keeps alive.
 *
 * <p>How the subclasses are written is what makes shared images as fast as heap ones (the table is
 * in docs/access-speed.md):
 *
 * <ul>
 *   <li>{@code Objects.checkIndex} is known to the compiler, a comparison by hand isn't. Its result
 *       is used, and the limit has a mask: so the compiler knows the range of the index, and that
 *       the address can't overflow, and drops the JDK's own check.
 *   <li>{@code getValue} calls nothing but methods that the JDK has marked to be inlined always. A
 *       helper of ours between would not be, in loops that are compiled anew when they meet shared
 *       memory for the first time.
 *   <li>The address is biased, which lets the compiler fold the rest into the addressing mode.
 *   <li>The fence keeps the memory from being given back while it is read, which would be possible
 *       after the address was loaded. It makes no instruction.
 * </ul>
 *
 * <p>There is one access class a primitive type and no more: with a third one beside ImgLib2's
 * arrays every read in the virtual machine becomes an interface call. So read-only memory is not a
 * class of its own but a write limit of 0. Memory that must be converted, which is rare, has
 * classes of its own: a branch for it in these would cost all others.
 */
public abstract class SharedAccess implements DataAccess, VolatileAccess {
  /** The most bytes that a window may have. */
  public static final int MAX_BYTES = 0x3fffffff;

  /** What {@link #biased} lacks to the address of element 0. */
  static final long BIAS = 16;

  static final long POSITIVE = (1L << 62) - 1;

  final long biased;
  final int length;
  final int writable;
  private final int shift;
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
    this.shift = shift;
    this.biased = address - BIAS;
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
    return biased + BIAS;
  }

  /**
   * How memory is reached in this virtual machine: "MemorySegment" (Java 22 and later) or "Unsafe".
   */
  public static String kind() {
    return RawMemory.kind();
  }

  /** See {@link net.imglib2.img.basictypeaccess.nio.BufferAccess#isDirect}. */
  public final boolean isDirect() {
    return true;
  }

  /** Whether writes throw. */
  public final boolean isReadOnly() {
    return memory.readOnly();
  }

  /** The bytes of an element. */
  public final int getNumBytesPerEntity() {
    return 1 << shift;
  }

  /** In elements. */
  public final int getArrayLength() {
    return length;
  }

  final ByteBuffer buffer() {
    ByteBuffer buffer = RawMemory.buffer(address(), length << shift, memory);
    // A read-only duplicate forgets the order of bytes.
    return (memory.readOnly() ? buffer.asReadOnlyBuffer() : buffer).order(ByteOrder.nativeOrder());
  }

  final RuntimeException refusal(IndexOutOfBoundsException cause) {
    if (!memory.readOnly()) return cause;
    return new UnsupportedOperationException(
        "this image is read-only; share the volume without readOnly, or write to a copy", cause);
  }

  /** Access to memory declares no exception. */
  static Error impossible(Throwable e) {
    return e instanceof Error error ? error : new AssertionError(e);
  }
}
