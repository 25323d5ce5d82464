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

  /** All of a memory's elements. */
  public static SharedAccess access(int dtype, SharedMemory memory) {
    DType type = DType.ofCode(dtype);
    return type.access(memory, memory.address(), (int) (memory.length() >> type.shift()));
  }
}
