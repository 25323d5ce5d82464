package imglib2node.imagej;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.util.Arrays;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * Points over an image: of full size in their own plane, smaller in the planes next to it, then
 * gone.
 */
final class PointsDecoration extends Decoration {
  /** So many planes away a point is no longer drawn. */
  private static final double REACH = 3;

  private final double diameter;
  private double[] zyx;
  private int[] colors;
  private String[] names;

  PointsDecoration(double diameter) {
    this.diameter = diameter;
  }

  /**
   * @param points axes [3, n]: z, y, x of each in voxels, whose centres are whole numbers; copied
   * @param colors as in {@link SharedView#setColors}, one for all or one for each
   * @param names one for each, or none
   */
  synchronized void setPoints(RandomAccessibleInterval<?> points, String colors, String[] names) {
    int count = (int) points.dimension(1);
    double[] list = new double[3 * count];
    RandomAccess<?> access = points.randomAccess();
    for (int i = 0; i < list.length; i++) {
      access.setPosition(i % 3, 0);
      access.setPosition(i / 3, 1);
      list[i] = ((RealType<?>) access.get()).getRealDouble();
    }
    zyx = list;
    this.colors = Arrays.stream(colors.split(",")).mapToInt(Integer::parseInt).toArray();
    this.names = names.clone();
  }

  @Override
  synchronized void paint(Graphics2D graphics, double magnification, int z, int t) {
    AffineTransform toScreen = graphics.getTransform();
    graphics.setTransform(new AffineTransform());
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    for (int i = 0; 3 * i < zyx.length; i++) {
      double near = 1 - Math.max(0, Math.abs(zyx[3 * i] - z) - 0.5) / REACH;
      if (near <= 0) continue;
      Point2D at =
          toScreen.transform(new Point2D.Double(zyx[3 * i + 2] + 0.5, zyx[3 * i + 1] + 0.5), null);
      double size = diameter * near;
      graphics.setColor(new Color(colors[colors.length == 1 ? 0 : i]));
      graphics.fill(new Ellipse2D.Double(at.getX() - size / 2, at.getY() - size / 2, size, size));
      if (names.length > 0 && near == 1) {
        graphics.drawString(names[i], (float) (at.getX() + size / 2 + 3), (float) (at.getY() + 4));
      }
    }
  }
}
