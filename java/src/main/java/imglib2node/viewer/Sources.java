package imglib2node.viewer;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;

/**
 * Makes BigDataViewer's sources (SourceAndConverter) of ImgLib2 images: one for each channel.
 *
 * <p>An exception while BigDataViewer renders would end its painter thread for good. Images over
 * shared memory can't throw one there, so they are not wrapped, which would cost time at every
 * pixel: BigDataViewer extends an image by zeros and never asks beyond it; the image owns its
 * memory, also after the volume was closed or its ArrayBuffer transferred; and converters of labels
 * are arithmetic. Nor can lazy volumes: a cell that is not loaded, or can't be, is zeros, and who
 * waits for one is woken when the volume is closed. Images whose voxels are computed would need a
 * wrapper.
 */
final class Sources {
  /** The sources of one layer, and how many timepoints they have. */
  static final class Stack {
    final List<Object> sources = new ArrayList<>();
    int timepoints = 1;
  }

  private Sources() {}

  /**
   * @param axisOrder BigDataViewer's, such as XYZT
   * @param transform from voxels to the viewer's space, twelve numbers
   * @param voxelSize along x, y, z, for the scale bar
   */
  static Stack of(
      Voxels voxels,
      String axisOrder,
      double[] transform,
      double[] voxelSize,
      String unit,
      String name) {
    Object order = LateBound.constant("bdv.util.AxisOrder", axisOrder);
    List<RandomAccessibleInterval<?>[]> images = channels(voxels.images(), order);
    List<RandomAccessibleInterval<?>> loading = voxels.loading();
    List<RandomAccessibleInterval<?>[]> loadingImages =
        loading == null ? null : channels(loading, order);
    Object dimensions =
        LateBound.create("mpicbg.spim.data.sequence.FinalVoxelDimensions", unit, voxelSize);
    Stack result = new Stack();
    for (int c = 0; c < images.size(); c++) {
      RandomAccessibleInterval<?> finest = images.get(c)[0];
      if (finest.numDimensions() > 3) result.timepoints = (int) finest.dimension(3);
      Object source = source(images.get(c), voxels.scales(), dimensions, transform, name);
      Object plain = converted(source, finest, null);
      if (loadingImages != null) {
        RandomAccessibleInterval<?>[] faces = loadingImages.get(c);
        Object never = source(faces, voxels.scales(), dimensions, transform, name);
        plain = converted(source, finest, converted(never, faces[0], null));
      }
      // The wrapper lets the user move the source by hand, and setTransform move it from a program.
      result.sources.add(
          LateBound.callStatic("bdv.BigDataViewer", "wrapWithTransformedSource", plain));
    }
    return result;
  }

  /** The images of each channel, one a resolution. */
  private static List<RandomAccessibleInterval<?>[]> channels(
      List<RandomAccessibleInterval<?>> levels, Object order) {
    List<RandomAccessibleInterval<?>[]> channels = new ArrayList<>();
    for (int l = 0; l < levels.size(); l++) {
      List<?> stacks =
          (List<?>)
              LateBound.callStatic(
                  "bdv.util.AxisOrder", "splitInputStackIntoSourceStacks", levels.get(l), order);
      for (int c = 0; c < stacks.size(); c++) {
        if (l == 0) channels.add(new RandomAccessibleInterval<?>[levels.size()]);
        channels.get(c)[l] = (RandomAccessibleInterval<?>) stacks.get(c);
      }
    }
    return channels;
  }

  private static Object source(
      RandomAccessibleInterval<?>[] levels,
      double[][] scales,
      Object dimensions,
      double[] transform,
      String name) {
    boolean moves = levels[0].numDimensions() > 3;
    return LateBound.create(
        "bdv.util.RandomAccessibleIntervalMipmapSource" + (moves ? "4D" : ""),
        levels,
        levels[0].getType(),
        scales,
        dimensions,
        Affine.toJava(transform),
        name);
  }

  /** With its converter to colours; `loading` is the source that never waits, or null. */
  private static Object converted(
      Object source, RandomAccessibleInterval<?> image, Object loading) {
    Object converter =
        LateBound.callStatic("bdv.BigDataViewer", "createConverterToARGB", image.getType());
    String type = "bdv.viewer.SourceAndConverter";
    return loading == null
        ? LateBound.create(type, source, converter)
        : LateBound.create(type, source, converter, loading);
  }
}
