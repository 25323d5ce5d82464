package imglib2node.viewer;

/** Where a box of voxels lies on the screen, whose plane is z = 0 of the viewer's coordinates. */
public final class Projection {
  /**
   * Half the thickness of the viewed plane, in screen pixels: room for rounding only, since the
   * plane has none.
   */
  private static final double HALF_PLANE = 0.01;

  private Projection() {}

  /**
   * The pixels that show any part of the box.
   *
   * @param toScreen from voxels (x, y, z) to the screen, twelve numbers
   * @param min lowest corner of the box (x, y, z): voxel centres minus a half, plus what
   *     interpolation reaches
   * @param max highest corner
   * @param margin pixels to add on each side
   * @return {minX, minY, maxX, maxY}, inclusive and within 0..width-1, 0..height-1; null if none
   */
  public static long[] screenBox(
      double[] toScreen, double[] min, double[] max, int margin, int width, int height) {
    double[] bounds = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    // The part of the box in the plane is convex, and its corners lie on the edges of the box.
    double[][] corners = corners(toScreen, min, max);
    for (int a = 0; a < 8; a++) {
      for (int axis = 0; axis < 3; axis++) {
        int b = a | (1 << axis);
        if (b != a) {
          addEdge(corners[a], corners[b], bounds);
        }
      }
    }
    if (bounds[0] > bounds[2]) {
      return null;
    }
    // Pixel i shows the point i exactly, so a box touches the pixels between its bounds.
    long minX = Math.max(0, (long) Math.ceil(bounds[0]) - margin);
    long minY = Math.max(0, (long) Math.ceil(bounds[1]) - margin);
    long maxX = Math.min(width - 1L, (long) Math.floor(bounds[2]) + margin);
    long maxY = Math.min(height - 1L, (long) Math.floor(bounds[3]) + margin);
    return minX > maxX || minY > maxY ? null : new long[] {minX, minY, maxX, maxY};
  }

  private static double[][] corners(double[] m, double[] min, double[] max) {
    double[][] corners = new double[8][3];
    for (int i = 0; i < 8; i++) {
      double x = (i & 1) == 0 ? min[0] : max[0];
      double y = (i & 2) == 0 ? min[1] : max[1];
      double z = (i & 4) == 0 ? min[2] : max[2];
      for (int axis = 0; axis < 3; axis++) {
        corners[i][axis] = Affine.apply(m, axis, x, y, z);
      }
    }
    return corners;
  }

  /** Widens {@code bounds} by the part of the edge that lies in the plane. */
  private static void addEdge(double[] a, double[] b, double[] bounds) {
    double from = 0;
    double to = 1;
    double rise = b[2] - a[2];
    if (rise == 0) {
      if (Math.abs(a[2]) > HALF_PLANE) {
        return;
      }
    } else {
      double low = (-HALF_PLANE - a[2]) / rise;
      double high = (HALF_PLANE - a[2]) / rise;
      from = Math.max(from, Math.min(low, high));
      to = Math.min(to, Math.max(low, high));
      if (from > to) {
        return;
      }
    }
    for (double t : new double[] {from, to}) {
      double x = a[0] + t * (b[0] - a[0]);
      double y = a[1] + t * (b[1] - a[1]);
      bounds[0] = Math.min(bounds[0], x);
      bounds[1] = Math.min(bounds[1], y);
      bounds[2] = Math.max(bounds[2], x);
      bounds[3] = Math.max(bounds[3], y);
    }
  }
}
