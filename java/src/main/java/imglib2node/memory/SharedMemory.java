package imglib2node.memory;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Java's claim on a piece of off-heap memory that JavaScript may own too.
 *
 * <p>Whatever reads or writes the memory holds this object, so the claim ends when the last image,
 * cursor or random access over it is unreachable: there is no earlier moment at which no thread can
 * be inside a read. The collector decides when that is noticed.
 */
public final class SharedMemory {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final AtomicLong LIVE_BLOCKS = new AtomicLong();
  private static final AtomicLong LIVE_BYTES = new AtomicLong();

  private final Claim claim;
  private final Cleaner.Cleanable cleanable;
  private final long address;
  private final long length;
  private final boolean readOnly;
  private final boolean valid;

  /**
   * Takes over one claim that native code has counted already.
   *
   * @param block native handle, given back exactly once
   * @param address of the first byte
   * @param length in bytes
   * @param readOnly whether writes throw
   */
  public SharedMemory(long block, long address, long length, boolean readOnly) {
    this(block, address, length, readOnly, true);
  }

  /**
   * The same.
   *
   * @param valid false for memory that stands for data that are not there yet
   */
  public SharedMemory(long block, long address, long length, boolean readOnly, boolean valid) {
    this(block, address, length, readOnly, valid, NativeLibrary::release);
  }

  SharedMemory(long block, long address, long length, boolean readOnly, LongConsumer release) {
    this(block, address, length, readOnly, true, release);
  }

  private SharedMemory(
      long block,
      long address,
      long length,
      boolean readOnly,
      boolean valid,
      LongConsumer release) {
    if (length < 0 || (length > 0 && address < SharedAccess.BIAS)) {
      throw new IllegalArgumentException(
          "no memory at address "
              + address
              + " with "
              + length
              + " bytes; pass an allocated block");
    }
    this.address = address;
    this.length = length;
    this.readOnly = readOnly;
    this.valid = valid;
    claim = new Claim(block, length, release);
    cleanable = CLEANER.register(this, claim);
  }

  /** The address of the first byte. */
  public long address() {
    return address;
  }

  /** The number of bytes. */
  public long length() {
    return length;
  }

  /** Whether writes throw. */
  public boolean readOnly() {
    return readOnly;
  }

  /** Whether these are data, and not a stand-in for data that are not there yet. */
  public boolean valid() {
    return valid;
  }

  /** The native handle. */
  public long block() {
    return claim.block;
  }

  /**
   * Ends this object without giving the claim back: for a constructor's caller that fails and
   * leaves it to native code.
   */
  public void disown() {
    claim.owned = false;
    cleanable.clean();
  }

  /** The number of claims that Java holds now. */
  public static long liveBlocks() {
    return LIVE_BLOCKS.get();
  }

  /** The bytes behind the claims that Java holds now; memory claimed twice counts twice. */
  public static long liveBytes() {
    return LIVE_BYTES.get();
  }

  /** Must not reach the SharedMemory: the cleaner's thread holds it. */
  private static final class Claim implements Runnable {
    final long block;
    final long length;
    final LongConsumer release;
    volatile boolean owned = true;

    Claim(long block, long length, LongConsumer release) {
      this.block = block;
      this.length = length;
      this.release = release;
      LIVE_BLOCKS.incrementAndGet();
      LIVE_BYTES.addAndGet(length);
    }

    @Override
    public void run() {
      LIVE_BLOCKS.decrementAndGet();
      LIVE_BYTES.addAndGet(-length);
      if (owned) release.accept(block);
    }
  }
}
