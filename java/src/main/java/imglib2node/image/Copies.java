package imglib2node.image;

import java.util.Arrays;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.BooleanType;
import net.imglib2.type.Type;
import net.imglib2.view.Views;

/** What is needed to copy any Java image into memory that JavaScript allocates for it. */
public final class Copies {
  private Copies() {}

  /**
   * The code of an image's element type, or -1 if it is none of {@link DType} or no image. All of
   * ImgLib2's boolean types count as one.
   */
  public static int dtypeOf(Object image) {
    if (!(image instanceof RandomAccessibleInterval<?> i)) return -1;
    Object type = i.getType();
    DType dtype = type instanceof BooleanType<?> ? DType.BOOL : DType.ofType(type);
    return dtype == null ? -1 : dtype.code();
  }

  /**
   * The extents of an image, Java's first axis first.
   *
   * @throws IllegalArgumentException if it is no image
   */
  public static long[] dimensions(Object image) {
    if (image instanceof RandomAccessibleInterval<?> i) return i.dimensionsAsLongArray();
    throw new IllegalArgumentException(
        "not an ImgLib2 image (RandomAccessibleInterval) but "
            + (image == null ? "null" : image.getClass().getName()));
  }

  /**
   * Copies an image's elements into the shared image `targetId`; the source's first element,
   * wherever its interval begins, becomes element (0, 0, ...).
   *
   * @throws IllegalArgumentException if element type or extents differ
   * @throws IllegalStateException if the target is closed
   */
  public static void copyInto(RandomAccessibleInterval<?> source, long targetId) {
    RandomAccessibleInterval<?> target = SharedImages.get(targetId);
    if (dtypeOf(source) < 0 || dtypeOf(source) != dtypeOf(target)) {
      throw new IllegalArgumentException(
          "elements of type "
              + name(source)
              + " can't be copied to elements of type "
              + name(target));
    }
    long[] from = dimensions(source);
    long[] to = dimensions(target);
    if (!Arrays.equals(from, to)) {
      throw new IllegalArgumentException(
          "an image of "
              + Arrays.toString(from)
              + " can't be copied to one of "
              + Arrays.toString(to));
    }
    // LoopBuilder divides by the extents.
    if (target.size() > 0) copy(source, target);
  }

  private static String name(RandomAccessibleInterval<?> image) {
    return image.getType().getClass().getSimpleName();
  }

  // Both have one element type, which copyInto has compared; the compiler can't know.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends Type<T>> void copy(
      RandomAccessibleInterval source, RandomAccessibleInterval target) {
    RandomAccessibleInterval<T> from = Views.zeroMin(source);
    RandomAccessibleInterval<T> to = target;
    if (to.getType() instanceof BooleanType<?>) {
      LoopBuilder.setImages(from, to)
          .forEachPixel((in, out) -> ((BooleanType<?>) out).set(((BooleanType<?>) in).get()));
    } else {
      LoopBuilder.setImages(from, to).forEachPixel((in, out) -> out.set(in));
    }
  }
}
