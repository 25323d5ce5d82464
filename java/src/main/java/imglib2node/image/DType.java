package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedBooleanAccess;
import imglib2node.memory.SharedByteAccess;
import imglib2node.memory.SharedDoubleAccess;
import imglib2node.memory.SharedFloatAccess;
import imglib2node.memory.SharedHalfAccess;
import imglib2node.memory.SharedIntAccess;
import imglib2node.memory.SharedLongAccess;
import imglib2node.memory.SharedMemory;
import imglib2node.memory.SharedShortAccess;
import imglib2node.memory.SwappedDoubleAccess;
import imglib2node.memory.SwappedFloatAccess;
import imglib2node.memory.SwappedIntAccess;
import imglib2node.memory.SwappedLongAccess;
import imglib2node.memory.SwappedShortAccess;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.imglib2.type.NativeType;
import net.imglib2.type.logic.NativeBoolType;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.complex.ComplexDoubleType;
import net.imglib2.type.numeric.complex.ComplexFloatType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * The element types, each with its ImgLib2 type. The ordinal is the code that JavaScript's table
 * gives the type. ImgLib2 has no 16-bit floats: they are floats whose access converts.
 */
@SuppressWarnings("ImmutableEnumChecker") // The types are only asked for others of their kind.
public enum DType {
  UINT8(0, new UnsignedByteType(), SharedByteAccess::new, SharedByteAccess::new),
  INT8(0, new ByteType(), SharedByteAccess::new, SharedByteAccess::new),
  UINT16(1, new UnsignedShortType(), SharedShortAccess::new, SwappedShortAccess::new),
  INT16(1, new ShortType(), SharedShortAccess::new, SwappedShortAccess::new),
  UINT32(2, new UnsignedIntType(), SharedIntAccess::new, SwappedIntAccess::new),
  INT32(2, new IntType(), SharedIntAccess::new, SwappedIntAccess::new),
  UINT64(3, new UnsignedLongType(), SharedLongAccess::new, SwappedLongAccess::new),
  INT64(3, new LongType(), SharedLongAccess::new, SwappedLongAccess::new),
  FLOAT32(2, new FloatType(), SharedFloatAccess::new, SwappedFloatAccess::new),
  FLOAT64(3, new DoubleType(), SharedDoubleAccess::new, SwappedDoubleAccess::new),
  FLOAT16(
      1,
      new FloatType(),
      (memory, address, length) -> new SharedHalfAccess(memory, address, length, false),
      (memory, address, length) -> new SharedHalfAccess(memory, address, length, true)),
  COMPLEX64(3, new ComplexFloatType(), SharedFloatAccess::new, SwappedFloatAccess::new),
  COMPLEX128(4, new ComplexDoubleType(), SharedDoubleAccess::new, SwappedDoubleAccess::new),
  BOOL(0, new NativeBoolType(), SharedBooleanAccess::new, SharedBooleanAccess::new),
  ARGB(2, new ARGBType(), SharedIntAccess::new, SwappedIntAccess::new);

  interface AccessFactory {
    SharedAccess create(SharedMemory memory, long address, int length);
  }

  private static final DType[] VALUES = values();

  private final int shift;
  private final NativeType<?> type;
  private final AccessFactory access;
  private final AccessFactory swappedAccess;

  DType(int shift, NativeType<?> type, AccessFactory access, AccessFactory swappedAccess) {
    this.shift = shift;
    this.type = type;
    this.access = access;
    this.swappedAccess = swappedAccess;
  }

  /**
   * All element types as JavaScript's table has them, for the test that compares the two: a line
   * each of name, code, bytes an element and ImgLib2 type.
   */
  public static String table() {
    return Arrays.stream(VALUES)
        .map(
            dtype ->
                String.join(
                    " ",
                    dtype.name().toLowerCase(java.util.Locale.ROOT),
                    String.valueOf(dtype.code()),
                    String.valueOf(1 << dtype.shift),
                    dtype.type.getClass().getSimpleName()))
        .collect(Collectors.joining("\n"));
  }

  /** The element type with that code. */
  static DType ofCode(int code) {
    if (code >= 0 && code < VALUES.length) return VALUES[code];
    throw new IllegalArgumentException(
        "unknown dtype code " + code + "; there are " + VALUES.length);
  }

  /**
   * The element type of exactly that ImgLib2 type (a subclass may mean other values), or null if
   * there is none. The plain one, where there are several.
   */
  static DType ofType(Object type) {
    if (type == null) return null;
    for (DType dtype : VALUES) {
      if (dtype.hasType(type)) return dtype;
    }
    return null;
  }

  /** Whether elements have exactly that ImgLib2 type. */
  boolean hasType(Object other) {
    return type.getClass() == OwnTypes.plain(other);
  }

  /** What JavaScript's table calls this type: its order is that of the constants. */
  @SuppressWarnings("EnumOrdinal")
  int code() {
    return ordinal();
  }

  /** Log2 of the bytes an element. */
  int shift() {
    return shift;
  }

  NativeType<?> type() {
    return type;
  }

  AccessFactory access(boolean swapped) {
    return swapped ? swappedAccess : access;
  }
}
