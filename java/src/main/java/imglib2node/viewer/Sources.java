package imglib2node.viewer;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.IntegerType;

/**
 * Makes BigDataViewer's sources (SourceAndConverter) of ImgLib2 images: one for each channel.
 *
 * <p>An exception while BigDataViewer renders would end its painter thread for good. Images over
 * shared memory can't throw one there, so they are not wrapped, which would cost time at every
 * pixel: BigDataViewer extends an image by zeros and never asks beyond it; the image owns its
 * memory, also after the volume was closed or its ArrayBuffer transferred; and converters of labels
 * are arithmetic. Images whose voxels are computed would need a wrapper.
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
      RandomAccessibleInterval<?> image,
      String axisOrder,
      double[] transform,
      double[] voxelSize,
      String unit,
      String name) {
    Object order = LateBound.constant("bdv.util.AxisOrder", axisOrder);
    Object dimensions =
        LateBound.create("mpicbg.spim.data.sequence.FinalVoxelDimensions", unit, voxelSize);
    List<?> stacks =
        (List<?>)
            LateBound.callStatic(
                "bdv.util.AxisOrder", "splitInputStackIntoSourceStacks", image, order);
    Stack result = new Stack();
    for (Object stack : stacks) {
      RandomAccessibleInterval<?> voxels = (RandomAccessibleInterval<?>) stack;
      boolean moves = voxels.numDimensions() > 3;
      if (moves) {
        result.timepoints = (int) voxels.dimension(3);
      }
      Object source =
          LateBound.create(
              "bdv.util.RandomAccessibleIntervalMipmapSource" + (moves ? "4D" : ""),
              new RandomAccessibleInterval<?>[] {voxels},
              voxels.getType(),
              new double[][] {{1, 1, 1}},
              dimensions,
              Affine.toJava(transform),
              name);
      result.sources.add(converted(source, voxels.getType()));
    }
    return result;
  }

  private static Object converted(Object source, Object type) {
    Object converter = LateBound.callStatic("bdv.BigDataViewer", "createConverterToARGB", type);
    Object plain = LateBound.create("bdv.viewer.SourceAndConverter", source, converter);
    // The wrapper lets the user move the source by hand, and setTransform move it from a program.
    return LateBound.callStatic("bdv.BigDataViewer", "wrapWithTransformedSource", plain);
  }

  /**
   * Labels as colours; made here and not by a converter of the source, so that interpolation mixes
   * colours.
   */
  @SuppressWarnings("unchecked")
  static RandomAccessibleInterval<ARGBType> colored(
      RandomAccessibleInterval<?> labels, LabelColors colors) {
    return Converters.convert(
        (RandomAccessibleInterval<IntegerType<?>>) labels, colors, new ARGBType());
  }
}
