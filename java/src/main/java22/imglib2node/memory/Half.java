package imglib2node.memory;

/** IEEE 754 half precision by the processor's own instructions; the class for Java 17 computes. */
final class Half {
  private static final short NAN = 0x7e00;

  private Half() {}

  /** The float of the same value. */
  static float toFloat(short half) {
    return Float.float16ToFloat(half);
  }

  /** The nearest half; of two equally near the even one. NaN loses its payload. */
  static short ofFloat(float value) {
    return Float.isNaN(value) ? NAN : Float.floatToFloat16(value);
  }
}
