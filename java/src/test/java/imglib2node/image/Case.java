package imglib2node.image;

import imglib2node.memory.TestMemory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * An image to test: an element type, a layout in memory of 1024 elements, and how large its windows
 * are.
 */
record Case(DType dtype, String name, int windowBits, long[] packed) {
  static final int ELEMENTS = 1024;

  private static final int ARRAY_OR_WHOLE = 0;

  /** The others, and other byte orders, differ in their access alone: TypeScript tests those. */
  private static final List<DType> NUMBERS =
      List.of(DType.values()).subList(0, DType.FLOAT64.ordinal() + 1);

  private static final Object[][] LAYOUTS = {
    {"contiguous", 0, 7, 1, 5, 7, 3, 35},
    {"contiguous at an offset", 13, 7, 1, 5, 7, 3, 35},
    {"one axis", 4, 100, 1},
    {"one element", 9, 1, 1, 1, 1},
    {"five axes", 0, 3, 1, 2, 3, 4, 6, 2, 24, 3, 48},
    {"permuted", 2, 3, 35, 7, 1, 5, 7},
    {"transposed", 0, 6, 9, 9, 1},
    {"flipped first axis", 6, 7, -1, 5, 7, 3, 35},
    {"flipped all axes", 104, 7, -1, 5, -7, 3, -35},
    {"flipped and permuted", 34, 3, 35, 5, -7, 7, 1},
    {"cropped", 40, 4, 1, 3, 10, 2, 100},
    {"stepped", 1, 5, 2, 4, 30, 3, 200},
    {"stepped and flipped", 500, 5, -3, 4, 30, 3, -150},
    {"zero stride", 3, 6, 1, 4, 0, 3, 6},
    {"zero stride first", 3, 4, 0, 6, 1, 3, 6},
    {"all strides zero", 17, 2, 0, 3, 0},
    {"strides that do not nest", 0, 9, 7, 8, 5, 3, 11},
    {"overlapping windows", 0, 10, 1, 10, 1, 10, 1},
    {"overlapping and flipped", 9, 10, -1, 10, 1},
    {"axis of one in between", 0, 6, 1, 1, 999, 4, 6},
    {"no elements", 0, 6, 1, 0, 6, 4, 0},
  };

  /**
   * Each element type with each layout: as it is made in use, and through windows of 4 and of 32
   * elements.
   */
  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (DType dtype : NUMBERS) {
      for (Object[] layout : LAYOUTS) {
        long[] packed = new long[layout.length - 1];
        for (int i = 0; i < packed.length; i++) packed[i] = (Integer) layout[i + 1];
        for (int bits : new int[] {ARRAY_OR_WHOLE, 2, 5}) {
          cases.add(new Case(dtype, (String) layout[0], bits, packed));
        }
      }
    }
    return cases;
  }

  Elements elements() {
    return new Elements(dtype, false);
  }

  Layout layout() {
    return Layout.parse(packed, ELEMENTS);
  }

  TestMemory memory() {
    return TestMemory.allocate(ELEMENTS << dtype.shift());
  }

  RandomAccessibleInterval<?> image(TestMemory memory, boolean readOnly) {
    return windowBits == ARRAY_OR_WHOLE
        ? SharedImages.image(elements(), memory.share(readOnly), layout())
        : SharedImages.strided(elements(), memory.share(readOnly), layout(), windowBits);
  }

  /** Where in the memory the element at that position is. */
  int element(long[] position) {
    long element = packed[0];
    for (int d = 0; d < position.length; d++) element += position[d] * packed[2 + 2 * d];
    return (int) element;
  }

  /** Fills the memory with values that use all bytes and the sign. */
  void fill(TestMemory memory) {
    for (int e = 0; e < ELEMENTS; e++) {
      long value = e * 0x9E3779B97F4A7C15L;
      switch (dtype) {
        case UINT8, INT8 -> memory.bytes.put(e, (byte) value);
        case UINT16, INT16 -> memory.bytes.putShort(2 * e, (short) value);
        case UINT32, INT32 -> memory.bytes.putInt(4 * e, (int) value);
        case UINT64, INT64 -> memory.bytes.putLong(8 * e, value);
        case FLOAT32 -> memory.bytes.putFloat(4 * e, (int) value);
        case FLOAT64 -> memory.bytes.putDouble(8 * e, value);
        default -> throw new IllegalArgumentException(dtype.toString());
      }
    }
  }

  /** The exact value of an element, read without ImgLib2. */
  Number value(TestMemory memory, int e) {
    return switch (dtype) {
      case UINT8 -> BigInteger.valueOf(memory.bytes.get(e) & 0xff);
      case INT8 -> BigInteger.valueOf(memory.bytes.get(e));
      case UINT16 -> BigInteger.valueOf(memory.bytes.getShort(2 * e) & 0xffff);
      case INT16 -> BigInteger.valueOf(memory.bytes.getShort(2 * e));
      case UINT32 -> BigInteger.valueOf(memory.bytes.getInt(4 * e) & 0xffffffffL);
      case INT32 -> BigInteger.valueOf(memory.bytes.getInt(4 * e));
      case UINT64 -> new BigInteger(Long.toUnsignedString(memory.bytes.getLong(8 * e)));
      case INT64 -> BigInteger.valueOf(memory.bytes.getLong(8 * e));
      case FLOAT32 -> memory.bytes.getFloat(4 * e);
      case FLOAT64 -> memory.bytes.getDouble(8 * e);
      default -> throw new IllegalArgumentException(dtype.toString());
    };
  }

  /** The value of an image's element in the same form. */
  static Number value(Object type) {
    if (type instanceof net.imglib2.type.numeric.integer.UnsignedLongType t)
      return t.getBigInteger();
    if (type instanceof net.imglib2.type.numeric.IntegerType<?> t)
      return BigInteger.valueOf(t.getIntegerLong());
    if (type instanceof net.imglib2.type.numeric.real.FloatType t) return t.get();
    return ((RealType<?>) type).getRealDouble();
  }

  @Override
  public String toString() {
    return dtype
        + " "
        + name
        + (windowBits == ARRAY_OR_WHOLE ? "" : ", windows of 2^" + windowBits);
  }
}
