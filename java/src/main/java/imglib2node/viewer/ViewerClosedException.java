package imglib2node.viewer;

/** The viewer was closed, by the program or by the user. */
public final class ViewerClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ViewerClosedException() {
    super("the viewer is closed");
  }
}
