package imglib2node.cells;

/**
 * The blocking face of a lazy volume was read on JavaScript's own thread, which would have to load
 * the cell that it waits for.
 */
public final class WouldDeadlockException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WouldDeadlockException(String cell) {
    super(
        cell
            + " is not loaded, and JavaScript's own thread can't wait for what it has to load"
            + " itself; call the asynchronous form of the method (without Sync), or compute() the"
            + " lazy volume first");
  }
}
