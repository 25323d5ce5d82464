package imglib2node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * No read may come after the memory was given back: while compiled loops read through accesses that
 * nothing else holds, the collector runs all the time, and giving back overwrites the memory.
 */
class ReachabilityTest {
  private static final int LENGTH = 64;
  private static final long MILLIS = 3000;

  @Test
  void noReadComesAfterTheClaimHasEnded() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Thread collector =
        new Thread(
            () -> {
              while (!stop.get()) System.gc();
            });
    collector.setDaemon(true);
    collector.start();
    AtomicInteger released = new AtomicInteger();
    long end = System.currentTimeMillis() + MILLIS;
    long wrong = 0;
    while (System.currentTimeMillis() < end) wrong += read(released);
    stop.set(true);
    collector.join();
    assertEquals(0, wrong);
    assertTrue(released.get() > 0, "nothing was given back, so nothing was tested");
  }

  /** The access is reachable by nothing but the loop, and after its last read by nothing at all. */
  private static long read(AtomicInteger released) {
    TestMemory memory = TestMemory.allocate(8 * LENGTH);
    for (int i = 0; i < LENGTH; i++) memory.bytes.putLong(8 * i, 1);
    SharedMemory shared =
        new SharedMemory(
            1,
            memory.address(),
            8 * LENGTH,
            false,
            block -> {
              // Before the buffer itself can go: it is held by this.
              for (int i = 0; i < LENGTH; i++) memory.bytes.putLong(8 * i, 1000);
              released.incrementAndGet();
            });
    return sum(new SharedLongAccess(shared, shared.address(), LENGTH));
  }

  private static long sum(SharedLongAccess access) {
    long wrong = 0;
    for (int round = 0; round < 2000; round++) {
      for (int i = 0; i < LENGTH; i++) wrong += access.getValue(i) - 1;
    }
    return wrong;
  }
}
