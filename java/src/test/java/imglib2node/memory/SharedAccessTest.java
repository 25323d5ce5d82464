package imglib2node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.imglib2.img.basictypeaccess.ByteAccess;
import net.imglib2.img.basictypeaccess.DoubleAccess;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.img.basictypeaccess.LongAccess;
import net.imglib2.img.basictypeaccess.ShortAccess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each primitive's access: values at their bytes, bounds, read-only memory. */
class SharedAccessTest {
  private static final int LENGTH = 5;

  /** One primitive's access with its values as doubles. */
  private interface Probe {
    double get(int index);

    void set(int index, int value);
  }

  /** An access that begins `skip` bytes into the memory. */
  private static Probe probe(String type, SharedMemory memory, int skip) {
    long address = memory.address() + skip;
    return switch (type) {
      case "byte" -> of(new SharedByteAccess(memory, address, LENGTH));
      case "short" -> of(new SharedShortAccess(memory, address, LENGTH));
      case "int" -> of(new SharedIntAccess(memory, address, LENGTH));
      case "long" -> of(new SharedLongAccess(memory, address, LENGTH));
      case "float" -> of(new SharedFloatAccess(memory, address, LENGTH));
      case "double" -> of(new SharedDoubleAccess(memory, address, LENGTH));
      default -> throw new AssertionError(type);
    };
  }

  private static Probe of(Object access) {
    return new Probe() {
      @Override
      public double get(int i) {
        if (access instanceof ByteAccess a) return a.getValue(i);
        if (access instanceof ShortAccess a) return a.getValue(i);
        if (access instanceof IntAccess a) return a.getValue(i);
        if (access instanceof LongAccess a) return a.getValue(i);
        if (access instanceof FloatAccess a) return a.getValue(i);
        return ((DoubleAccess) access).getValue(i);
      }

      @Override
      public void set(int i, int value) {
        if (access instanceof ByteAccess a) a.setValue(i, (byte) value);
        else if (access instanceof ShortAccess a) a.setValue(i, (short) value);
        else if (access instanceof IntAccess a) a.setValue(i, value);
        else if (access instanceof LongAccess a) a.setValue(i, value);
        else if (access instanceof FloatAccess a) a.setValue(i, value);
        else ((DoubleAccess) access).setValue(i, value);
      }
    };
  }

  private static double peek(String type, TestMemory memory, int skip, int index) {
    return switch (type) {
      case "byte" -> memory.bytes.get(skip + index);
      case "short" -> memory.bytes.getShort(skip + 2 * index);
      case "int" -> memory.bytes.getInt(skip + 4 * index);
      case "long" -> memory.bytes.getLong(skip + 8 * index);
      case "float" -> memory.bytes.getFloat(skip + 4 * index);
      default -> memory.bytes.getDouble(skip + 8 * index);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte", "short", "int", "long", "float", "double"})
  void readsAndWritesTheBytes(String type) {
    for (int skip : new int[] {0, 8, 3}) {
      TestMemory memory = TestMemory.allocate(64);
      Probe probe = probe(type, memory.share(false), skip);
      for (int i = 0; i < LENGTH; i++) probe.set(i, 10 * i - 20);
      for (int i = 0; i < LENGTH; i++) {
        assertEquals(10 * i - 20, peek(type, memory, skip, i));
        assertEquals(10 * i - 20, probe.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte", "short", "int", "long", "float", "double"})
  void throwsOutsideItsBounds(String type) {
    TestMemory memory = TestMemory.allocate(64);
    Probe probe = probe(type, memory.share(false), 8);
    for (int index :
        new int[] {-1, LENGTH, LENGTH + 1, 1 << 29, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThrows(
          IndexOutOfBoundsException.class, () -> probe.get(index), () -> type + " " + index);
      assertThrows(
          IndexOutOfBoundsException.class, () -> probe.set(index, 1), () -> type + " " + index);
    }
    for (int i = 0; i < 64; i++) assertEquals(0, memory.bytes.get(i));
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte", "short", "int", "long", "float", "double"})
  void refusesToWriteReadOnlyMemory(String type) {
    TestMemory memory = TestMemory.allocate(64);
    Probe probe = probe(type, memory.share(true), 0);
    var error = assertThrows(UnsupportedOperationException.class, () -> probe.set(0, 1));
    assertTrue(error.getMessage().contains("read-only"), error.getMessage());
    assertEquals(0, probe.get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 60, 65})
  void refusesWindowsOutsideTheMemory(int skip) {
    TestMemory memory = TestMemory.allocate(64);
    SharedMemory shared = memory.share(false);
    long address = memory.address() + skip;
    assertThrows(IllegalArgumentException.class, () -> new SharedByteAccess(shared, address, 5));
  }
}
