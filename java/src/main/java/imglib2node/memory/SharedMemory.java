package imglib2node.memory;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * Java's claim on a piece of off-heap memory that JavaScript may own too.
 *
 * <p>Whatever reads or writes the memory holds this object, so the claim ends when the last image,
 * cursor or random access over it is unreachable: there is no earlier moment at which no thread can
 * be inside a read. The collector decides when that is noticed.
 */
public final class SharedMemory {
  private static final ReferenceQueue<SharedMemory> UNREACHABLE = new ReferenceQueue<>();
  private static final Set<Claim> CLAIMS = ConcurrentHashMap.newKeySet();
  private static final AtomicLong LIVE_BYTES = new AtomicLong();

  /** What giving back failed with, until it is told. */
  private static final AtomicReference<Throwable> FAILURE = new AtomicReference<>();

  static {
    Thread thread = new Thread(SharedMemory::endUnreachable, "imglib2-node memory");
    thread.setDaemon(true);
    thread.start();
  }

  private final Claim claim;
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
    claim = new Claim(this, block, release);
    CLAIMS.add(claim);
    LIVE_BYTES.addAndGet(length);
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
    try {
      claim.forget();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Collects Java's garbage and gives the claims of all that is unreachable back before it returns.
   *
   * <p>Which objects those are is known as soon as the collector is through. The queue that it
   * fills is worked off later, by threads that a busy machine may not run for a long time: whoever
   * waited for them would have to guess for how long.
   *
   * @throws RuntimeException what giving back failed with since the last call, here or in another
   *     thread (the first such failure; it may be an {@link Error}). All others were given back.
   */
  public static void collect() {
    System.gc();
    for (Claim claim : CLAIMS) {
      if (claim.refersTo(null)) claim.end();
    }
    Throwable failure = FAILURE.getAndSet(null);
    if (failure instanceof RuntimeException exception) throw exception;
    if (failure instanceof Error error) throw error;
  }

  /** The number of claims that Java holds now. */
  public static long liveBlocks() {
    return CLAIMS.size();
  }

  /** The bytes behind the claims that Java holds now; memory claimed twice counts twice. */
  public static long liveBytes() {
    return LIVE_BYTES.get();
  }

  /** What the thread does that gives claims back when the collector came by on its own account. */
  private static void endUnreachable() {
    while (true) {
      try {
        ((Claim) UNREACHABLE.remove()).end();
      } catch (InterruptedException e) {
        // Nobody has reason to. Without this thread nothing would be given back any more.
      }
    }
  }

  /** Must not reach the SharedMemory. It is in CLAIMS until it has ended, once. */
  private static final class Claim extends PhantomReference<SharedMemory> {
    final long block;
    final long length;
    final LongConsumer release;

    Claim(SharedMemory memory, long block, LongConsumer release) {
      super(memory, UNREACHABLE);
      this.block = block;
      this.length = memory.length;
      this.release = release;
    }

    /**
     * Returns when the memory has been given back, also if another thread is at it. Where that
     * fails the claim is over all the same: whoever tried again would fail again, and never come to
     * the next one.
     */
    synchronized void end() {
      if (!CLAIMS.contains(this)) return;
      try {
        release.accept(block);
      } catch (RuntimeException | Error e) {
        // Told by `collect`, whichever thread came first: before the claim is seen to be over.
        FAILURE.compareAndSet(null, e);
      } finally {
        forget();
      }
    }

    synchronized void forget() {
      if (!CLAIMS.remove(this)) return;
      LIVE_BYTES.addAndGet(-length);
      clear();
    }
  }
}
