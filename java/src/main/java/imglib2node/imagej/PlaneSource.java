package imglib2node.imagej;

import java.awt.Rectangle;
import java.util.Arrays;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;

/**
 * An image of 2 to 5 axes as a row of planes in ImageJ's order: plane {@code (t * slices + z) *
 * channels + c}. It holds the image, and so the memory, until {@link #release}. Its owner locks.
 */
final class PlaneSource {
  private volatile RandomAccessibleInterval<?> image;
  private final long[] dimensions;
  final PixelKind kind;
  final int width;
  final int height;
  final int channels;
  final int slices;
  final int frames;
  private final int xAxis;
  private final int yAxis;
  private final int cAxis;
  private final int zAxis;
  private final int tAxis;
  private final int sAxis;

  /**
   * @param axes a letter of x, y, z, c, t for each axis, in the order of the image's own (fastest
   *     first), or s for the axis of red, green, blue and perhaps opacity
   * @param convert whether a type that ImageJ lacks is read as 32 bit
   */
  PlaneSource(RandomAccessibleInterval<?> image, String axes, boolean convert) {
    if (axes.length() != image.numDimensions()) {
      throw new IllegalArgumentException(
          "axes '" + axes + "' for an image of " + image.numDimensions() + " axes");
    }
    this.image = image;
    dimensions = image.dimensionsAsLongArray();
    PixelKind exact = PixelKind.of(image.getType());
    if (exact == null && !convert) {
      throw new IllegalArgumentException(
          "ImageJ has no " + image.getType().getClass().getSimpleName());
    }
    sAxis = axes.indexOf('s');
    if (sAxis >= 0) kind = new RgbPixels(sAxis, dimensions[sAxis]);
    else kind = exact == null || convert ? PixelKind.FLOAT : exact;
    xAxis = axes.indexOf('x');
    yAxis = axes.indexOf('y');
    cAxis = axes.indexOf('c');
    zAxis = axes.indexOf('z');
    tAxis = axes.indexOf('t');
    width = extent(xAxis);
    height = extent(yAxis);
    channels = extent(cAxis);
    slices = extent(zAxis);
    frames = extent(tAxis);
    Math.multiplyExact(width, height);
    planes();
  }

  private int extent(int axis) {
    return axis < 0 ? 1 : Math.toIntExact(dimensions[axis]);
  }

  /** Drops the image, and so the memory: ImageJ may keep the stack for long after it was closed. */
  void release() {
    image = null;
  }

  int planes() {
    return Math.multiplyExact(Math.multiplyExact(channels, slices), frames);
  }

  int pixels() {
    return width * height;
  }

  /** The number of the plane at zero-based positions. */
  int plane(int c, int z, int t) {
    return (t * slices + z) * channels + c;
  }

  /** An access that stands at the plane's first pixel; null after {@link #release}. */
  RandomAccess<?> at(int plane) {
    RandomAccessibleInterval<?> here = image;
    if (here == null) return null;
    RandomAccess<?> access = here.randomAccess();
    long[] position = new long[dimensions.length];
    setAxes(position, plane);
    access.setPosition(position);
    return access;
  }

  private void setAxes(long[] position, int plane) {
    if (cAxis >= 0) position[cAxis] = plane % channels;
    if (zAxis >= 0) position[zAxis] = plane / channels % slices;
    if (tAxis >= 0) position[tAxis] = plane / channels / slices;
  }

  /** Moves an access within its plane. */
  void move(RandomAccess<?> access, int x, int y) {
    access.setPosition(x, xAxis);
    access.setPosition(y, yAxis);
  }

  /** Reads part of a row into the start of `row`. */
  void readRow(RandomAccess<?> access, int x, int y, Object row, int count) {
    move(access, x, y);
    kind.read(access, xAxis, row, count);
  }

  /** The first and the last corner of a rectangle of a plane, inclusive, in the image's axes. */
  long[][] corners(int plane, int x0, int y0, int x1, int y1) {
    long[] first = new long[dimensions.length];
    setAxes(first, plane);
    long[] last = first.clone();
    first[xAxis] = x0;
    first[yAxis] = y0;
    last[xAxis] = x1;
    last[yAxis] = y1;
    if (sAxis >= 0) last[sAxis] = dimensions[sAxis] - 1;
    return new long[][] {first, last};
  }

  /** Whether a box of the image (first and last corner, inclusive) meets the plane. */
  boolean meets(Box box, int plane) {
    long[] position = new long[dimensions.length];
    setAxes(position, plane);
    for (int axis : new int[] {cAxis, zAxis, tAxis}) {
      if (axis >= 0 && (position[axis] < box.first()[axis] || position[axis] > box.last()[axis]))
        return false;
    }
    return true;
  }

  /** What a box of the image covers of a plane. */
  Rectangle rectangle(Box box) {
    int x = (int) box.first()[xAxis];
    int y = (int) box.first()[yAxis];
    return new Rectangle(x, y, (int) box.last()[xAxis] - x + 1, (int) box.last()[yAxis] - y + 1);
  }

  /** The whole image as a box. */
  Box everything() {
    long[] last = new long[dimensions.length];
    Arrays.setAll(last, d -> dimensions[d] - 1);
    return new Box(new long[last.length], last);
  }
}
