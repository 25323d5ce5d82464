package imglib2node.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Reads and writes at an address, with no check: the one class that exists twice, here for Java 17
 * to 21 through sun.misc.Unsafe.
 *
 * <p>Unsafe is reached through method handles, which cost nothing once compiled: naming the class
 * gives warnings that the compiler can't be told to leave out. Elements may lie unaligned.
 */
final class RawMemory {
  private static final Object UNSAFE = unsafe();
  private static final MethodHandle BUFFER = bufferConstructor();

  static {
    loadScope();
  }

  private RawMemory() {}

  /** The name of this way to reach memory, for reports. */
  static String kind() {
    return "Unsafe";
  }

  /** Of type {@code (long address) -> primitive}. */
  static MethodHandle getter(Class<?> primitive) {
    return find("get" + title(primitive), MethodType.methodType(primitive, long.class));
  }

  /** Of type {@code (long address, primitive) -> void}. */
  static MethodHandle setter(Class<?> primitive) {
    return find("put" + title(primitive), MethodType.methodType(void.class, long.class, primitive));
  }

  /** A buffer on that memory, which keeps `owner` reachable as long as it or a view of it is. */
  static ByteBuffer buffer(long address, int bytes, Object owner) {
    try {
      return (ByteBuffer) BUFFER.invokeExact(address, bytes, owner);
    } catch (Throwable e) {
      throw new IllegalStateException("this Java makes no buffers on memory of others", e);
    }
  }

  /**
   * The constructor that Java's own classes use for such buffers: what JNI offers makes buffers
   * that keep nothing alive.
   */
  private static MethodHandle bufferConstructor() {
    try {
      Field field = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
      Object base = call("staticFieldBase", Object.class, Field.class).invoke(field);
      long offset = (long) call("staticFieldOffset", long.class, Field.class).invoke(field);
      MethodHandle read = call("getObject", Object.class, Object.class, long.class);
      MethodHandles.Lookup all = (MethodHandles.Lookup) read.invoke(base, offset);
      // Its last parameter, the segment that the buffer is a view of, has changed its type.
      for (Constructor<?> each :
          Class.forName("java.nio.DirectByteBuffer").getDeclaredConstructors()) {
        Class<?>[] types = each.getParameterTypes();
        if (types.length != 4 || types[0] != long.class || types[2] != Object.class) continue;
        MethodHandle constructor =
            MethodHandles.insertArguments(all.unreflectConstructor(each), 3, new Object[] {null});
        return constructor.asType(
            MethodType.methodType(ByteBuffer.class, long.class, int.class, Object.class));
      }
      throw new NoSuchMethodException("java.nio.DirectByteBuffer(long, int, Object, segment)");
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Loads the class that Java 17's buffers name where they copy blocks and, if nobody else has made
   * a buffer, nothing has loaded: the compiler doesn't take in a call with an unknown class in its
   * signature, and each line of a block took 6 ns more.
   */
  private static void loadScope() {
    try {
      Class.forName("jdk.internal.misc.ScopedMemoryAccess$Scope");
    } catch (ClassNotFoundException e) {
      // Later Javas have none, and nothing depends on it but speed.
      return;
    }
  }

  private static MethodHandle call(String name, Class<?> result, Class<?>... parameters) {
    return find(name, MethodType.methodType(result, parameters));
  }

  private static String title(Class<?> primitive) {
    String name = primitive.getName();
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
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

  private static MethodHandle find(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findVirtual(UNSAFE.getClass(), name, type).bindTo(UNSAFE);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
