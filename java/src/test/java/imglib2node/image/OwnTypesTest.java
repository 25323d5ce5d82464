package imglib2node.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import imglib2node.memory.TestMemory;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.type.NativeType;
import net.imglib2.type.Type;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The types that an option puts in the place of ImgLib2's: same values, same memory. */
class OwnTypesTest {
  private static final Layout LAYOUT = Layout.parse(new long[] {0, 16, 1}, 16);

  @ParameterizedTest
  @EnumSource
  void areAsImgLib2s(DType dtype) {
    TestMemory memory = TestMemory.allocate(16 << dtype.shift());
    for (int i = 0; i < memory.bytes.capacity(); i++) memory.bytes.put(i, (byte) (37 * i + 129));
    compare(dtype, image(dtype, memory), image(dtype, memory));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends NativeType<T>> void compare(
      DType dtype, ArrayImg plainImage, ArrayImg ownImage) {
    ownImage.setLinkedType(OwnTypes.create(dtype, ownImage));
    RandomAccess<T> plain = ((RandomAccessibleInterval<T>) plainImage).randomAccess();
    Cursor<T> cursor = ((RandomAccessibleInterval<T>) ownImage).cursor();
    T variable = null;
    for (int i = 0; cursor.hasNext(); i++) {
      T own = cursor.next();
      plain.setPosition(i, 0);
      assertNotSame(plain.get().getClass(), own.getClass());
      assertEquals(DType.ofType(plain.get()), DType.ofType(own));
      assertEquals(plain.get().toString(), own.toString());
      // Each is equal to the other, and so are their hashes.
      assertTrue(own.equals(plain.get()) && plain.get().equals(own), own::toString);
      assertEquals(plain.get().hashCode(), own.hashCode());
      T copy = own.copy();
      // ImgLib2's own copy of a ComplexDoubleType goes through floats.
      assertEquals(plain.get().copy(), copy);
      if (variable == null) variable = copy;
      ((Type<T>) own).set(variable);
      assertEquals(variable, plain.get());
      plain.get().set(copy);
      assertEquals(copy, own);
    }
    assertTrue(
        ownImage.createLinkedType().getClass() == OwnTypes.create(dtype, ownImage).getClass());
    assertTrue(variable != null && variable.getClass() == plain.get().getClass());
  }

  private static ArrayImg<?, ?> image(DType dtype, TestMemory memory) {
    Elements elements = new Elements(dtype, false);
    return (ArrayImg<?, ?>) SharedImages.image(elements, memory.share(false), LAYOUT);
  }
}
