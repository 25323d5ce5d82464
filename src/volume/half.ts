/** IEEE 754 half precision: numbers to their 16 bits and back, for Nodes whose DataView has no getFloat16. */
import { endianness } from 'node:os';

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

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = endianness() === 'LE' ? 1 : 0;

/** Of a double: what is added to its exponents, and their bits. */
const WIDE_BIAS = 1023;
const WIDE_FRACTION_BITS = 20;

/** 2^24 and each half of the one before: what makes whole numbers of the units in the last place. */
const SCALES = Float64Array.from({ length: 31 }, (_, i) => 2 ** (FRACTION_BITS + BIAS - 1 - i));

/** The bits of the nearest half, of two equally near ones the even; NaN loses its payload. */
export function halfOfNumber(value: number): number {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  double[0] = value;
  const high = words[HIGH] as number;
  // Counted from the smallest normal half's on; from 65520 on all becomes infinite, as 65536 does.
  const wide = ((high >>> WIDE_FRACTION_BITS) & 0x7ff) - (WIDE_BIAS - BIAS + 1);
  const exponent = Math.min(Math.max(wide, 0), SCALES.length - 1);
  const units = roundToEven(Math.min(Math.abs(value), 65536) * (SCALES[exponent] as number));
  // The leading 1 of a normal half is among the units, and carries into the exponent.
  return ((high >>> 16) & 0x8000) | ((exponent << FRACTION_BITS) + units);
}

/** From 2^52 on a double has no room for a fraction, so that adding rounds, to even. */
function roundToEven(value: number): number {
  return value + 2 ** 52 - 2 ** 52;
}
