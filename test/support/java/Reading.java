package imglib2node.test;

import imglib2node.memory.SharedMemory;
import java.lang.reflect.Constructor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * A thread of Java's own that reads shared memory again and again until it is stopped, and counts how often it read
 * what it should not have. It holds what it was given and nothing else.
 */
public final class Reading extends Thread {
  private static volatile boolean failing;

  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private final double expected;
  private volatile Object source;
  private volatile String failure = "";
  private volatile boolean stopped;

  /**
   * @param source an image or a Cursor, of which the sum is taken, or a RandomAccess, which is read where it is
   * @param expected the sum or value
   */
  public Reading(Object source, double expected) {
    this.source = source;
    this.expected = expected;
    setDaemon(true);
    start();
  }

  @Override
  public void run() {
    Object held = source;
    source = null;
    try {
      while (!stopped) {
        if (read(held) != expected) wrong.incrementAndGet();
        rounds.incrementAndGet();
      }
    } catch (Throwable e) {
      failure = e.toString();
    }
  }

  private static double read(Object source) {
    if (source instanceof RandomAccess<?> access) return ((RealType<?>) access.get()).getRealDouble();
    Cursor<?> cursor =
        source instanceof Cursor<?> given ? given : ((RandomAccessibleInterval<?>) source).cursor();
    cursor.reset();
    double sum = 0;
    while (cursor.hasNext()) sum += ((RealType<?>) cursor.next()).getRealDouble();
    return sum;
  }

  public long rounds() {
    return rounds.get();
  }

  public long wrong() {
    return wrong.get();
  }

  /** What ended the thread before it was told to; empty if nothing did. */
  public String failure() {
    return failure;
  }

  /** Ends the thread, and with it its hold on the memory. */
  public void end() throws InterruptedException {
    stopped = true;
    join();
  }

  /** A thread that collects garbage all the time, one that no exit of the VM waits for. */
  public static void collectForEver() {
    Thread thread =
        new Thread(
            () -> {
              while (true) System.gc();
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** A thread that does nothing for ever, and that the VM's own exit would wait for. */
  public static void sleepForEver() {
    new Thread(
            () -> {
              while (true) {
                try {
                  Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                  return;
                }
              }
            })
        .start();
  }

  /** Ends the process from a thread of Java's own, a little later. */
  public static void exitSoon(int code, long millis) {
    new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                return;
              }
              System.exit(code);
            })
        .start();
  }

  /** Ends the process from the thread that calls. */
  public static void exitNow(int code) {
    System.exit(code);
  }

  /** Fails with a cause that has a cause. */
  public static void fail(String message) {
    throw new IllegalStateException(
        message, new RuntimeException("in between", new ArithmeticException("at the bottom")));
  }

  private static void failInCircle() {
    RuntimeException first = new RuntimeException("first");
    first.initCause(new RuntimeException("second", first));
    throw first;
  }

  /**
   * Makes a claim that nothing can reach and that cannot be given back: whoever tries fails as `fail` does, or with
   * causes that go round, for the message `in a circle`.
   */
  public static void failWhenCollected(String message) throws ReflectiveOperationException {
    failing = true;
    Constructor<SharedMemory> constructor =
        SharedMemory.class.getDeclaredConstructor(
            long.class, long.class, long.class, boolean.class, LongConsumer.class);
    constructor.setAccessible(true);
    LongConsumer release =
        block -> {
          if (failing && message.equals("in a circle")) failInCircle();
          if (failing) fail(message);
        };
    constructor.newInstance(1L, 0L, 0L, false, release);
  }

  /** The claim that `failWhenCollected` made can be given back from now on. */
  public static void failNoMore() {
    failing = false;
  }

  /** Takes Java's heap until there is no more. */
  public static long exhaust() {
    java.util.List<byte[]> all = new java.util.ArrayList<>();
    while (true) all.add(new byte[1 << 20]);
  }
}
