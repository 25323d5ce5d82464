package imglib2node.imagej;

import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import imglib2node.image.Rgb;
import java.awt.image.ColorModel;
import java.util.Arrays;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * ImageJ's colour planes, over an image of unsigned bytes with an axis of red, green, blue and
 * perhaps opacity. With opacity what is shown is mixed with black, and can't be written.
 */
final class RgbPixels extends PixelKind {
  private final int sampleAxis;
  private final boolean opacity;

  RgbPixels(int sampleAxis, long samples) {
    super(24);
    this.sampleAxis = sampleAxis;
    this.opacity = samples == 4;
  }

  @Override
  Object allocate(int length) {
    return new int[length];
  }

  @Override
  boolean holds(Object pixels, int length) {
    return pixels instanceof int[] ints && ints.length == length;
  }

  @Override
  int mismatch(Object a, int aFrom, Object b, int bFrom, int length) {
    return Arrays.mismatch((int[]) a, aFrom, aFrom + length, (int[]) b, bFrom, bFrom + length);
  }

  @Override
  boolean same(Object a, int aIndex, Object b, int bIndex) {
    return ((int[]) a)[aIndex] == ((int[]) b)[bIndex];
  }

  @Override
  void copy(Object from, int fromIndex, Object to, int toIndex) {
    ((int[]) to)[toIndex] = ((int[]) from)[fromIndex];
  }

  @Override
  void read(RandomAccess<?> access, int axis, Object row, int width) {
    int[] colors = (int[]) row;
    for (int x = 0; x < width; x++, access.fwd(axis)) {
      int red = sample(access, 0);
      int green = sample(access, 1);
      int blue = sample(access, 2);
      colors[x] = Rgb.color(red, green, blue, opacity ? sample(access, 3) : 255);
    }
  }

  private int sample(RandomAccess<?> access, int number) {
    access.setPosition(number, sampleAxis);
    return ((UnsignedByteType) access.get()).get();
  }

  @Override
  void write(RandomAccess<?> access, Object pixels, int index) {
    int color = ((int[]) pixels)[index];
    for (int number = 0; number < 3; number++) {
      access.setPosition(number, sampleAxis);
      ((UnsignedByteType) access.get()).set((color >> (16 - 8 * number)) & 0xff);
    }
  }

  @Override
  ImageProcessor processor(int width, int height, Object pixels, ColorModel colors) {
    return new ColorProcessor(width, height, (int[]) pixels);
  }
}
