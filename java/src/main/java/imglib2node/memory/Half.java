package imglib2node.memory;

/** IEEE 754 half precision; Java has it from version 20 on. */
final class Half {
  private static final int FLOAT_INFINITY = 0x7f800000;
  private static final int INFINITY = 0x7c00;
  private static final int NAN = 0x7e00;

  /** 65520: from here on the nearest half is infinite. */
  private static final int TOO_LARGE = 0x477ff000;

  /** 2^-14. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  /** How much lower a half's exponent stands than a float's, in place. */
  private static final int BIAS = (127 - 15) << 10;

  private Half() {}

  /** The float of the same value. */
  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int size = half & 0x7fff;
    if (size >= INFINITY) {
      return Float.intBitsToFloat(sign | FLOAT_INFINITY | (size & 0x3ff) << 13);
    }
    if (size >= 0x400) return Float.intBitsToFloat(sign | (size + BIAS) << 13);
    float subnormal = size * 0x1p-24f;
    return sign == 0 ? subnormal : -subnormal;
  }

  /** The nearest half; of two equally near the even one. NaN loses its payload. */
  static short ofFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int size = bits & 0x7fffffff;
    if (size > FLOAT_INFINITY) return NAN;
    if (size >= TOO_LARGE) return (short) (sign | INFINITY);
    if (size < SMALLEST_NORMAL) {
      // A float at 0.5 has steps of 2^-24, those of subnormal halves: the addition rounds.
      int rounded = Float.floatToRawIntBits(Float.intBitsToFloat(size) + 0.5f);
      return (short) (sign | (rounded - Float.floatToRawIntBits(0.5f)));
    }
    int rounded = size + 0xfff + ((size >> 13) & 1);
    return (short) (sign | ((rounded >> 13) - BIAS));
  }
}
