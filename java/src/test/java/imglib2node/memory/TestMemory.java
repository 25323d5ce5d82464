package imglib2node.memory;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/** Off-heap memory for tests, without the native addon. */
public final class TestMemory {
  /** The memory, as Java's own classes read it. */
  public final ByteBuffer bytes;

  /** How often the claim has been given back. */
  public final AtomicInteger released = new AtomicInteger();

  private TestMemory(int length) {
    bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
  }

  /** Zeroed memory of that many bytes. */
  public static TestMemory allocate(int length) {
    return new TestMemory(length);
  }

  /** The address of the first byte; needs `--add-opens java.base/java.nio=ALL-UNNAMED`. */
  public long address() {
    try {
      Field field = Buffer.class.getDeclaredField("address");
      field.setAccessible(true);
      return field.getLong(bytes);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** A claim on all of it; the buffer lives at least until the claim is given back. */
  public SharedMemory share(boolean readOnly) {
    return new SharedMemory(42, address(), bytes.capacity(), readOnly, block -> give(block));
  }

  private void give(long block) {
    if (block != 42) throw new AssertionError("block " + block);
    released.incrementAndGet();
    bytes.put(0, bytes.get(0));
  }

  /** Runs the collector until the claim has been given back, or for ten seconds. */
  public boolean collected() throws InterruptedException {
    for (int i = 0; i < 200 && released.get() == 0; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return released.get() > 0;
  }
}
