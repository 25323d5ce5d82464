package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedByteAccess;
import imglib2node.memory.SharedDoubleAccess;
import imglib2node.memory.SharedFloatAccess;
import imglib2node.memory.SharedIntAccess;
import imglib2node.memory.SharedLongAccess;
import imglib2node.memory.SharedMemory;
import imglib2node.memory.SharedShortAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.type.NativeType;
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
 * gives the type.
 */
@SuppressWarnings("ImmutableEnumChecker") // The types are only asked for others of their kind.
public enum DType {
  UINT8(0, new UnsignedByteType(), SharedByteAccess::new),
  INT8(0, new ByteType(), SharedByteAccess::new),
  UINT16(1, new UnsignedShortType(), SharedShortAccess::new),
  INT16(1, new ShortType(), SharedShortAccess::new),
  UINT32(2, new UnsignedIntType(), SharedIntAccess::new),
  INT32(2, new IntType(), SharedIntAccess::new),
  UINT64(3, new UnsignedLongType(), SharedLongAccess::new),
  INT64(3, new LongType(), SharedLongAccess::new),
  FLOAT32(2, new FloatType(), SharedFloatAccess::new),
  FLOAT64(3, new DoubleType(), SharedDoubleAccess::new);

  private interface AccessFactory {
    SharedAccess create(SharedMemory memory, long address, int length);
  }

  private static final DType[] VALUES = values();

  private final int shift;
  private final NativeType<?> type;
  private final AccessFactory factory;

  DType(int shift, NativeType<?> type, AccessFactory factory) {
    this.shift = shift;
    this.type = type;
    this.factory = factory;
  }

  /** The element type with that code. */
  static DType ofCode(int code) {
    if (code >= 0 && code < VALUES.length) return VALUES[code];
    throw new IllegalArgumentException(
        "unknown dtype code " + code + "; there are " + VALUES.length);
  }

  /**
   * The element type of exactly that ImgLib2 type (a subclass may mean other values), or null if
   * there is none.
   */
  static DType ofType(Object type) {
    if (type == null) return null;
    for (DType dtype : VALUES) {
      if (dtype.type.getClass() == type.getClass()) return dtype;
    }
    return null;
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

  /** The most elements in one window. */
  int maxWindow() {
    return SharedAccess.MAX_BYTES >> shift;
  }

  /** A window of `length` elements from `address` on. */
  SharedAccess access(SharedMemory memory, long address, int length) {
    return factory.create(memory, address, length);
  }

  /** Makes `image`, whose access is of this element type's kind, an image of this type. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  <I extends NativeImg<?, ?>> I link(I image) {
    NativeImg raw = image;
    raw.setLinkedType(type.getNativeTypeFactory().createLinkedType(raw));
    return image;
  }
}
