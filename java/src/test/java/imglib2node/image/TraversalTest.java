package imglib2node.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import imglib2node.memory.TestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.exception.InvalidDimensionsException;
import net.imglib2.img.Img;
import net.imglib2.iterator.IntervalIterator;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way to go through an image, on each element type and layout, against memory read by Java's
 * own classes.
 */
class TraversalTest {
  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void cursors(Case test) {
    TestMemory memory = test.memory();
    test.fill(memory);
    RandomAccessibleInterval<?> image = test.image(memory, false);
    List<String> order = visit(test, memory, image, image.cursor());
    assertEquals(order, visit(test, memory, image, image.localizingCursor()));
    List<String> flat = visit(test, memory, image, Views.flatIterable(image).cursor());
    if (image.iterationOrder() instanceof net.imglib2.FlatIterationOrder) assertEquals(flat, order);
    assertEquals(new HashSet<>(flat), new HashSet<>(order));
  }

  /** Goes to the end, comparing values; the positions in their order. */
  private static List<String> visit(
      Case test, TestMemory memory, RandomAccessibleInterval<?> image, Cursor<?> cursor) {
    List<String> positions = new ArrayList<>();
    for (int round = 0; round < 2; round++, cursor.reset()) {
      positions.clear();
      long[] position = new long[image.numDimensions()];
      while (cursor.hasNext()) {
        Object value = cursor.next();
        cursor.localize(position);
        assertTrue(
            Intervals.contains(image, cursor), () -> "outside: " + Arrays.toString(position));
        assertEquals(position[0], cursor.getLongPosition(0));
        assertEquals(test.value(memory, test.element(position)), Case.value(value));
        positions.add(Arrays.toString(position));
      }
      assertEquals(image.size(), positions.size());
    }
    assertEquals(positions.size(), Set.copyOf(positions).size());
    return positions;
  }

  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void jumpsAndCopiesOfCursors(Case test) {
    TestMemory memory = test.memory();
    test.fill(memory);
    RandomAccessibleInterval<?> image = test.image(memory, false);
    long[] expected = new long[image.numDimensions()];
    long[] actual = new long[image.numDimensions()];
    for (boolean localizing : new boolean[] {false, true}) {
      Cursor<?> walker = localizing ? image.localizingCursor() : image.cursor();
      for (long i = 0; i < image.size(); i++) {
        walker.fwd();
        walker.localize(expected);
        Cursor<?> jumper = localizing ? image.localizingCursor() : image.cursor();
        jumper.jumpFwd(i + 1);
        Cursor<?> copy = walker.copy();
        for (Cursor<?> cursor : List.of(jumper, copy)) {
          cursor.localize(actual);
          assertEquals(Arrays.toString(expected), Arrays.toString(actual));
          assertEquals(Case.value(walker.get()), Case.value(cursor.get()));
          assertEquals(i + 1 < image.size(), cursor.hasNext());
          if (cursor.hasNext()) cursor.fwd();
        }
        assertEquals(Case.value(jumper.get()), Case.value(copy.get()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void randomAccess(Case test) {
    TestMemory memory = test.memory();
    test.fill(memory);
    RandomAccessibleInterval<?> image = test.image(memory, false);
    if (image.size() == 0) return;
    RandomAccess<?> setter = image.randomAccess();
    RandomAccess<?> mover = image.randomAccess();
    int n = image.numDimensions();
    long[] position = new long[n];
    IntervalIterator all = new IntervalIterator(image);
    while (all.hasNext()) {
      all.fwd();
      all.localize(position);
      Number expected = test.value(memory, test.element(position));
      setter.setPosition(position);
      assertEquals(expected, Case.value(setter.get()));
      for (int d = 0; d < n; d++) mover.move(position[d] - mover.getLongPosition(d), d);
      assertEquals(expected, Case.value(mover.get()));
      assertEquals(expected, Case.value(setter.copy().get()));
      mover.bck(n - 1);
      mover.fwd(n - 1);
      assertEquals(expected, Case.value(mover.get()));
      mover.setPosition(setter);
      assertEquals(expected, Case.value(mover.get()));
    }
  }

  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void loopBuilder(Case test) {
    TestMemory memory = test.memory();
    test.fill(memory);
    loop(test, memory, test.image(memory, false), test.image(memory, false));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends RealType<T>> void loop(
      Case test,
      TestMemory memory,
      RandomAccessibleInterval image,
      RandomAccessibleInterval again) {
    if (image.size() == 0) {
      assertThrows(InvalidDimensionsException.class, () -> ((Img<T>) image).copy());
      return;
    }
    Img<T> copy = ((Img<T>) image).copy();
    assertFalse(copy instanceof StridedImg);
    compare(test, memory, copy);
    long[] count = new long[1];
    RandomAccessibleInterval<T> first = image;
    RandomAccessibleInterval<T> second = again;
    LoopBuilder.setImages(first, second)
        .forEachPixel(
            (a, b) -> {
              assertEquals(Case.value(a), Case.value(b));
              count[0]++;
            });
    assertEquals(first.size(), count[0]);
    LoopBuilder.setImages(copy, first).multiThreaded().forEachPixel((from, to) -> to.set(from));
    compare(test, memory, first);
  }

  private static void compare(Case test, TestMemory memory, RandomAccessibleInterval<?> image) {
    RandomAccess<?> access = image.randomAccess();
    long[] position = new long[image.numDimensions()];
    IntervalIterator all = new IntervalIterator(image);
    while (all.hasNext()) {
      all.fwd();
      all.localize(position);
      access.setPosition(position);
      assertEquals(test.value(memory, test.element(position)), Case.value(access.get()));
    }
  }

  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void writesOnlyItsElements(Case test) {
    TestMemory memory = test.memory();
    RandomAccessibleInterval<?> image = test.image(memory, false);
    Set<Integer> touched = new HashSet<>();
    long[] position = new long[image.numDimensions()];
    Cursor<?> cursor = image.localizingCursor();
    while (cursor.hasNext()) {
      ((RealType<?>) cursor.next()).setReal(77);
      cursor.localize(position);
      touched.add(test.element(position));
    }
    for (int e = 0; e < Case.ELEMENTS; e++) {
      assertEquals(touched.contains(e) ? 77 : 0, test.value(memory, e).intValue(), "element " + e);
    }
  }

  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void readOnlyImagesRefuseToBeWritten(Case test) {
    TestMemory memory = test.memory();
    test.fill(memory);
    RandomAccessibleInterval<?> image = test.image(memory, true);
    if (image.size() == 0) return;
    RealType<?> value = (RealType<?>) image.cursor().next();
    assertThrows(UnsupportedOperationException.class, () -> value.setReal(1));
    compare(test, memory, image);
  }

  @ParameterizedTest
  @MethodSource("imglib2node.image.Case#all")
  void positionsOutsideTheMemoryThrow(Case test) {
    TestMemory memory = test.memory();
    RandomAccessibleInterval<?> image = test.image(memory, false);
    for (int d = 0; d < image.numDimensions(); d++) {
      if (test.packed()[2 + 2 * d] == 0) continue;
      for (long far : new long[] {-100_000, 100_000, 1L << 40, -(1L << 40)}) {
        // ArrayImg has int positions, so it may wrap around to an element of its own, as on the
        // heap.
        if (Math.abs(far) > Integer.MAX_VALUE && !(image instanceof StridedImg)) continue;
        RandomAccess<?> access = image.randomAccess();
        access.setPosition(far, d);
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> Case.value(access.get()),
            () -> test + " " + far);
      }
    }
  }
}
