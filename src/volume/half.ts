/** IEEE 754 half precision: numbers to their 16 bits and back, for Nodes whose DataView has no getFloat16. */

const SMALLEST_NORMAL = 2 ** -14;
const BIAS = 15;
const FRACTION_BITS = 10;
const INFINITE = 0x7c00;
const NOT_A_NUMBER = 0x7e00;

/** The number that 16 bits stand for. */
export function numberOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & INFINITE) >> FRACTION_BITS;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - BIAS - FRACTION_BITS);
  return sign * (1 + fraction / 2 ** FRACTION_BITS) * 2 ** (exponent - BIAS);
}

/** The bits of the nearest half, of two equally near ones the even; NaN loses its payload. */
export function halfOfNumber(value: number): number {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | INFINITE;
  if (size < SMALLEST_NORMAL) return sign | roundToEven(size * 2 ** (BIAS - 1 + FRACTION_BITS));
  const exponent = exponentOf(size);
  // A fraction that rounds up to 1 carries into the exponent, as it should.
  const fraction = roundToEven((size / 2 ** exponent - 1) * 2 ** FRACTION_BITS);
  return sign | (((exponent + BIAS) << FRACTION_BITS) + fraction);
}

/** Math.log2 is not exact enough next to powers of two. */
function exponentOf(size: number): number {
  const guess = Math.floor(Math.log2(size));
  if (2 ** guess > size) return guess - 1;
  return 2 ** (guess + 1) <= size ? guess + 1 : guess;
}

/** From 2^52 on a double has no room for a fraction, so that adding rounds, to even. */
function roundToEven(value: number): number {
  return value + 2 ** 52 - 2 ** 52;
}
