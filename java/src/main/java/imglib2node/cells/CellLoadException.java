package imglib2node.cells;

/** A cell of a lazy volume could not be had; the message says which and why. */
public final class CellLoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CellLoadException(String message) {
    super(message);
  }
}
