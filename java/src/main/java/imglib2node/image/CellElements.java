package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;

/** What the cells of lazy images need to know of an element type, by its code. */
public final class CellElements {
  private CellElements() {}

  /** The name of the constant in {@link DType}. */
  public static String name(int dtype) {
    return DType.ofCode(dtype).name();
  }

  /** Log2 of the bytes an element. */
  public static int shift(int dtype) {
    return DType.ofCode(dtype).shift();
  }

  /** All of a memory's elements, which lie in the machine's byte order. */
  public static SharedAccess access(int dtype, SharedMemory memory) {
    Elements elements = Elements.ofCode(dtype);
    int length = (int) (memory.length() >> elements.shift());
    return elements.access(memory, memory.address(), length);
  }
}
