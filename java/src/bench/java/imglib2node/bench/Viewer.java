package imglib2node.bench;

import net.imglib2.Cursor;
import net.imglib2.type.NativeType;

/** Reads and writes cells as a viewer and its loader do: by other loops than the program's. */
final class Viewer {
  private static final Elements ELEMENTS = Elements.of(Subject.IMAGES.type());

  private Viewer() {}

  static <T extends NativeType<T>> double pass(Subject<T> subject) {
    double sum = 0;
    int value = 0;
    Cursor<T> cursor = subject.image.cursor();
    while (cursor.hasNext()) {
      T element = cursor.next();
      ELEMENTS.write(element, value++);
      sum += ELEMENTS.isReal() ? ELEMENTS.real(element) : ELEMENTS.integer(element);
    }
    return sum;
  }
}
