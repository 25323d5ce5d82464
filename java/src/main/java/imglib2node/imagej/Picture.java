package imglib2node.imagej;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * Draws a plane as ImageJ shows it (display range, colours, layers), as large as fits, with no
 * window.
 */
final class Picture {
  private Picture() {}

  /**
   * Draws the plane at a zero-based position (-1: the current one) into an image of axes [4, width,
   * height].
   */
  static void draw(
      ImagePlus imp,
      Decorations decorations,
      int c,
      int z,
      int t,
      RandomAccessibleInterval<?> rgba) {
    int width = Math.toIntExact(rgba.dimension(1));
    int height = Math.toIntExact(rgba.dimension(2));
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.BLACK);
    graphics.fillRect(0, 0, width, height);
    double scale = Math.min((double) width / imp.getWidth(), (double) height / imp.getHeight());
    graphics.translate(
        (width - scale * imp.getWidth()) / 2, (height - scale * imp.getHeight()) / 2);
    graphics.scale(scale, scale);
    int channel = c < 0 ? imp.getChannel() : c + 1;
    int slice = z < 0 ? imp.getSlice() : z + 1;
    int frame = t < 0 ? imp.getFrame() : t + 1;
    graphics.drawImage(plane(imp, channel, slice, frame), 0, 0, null);
    decorations.draw(graphics, scale, slice - 1, frame - 1);
    graphics.dispose();
    copy(picture, rgba);
  }

  private static void copy(BufferedImage picture, RandomAccessibleInterval<?> rgba) {
    RandomAccess<?> access = rgba.randomAccess();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int argb = picture.getRGB(x, y);
        access.setPosition(x, 1);
        access.setPosition(y, 2);
        for (int channel = 0; channel < 4; channel++) {
          access.setPosition(channel, 0);
          int shift = channel == 3 ? 24 : 16 - 8 * channel;
          ((UnsignedByteType) access.get()).setInteger(argb >> shift & 0xff);
        }
      }
    }
  }

  private static Image plane(ImagePlus imp, int channel, int slice, int frame) {
    boolean mixed =
        imp instanceof CompositeImage composite && composite.getMode() == CompositeImage.COMPOSITE;
    if (!mixed) return single(imp, channel, slice, frame);
    LUT[] luts = imp.getLuts();
    boolean[] active = ((CompositeImage) imp).getActiveChannels();
    int[] sum = null;
    for (int k = 0; k < imp.getNChannels(); k++) {
      if (!active[k]) continue;
      ImageProcessor ip =
          imp.getStack().getProcessor(imp.getStackIndex(k + 1, slice, frame)).duplicate();
      ip.setLut(luts[k]);
      ip.setMinAndMax(luts[k].min, luts[k].max);
      sum = add(sum, (int[]) ip.convertToRGB().getPixels());
    }
    BufferedImage mix =
        new BufferedImage(imp.getWidth(), imp.getHeight(), BufferedImage.TYPE_INT_RGB);
    if (sum != null) mix.setRGB(0, 0, imp.getWidth(), imp.getHeight(), sum, 0, imp.getWidth());
    return mix;
  }

  private static Image single(ImagePlus imp, int channel, int slice, int frame) {
    ImageProcessor ip =
        imp.getStack().getProcessor(imp.getStackIndex(channel, slice, frame)).duplicate();
    if (ip instanceof ColorProcessor) return ip.createImage();
    LUT[] luts = imp.getLuts();
    LUT lut = luts.length >= channel ? luts[channel - 1] : luts[0];
    ip.setLut(lut);
    if (imp instanceof CompositeImage) ip.setMinAndMax(lut.min, lut.max);
    else ip.setMinAndMax(imp.getDisplayRangeMin(), imp.getDisplayRangeMax());
    return ip.createImage();
  }

  /** ImageJ's composite: red, green and blue summed, none above 255. */
  private static int[] add(int[] sum, int[] rgb) {
    if (sum == null) return rgb;
    for (int i = 0; i < sum.length; i++) {
      int red = Math.min(0xff, (sum[i] >> 16 & 0xff) + (rgb[i] >> 16 & 0xff));
      int green = Math.min(0xff, (sum[i] >> 8 & 0xff) + (rgb[i] >> 8 & 0xff));
      int blue = Math.min(0xff, (sum[i] & 0xff) + (rgb[i] & 0xff));
      sum[i] = red << 16 | green << 8 | blue;
    }
    return sum;
  }

  /** The slices of the stack that are seen: one, or one of each channel in a composite. */
  static int[] visibleSlices(ImagePlus imp, int current) {
    if (!(imp instanceof CompositeImage composite)
        || composite.getMode() != CompositeImage.COMPOSITE) {
      return new int[] {current};
    }
    int[] slices = new int[imp.getNChannels()];
    for (int c = 0; c < slices.length; c++)
      slices[c] = imp.getStackIndex(c + 1, imp.getSlice(), imp.getFrame());
    return slices;
  }
}
