package imglib2node.image;

import imglib2node.memory.BenchMemory;
import imglib2node.memory.SharedMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.nio.ByteBufferAccess;
import net.imglib2.img.basictypeaccess.nio.DoubleBufferAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.img.basictypeaccess.nio.LongBufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileBooleanArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileByteArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileDoubleArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileFloatArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileIntArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileLongArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileShortArray;
import net.imglib2.type.NativeType;
import net.imglib2.type.NativeTypeFactory;
import net.imglib2.type.Type;
import net.imglib2.util.Fraction;
import net.imglib2.util.Intervals;

/** The images that are measured, made as in use: through the code that JavaScript calls. */
public final class BenchImages {
  private final DType dtype;
  private final NativeType<?> type;

  /**
   * @param dtype its name in JavaScript
   */
  public BenchImages(String dtype) {
    this.dtype = DType.valueOf(dtype.toUpperCase(Locale.ROOT));
    type = (NativeType<?>) ((NativeType<?>) contiguous(1).getType()).createVariable();
  }

  /** The ImgLib2 type that images of this element type have on Java's heap. */
  public NativeType<?> type() {
    return type;
  }

  /** New shared memory with gaps nowhere, first axis fastest. */
  public RandomAccessibleInterval<?> contiguous(long... dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int d = 0; d < dims.length; d++) {
      strides[d] = stride;
      stride *= dims[d];
    }
    return image(stride, 0, dims, strides);
  }

  /**
   * New shared memory of `elements`, seen with any strides.
   *
   * @param offset of element (0, 0, ...)
   */
  public RandomAccessibleInterval<?> image(
      long elements, long offset, long[] dims, long[] strides) {
    SharedMemory memory = BenchMemory.allocate(elements << dtype.shift());
    long[] packed = new long[1 + 2 * dims.length];
    packed[0] = offset;
    for (int d = 0; d < dims.length; d++) {
      packed[1 + 2 * d] = dims[d];
      packed[2 + 2 * d] = strides[d];
    }
    return SharedImages.image(new Elements(dtype, false), memory, Layout.parse(packed, elements));
  }

  /**
   * ImgLib2's own images outside Java's heap, over a direct java.nio buffer: what else there is to
   * compare with.
   *
   * @throws IllegalStateException for elements of which it has none
   */
  // The access is of the primitive type that the element type has.
  @SuppressWarnings({"unchecked", "rawtypes"})
  public RandomAccessibleInterval<?> buffers(long... dims) {
    Fraction numbers = type.getEntitiesPerPixel();
    int size = (int) numbers.mulCeil(Intervals.numElements(dims));
    ArrayImg image = new ArrayImg(bufferAccess(size), dims, numbers);
    NativeTypeFactory factory = type.getNativeTypeFactory();
    image.setLinkedType((Type) factory.createLinkedType(image));
    return image;
  }

  private DataAccess bufferAccess(int size) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(size * Double.BYTES).order(ByteOrder.nativeOrder());
    return switch (type.getNativeTypeFactory().getPrimitiveType()) {
      case BYTE -> new ByteBufferAccess(buffer, true);
      case SHORT -> new ShortBufferAccess(buffer, true);
      case INT -> new IntBufferAccess(buffer, true);
      case LONG -> new LongBufferAccess(buffer, true);
      case FLOAT -> new FloatBufferAccess(buffer, true);
      case DOUBLE -> new DoubleBufferAccess(buffer, true);
      default -> throw new IllegalStateException("no buffers of " + dtype);
    };
  }

  /** The access that a cell of BigDataViewer's caches has. */
  public DataAccess volatileAccess(int size) {
    int elements = (int) type.getEntitiesPerPixel().mulCeil(size);
    return switch (type.getNativeTypeFactory().getPrimitiveType()) {
      case BYTE -> new VolatileByteArray(elements, true);
      case SHORT -> new VolatileShortArray(elements, true);
      case INT -> new VolatileIntArray(elements, true);
      case LONG -> new VolatileLongArray(elements, true);
      case FLOAT -> new VolatileFloatArray(elements, true);
      case DOUBLE -> new VolatileDoubleArray(elements, true);
      case BOOLEAN -> new VolatileBooleanArray(elements, true);
      default -> throw new IllegalStateException("no volatile cells of " + dtype);
    };
  }
}
