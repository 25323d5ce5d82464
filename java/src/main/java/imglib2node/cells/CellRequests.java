package imglib2node.cells;

/** Requests for cells, on their way to JavaScript: native code queues them and never waits. */
final class CellRequests {
  /** It is queued. */
  static final int QUEUED = 0;

  /** This is the thread that would have to serve it: waiting here would be waiting for itself. */
  static final int OWN_THREAD = 1;

  /** Nobody serves requests: JavaScript has ended. */
  static final int NOBODY = 2;

  private CellRequests() {}

  /**
   * Queues a request, or moves one that is queued to the front.
   *
   * @param waits whether a thread waits for the cell, so that the request never counts as outdated
   */
  static native int ask(long image, long cell, boolean waits);
}
