package imglib2node.viewer;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * A BigDataViewer for JavaScript: a window, or with {@code headless} the same without one.
 *
 * <p>Threads: methods marked "waits" are for java-bridge's asynchronous calls, never for
 * JavaScript's main thread. All others return at once: changes are posted to the event dispatch
 * thread, in order. What fails there is kept for {@link #takeError}. After the window was closed,
 * in whatever way, changes do nothing and waiting methods throw {@link ViewerClosedException}.
 */
public final class BdvViewer {
  /**
   * Where a window looks while its first source is added: it is painted at once, and of a lazy
   * volume what is painted is read.
   */
  private static final double[] NOWHERE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1e9};

  private final String title;
  private final int width;
  private final int height;
  private final boolean headless;
  private final boolean is2D;
  private final Blend blend = new Blend();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
  private final List<BdvLayer> layers = new CopyOnWriteArrayList<>();
  private final AtomicReference<Timepoint> wantedTimepoint = new AtomicReference<>();
  private final AtomicReference<double[]> wantedTransform = new AtomicReference<>();
  private volatile boolean moved;
  private volatile boolean gone;
  private volatile Stage stage;
  private volatile Repainter repainter;
  private volatile StateMirror mirror;

  /** Nothing is opened before {@link #open}. Width and height in pixels. */
  public BdvViewer(String title, int width, int height, boolean headless, boolean is2D) {
    this.title = title;
    this.width = width;
    this.height = height;
    this.headless = headless;
    this.is2D = is2D;
  }

  /** Whether windows can be opened at all. */
  public static boolean hasDisplay() {
    return !GraphicsEnvironment.isHeadless();
  }

  /** Opens the window; waits. */
  public void open() {
    Stage opened =
        headless
            ? new OffscreenStage(width, height, this::failed)
            : Edt.await(
                () ->
                    new WindowStage(
                        title, width, height, is2D, blend.factory, this::close, this::failed));
    repainter = new Repainter(opened, this::failed);
    mirror = new StateMirror(opened.state());
    stage = opened;
  }

  /** Adds an image of real type; waits. For the arguments see {@link Sources#of}. */
  public BdvLayer addImage(
      Voxels voxels,
      String axisOrder,
      double[] transform,
      double[] voxelSize,
      String unit,
      String name) {
    return addSources(Sources.of(voxels, axisOrder, transform, voxelSize, unit, name), null, name);
  }

  /**
   * Adds an image of integer type as labels; waits.
   *
   * @param opacity 0..255
   * @param labels labels with a colour of their own, and in {@code colors} that colour
   */
  public BdvLayer addLabels(
      Voxels voxels,
      String axisOrder,
      double[] transform,
      double[] voxelSize,
      String unit,
      String name,
      int opacity,
      double[] labels,
      int[] colors) {
    long[] keys = new long[labels.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) labels[i];
    }
    LabelColors painted = new LabelColors(opacity, keys, colors);
    Sources.Stack stack =
        Sources.of(voxels.colored(painted), axisOrder, transform, voxelSize, unit, name);
    stack.sources.forEach(blend::addLabels);
    return addSources(stack, painted, name);
  }

  private BdvLayer addSources(Sources.Stack stack, LabelColors colors, String name) {
    return running()
        .await(
            () -> {
              Stage here = running();
              boolean first = layers.stream().allMatch(layer -> layer.isPoints());
              boolean look = first && wantedTransform.get() == null && !moved;
              if (look) {
                LateBound.call(here.state(), "setViewerTransform", Affine.toJava(NOWHERE));
              }
              List<Object> setups = here.add(stack, name);
              if (look) {
                here.resetView();
              }
              return keep(new BdvLayer(this, stack.sources, setups, colors, null));
            });
  }

  /**
   * Adds points; waits.
   *
   * @param diameter in pixels
   */
  public BdvLayer addPoints(
      double[] transform,
      double diameter,
      RandomAccessibleInterval<?> zyx,
      int[] colors,
      String[] names,
      String name) {
    PointsPainter painter = new PointsPainter(transform, diameter);
    painter.setPoints(BdvLayer.xyz(zyx), colors, names);
    return running()
        .await(
            () -> {
              running().addPoints(painter, name);
              return keep(new BdvLayer(this, List.of(), List.of(), null, painter));
            });
  }

  private BdvLayer keep(BdvLayer layer) {
    layers.add(layer);
    return layer;
  }

  void forget(BdvLayer layer) {
    layers.remove(layer);
  }

  /**
   * Renders the present state into an image of (4, width, height), as bytes of red, green, blue,
   * alpha; waits.
   */
  @SuppressWarnings("unchecked")
  public void snapshot(RandomAccessibleInterval<?> rgba) {
    Stage here = running();
    int[] size = {(int) rgba.dimension(1), (int) rgba.dimension(2)};
    Object state = here.await(() -> stateFor(size));
    BufferedImage picture = Snapshot.render(state, blend.factory, here.points(), size[0], size[1]);
    Snapshot.copy(picture, (RandomAccessibleInterval<UnsignedByteType>) rgba);
  }

  private Object stateFor(int[] size) {
    Stage here = running();
    Object live = here.state();
    Object state =
        LateBound.create("bdv.viewer.BasicViewerState", LateBound.call(live, "snapshot"));
    double[] transform = Affine.fromJava(LateBound.call(live, "getViewerTransform"));
    double[] scaled = Snapshot.scaled(transform, here.size(), size);
    LateBound.call(state, "setViewerTransform", Affine.toJava(scaled));
    return state;
  }

  /**
   * A timepoint that was asked for: compared by identity, since the same one may be asked for
   * twice.
   */
  private record Timepoint(int value) {}

  public int timepoint() {
    Timepoint wanted = wantedTimepoint.get();
    return wanted != null ? wanted.value() : mirror().timepoint();
  }

  public int numTimepoints() {
    return mirror().timepoints();
  }

  public void setTimepoint(int value) {
    Timepoint wanted = new Timepoint(value);
    wantedTimepoint.set(wanted);
    post(
        () -> {
          LateBound.call(running().state(), "setCurrentTimepoint", value);
          wantedTimepoint.compareAndSet(wanted, null);
        });
  }

  /** From the viewer's space to pixels of the canvas: twelve numbers, row by row, x first. */
  public double[] viewerTransform() {
    double[] wanted = wantedTransform.get();
    return wanted != null ? wanted : mirror().transform();
  }

  public void setViewerTransform(double[] rows) {
    moved = true;
    wantedTransform.set(rows);
    post(
        () -> {
          LateBound.call(running().state(), "setViewerTransform", Affine.toJava(rows));
          wantedTransform.compareAndSet(rows, null);
        });
  }

  /** Mixes neighbouring voxels, or not. */
  public void setInterpolation(boolean linear) {
    Object mode =
        LateBound.constant("bdv.viewer.Interpolation", linear ? "NLINEAR" : "NEARESTNEIGHBOR");
    post(() -> LateBound.call(running().state(), "setInterpolation", mode));
  }

  public void repaint() {
    painter().addAll();
  }

  /** Width and height of the canvas in pixels. */
  public int[] size() {
    return running().size();
  }

  /** Left, top, width and height of the canvas on the screen; waits. */
  public int[] canvasOnScreen() {
    Stage here = running();
    return here.await(() -> ((WindowStage) here).onScreen());
  }

  /** Pixels of the part that was repainted last. */
  public double paintedPixels() {
    return painter().paintedPixels();
  }

  /** How often a repaint was asked for. */
  public double repaints() {
    return painter().repaints();
  }

  /** BigDataViewer's BdvHandle; null without a window. */
  public Object handle() {
    Stage here = running();
    return here instanceof WindowStage window ? window.handle() : null;
  }

  /**
   * Closes the window, or takes note that the user did; nothing waits for it. Again is no error.
   */
  public void close() {
    Stage here = stage;
    if (closed.compareAndSet(false, true) && here != null) {
      here.post(() -> release(here));
    }
  }

  private void release(Stage here) {
    here.close();
    layers.clear();
    stage = null;
    repainter = null;
    mirror = null;
    gone = true;
  }

  /** No more calls are taken. */
  public boolean isClosed() {
    return closed.get();
  }

  /** The window has gone from the screen and its threads have ended. */
  public boolean isGone() {
    return gone;
  }

  /** What failed in the background since the last call, null if nothing did. */
  public String takeError() {
    return errors.poll();
  }

  void failed(Throwable e) {
    if (!(e instanceof ViewerClosedException)) {
      errors.add(e.toString());
    }
  }

  Stage running() {
    Stage here = stage;
    if (closed.get() || here == null) {
      throw new ViewerClosedException();
    }
    return here;
  }

  void post(Runnable change) {
    running()
        .post(
            () -> {
              if (!closed.get()) {
                change.run();
              }
            });
  }

  void repaint(Repainter.Dirty box) {
    painter().add(box);
  }

  StateMirror mirror() {
    StateMirror here = mirror;
    if (closed.get() || here == null) {
      throw new ViewerClosedException();
    }
    return here;
  }

  private Repainter painter() {
    Repainter here = repainter;
    if (closed.get() || here == null) {
      throw new ViewerClosedException();
    }
    return here;
  }
}
