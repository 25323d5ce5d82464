package imglib2node.memory;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Off-heap memory for measuring, without the native addon; never given back. */
public final class BenchMemory {
  private static final int ALIGNMENT = 64;

  /** Of this the system gives pages of zeros, and none before they are touched. */
  private static final long LARGE = 1L << 30;

  private BenchMemory() {}

  /**
   * Memory at a multiple of a cache line; zeroed unless it is large.
   *
   * @param bytes may be more than 2^31
   * @throws OutOfMemoryError if there isn't as much
   */
  public static SharedMemory allocate(long bytes) {
    long block = call("allocateMemory", bytes + ALIGNMENT);
    if (bytes < LARGE) call("setMemory", block, bytes + ALIGNMENT, (byte) 0);
    long address = (block + ALIGNMENT - 1) & -ALIGNMENT;
    return new SharedMemory(1, address, bytes, false, claim -> {});
  }

  private static long call(String name, Object... arguments) {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      for (Method method : type.getMethods()) {
        if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
          return method.invoke(field.get(null), arguments) instanceof Long result ? result : 0;
        }
      }
      throw new IllegalStateException("sun.misc.Unsafe has no " + name);
    } catch (ReflectiveOperationException e) {
      if (e.getCause() instanceof OutOfMemoryError error) throw error;
      throw new IllegalStateException(e);
    }
  }
}
