package imglib2node.imagej;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A box of voxels in the image's axes (fastest first), both corners inclusive. */
record Box(long[] first, long[] last) {
  Box union(Box other) {
    if (other == null) return this;
    long[] low = first.clone();
    long[] high = last.clone();
    for (int d = 0; d < low.length; d++) {
      low[d] = Math.min(low[d], other.first[d]);
      high[d] = Math.max(high[d], other.last[d]);
    }
    return new Box(low, high);
  }

  /**
   * {@code "x0,y0,z0;x1,y1,z1"}, as {@link #format} writes it. Text crosses the bridge with no
   * overload to mistake.
   */
  static Box parse(String text) {
    String[] corners = text.split(";");
    return new Box(numbers(corners[0]), numbers(corners[1]));
  }

  private static long[] numbers(String list) {
    return Arrays.stream(list.split(",")).mapToLong(Long::parseLong).toArray();
  }

  String format() {
    return join(first) + ";" + join(last);
  }

  private static String join(long[] corner) {
    return Arrays.stream(corner).mapToObj(Long::toString).collect(Collectors.joining(","));
  }
}
