package imglib2node.image;

import imglib2node.memory.BenchMemory;
import imglib2node.memory.SharedMemory;
import java.util.Locale;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileBooleanArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileByteArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileDoubleArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileFloatArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileIntArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileLongArray;
import net.imglib2.img.basictypeaccess.volatiles.array.VolatileShortArray;
import net.imglib2.type.NativeType;

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
