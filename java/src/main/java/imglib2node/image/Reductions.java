package imglib2node.image;

import java.math.BigInteger;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;

/**
 * Sums of images as Java computes them, through an ordinary cursor: what a demo or test compares
 * with JavaScript's.
 */
public final class Reductions {
  private static final int HALF = 32;

  private Reductions() {}

  /**
   * The sum of all elements: exact for integers, rounded once to a double at the end; for floats
   * added as doubles in the cursor's order.
   *
   * @throws IllegalArgumentException if the elements aren't real numbers
   */
  public static double sum(RandomAccessibleInterval<?> image) {
    Object type = image.getType();
    if (type instanceof IntegerType<?>) return sumIntegers(image).doubleValue();
    if (!(type instanceof RealType<?>)) {
      throw new IllegalArgumentException(
          "no sum of elements of type "
              + type.getClass().getSimpleName()
              + "; sums are of integers, bool and floats");
    }
    double sum = 0;
    Cursor<?> cursor = image.cursor();
    while (cursor.hasNext()) sum += ((RealType<?>) cursor.next()).getRealDouble();
    return sum;
  }

  /**
   * The halves of each element are added apart, so that a sum of fewer than 2^31 elements can't
   * overflow.
   */
  private static BigInteger sumIntegers(RandomAccessibleInterval<?> image) {
    boolean unsigned = ((IntegerType<?>) image.getType()).getMinValue() == 0;
    BigInteger total = BigInteger.ZERO;
    long high = 0;
    long low = 0;
    long added = 0;
    Cursor<?> cursor = image.cursor();
    while (cursor.hasNext()) {
      long value = ((IntegerType<?>) cursor.next()).getIntegerLong();
      high += unsigned ? value >>> HALF : value >> HALF;
      low += value & 0xffffffffL;
      if (++added == Integer.MAX_VALUE) {
        total = total.add(join(high, low));
        high = 0;
        low = 0;
        added = 0;
      }
    }
    return total.add(join(high, low));
  }

  private static BigInteger join(long high, long low) {
    return BigInteger.valueOf(high).shiftLeft(HALF).add(BigInteger.valueOf(low));
  }
}
