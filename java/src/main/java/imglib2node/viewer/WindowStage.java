package imglib2node.viewer;

import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.swing.JComponent;
import javax.swing.SwingUtilities;
import net.imglib2.FinalInterval;

/**
 * A BigDataViewer window (BdvHandleFrame). Made, changed and closed on the event dispatch thread.
 */
final class WindowStage implements Stage {
  private static final String FUNCTIONS = "bdv.util.BdvFunctions";

  private final Consumer<Throwable> failed;
  private final Object handle;
  private final Object panel;
  private final JComponent canvas;
  private final List<PointsPainter> points = new CopyOnWriteArrayList<>();
  private final Map<List<Object>, Object> stacks = new HashMap<>();
  private final Map<PointsPainter, Object[]> placeholders = new HashMap<>();

  WindowStage(
      String title,
      int width,
      int height,
      boolean is2D,
      Object blend,
      Runnable closed,
      Consumer<Throwable> failed) {
    this.failed = failed;
    Object options = LateBound.create("bdv.util.BdvOptions");
    LateBound.call(options, "frameTitle", title);
    LateBound.call(options, "accumulateProjectorFactory", blend);
    LateBound.call(options, "preferredSize", width, height);
    if (is2D) {
      LateBound.call(options, "is2D");
    }
    handle = shown(options);
    panel = LateBound.call(handle, "getViewerPanel");
    canvas = (JComponent) LateBound.call(panel, "getDisplay");
    addOverlay();
    frame()
        .addWindowListener(
            new WindowAdapter() {
              @Override
              public void windowClosing(WindowEvent e) {
                closed.run();
              }

              @Override
              public void windowClosed(WindowEvent e) {
                closed.run();
              }
            });
  }

  /**
   * BigDataViewer tells on standard output which of its settings files are missing. A program's
   * standard output is its own (it may be JSON), so while the window is made Java's goes to
   * standard error.
   */
  private static Object shown(Object options) {
    PrintStream standardOutput = System.out;
    System.setOut(System.err);
    try {
      return LateBound.callStatic(FUNCTIONS, "show", options);
    } finally {
      System.setOut(standardOutput);
    }
  }

  private Window frame() {
    return SwingUtilities.getWindowAncestor(canvas);
  }

  private void addOverlay() {
    Object overlay =
        LateBound.proxy(
            "bdv.viewer.OverlayRenderer",
            (method, arguments) -> {
              if (method.equals("drawOverlays")) {
                paintOverlay((Graphics2D) arguments[0]);
              }
              return null;
            });
    LateBound.call(LateBound.call(canvas, "overlays"), "add", overlay);
  }

  private void paintOverlay(Graphics2D graphics) {
    double[] viewer = Affine.fromJava(LateBound.call(state(), "getViewerTransform"));
    for (PointsPainter painter : points) {
      Object[] placeholder = placeholders.get(painter);
      if (placeholder == null
          || (Boolean) LateBound.call(state(), "isSourceVisible", placeholder[1])) {
        painter.paint(graphics, viewer);
      }
    }
    // Swing copies its buffer to the screen when this returns; X keeps that for 0.1 s or more
    // unless it is flushed.
    SwingUtilities.invokeLater(Toolkit.getDefaultToolkit()::sync);
  }

  private Object addTo() {
    return LateBound.call(LateBound.create("bdv.util.BdvOptions"), "addTo", handle);
  }

  @Override
  public List<Object> add(Sources.Stack stack, String name) {
    Object added =
        LateBound.callStatic(FUNCTIONS, "show", stack.sources, stack.timepoints, addTo());
    stacks.put(stack.sources, added);
    return new ArrayList<>((List<?>) LateBound.call(added, "getConverterSetups"));
  }

  @Override
  public void remove(List<Object> sources) {
    Object added = stacks.remove(sources);
    if (added != null) {
      LateBound.call(added, "removeFromBdv");
    }
  }

  @Override
  public void addPoints(PointsPainter painter, String name) {
    // An empty points source of BigDataViewer's own gives the entry in its list of sources, with
    // its check box.
    Object entry = LateBound.callStatic(FUNCTIONS, "showPoints", new ArrayList<>(), name, addTo());
    List<?> sources = (List<?>) LateBound.call(state(), "getSources");
    placeholders.put(painter, new Object[] {entry, sources.get(sources.size() - 1)});
    points.add(painter);
    repaintPoints();
  }

  @Override
  public void removePoints(PointsPainter painter) {
    points.remove(painter);
    Object[] placeholder = placeholders.remove(painter);
    if (placeholder != null) {
      LateBound.call(placeholder[0], "removeFromBdv");
    }
    repaintPoints();
  }

  @Override
  public Object state() {
    return LateBound.call(panel, "state");
  }

  @Override
  public void resetView() {
    LateBound.callStatic("bdv.tools.InitializeViewerState", "initTransform", panel);
  }

  @Override
  public int[] size() {
    return new int[] {canvas.getWidth(), canvas.getHeight()};
  }

  Object handle() {
    return handle;
  }

  /** Left, top, width and height of the canvas on the screen. */
  int[] onScreen() {
    Point corner = canvas.getLocationOnScreen();
    return new int[] {corner.x, corner.y, canvas.getWidth(), canvas.getHeight()};
  }

  @Override
  public void repaint() {
    LateBound.call(panel, "requestRepaint");
  }

  @Override
  public void repaint(long[] box) {
    LateBound.call(
        panel, "requestRepaint", FinalInterval.createMinMax(box[0], box[1], box[2], box[3]));
  }

  @Override
  public void repaintPoints() {
    canvas.repaint();
  }

  @Override
  public List<PointsPainter> points() {
    return points;
  }

  @Override
  public void post(Runnable change) {
    Edt.post(change, failed);
  }

  @Override
  public <T> T await(Callable<T> change) {
    return Edt.await(change);
  }

  @Override
  public void close() {
    points.clear();
    placeholders.clear();
    stacks.clear();
    LateBound.call(handle, "close");
  }
}
