package imglib2node.image;

import net.imglib2.img.NativeImg;
import net.imglib2.type.NativeType;

/**
 * Types of our own for shared images, an option: {@code -Dimglib2node.ownTypes=true}.
 *
 * <p>The compiler takes in what an ImgLib2 type reads as long as a virtual machine has two classes
 * of access: heap arrays and shared memory. With a third, as the volatile arrays of BigDataViewer's
 * caches, each read of each image is an interface call, and loops take 5 to 14 times as long. A
 * subclass of the type has a place of its own for the read, so that the two others share theirs.
 *
 * <p>It isn't the default, as programs that have no third class pay for it: a loop that copies heap
 * and shared images sees four combinations of types, and takes 4 to 15 times as long. Nor is it for
 * code that compares the classes of types.
 */
final class OwnTypes {
  /** What marks them: all are direct subclasses of ImgLib2's. */
  interface Own {}

  private static final boolean WANTED = Boolean.getBoolean("imglib2node.ownTypes");

  private OwnTypes() {}

  /** The type for an image of those elements, if the option is on; null for ImgLib2's own. */
  static NativeType<?> of(Elements elements, NativeImg<?, ?> image) {
    return WANTED && !elements.swapped() ? create(elements.dtype(), image) : null;
  }

  // The image's access is of the primitive type that the elements have.
  @SuppressWarnings({"unchecked", "rawtypes"})
  static NativeType<?> create(DType dtype, NativeImg image) {
    return switch (dtype) {
      case UINT8 -> new SharedUnsignedByteType(image);
      case INT8 -> new SharedByteType(image);
      case UINT16 -> new SharedUnsignedShortType(image);
      case INT16 -> new SharedShortType(image);
      case UINT32 -> new SharedUnsignedIntType(image);
      case INT32 -> new SharedIntType(image);
      case UINT64 -> new SharedUnsignedLongType(image);
      case INT64 -> new SharedLongType(image);
      case FLOAT32 -> new SharedFloatType(image);
      case FLOAT64 -> new SharedDoubleType(image);
      case FLOAT16 -> new SharedHalfType(image);
      case COMPLEX64 -> new SharedComplexFloatType(image);
      case COMPLEX128 -> new SharedComplexDoubleType(image);
      case BOOL -> new SharedBoolType(image);
      case ARGB -> new SharedArgbType(image);
    };
  }

  /** ImgLib2's class for a type that may be one of ours. */
  static Class<?> plain(Object type) {
    return type instanceof OwnTypes.Own ? type.getClass().getSuperclass() : type.getClass();
  }
}
