package imglib2node.viewer;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;

/**
 * Draws points onto a picture of the viewer, in a window and off screen alike. A point in the
 * viewed plane has its full size; the farther it is from the plane, the smaller and fainter, until
 * it is no longer drawn.
 */
final class PointsPainter {
  /** A point is drawn up to this many diameters away from the plane. */
  private static final double REACH = 8;

  /** Points at one time: replaced as a whole, so that painting needs no lock. */
  private static final class Points {
    final double[] xyz;
    final int[] colors;
    final String[] names;

    Points(double[] xyz, int[] colors, String[] names) {
      this.xyz = xyz;
      this.colors = colors;
      this.names = names;
    }
  }

  private volatile Points points;
  private volatile double[] transform;
  private volatile double opacity = 1;
  private volatile boolean visible = true;
  private final double diameter;

  PointsPainter(double[] transform, double diameter) {
    this.transform = transform;
    this.diameter = diameter;
  }

  /**
   * @param xyz three voxel coordinates for each point
   * @param colors one for all, or one for each, 0xRRGGBB
   * @param names one for each, or none
   */
  void setPoints(double[] xyz, int[] colors, String[] names) {
    points = new Points(xyz, colors, names);
  }

  void setTransform(double[] value) {
    transform = value;
  }

  void setOpacity(double value) {
    opacity = value;
  }

  void setVisible(boolean value) {
    visible = value;
  }

  boolean isVisible() {
    return visible;
  }

  void setColor(int color) {
    points = new Points(points.xyz, new int[] {color}, points.names);
  }

  /**
   * @param viewer from the viewer's space to pixels of the picture
   */
  void paint(Graphics2D canvas, double[] viewer) {
    if (!visible) {
      return;
    }
    Graphics2D graphics = (Graphics2D) canvas.create();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    double[] m = Affine.concatenate(viewer, transform);
    Points now = points;
    for (int i = 0; i < now.xyz.length / 3; i++) {
      paintPoint(graphics, m, now, i);
    }
    graphics.dispose();
  }

  private void paintPoint(Graphics2D graphics, double[] m, Points now, int i) {
    double x = now.xyz[3 * i];
    double y = now.xyz[3 * i + 1];
    double z = now.xyz[3 * i + 2];
    double nearness = 1 - Math.abs(Affine.apply(m, 2, x, y, z)) / (REACH * diameter);
    if (nearness <= 0) {
      return;
    }
    // Pixel i is drawn over i..i+1 and shows the point i: its centre lies half a pixel further on.
    double px = Affine.apply(m, 0, x, y, z) + 0.5;
    double py = Affine.apply(m, 1, x, y, z) + 0.5;
    int rgb = now.colors[now.colors.length == 1 ? 0 : i];
    int alpha = (int) Math.round(255 * opacity * nearness);
    graphics.setColor(new Color(alpha << 24 | rgb, true));
    double d = Math.max(2, diameter * nearness);
    graphics.fill(new Ellipse2D.Double(px - d / 2, py - d / 2, d, d));
    if (now.names.length > 0) {
      graphics.drawString(now.names[i], (float) (px + d / 2 + 2), (float) (py + 4));
    }
  }
}
