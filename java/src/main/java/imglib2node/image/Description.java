package imglib2node.image;

import imglib2node.memory.SharedAccess;
import imglib2node.memory.SharedMemory;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.ImgView;
import net.imglib2.img.WrappedImg;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.transform.integer.MixedTransform;
import net.imglib2.view.IntervalView;
import net.imglib2.view.IterableRandomAccessibleInterval;
import net.imglib2.view.MixedTransformView;
import net.imglib2.view.SubsampleView;
import net.imglib2.view.fluent.RandomAccessibleView;

/**
 * Finds the memory behind an image by following ImgLib2's views down to it: every view followed
 * here moves positions by whole steps, so that the image is again elements with strides. A view
 * that is not known ends the search: an image is never taken for what it might not be.
 */
final class Description {
  private final long[] dims;

  /** Where the image's first element is, in the coordinates of the view that is looked at now. */
  private long[] origin;

  /** By axis of the image: the step in those coordinates that one step along the axis makes. */
  private final long[][] steps;

  private Description(Interval image) {
    int n = image.numDimensions();
    dims = image.dimensionsAsLongArray();
    origin = image.minAsLongArray();
    steps = new long[n][n];
    for (int d = 0; d < n; d++) steps[d][d] = 1;
  }

  /** See {@link SharedImages#describe}. */
  static long[] of(Object image) {
    if (!(image instanceof RandomAccessibleInterval<?> interval)) return null;
    return new Description(interval).follow(interval);
  }

  private long[] follow(RandomAccessible<?> image) {
    RandomAccessible<?> view = image;
    while (view != null) {
      if (view instanceof Interval bounds && !inside(bounds)) return null;
      if (view instanceof StridedImg<?> root) {
        return found(
            root.memory, root.address(), root.dtype, root.getType(), root.layout.strides());
      }
      if (view instanceof ArrayImg<?, ?> root) return array(root);
      view = source(view);
    }
    return null;
  }

  /**
   * The next view down, after the coordinates have become its own; null if this one is not known.
   */
  private RandomAccessible<?> source(RandomAccessible<?> view) {
    if (view instanceof IntervalView<?> v) return v.getSource();
    if (view instanceof RandomAccessibleView<?, ?> v) return v.delegate();
    if (view instanceof WrappedImg<?> v) return v.getImg();
    if (view.getClass() == IterableRandomAccessibleInterval.class || view instanceof ImgView<?>) {
      return ((IterableRandomAccessibleInterval<?>) view).getSource();
    }
    if (view instanceof MixedTransformView<?> v) {
      transform(v.getTransformToSource());
      return v.getSource();
    }
    if (view instanceof SubsampleView<?> v) {
      subsample(v.getSteps());
      return v.getSource();
    }
    return null;
  }

  private void transform(MixedTransform t) {
    origin = apply(t, origin, true);
    for (int d = 0; d < steps.length; d++) steps[d] = apply(t, steps[d], false);
  }

  /** The image of a position, or of a step, which has no translation. */
  private static long[] apply(MixedTransform t, long[] from, boolean translate) {
    long[] to = new long[t.numTargetDimensions()];
    for (int d = 0; d < to.length; d++) {
      if (translate) to[d] = t.getTranslation(d);
      if (t.getComponentZero(d)) continue;
      long value = from[t.getComponentMapping(d)];
      to[d] += t.getComponentInversion(d) ? -value : value;
    }
    return to;
  }

  private void subsample(long[] factors) {
    scale(origin, factors);
    for (long[] step : steps) scale(step, factors);
  }

  private static void scale(long[] vector, long[] factors) {
    for (int d = 0; d < vector.length; d++) vector[d] *= factors[d];
  }

  /**
   * Whether all elements of the image lie in the view that is looked at now: outside, it says
   * nothing of them.
   */
  private boolean inside(Interval bounds) {
    for (long dim : dims) {
      if (dim == 0) return true;
    }
    for (int axis = 0; axis < origin.length; axis++) {
      long min = origin[axis];
      long max = origin[axis];
      for (int d = 0; d < dims.length; d++) {
        long reach = (dims[d] - 1) * steps[d][axis];
        if (reach < 0) min += reach;
        else max += reach;
      }
      if (min < bounds.min(axis) || max > bounds.max(axis)) return false;
    }
    return true;
  }

  private long[] array(ArrayImg<?, ?> root) {
    if (!(root.update(null) instanceof SharedAccess access)) return null;
    long[] strides = new long[root.numDimensions()];
    long stride = 1;
    for (int d = 0; d < strides.length; d++) {
      strides[d] = stride;
      stride *= root.dimension(d);
    }
    return found(
        access.memory(),
        access.address(),
        Elements.of(root.getType(), access, root.size()),
        root.getType(),
        strides);
  }

  private long[] found(
      SharedMemory memory, long address, Elements dtype, Object type, long[] strides) {
    // Someone may have linked a type of his own to the image: its values aren't the elements.
    if (dtype == null || !dtype.dtype().hasType(type)) return null;
    long[] result = new long[5 + 2 * dims.length];
    result[0] = memory.block();
    result[1] = address + (dot(origin, strides) << dtype.shift());
    result[2] = dtype.code();
    result[3] = memory.readOnly() ? 1 : 0;
    result[4] = dims.length;
    for (int d = 0; d < dims.length; d++) {
      result[5 + 2 * d] = dims[d];
      result[6 + 2 * d] = dot(steps[d], strides);
    }
    return result;
  }

  private static long dot(long[] a, long[] b) {
    long sum = 0;
    for (int d = 0; d < a.length; d++) sum += a[d] * b[d];
    return sum;
  }
}
