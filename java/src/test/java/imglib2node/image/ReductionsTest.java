package imglib2node.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import imglib2node.memory.TestMemory;
import java.math.BigDecimal;
import java.util.Arrays;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums, and copies of images that aren't ours. */
class ReductionsTest {
  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void sums(Case test) {
    TestMemory memory = test.memory();
    test.fill(memory);
    RandomAccessibleInterval<?> image = test.image(memory, false);
    BigDecimal expected = BigDecimal.ZERO;
    double inDoubles = 0;
    long[] position = new long[image.numDimensions()];
    Cursor<?> cursor = image.localizingCursor();
    while (cursor.hasNext()) {
      cursor.fwd();
      cursor.localize(position);
      Number value = test.value(memory, test.element(position));
      expected = expected.add(new BigDecimal(value.toString()));
      inDoubles += value.doubleValue();
    }
    boolean floating = test.dtype() == DType.FLOAT32 || test.dtype() == DType.FLOAT64;
    assertEquals(floating ? inDoubles : expected.doubleValue(), Reductions.sum(image));
  }

  @Test
  void refusesWhatHasNoSum() {
    assertThrows(IllegalArgumentException.class, () -> Reductions.sum(ArrayImgs.argbs(2, 2)));
  }

  @Test
  void copiesAHeapImageIntoSharedMemory() {
    float[] values = new float[12];
    for (int i = 0; i < 12; i++) values[i] = i / 4f;
    RandomAccessibleInterval<FloatType> heap = ArrayImgs.floats(values, 4, 3);
    TestMemory memory = TestMemory.allocate(48);
    long id =
        SharedImages.create(
            7, memory.address(), 48, false, DType.FLOAT32.ordinal(), new long[] {0, 3, 1, 4, 3});
    RandomAccessibleInterval<FloatType> turned = Views.translate(Views.permute(heap, 0, 1), -5, 9);
    assertEquals(DType.FLOAT32.ordinal(), Copies.dtypeOf(turned));
    assertEquals("[3, 4]", Arrays.toString(Copies.dimensions(turned)));
    Copies.copyInto(turned, id);
    for (int x = 0; x < 4; x++) {
      for (int y = 0; y < 3; y++)
        assertEquals((4 * y + x) / 4f, memory.bytes.getFloat(4 * (3 * x + y)));
    }
    assertThrows(IllegalArgumentException.class, () -> Copies.copyInto(heap, id));
    assertThrows(
        IllegalArgumentException.class, () -> Copies.copyInto(ArrayImgs.doubles(3, 4), id));
    SharedImages.close(id);
    assertThrows(IllegalStateException.class, () -> Copies.copyInto(turned, id));
  }

  @Test
  void knowsWhatIsNoImageOfItsTypes() {
    assertEquals(-1, Copies.dtypeOf(null));
    assertEquals(-1, Copies.dtypeOf("image"));
    assertEquals(-1, Copies.dtypeOf(ArrayImgs.unsigned12Bits(2, 2)));
    assertEquals(DType.BOOL.code(), Copies.dtypeOf(ArrayImgs.bits(2, 2)));
    assertEquals(DType.ARGB.code(), Copies.dtypeOf(ArrayImgs.argbs(2, 2)));
    assertThrows(IllegalArgumentException.class, () -> Copies.dimensions("image"));
  }
}
