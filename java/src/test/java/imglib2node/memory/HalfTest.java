package imglib2node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HalfTest {
  private static final int INFINITY = 0x7c00;

  @Test
  void everyHalfIsItsFloatAndBack() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = Half.toFloat((short) bits);
      if ((bits & 0x7fff) > INFINITY) {
        assertTrue(Float.isNaN(value));
        assertTrue(Float.isNaN(Half.toFloat(Half.ofFloat(value))));
        continue;
      }
      assertEquals((short) bits, Half.ofFloat(value));
      assertEquals(expected(bits), value);
    }
  }

  /** By the definition of the format. */
  private static float expected(int bits) {
    int exponent = (bits >> 10) & 0x1f;
    double fraction = (bits & 0x3ff) / 1024.0;
    double size =
        exponent == 31
            ? Double.POSITIVE_INFINITY
            : exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15);
    return (float) (bits >= 0x8000 ? -size : size);
  }

  @Test
  void whatLiesBetweenGoesToTheNearestAndThenToTheEven() {
    for (int bits = 0; bits < INFINITY; bits++) {
      float low = Half.toFloat((short) bits);
      // Beyond the largest half the next would be 65536.
      float high = bits + 1 == INFINITY ? 65536 : Half.toFloat((short) (bits + 1));
      float middle = (low + high) / 2;
      assertEquals((bits & 1) == 0 ? bits : bits + 1, Half.ofFloat(middle));
      assertEquals(bits, Half.ofFloat(Math.nextDown(middle)));
      assertEquals(bits + 1, Half.ofFloat(Math.nextUp(middle)));
      assertEquals((short) (0x8000 | bits), Half.ofFloat(-Math.nextDown(middle)));
    }
    assertEquals(INFINITY, Half.ofFloat(Float.MAX_VALUE));
    assertEquals(0, Half.ofFloat(Float.MIN_VALUE));
  }
}
