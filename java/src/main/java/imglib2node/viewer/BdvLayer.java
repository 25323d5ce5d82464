package imglib2node.viewer;

import java.util.List;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.RealType;

/**
 * One thing shown in a {@link BdvViewer}: an image (a source for each channel), labels, or points.
 */
public final class BdvLayer {
  private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};

  private final BdvViewer viewer;
  private final List<Object> sources;
  private final List<Object> setups;
  private final LabelColors labels;
  private final PointsPainter points;
  private volatile Boolean wantedActive;

  BdvLayer(
      BdvViewer viewer,
      List<Object> sources,
      List<Object> setups,
      LabelColors labels,
      PointsPainter points) {
    this.viewer = viewer;
    this.sources = sources;
    this.setups = setups;
    this.labels = labels;
    this.points = points;
  }

  boolean isPoints() {
    return points != null;
  }

  /** How many channels it has. */
  public int channels() {
    return sources.size();
  }

  /** The values drawn black and in full colour, for all channels. */
  public void setDisplayRange(double min, double max) {
    change(() -> setups.forEach(setup -> LateBound.call(setup, "setDisplayRange", min, max)));
  }

  /** The colour of the highest value, 0xRRGGBB, of one channel. Of points: of them all. */
  public void setColor(int channel, int rgb) {
    if (points != null) {
      points.setColor(rgb);
      change(() -> viewer.running().repaintPoints());
    } else {
      ARGBType color = new ARGBType(0xff000000 | rgb);
      change(() -> LateBound.call(setups.get(channel), "setColor", color));
    }
  }

  /** Of labels 0..255, of points too; images take it by their colour. */
  public void setOpacity(int opacity) {
    if (points != null) {
      points.setOpacity(opacity / 255.0);
      change(() -> viewer.running().repaintPoints());
    } else {
      labels.setOpacity(opacity);
      viewer.repaint();
    }
  }

  public void setActive(boolean active) {
    if (points != null) {
      points.setVisible(active);
      change(() -> viewer.running().repaintPoints());
      return;
    }
    wantedActive = active;
    change(
        () -> {
          Object state = viewer.running().state();
          sources.forEach(source -> LateBound.call(state, "setSourceActive", source, active));
          wantedActive = null;
          viewer.repaint();
        });
  }

  public boolean isActive() {
    StateMirror mirror = viewer.mirror();
    if (points != null) {
      return points.isVisible();
    }
    Boolean wanted = wantedActive;
    return wanted != null ? wanted : mirror.isActive(sources.get(0));
  }

  /** From voxels to the viewer's space, instead of the transform given at first: twelve numbers. */
  public void setTransform(double[] rows) {
    if (points != null) {
      points.setTransform(rows);
      change(() -> viewer.running().repaintPoints());
      return;
    }
    change(
        () -> {
          for (Object source : sources) {
            moveTo(LateBound.call(source, "getSpimSource"), rows);
          }
          viewer.repaint();
        });
  }

  /**
   * BigDataViewer applies its "fixed" transform after the source's own, so what is wanted is wanted
   * * own^-1.
   */
  private static void moveTo(Object transformedSource, double[] rows) {
    Object own = Affine.identity();
    LateBound.call(
        LateBound.call(transformedSource, "getWrappedSource"), "getSourceTransform", 0, 0, own);
    Object fixed = Affine.toJava(rows);
    LateBound.call(fixed, "concatenate", LateBound.call(own, "inverse"));
    LateBound.call(transformedSource, "setIncrementalTransform", Affine.toJava(IDENTITY));
    LateBound.call(transformedSource, "setFixedTransform", fixed);
  }

  /** Other points; waits for nothing. The image has shape (3, n): z, y, x of each. */
  public void setPoints(RandomAccessibleInterval<?> zyx, int[] colors, String[] names) {
    points.setPoints(xyz(zyx), colors, names);
    change(() -> viewer.running().repaintPoints());
  }

  static double[] xyz(RandomAccessibleInterval<?> zyx) {
    double[] xyz = new double[(int) (3 * zyx.dimension(1))];
    RandomAccess<?> access = zyx.randomAccess();
    for (int i = 0; i < xyz.length; i++) {
      access.setPosition(2 - i % 3, 0);
      access.setPosition(i / 3, 1);
      xyz[i] = ((RealType<?>) access.get()).getRealDouble();
    }
    return xyz;
  }

  /** Voxels changed: all of them. */
  public void invalidate() {
    viewer.repaint();
  }

  /** Voxels changed, all bounds inclusive; the time points too. */
  public void invalidate(
      double x0, double y0, double z0, double x1, double y1, double z1, int t0, int t1) {
    double[] box = {x0, y0, z0, x1, y1, z1};
    viewer.repaint(() -> onScreen(box, t0, t1));
  }

  private long[] onScreen(double[] box, int t0, int t1) {
    Stage stage = viewer.running();
    Object state = stage.state();
    int now = (Integer) LateBound.call(state, "getCurrentTimepoint");
    boolean shown =
        sources.stream().anyMatch(s -> (Boolean) LateBound.call(state, "isSourceVisible", s));
    if (now < t0 || now > t1 || !shown) {
      return null;
    }
    Object interpolation = LateBound.call(state, "getInterpolation");
    double reach = ((Enum<?>) interpolation).name().equals("NEARESTNEIGHBOR") ? 0.5 : 1;
    double[] min = {box[0] - reach, box[1] - reach, box[2] - reach};
    double[] max = {box[3] + reach, box[4] + reach, box[5] + reach};
    double[] viewerTransform = Affine.fromJava(LateBound.call(state, "getViewerTransform"));
    Object own = Affine.identity();
    LateBound.call(
        LateBound.call(sources.get(0), "getSpimSource"), "getSourceTransform", now, 0, own);
    double[] toScreen = Affine.concatenate(viewerTransform, Affine.fromJava(own));
    int[] size = stage.size();
    return Projection.screenBox(toScreen, min, max, 1, size[0], size[1]);
  }

  /** Takes it out of the viewer; again is no error. */
  public void remove() {
    viewer.forget(this);
    change(
        () -> {
          if (points != null) {
            viewer.running().removePoints(points);
          } else {
            viewer.running().remove(sources);
          }
        });
  }

  private void change(Runnable change) {
    viewer.post(change);
  }
}
