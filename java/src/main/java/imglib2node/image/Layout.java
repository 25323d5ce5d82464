package imglib2node.image;

import java.util.Arrays;

/**
 * Where the elements of an image lie, in elements: fastest axis of Java's order first.
 *
 * @param dims extents
 * @param strides distance from one element to the next along each axis; may be negative or zero
 * @param offset of element (0, 0, ...) from the lowest element
 * @param span number of elements from the lowest to the highest, both included; 0 for an image
 *     without elements
 * @param lowest offset of the lowest element from the memory's first
 */
@SuppressWarnings("ArrayRecordComponent") // Layouts are never compared.
record Layout(long[] dims, long[] strides, long offset, long span, long lowest) {

  /**
   * Reads `[offset, dim0, stride0, dim1, stride1, ...]`, where the offset of element (0, 0, ...) is
   * from the memory's first element.
   *
   * @param available elements that the memory holds
   * @throws IllegalArgumentException if the layout has no axes, a negative extent, or doesn't lie
   *     in the memory
   */
  static Layout parse(long[] packed, long available) {
    if (packed.length < 3 || packed.length % 2 == 0) {
      throw new IllegalArgumentException(
          packed.length == 1
              ? "a volume without axes can't be an ImgLib2 image; give it the shape [1]"
              : "a layout of " + packed.length + " numbers; expected [offset, dim0, stride0, ...]");
    }
    int n = packed.length / 2;
    long[] dims = new long[n];
    long[] strides = new long[n];
    for (int d = 0; d < n; d++) {
      dims[d] = packed[1 + 2 * d];
      strides[d] = packed[2 + 2 * d];
    }
    try {
      return of(dims, strides, packed[0], available);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "a volume of more than 2^63 elements can't be an image: " + Arrays.toString(dims), e);
    }
  }

  private static Layout of(long[] dims, long[] strides, long first, long available) {
    long low = first;
    long high = first;
    long size = 1;
    for (int d = 0; d < dims.length; d++) {
      if (dims[d] < 0)
        throw new IllegalArgumentException("a negative extent: " + Arrays.toString(dims));
      size = Math.multiplyExact(size, dims[d]);
      if (dims[d] == 0) continue;
      long reach = Math.multiplyExact(dims[d] - 1, strides[d]);
      if (reach < 0) low = Math.addExact(low, reach);
      else high = Math.addExact(high, reach);
    }
    if (size == 0) return new Layout(dims, strides, 0, 0, 0);
    if (low < 0 || high >= available) {
      throw new IllegalArgumentException(
          String.format(
              "dimensions %s with strides %s from element %d on touch the elements %d to %d of a memory of %d;"
                  + " pass a layout inside it",
              Arrays.toString(dims), Arrays.toString(strides), first, low, high, available));
    }
    return new Layout(dims, strides, first - low, high - low + 1, low);
  }

  /** Whether the elements lie without gaps in flat iteration order: the first axis fastest. */
  boolean isContiguous() {
    long expected = 1;
    for (int d = 0; d < dims.length; d++) {
      if (dims[d] > 1 && strides[d] != expected) return false;
      expected *= dims[d];
    }
    return true;
  }
}
