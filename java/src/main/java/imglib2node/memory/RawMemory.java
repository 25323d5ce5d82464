package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/**
 * Reads and writes at an address, with no check: the one class that exists twice, here for Java 17
 * to 21 through sun.misc.Unsafe.
 *
 * <p>An element is named by the biased address of its window ({@code address - BIAS}) and its index
 * in it. The mask tells the compiler that the sum can't overflow and so lets it drop a second
 * bounds check; the bias lets it fold the rest into the addressing mode. Elements may lie
 * unaligned.
 *
 * <p>Unsafe is reached through method handles, which cost nothing once compiled: naming the class
 * gives warnings that the compiler can't be told to leave out.
 */
final class RawMemory {
  /** What a biased address lacks. */
  static final long BIAS = 16;

  private static final long POSITIVE = (1L << 62) - 1;
  private static final Object UNSAFE = unsafe();
  private static final MethodHandle GET_BYTE = find("getByte", byte.class, long.class);
  private static final MethodHandle PUT_BYTE = find("putByte", void.class, long.class, byte.class);
  private static final MethodHandle GET_SHORT = find("getShort", short.class, long.class);
  private static final MethodHandle PUT_SHORT =
      find("putShort", void.class, long.class, short.class);
  private static final MethodHandle GET_INT = find("getInt", int.class, long.class);
  private static final MethodHandle PUT_INT = find("putInt", void.class, long.class, int.class);
  private static final MethodHandle GET_LONG = find("getLong", long.class, long.class);
  private static final MethodHandle PUT_LONG = find("putLong", void.class, long.class, long.class);
  private static final MethodHandle GET_FLOAT = find("getFloat", float.class, long.class);
  private static final MethodHandle PUT_FLOAT =
      find("putFloat", void.class, long.class, float.class);
  private static final MethodHandle GET_DOUBLE = find("getDouble", double.class, long.class);
  private static final MethodHandle PUT_DOUBLE =
      find("putDouble", void.class, long.class, double.class);

  private RawMemory() {}

  /** The name of this way to reach memory, for reports. */
  static String kind() {
    return "Unsafe";
  }

  private static Object unsafe() {
    try {
      Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
    try {
      MethodType type = MethodType.methodType(result, parameters);
      return MethodHandles.lookup().findVirtual(UNSAFE.getClass(), name, type).bindTo(UNSAFE);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Unsafe's own methods declare no exception. */
  private static Error impossible(Throwable e) {
    return e instanceof Error error ? error : new AssertionError(e);
  }

  private static long at(long biased, long bytes) {
    return (biased & POSITIVE) + (bytes + BIAS);
  }

  static byte getByte(long biased, int index) {
    try {
      return (byte) GET_BYTE.invokeExact(at(biased, index));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void putByte(long biased, int index, byte value) {
    try {
      PUT_BYTE.invokeExact(at(biased, index), value);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static short getShort(long biased, int index) {
    try {
      return (short) GET_SHORT.invokeExact(at(biased, (long) index << 1));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void putShort(long biased, int index, short value) {
    try {
      PUT_SHORT.invokeExact(at(biased, (long) index << 1), value);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getInt(long biased, int index) {
    try {
      return (int) GET_INT.invokeExact(at(biased, (long) index << 2));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void putInt(long biased, int index, int value) {
    try {
      PUT_INT.invokeExact(at(biased, (long) index << 2), value);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long getLong(long biased, int index) {
    try {
      return (long) GET_LONG.invokeExact(at(biased, (long) index << 3));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void putLong(long biased, int index, long value) {
    try {
      PUT_LONG.invokeExact(at(biased, (long) index << 3), value);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static float getFloat(long biased, int index) {
    try {
      return (float) GET_FLOAT.invokeExact(at(biased, (long) index << 2));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void putFloat(long biased, int index, float value) {
    try {
      PUT_FLOAT.invokeExact(at(biased, (long) index << 2), value);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static double getDouble(long biased, int index) {
    try {
      return (double) GET_DOUBLE.invokeExact(at(biased, (long) index << 3));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void putDouble(long biased, int index, double value) {
    try {
      PUT_DOUBLE.invokeExact(at(biased, (long) index << 3), value);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }
}
