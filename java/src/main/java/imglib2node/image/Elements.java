package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedHalfAccess;
import imglib2node.memory.SharedMemory;
import net.imglib2.img.NativeImg;
import net.imglib2.type.NativeType;
import net.imglib2.type.Type;
import net.imglib2.util.Fraction;

/**
 * What the elements of an image are.
 *
 * @param dtype of their values
 * @param swapped whether the bytes of each number are in the other order than this machine's
 */
record Elements(DType dtype, boolean swapped) {
  /** What JavaScript adds to the code of a dtype whose bytes are swapped. */
  private static final int SWAPPED = 0x100;

  /** Those that JavaScript names by that code. */
  static Elements ofCode(int code) {
    return new Elements(DType.ofCode(code & ~SWAPPED), (code & SWAPPED) != 0);
  }

  /**
   * Those of an image of so many elements of that type over that access; null if there are none, or
   * as many numbers aren't there.
   */
  static Elements of(Object type, SharedAccess access, long size) {
    DType dtype = DType.ofType(type);
    if (dtype == null) return null;
    boolean half = access instanceof SharedHalfAccess;
    Elements elements = new Elements(half ? DType.FLOAT16 : dtype, access.swapped());
    return elements.numbers().mulCeil(size) == access.length() ? elements : null;
  }

  int code() {
    return dtype.code() | (swapped ? SWAPPED : 0);
  }

  /** Log2 of the bytes an element. */
  int shift() {
    return dtype.shift();
  }

  /** Numbers an element: two for complex. */
  Fraction numbers() {
    return dtype.type().getEntitiesPerPixel();
  }

  /** The most elements in one window. */
  int maxWindow() {
    return SharedAccess.MAX_BYTES >> shift();
  }

  /** A window of `length` elements from `address` on. */
  SharedAccess access(SharedMemory memory, long address, int length) {
    int count = (int) numbers().mulCeil(length);
    return dtype.access(swapped).create(memory, address, count);
  }

  /** Makes `image`, whose access is of this kind, an image of this type. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  <I extends NativeImg<?, ?>> I link(I image) {
    NativeImg raw = image;
    NativeType<?> own = OwnTypes.of(this, raw);
    raw.setLinkedType(
        own == null ? dtype.type().getNativeTypeFactory().createLinkedType(raw) : (Type) own);
    return image;
  }
}
