package imglib2node.viewer;

import imglib2node.image.Rgb;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.Volatile;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.volatiles.VolatileARGBType;

/**
 * What a layer is made of: an image, or the same in several resolutions. Of a lazy volume there are
 * two faces: one that waits until its voxels are loaded, for pictures, and one that never waits,
 * for the window.
 */
public final class Voxels {
  /**
   * One resolution.
   *
   * @param image whose voxels are there when they are read
   * @param loading whose voxels may be invalid; null if there is no such face
   * @param scale how many voxels of the first resolution one of these has along x, y, z
   */
  record Level(
      RandomAccessibleInterval<?> image, RandomAccessibleInterval<?> loading, double[] scale) {}

  final List<Level> levels = new ArrayList<>();

  /**
   * The finest resolution comes first; `loading` may be null. With `rgb` the fastest axis is the
   * colour of a voxel.
   */
  public void addLevel(
      RandomAccessibleInterval<?> image,
      RandomAccessibleInterval<?> loading,
      double scaleX,
      double scaleY,
      double scaleZ,
      boolean rgb) {
    levels.add(
        new Level(
            rgb ? Rgb.of(image) : image,
            rgb && loading != null ? Rgb.of(loading) : loading,
            new double[] {scaleX, scaleY, scaleZ}));
  }

  /** The images whose voxels are there when they are read. */
  List<RandomAccessibleInterval<?>> images() {
    List<RandomAccessibleInterval<?>> images = new ArrayList<>();
    for (Level level : levels) images.add(level.image());
    return images;
  }

  /** The images that never wait; null if there are none. */
  List<RandomAccessibleInterval<?>> loading() {
    List<RandomAccessibleInterval<?>> images = new ArrayList<>();
    for (Level level : levels) {
      if (level.loading() == null) return null;
      images.add(level.loading());
    }
    return images;
  }

  double[][] scales() {
    return levels.stream().map(Level::scale).toArray(double[][]::new);
  }

  /**
   * Labels as colours; made here and not by a converter of the source, so that interpolation mixes
   * colours.
   */
  Voxels colored(LabelColors colors) {
    Voxels painted = new Voxels();
    for (Level level : levels) {
      painted.levels.add(
          new Level(
              colored(level.image(), colors),
              level.loading() == null ? null : coloredLoading(level.loading(), colors),
              level.scale()));
    }
    return painted;
  }

  @SuppressWarnings("unchecked")
  private static RandomAccessibleInterval<ARGBType> colored(
      RandomAccessibleInterval<?> labels, LabelColors colors) {
    return Converters.convert(
        (RandomAccessibleInterval<IntegerType<?>>) labels, colors, new ARGBType());
  }

  @SuppressWarnings("unchecked")
  private static RandomAccessibleInterval<VolatileARGBType> coloredLoading(
      RandomAccessibleInterval<?> labels, LabelColors colors) {
    return Converters.convert(
        (RandomAccessibleInterval<Volatile<IntegerType<?>>>) labels,
        (label, color) -> {
          color.setValid(label.isValid());
          if (label.isValid()) colors.convert(label.get(), color.get());
        },
        new VolatileARGBType());
  }
}
