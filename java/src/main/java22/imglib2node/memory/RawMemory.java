package imglib2node.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads and writes at an address, with no check: the one class that exists twice, here for Java 22
 * and later through one segment over all memory.
 *
 * <p>An element is named by the biased address of its window ({@code address - BIAS}) and its index
 * in it. The mask tells the compiler that the sum can't overflow and so lets it drop a second
 * bounds check; the bias lets it fold the rest into the addressing mode. Elements may lie
 * unaligned.
 */
final class RawMemory {
  /** What a biased address lacks. */
  static final long BIAS = 16;

  private static final long POSITIVE = (1L << 62) - 1;
  private static final MemorySegment ALL = all();
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private RawMemory() {}

  /** The name of this way to reach memory, for reports. */
  static String kind() {
    return "MemorySegment";
  }

  @SuppressWarnings("restricted")
  private static MemorySegment all() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  private static long at(long biased, long bytes) {
    return (biased & POSITIVE) + (bytes + BIAS);
  }

  static byte getByte(long biased, int index) {
    return ALL.get(BYTE, at(biased, index));
  }

  static void putByte(long biased, int index, byte value) {
    ALL.set(BYTE, at(biased, index), value);
  }

  static short getShort(long biased, int index) {
    return ALL.get(SHORT, at(biased, (long) index << 1));
  }

  static void putShort(long biased, int index, short value) {
    ALL.set(SHORT, at(biased, (long) index << 1), value);
  }

  static int getInt(long biased, int index) {
    return ALL.get(INT, at(biased, (long) index << 2));
  }

  static void putInt(long biased, int index, int value) {
    ALL.set(INT, at(biased, (long) index << 2), value);
  }

  static long getLong(long biased, int index) {
    return ALL.get(LONG, at(biased, (long) index << 3));
  }

  static void putLong(long biased, int index, long value) {
    ALL.set(LONG, at(biased, (long) index << 3), value);
  }

  static float getFloat(long biased, int index) {
    return ALL.get(FLOAT, at(biased, (long) index << 2));
  }

  static void putFloat(long biased, int index, float value) {
    ALL.set(FLOAT, at(biased, (long) index << 2), value);
  }

  static double getDouble(long biased, int index) {
    return ALL.get(DOUBLE, at(biased, (long) index << 3));
  }

  static void putDouble(long biased, int index, double value) {
    ALL.set(DOUBLE, at(biased, (long) index << 3), value);
  }
}
