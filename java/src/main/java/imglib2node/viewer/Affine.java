package imglib2node.viewer;

/**
 * 3 x 4 affine transforms as twelve numbers, row by row, x first: BigDataViewer's row-packed form.
 */
final class Affine {
  private static final String TYPE = "net.imglib2.realtransform.AffineTransform3D";

  private Affine() {}

  static Object toJava(double[] rows) {
    Object affine = LateBound.create(TYPE);
    LateBound.call(affine, "set", (Object) rows.clone());
    return affine;
  }

  static double[] fromJava(Object affine) {
    return (double[]) LateBound.call(affine, "getRowPackedCopy");
  }

  static Object identity() {
    return LateBound.create(TYPE);
  }

  /** First {@code b}, then {@code a}. */
  static double[] concatenate(double[] a, double[] b) {
    double[] m = new double[12];
    for (int row = 0; row < 12; row += 4) {
      for (int column = 0; column < 4; column++) {
        m[row + column] =
            a[row] * b[column] + a[row + 1] * b[4 + column] + a[row + 2] * b[8 + column];
      }
      m[row + 3] += a[row + 3];
    }
    return m;
  }

  /** Row {@code axis} of {@code m} applied to (x, y, z). */
  static double apply(double[] m, int axis, double x, double y, double z) {
    int row = 4 * axis;
    return m[row] * x + m[row + 1] * y + m[row + 2] * z + m[row + 3];
  }
}
