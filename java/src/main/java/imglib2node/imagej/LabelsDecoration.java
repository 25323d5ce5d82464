package imglib2node.imagej;

import imglib2node.viewer.LabelColors;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.IntegerType;

/**
 * Labels over an image, each in its colour; label 0 is not drawn. The voxels are read at each
 * drawing.
 */
final class LabelsDecoration extends Decoration {
  private final RandomAccessibleInterval<?> labels;
  private final Map<Long, Integer> chosen = new HashMap<>();
  private final int xAxis;
  private final int yAxis;
  private final int zAxis;
  private final int tAxis;

  /**
   * @param labels an image of an integer type
   * @param axes a letter of x, y, z, t for each of its axes, fastest first
   * @param colors {@code "label:color,..."} with the colour as the number 0xRRGGBB in decimal; may
   *     be empty
   */
  LabelsDecoration(RandomAccessibleInterval<?> labels, String axes, String colors) {
    this.labels = labels;
    xAxis = axes.indexOf('x');
    yAxis = axes.indexOf('y');
    zAxis = axes.indexOf('z');
    tAxis = axes.indexOf('t');
    if (colors.isEmpty()) return;
    for (String entry : colors.split(",")) {
      String[] pair = entry.split(":");
      chosen.put(Long.parseLong(pair[0]), Integer.parseInt(pair[1]));
    }
  }

  @Override
  void paint(Graphics2D graphics, double magnification, int z, int t) {
    Rectangle plane = new Rectangle((int) labels.dimension(xAxis), (int) labels.dimension(yAxis));
    Rectangle clip = graphics.getClipBounds();
    if (clip != null) {
      clip.grow(1, 1);
      plane = plane.intersection(clip);
    }
    if (plane.isEmpty()) return;
    RandomAccess<?> access = labels.randomAccess();
    if (zAxis >= 0) access.setPosition(z, zAxis);
    if (tAxis >= 0) access.setPosition(t, tAxis);
    int[] row = new int[plane.width];
    BufferedImage picture =
        new BufferedImage(plane.width, plane.height, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < plane.height; y++) {
      access.setPosition(plane.y + y, yAxis);
      access.setPosition(plane.x, xAxis);
      for (int x = 0; x < plane.width; x++, access.fwd(xAxis)) {
        row[x] = color(((IntegerType<?>) access.get()).getIntegerLong());
      }
      picture.setRGB(0, y, plane.width, 1, row, 0, plane.width);
    }
    graphics.drawImage(picture, plane.x, plane.y, null);
  }

  private int color(long label) {
    if (label == 0) return 0;
    Integer own = chosen.isEmpty() ? null : chosen.get(label);
    return 0xff000000 | (own == null ? LabelColors.color(label) : own);
  }
}
