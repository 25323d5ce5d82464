package imglib2node.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle.AccessMode;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads and writes at an address, with no check: the one class that exists twice, here for Java 22
 * and later through one segment over all memory. Elements may lie unaligned.
 */
final class RawMemory {
  private static final MemorySegment ALL = all();

  /** Ten times what makes the first compiler take up a method. */
  private static final int REHEARSALS = 2000;

  private static final List<ValueLayout> LAYOUTS =
      List.of(
          ValueLayout.JAVA_BYTE,
          ValueLayout.JAVA_SHORT_UNALIGNED,
          ValueLayout.JAVA_INT_UNALIGNED,
          ValueLayout.JAVA_LONG_UNALIGNED,
          ValueLayout.JAVA_FLOAT_UNALIGNED,
          ValueLayout.JAVA_DOUBLE_UNALIGNED);

  private RawMemory() {}

  /** The name of this way to reach memory, for reports. */
  static String kind() {
    return "MemorySegment";
  }

  @SuppressWarnings("restricted")
  private static MemorySegment all() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  /** A buffer on that memory, which keeps `owner` reachable as long as it or a view of it is. */
  @SuppressWarnings("restricted")
  static ByteBuffer buffer(long address, int bytes, Object owner) {
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, Arena.ofAuto(), segment -> Reference.reachabilityFence(owner))
        .asByteBuffer();
  }

  /** Of type {@code (long address) -> primitive}. */
  static MethodHandle getter(Class<?> primitive) {
    MethodHandle getter = find(primitive, AccessMode.GET);
    MethodHandle boxed = getter.asType(MethodType.methodType(Object.class, long.class));
    rehearse(boxed::invoke);
    return getter;
  }

  /** Of type {@code (long address, primitive) -> void}. */
  static MethodHandle setter(Class<?> primitive) {
    MethodHandle setter = find(primitive, AccessMode.SET);
    Object zero = Array.get(Array.newInstance(primitive, 1), 0);
    rehearse(address -> setter.invoke(address, zero));
    return setter;
  }

  private interface Use {
    Object of(long address) throws Throwable;
  }

  /**
   * Uses a handle until the virtual machine has counted calls in the JDK's methods behind it. Some
   * of them aren't taken into a loop before: one that had been compiled for heap images and meets
   * its first shared one is compiled anew at once, and would call them for each element from then
   * on (4 to 20 times as slow, for heap images too).
   */
  private static void rehearse(Use use) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocate(Long.BYTES).address();
      for (int i = 0; i < REHEARSALS; i++) use.of(address);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static MethodHandle find(Class<?> primitive, AccessMode mode) {
    for (ValueLayout layout : LAYOUTS) {
      if (layout.carrier() != primitive) continue;
      return MethodHandles.insertArguments(layout.varHandle().toMethodHandle(mode), 0, ALL);
    }
    throw new IllegalArgumentException("no elements of type " + primitive);
  }
}
