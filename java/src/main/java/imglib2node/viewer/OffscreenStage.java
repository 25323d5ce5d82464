package imglib2node.viewer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * No window: a state of the viewer that {@link Snapshot} makes pictures from. Works without a
 * display.
 */
final class OffscreenStage implements Stage {
  private final Object state = LateBound.create("bdv.viewer.BasicViewerState");
  private final List<PointsPainter> points = new CopyOnWriteArrayList<>();
  private final int[] size;
  private final Consumer<Throwable> failed;
  private int sourcesMade;

  OffscreenStage(int width, int height, Consumer<Throwable> failed) {
    this.size = new int[] {width, height};
    this.failed = failed;
    LateBound.call(state, "setDisplayMode", LateBound.constant("bdv.viewer.DisplayMode", "FUSED"));
  }

  @Override
  public List<Object> add(Sources.Stack stack, String name) {
    List<Object> setups = new ArrayList<>();
    for (Object source : stack.sources) {
      LateBound.call(state, "addSource", source);
      LateBound.call(state, "setSourceActive", source, true);
      if (LateBound.call(state, "getCurrentSource") == null) {
        LateBound.call(state, "setCurrentSource", source);
      }
      setups.add(
          LateBound.callStatic("bdv.BigDataViewer", "createConverterSetup", source, sourcesMade++));
    }
    int timepoints = (Integer) LateBound.call(state, "getNumTimepoints");
    LateBound.call(state, "setNumTimepoints", Math.max(timepoints, stack.timepoints));
    return setups;
  }

  @Override
  public void remove(List<Object> sources) {
    LateBound.call(state, "removeSources", sources);
  }

  @Override
  public void addPoints(PointsPainter painter, String name) {
    points.add(painter);
  }

  @Override
  public void removePoints(PointsPainter painter) {
    points.remove(painter);
  }

  @Override
  public Object state() {
    return state;
  }

  @Override
  public void resetView() {
    Object transform =
        LateBound.callStatic(
            "bdv.tools.InitializeViewerState", "initTransform", size[0], size[1], false, state);
    LateBound.call(state, "setViewerTransform", transform);
  }

  @Override
  public int[] size() {
    return size.clone();
  }

  @Override
  public void repaint() {}

  @Override
  public void repaint(long[] box) {}

  @Override
  public void repaintPoints() {}

  @Override
  public List<PointsPainter> points() {
    return points;
  }

  @Override
  public synchronized void post(Runnable change) {
    try {
      change.run();
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }

  @Override
  public synchronized <T> T await(Callable<T> change) {
    try {
      return change.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    points.clear();
    LateBound.call(state, "clearSources");
  }
}
