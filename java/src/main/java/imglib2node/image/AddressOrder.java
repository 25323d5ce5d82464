package imglib2node.image;

import java.util.Arrays;

/**
 * The order in which an image's elements lie in memory, in which its cursors go: axes by the size
 * of their strides, against a negative one.
 *
 * <p>Neighbouring axes without a gap between them are merged, so a permuted or flipped volume is a
 * single run.
 */
final class AddressOrder {
  /** The axes, fastest in memory first. */
  final int[] axes;

  /** Whether an axis is gone through from its end; by axis. */
  final boolean[] flipped;

  /** Extents by axis. */
  final long[] dims;

  /** Extents of the merged axes, fastest first; at least one. */
  final long[] runDims;

  /** Strides of the merged axes, not negative. */
  final long[] runStrides;

  AddressOrder(long[] dims, long[] strides) {
    this.dims = dims;
    axes = sorted(dims, strides);
    flipped = new boolean[dims.length];
    long[] extents = new long[dims.length];
    long[] steps = new long[dims.length];
    int runs = 0;
    for (int axis : axes) {
      flipped[axis] = strides[axis] < 0 && dims[axis] > 1;
      if (dims[axis] == 1) continue;
      long stride = Math.abs(strides[axis]);
      if (runs > 0 && stride == steps[runs - 1] * extents[runs - 1]) {
        extents[runs - 1] *= dims[axis];
      } else {
        extents[runs] = dims[axis];
        steps[runs++] = stride;
      }
    }
    runDims = runs == 0 ? new long[] {1} : Arrays.copyOf(extents, runs);
    runStrides = runs == 0 ? new long[] {1} : Arrays.copyOf(steps, runs);
  }

  /** Stable, so that axes of one stride keep their order. */
  private static int[] sorted(long[] dims, long[] strides) {
    int[] axes = new int[dims.length];
    for (int i = 0; i < axes.length; i++) {
      int j = i;
      for (; j > 0 && rank(axes[j - 1], dims, strides) > rank(i, dims, strides); j--) {
        axes[j] = axes[j - 1];
      }
      axes[j] = i;
    }
    return axes;
  }

  /** Axes of one element first, as they don't matter; broadcast ones last, as they make no run. */
  private static long rank(int axis, long[] dims, long[] strides) {
    if (dims[axis] == 1) return 0;
    return strides[axis] == 0 ? Long.MAX_VALUE : Math.abs(strides[axis]);
  }

  /** Writes the position of the element that comes `index`-th. */
  void localize(long index, long[] position) {
    long rest = index;
    for (int axis : axes) {
      long next = rest / dims[axis];
      long at = rest - next * dims[axis];
      position[axis] = flipped[axis] ? dims[axis] - 1 - at : at;
      rest = next;
    }
  }

  /** Whether each element between the lowest and the highest is gone through once. */
  boolean isDense() {
    return runDims.length == 1 && runStrides[0] == 1;
  }

  /** Whether this is flat iteration order: first axis fastest, none flipped. */
  boolean isFlat() {
    int last = -1;
    for (int axis : axes) {
      if (dims[axis] == 1) continue;
      if (axis < last || flipped[axis]) return false;
      last = axis;
    }
    return true;
  }

  /** Equal for images whose cursors go through the same positions. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AddressOrder that
        && Arrays.equals(dims, that.dims)
        && Arrays.equals(axes, that.axes)
        && Arrays.equals(flipped, that.flipped);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(dims) + Arrays.hashCode(axes);
  }
}
