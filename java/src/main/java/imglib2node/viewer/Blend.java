package imglib2node.viewer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ForkJoinTask;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.view.Views;

/**
 * How sources become one picture: images are added up, as BigDataViewer does, and labels are laid
 * over the sum by their opacity. (Added up as well, a label over white would be white.) A
 * BigDataViewer AccumulateProjectorFactory.
 */
final class Blend {
  private static final String PACKAGE = "bdv.viewer.render.";

  /** Sources that are labels, in both forms that versions of BigDataViewer hand over. */
  private final Set<Object> labels =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final Object plain = LateBound.constant(PACKAGE + "AccumulateProjectorARGB", "factory");

  final Object factory =
      LateBound.proxy(
          PACKAGE + "AccumulateProjectorFactory",
          (method, arguments) ->
              method.equals("requiresMaskedSources") ? false : projector(method, arguments));

  void addLabels(Object sourceAndConverter) {
    labels.add(sourceAndConverter);
    labels.add(LateBound.call(sourceAndConverter, "getSpimSource"));
    // Where there is a face that never waits, windows render that.
    Object loading = LateBound.call(sourceAndConverter, "asVolatile");
    if (loading != null) addLabels(loading);
  }

  /**
   * Arguments: projectors of the sources, the sources, their pictures, the target, threads,
   * executor.
   */
  private Object projector(String method, Object[] arguments) {
    List<?> sources = (List<?>) arguments[1];
    if (sources.stream().noneMatch(labels::contains)) {
      return LateBound.call(plain, method, arguments);
    }
    List<int[]> order = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      order.add(new int[] {i, labels.contains(sources.get(i)) ? 1 : 0});
    }
    order.sort((a, b) -> a[1] - b[1]);
    Projector projector =
        new Projector((List<?>) arguments[0], (List<?>) arguments[2], order, arguments[3]);
    return LateBound.proxy(PACKAGE + "VolatileProjector", projector::call);
  }

  /** Renders one tile: each source by its own projector, then the blend. */
  private static final class Projector {
    private final List<?> projectors;
    private final List<?> pictures;
    private final List<int[]> order;
    private final RandomAccessibleInterval<ARGBType> target;
    private volatile boolean canceled;
    private volatile boolean valid;
    private volatile long nanos;

    Projector(List<?> projectors, List<?> pictures, List<int[]> order, Object target) {
      this.projectors = projectors;
      this.pictures = pictures;
      this.order = order;
      this.target = argb(target);
    }

    Object call(String method, Object[] arguments) {
      switch (method) {
        case "map":
          return map(arguments.length == 0 || (Boolean) arguments[0]);
        case "cancel":
          canceled = true;
          projectors.forEach(p -> LateBound.call(p, "cancel"));
          return null;
        case "getLastFrameRenderNanoTime":
          return nanos;
        case "isValid":
          return valid;
        default:
          throw new UnsupportedOperationException(method);
      }
    }

    private boolean map(boolean clear) {
      if (canceled) {
        return false;
      }
      if (valid) {
        return true;
      }
      long start = System.nanoTime();
      List<ForkJoinTask<?>> tasks = new ArrayList<>();
      for (Object projector : projectors) {
        if (!(Boolean) LateBound.call(projector, "isValid")) {
          tasks.add(ForkJoinTask.adapt((Runnable) () -> LateBound.call(projector, "map", clear)));
        }
      }
      ForkJoinTask.invokeAll(tasks);
      if (canceled) {
        return false;
      }
      blend();
      valid = projectors.stream().allMatch(p -> (Boolean) LateBound.call(p, "isValid"));
      nanos = System.nanoTime() - start;
      return !canceled;
    }

    private void blend() {
      int[] sum = new int[(int) (target.dimension(0) * target.dimension(1))];
      for (int[] entry : order) {
        int[] pixels = pixels(pictures.get(entry[0]), sum.length);
        if (entry[1] == 1) {
          over(pixels, sum);
        } else {
          add(pixels, sum);
        }
      }
      int i = 0;
      Cursor<ARGBType> cursor = Views.flatIterable(target).cursor();
      while (cursor.hasNext()) {
        cursor.next().set(sum[i++]);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static RandomAccessibleInterval<ARGBType> argb(Object image) {
    return (RandomAccessibleInterval<ARGBType>) image;
  }

  /** The first {@code n} pixels of a source's picture, row by row: its own array if it has one. */
  private static int[] pixels(Object picture, int n) {
    if (picture instanceof ArrayImg
        && ((ArrayImg<?, ?>) picture).update(null) instanceof IntArray) {
      return ((IntArray) ((ArrayImg<?, ?>) picture).update(null)).getCurrentStorageArray();
    }
    int[] copy = new int[n];
    int i = 0;
    Cursor<ARGBType> cursor = Views.flatIterable(argb(picture)).cursor();
    while (cursor.hasNext()) {
      copy[i++] = cursor.next().get();
    }
    return copy;
  }

  private static void add(int[] pixels, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      int a = sum[i];
      int b = pixels[i];
      sum[i] =
          0xff000000
              | Math.min(255, (a >> 16 & 255) + (b >> 16 & 255)) << 16
              | Math.min(255, (a >> 8 & 255) + (b >> 8 & 255)) << 8
              | Math.min(255, (a & 255) + (b & 255));
    }
  }

  /** Premultiplied "over" (Porter and Duff 1984): label + (1 - alpha) * below. */
  private static void over(int[] pixels, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      int label = pixels[i];
      int rest = 255 - (label >>> 24);
      if (rest != 255) {
        int a = sum[i];
        sum[i] =
            0xff000000
                | Math.min(255, (label >> 16 & 255) + ((a >> 16 & 255) * rest + 127) / 255) << 16
                | Math.min(255, (label >> 8 & 255) + ((a >> 8 & 255) * rest + 127) / 255) << 8
                | Math.min(255, (label & 255) + ((a & 255) * rest + 127) / 255);
      }
    }
  }
}
