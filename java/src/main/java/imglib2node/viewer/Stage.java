package imglib2node.viewer;

import java.util.List;

/** Where sources are shown: a window, or only a state to make pictures from. */
interface Stage {
  /**
   * Adds sources and makes them active.
   *
   * @return BigDataViewer's ConverterSetups of the sources, in their order
   */
  List<Object> add(Sources.Stack stack, String name);

  void remove(List<Object> sources);

  void addPoints(PointsPainter points, String name);

  void removePoints(PointsPainter points);

  /** BigDataViewer's ViewerState: sources, transform, timepoint. */
  Object state();

  /** Looks at the middle of the current source, all of it in sight. */
  void resetView();

  /** Width and height of the canvas in pixels. */
  int[] size();

  void repaint();

  /** Repaints a part: {minX, minY, maxX, maxY} in pixels, inclusive. */
  void repaint(long[] box);

  /** Paints the points again; the picture below stays. */
  void repaintPoints();

  List<PointsPainter> points();

  /**
   * Runs {@code change} where this stage is changed: on the event dispatch thread, later; or here.
   */
  void post(Runnable change);

  /** The same, and waits. */
  <T> T await(java.util.concurrent.Callable<T> change);

  void close();
}
