package imglib2node.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import imglib2node.memory.TestMemory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.ImgView;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.complex.ComplexFloatType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What describe says of an image must lead to the same elements that the image itself gives. */
class DescriptionTest {
  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void describesWhatItMade(Case test) {
    TestMemory memory = test.memory();
    test.fill(memory);
    RandomAccessibleInterval<?> image = test.image(memory, true);
    long[] said = SharedImages.describe(image);
    assertEquals(42, said[0]);
    assertEquals(1, said[3]);
    check(test.dtype(), memory, image);
    if (image.size() == 0) return;
    assertEquals(memory.address() + (test.packed()[0] << test.dtype().shift()), said[1]);
    for (int d = 0; d < image.numDimensions(); d++) {
      assertEquals(test.packed()[1 + 2 * d], said[5 + 2 * d]);
      // The stride of an axis of one element is anybody's.
      if (said[5 + 2 * d] > 1) assertEquals(test.packed()[2 + 2 * d], said[6 + 2 * d]);
    }
  }

  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void followsViews(Case test) {
    if (test.packed().length < 7 || test.layout().span() == 0) return;
    TestMemory memory = test.memory();
    test.fill(memory);
    views(test.image(memory, false)).forEach((name, view) -> check(test.dtype(), memory, view));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends RealType<T>> Map<String, RandomAccessibleInterval<?>> views(
      RandomAccessibleInterval image) {
    RandomAccessibleInterval<T> typed = image;
    int last = typed.numDimensions() - 1;
    Map<String, RandomAccessibleInterval<?>> views = new LinkedHashMap<>();
    views.put("permuted", Views.permute(typed, 0, last));
    views.put("rotated", Views.rotate(typed, 0, last));
    views.put("inverted", Views.zeroMin(Views.invertAxis(typed, 0)));
    views.put("inverted, with a min of its own", Views.invertAxis(typed, last));
    views.put(
        "translated", Views.translate(typed, Arrays.copyOf(new long[] {-5, 7, 3, 1, 2}, last + 1)));
    views.put("slice", Views.hyperSlice(typed, last, typed.max(last)));
    views.put("slice of the first axis", Views.hyperSlice(typed, 0, typed.max(0)));
    views.put("subsampled", Views.subsample(typed, 2));
    views.put(
        "subsampled, inverted, permuted",
        Views.permute(Views.zeroMin(Views.invertAxis(Views.subsample(typed, 3), 0)), 0, last));
    views.put("broadcast", Views.addDimension(typed, 2, 4));
    views.put("cropped", Views.interval(typed, Intervals.createMinMax(firstHalf(typed))));
    views.put(
        "cropped, translated, sliced",
        Views.hyperSlice(
            Views.zeroMin(Views.interval(typed, Intervals.createMinMax(firstHalf(typed)))), 0, 0));
    views.put("flat", Views.flatIterable(typed));
    views.put("fluent", typed.view().permute(0, last).zeroMin());
    views.put("image view", ImgView.wrap((RandomAccessibleInterval) Views.permute(typed, 0, last)));
    return views;
  }

  /** The interval of the first half of each axis, as createMinMax wants it. */
  private static long[] firstHalf(RandomAccessibleInterval<?> image) {
    int n = image.numDimensions();
    long[] minMax = new long[2 * n];
    for (int d = 0; d < n; d++) minMax[n + d] = (image.dimension(d) - 1) / 2;
    return minMax;
  }

  private static void check(DType dtype, TestMemory memory, RandomAccessibleInterval<?> view) {
    long[] said = SharedImages.describe(view);
    assertNotNull(said);
    assertEquals(dtype.ordinal(), said[2]);
    int n = view.numDimensions();
    assertEquals(n, said[4]);
    long first = said[1] - memory.address();
    assertEquals(0, first % (1L << dtype.shift()));
    Case reader = new Case(dtype, "", 0, new long[0]);
    Cursor<?> cursor = view.localizingCursor();
    while (cursor.hasNext()) {
      Object value = cursor.next();
      long element = first >> dtype.shift();
      for (int d = 0; d < n; d++) {
        assertEquals(view.dimension(d), said[5 + 2 * d]);
        element += (cursor.getLongPosition(d) - view.min(d)) * said[6 + 2 * d];
      }
      assertEquals(reader.value(memory, (int) element), Case.value(value));
    }
  }

  @Test
  void knowsNothingOfOtherImages() {
    Case test = new Case(DType.UINT16, "", 0, new long[] {0, 6, 1, 5, 6});
    @SuppressWarnings("unchecked")
    var image = (RandomAccessibleInterval<UnsignedShortType>) test.image(test.memory(), false);
    assertNull(SharedImages.describe(null));
    assertNull(SharedImages.describe("image"));
    assertNull(SharedImages.describe(ArrayImgs.unsignedShorts(3, 4)));
    assertNull(SharedImages.describe(Views.permute(ArrayImgs.unsignedShorts(3, 4), 0, 1)));
    assertNull(
        SharedImages.describe(
            Converters.convert(image, (in, out) -> out.set(in), new UnsignedShortType())));
    assertNull(SharedImages.describe(Views.stack(image, image)));
    assertNull(SharedImages.describe(Views.expandZero(image, 1, 1)));
    assertNull(SharedImages.describe(Views.interval(image, Intervals.createMinMax(0, 0, 6, 4))));
    assertNull(SharedImages.describe(Views.interval(Views.extendZero(image), image)));
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void doesNotTakeAnotherTypesElementsForItsOwn() {
    Case test = new Case(DType.FLOAT32, "", 0, new long[] {0, 6, 1, 5, 6});
    ArrayImg image = (ArrayImg) test.image(test.memory(), false);
    assertNotNull(SharedImages.describe(image));
    image.setLinkedType(new FloatType(image) {});
    assertNull(SharedImages.describe(image));
    // It needs twice the numbers that there are.
    image.setLinkedType(new ComplexFloatType(image));
    assertNull(SharedImages.describe(image));
  }

  @Test
  void saysTheSameOfAWriteThroughAView() {
    Case test = new Case(DType.UINT16, "", 0, new long[] {0, 6, 1, 5, 6});
    TestMemory memory = test.memory();
    RandomAccessibleInterval<?> view = Views.hyperSlice(test.image(memory, false), 1, 3);
    ((RealType<?>) view.getAt(2)).setReal(99);
    assertEquals(99, memory.bytes.getShort(2 * (3 * 6 + 2)));
    assertArrayEquals(
        new long[] {42, memory.address() + 36, 2, 0, 1, 6, 1}, SharedImages.describe(view));
  }
}
