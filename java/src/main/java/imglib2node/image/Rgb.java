package imglib2node.image;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.Volatile;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.volatiles.VolatileARGBType;
import net.imglib2.view.Views;
import net.imglib2.view.composite.Composite;

/**
 * Images whose fastest axis is red, green, blue and perhaps opacity, seen as colours without that
 * axis: views, no pixel is copied. What is not opaque is mixed with black, since viewers add images
 * up.
 */
public final class Rgb {
  private Rgb() {}

  /** The colours of an image of unsigned bytes, there or volatile. */
  @SuppressWarnings("unchecked")
  public static RandomAccessibleInterval<?> of(RandomAccessibleInterval<?> samples) {
    boolean opacity = samples.dimension(0) == 4;
    return samples.getType() instanceof Volatile
        ? loading((RandomAccessibleInterval<Volatile<UnsignedByteType>>) samples, opacity)
        : colors((RandomAccessibleInterval<UnsignedByteType>) samples, opacity);
  }

  private static RandomAccessibleInterval<ARGBType> colors(
      RandomAccessibleInterval<UnsignedByteType> samples, boolean opacity) {
    return Converters.convert(
        Views.collapse(Views.moveAxis(samples, 0, samples.numDimensions() - 1)),
        (pixel, color) -> color.set(color(pixel, opacity)),
        new ARGBType());
  }

  private static RandomAccessibleInterval<VolatileARGBType> loading(
      RandomAccessibleInterval<Volatile<UnsignedByteType>> samples, boolean opacity) {
    return Converters.convert(
        Views.collapse(Views.moveAxis(samples, 0, samples.numDimensions() - 1)),
        (pixel, color) -> {
          // The samples of a pixel may lie in several cells.
          int[] parts = {0, 0, 0, 255};
          boolean valid = true;
          for (int i = 0; i < (opacity ? 4 : 3); i++) {
            Volatile<UnsignedByteType> part = pixel.get(i);
            valid &= part.isValid();
            if (valid) parts[i] = part.get().get();
          }
          color.setValid(valid);
          if (valid) color.get().set(color(parts[0], parts[1], parts[2], parts[3]));
        },
        new VolatileARGBType());
  }

  private static int color(Composite<UnsignedByteType> pixel, boolean opacity) {
    int red = pixel.get(0).get();
    int green = pixel.get(1).get();
    int blue = pixel.get(2).get();
    return color(red, green, blue, opacity ? pixel.get(3).get() : 255);
  }

  /** 0xffRRGGBB of a colour over black. */
  public static int color(int red, int green, int blue, int opacity) {
    if (opacity == 255) return 0xff000000 | red << 16 | green << 8 | blue;
    return 0xff000000
        | scaled(red, opacity) << 16
        | scaled(green, opacity) << 8
        | scaled(blue, opacity);
  }

  private static int scaled(int value, int opacity) {
    return (value * opacity + 127) / 255;
  }
}
