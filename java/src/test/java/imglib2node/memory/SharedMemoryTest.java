package imglib2node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {
  /** What other tests shared without the native library fails to be given back, once. */
  @BeforeEach
  void forgetWhatOthersShared() {
    try {
      SharedMemory.collect();
    } catch (UnsatisfiedLinkError e) {
      // Expected where such a test ran before.
    }
  }

  @Test
  void givesTheClaimBackOnceWhenUnreachable() throws InterruptedException {
    TestMemory memory = TestMemory.allocate(64);
    memory.share(false);
    assertTrue(memory.collected());
    System.gc();
    Thread.sleep(100);
    assertEquals(1, memory.released.get());
  }

  @Test
  void collectGivesBackBeforeItReturns() {
    for (int i = 0; i < 20; i++) {
      TestMemory dropped = TestMemory.allocate(64);
      TestMemory kept = TestMemory.allocate(64);
      dropped.share(false);
      SharedMemory held = kept.share(false);
      SharedMemory.collect();
      assertEquals(1, dropped.released.get());
      assertEquals(0, kept.released.get());
      held.disown();
    }
  }

  @Test
  void collectWaitsForWhatAnotherThreadGivesBack() throws InterruptedException {
    AtomicInteger released = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    TestMemory memory = TestMemory.allocate(64);
    shareSlowly(memory.address(), begun, released);
    for (int i = 0; i < 200 && !begun.await(10, TimeUnit.MILLISECONDS); i++) System.gc();
    assertEquals(0, begun.getCount());
    SharedMemory.collect();
    assertEquals(1, released.get());
    Reference.reachabilityFence(memory);
  }

  @Test
  void oneThatCannotBeGivenBackKeepsNoOtherAndIsToldOnce() throws InterruptedException {
    CountDownLatch failed = new CountDownLatch(1);
    TestMemory memory = TestMemory.allocate(64);
    shareBadly(memory.address(), failed);
    for (int i = 0; i < 200 && !failed.await(10, TimeUnit.MILLISECONDS); i++) System.gc();
    assertEquals(0, failed.getCount());
    TestMemory next = TestMemory.allocate(64);
    next.share(false);
    assertThrows(UnsatisfiedLinkError.class, SharedMemory::collect);
    assertEquals(1, next.released.get());
    SharedMemory.collect();
    Reference.reachabilityFence(memory);
  }

  private static void shareBadly(long address, CountDownLatch failed) {
    new SharedMemory(
        1,
        address,
        64,
        false,
        block -> {
          failed.countDown();
          throw new UnsatisfiedLinkError("a native library that is not there");
        });
  }

  private static void shareSlowly(long address, CountDownLatch begun, AtomicInteger released) {
    new SharedMemory(
        1,
        address,
        64,
        false,
        block -> {
          begun.countDown();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
          released.incrementAndGet();
        });
  }

  @Test
  void anAccessKeepsTheMemory() throws InterruptedException {
    TestMemory memory = TestMemory.allocate(64);
    SharedByteAccess access = new SharedByteAccess(memory.share(false), memory.address(), 64);
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(0, memory.released.get());
    Reference.reachabilityFence(access);
    access = null;
    assertTrue(memory.collected());
  }

  @Test
  void disownedMemoryStaysWithItsOwner() throws InterruptedException {
    TestMemory memory = TestMemory.allocate(64);
    memory.share(false).disown();
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(0, memory.released.get());
  }

  @Test
  void countsWhatIsLive() {
    TestMemory memory = TestMemory.allocate(1 << 20);
    long before = SharedMemory.liveBytes();
    SharedMemory shared = memory.share(false);
    // Other tests' memory may be collected meanwhile, so only the disowned bytes are certain.
    long with = SharedMemory.liveBytes();
    assertTrue(with <= before + (1 << 20) && with >= (1 << 20));
    assertTrue(SharedMemory.liveBlocks() >= 1);
    shared.disown();
    assertTrue(SharedMemory.liveBytes() <= with - (1 << 20));
  }

  @Test
  void refusesNoAddress() {
    assertThrows(
        IllegalArgumentException.class, () -> new SharedMemory(1, 0, 8, false, block -> {}));
    assertThrows(
        IllegalArgumentException.class, () -> new SharedMemory(1, 4096, -1, false, block -> {}));
  }

  @Test
  void usesTheForeignMemoryApiWhereThereIsOne() {
    boolean modern = Runtime.version().feature() >= 22 && Boolean.getBoolean("expect.java22");
    assertEquals(modern ? "MemorySegment" : "Unsafe", SharedAccess.kind());
    assertFalse(SharedAccess.kind().isEmpty());
  }
}
