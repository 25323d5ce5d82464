package imglib2node.viewer;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;

/**
 * Renders a state of the viewer into a picture, with no window, by BigDataViewer's own renderer.
 */
final class Snapshot {
  private static final String RESULT = "bdv.viewer.render.awt.BufferedImageRenderResult";

  private Snapshot() {}

  /**
   * @param state a ViewerState of its own, which nothing else changes
   * @param blend the AccumulateProjectorFactory
   */
  static BufferedImage render(
      Object state, Object blend, List<PointsPainter> points, int width, int height) {
    LateBound.call(state, "setAccumulateProjectorFactory", blend);
    Object result = LateBound.create(RESULT);
    Object target =
        LateBound.proxy(
            "bdv.viewer.render.RenderTarget",
            (method, arguments) -> {
              switch (method) {
                case "getReusableRenderResult":
                  return result;
                case "createRenderResult":
                  return LateBound.create(RESULT);
                case "getWidth":
                  return width;
                case "getHeight":
                  return height;
                default:
                  return null;
              }
            });
    Object renderer =
        LateBound.create(
            "bdv.viewer.render.MultiResolutionRenderer",
            target,
            LateBound.proxy("bdv.viewer.RequestRepaint", (method, arguments) -> null),
            new double[] {1},
            0L,
            Runtime.getRuntime().availableProcessors(),
            ForkJoinPool.commonPool(),
            false,
            LateBound.create("bdv.cache.CacheControl$Dummy"));
    LateBound.call(renderer, "requestRepaint");
    if (!(Boolean) LateBound.call(renderer, "paint", state)) {
      throw new IllegalStateException(
          "BigDataViewer's renderer gave no picture of " + width + " x " + height);
    }
    BufferedImage picture = (BufferedImage) LateBound.call(result, "getBufferedImage");
    Graphics2D graphics = picture.createGraphics();
    double[] viewer = Affine.fromJava(LateBound.call(state, "getViewerTransform"));
    points.forEach(painter -> painter.paint(graphics, viewer));
    graphics.dispose();
    return picture;
  }

  /**
   * The viewer transform that shows in {@code to} pixels what {@code m} shows in {@code from}
   * pixels, as a whole.
   */
  static double[] scaled(double[] m, int[] from, int[] to) {
    double scale = Math.min((double) to[0] / from[0], (double) to[1] / from[1]);
    double[] scaled = new double[12];
    for (int i = 0; i < 12; i++) {
      scaled[i] = m[i] * scale;
    }
    // Pixel i shows the point i, so the middle of n pixels is (n - 1) / 2.
    scaled[3] = (m[3] - (from[0] - 1) / 2.0) * scale + (to[0] - 1) / 2.0;
    scaled[7] = (m[7] - (from[1] - 1) / 2.0) * scale + (to[1] - 1) / 2.0;
    return scaled;
  }

  /** Copies the picture, opaque, into an image of (4 channels, width, height). */
  static void copy(BufferedImage picture, RandomAccessibleInterval<UnsignedByteType> rgba) {
    int width = picture.getWidth();
    int[] row = new int[width];
    Cursor<UnsignedByteType> cursor = Views.flatIterable(rgba).cursor();
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        cursor.next().setInteger(pixel >> 16 & 255);
        cursor.next().setInteger(pixel >> 8 & 255);
        cursor.next().setInteger(pixel & 255);
        cursor.next().setInteger(255);
      }
    }
  }
}
