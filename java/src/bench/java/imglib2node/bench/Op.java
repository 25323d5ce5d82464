package imglib2node.bench;

import java.util.function.BiConsumer;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.NativeType;

/**
 * The ways to go through an image, each as a program would write it. There is one copy of each loop
 * in a virtual machine, which sees whatever kinds of image the program uses.
 */
enum Op {
  CURSOR("Cursor") {
    @Override
    <T extends NativeType<T>> double pass(Subject<T> subject) {
      Cursor<T> cursor = subject.image.cursor();
      if (ELEMENTS.isReal()) {
        double sum = 0;
        while (cursor.hasNext()) sum += ELEMENTS.real(cursor.next());
        return sum;
      }
      long sum = 0;
      while (cursor.hasNext()) sum += ELEMENTS.integer(cursor.next());
      return sum;
    }
  },
  CURSOR_WRITE("Cursor write") {
    @Override
    <T extends NativeType<T>> double pass(Subject<T> subject) {
      Cursor<T> cursor = subject.image.cursor();
      int value = 0;
      while (cursor.hasNext()) ELEMENTS.write(cursor.next(), value++);
      return value;
    }
  },
  RANDOM_ACCESS("RandomAccess") {
    @Override
    <T extends NativeType<T>> double pass(Subject<T> subject) {
      RandomAccess<T> access = subject.image.randomAccess();
      long width = subject.image.dimension(0);
      long height = subject.image.dimension(1);
      long depth = subject.image.dimension(2);
      double sum = 0;
      for (long z = 0; z < depth; z++) {
        for (long y = 0; y < height; y++) {
          access.setPosition(0, 0);
          access.setPosition(y, 1);
          access.setPosition(z, 2);
          sum += line(access, width);
        }
      }
      return sum;
    }
  },
  LOOP_BUILDER("LoopBuilder") {
    @Override
    <T extends NativeType<T>> double pass(Subject<T> subject) {
      LoopBuilder.setImages(subject.image, subject.target).forEachPixel(copy());
      return 0;
    }
  },
  PRIMITIVE_BLOCKS("PrimitiveBlocks") {
    @Override
    <T extends NativeType<T>> double pass(Subject<T> subject) {
      PrimitiveBlocks<T> blocks = subject.blocks();
      for (long[] corner : subject.corners) {
        blocks.copy(corner, subject.block, subject.blockSize);
      }
      return 0;
    }
  };

  private static final Elements ELEMENTS = Elements.of(Subject.IMAGES.type());
  private static final BiConsumer<?, ?> COPY = copier();

  final String title;

  Op(String title) {
    this.title = title;
  }

  /** Once through the image; the result only keeps the compiler from dropping the work. */
  abstract <T extends NativeType<T>> double pass(Subject<T> subject);

  private static <T> double line(RandomAccess<T> access, long width) {
    if (ELEMENTS.isReal()) {
      double sum = 0;
      for (long x = 0; x < width; x++) {
        sum += ELEMENTS.real(access.get());
        access.fwd(0);
      }
      return sum;
    }
    long sum = 0;
    for (long x = 0; x < width; x++) {
      sum += ELEMENTS.integer(access.get());
      access.fwd(0);
    }
    return sum;
  }

  private static <T extends NativeType<T>> BiConsumer<T, T> copier() {
    return (from, to) -> to.set(from);
  }

  @SuppressWarnings("unchecked") // It takes elements of any type.
  private static <T> BiConsumer<T, T> copy() {
    return (BiConsumer<T, T>) COPY;
  }
}
