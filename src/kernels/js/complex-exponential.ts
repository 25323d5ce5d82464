/**
 * Exponentials, logarithms, roots and powers of complex numbers, with the values at zeros, infinities and NaN of C99
 * (Annex G) and the array API standard. See complex-arithmetic.ts for how they write their results.
 */
import {
  type ComplexBinary,
  type ComplexUnary,
  copySign,
  divide,
  modulus,
  multiply,
  square,
} from './complex-arithmetic.js';

const { POSITIVE_INFINITY: INFINITE, NaN: NOT } = Number;

/** exp of more than this may be too large for a double, and the part of a complex result all the same none. */
const LARGE = 709;
const EXP_LARGE = Math.exp(LARGE);

/** e^x * factor, where e^x alone may overflow. */
export function expTimes(x: number, factor: number): number {
  return x > LARGE ? Math.exp(x - LARGE) * factor * EXP_LARGE : Math.exp(x) * factor;
}

export const exp: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  if (y === 0) [re, im] = [Math.exp(x), y];
  else if (Number.isFinite(y)) [re, im] = [expTimes(x, Math.cos(y)), expTimes(x, Math.sin(y))];
  else if (x === -INFINITE) [re, im] = [0, copySign(0, y)];
  else if (x === INFINITE) re = INFINITE;
  to[at] = re;
  to[at + 1] = im;
};

/** exp(z) - 1 = expm1(x) cos y - 2 sin²(y / 2) + i e^x sin y, in which nothing close to 1 is subtracted from 1. */
export const expm1: ComplexUnary = (x, y, to, at) => {
  if (y === 0 || !Number.isFinite(x) || !Number.isFinite(y) || x > LARGE) {
    exp(x, y, to, at);
    if (y === 0) to[at] = Math.expm1(x);
    else to[at] = (to[at] as number) - 1;
    return;
  }
  const half = Math.sin(y / 2);
  to[at] = Math.expm1(x) * Math.cos(y) - 2 * half * half;
  to[at + 1] = expTimes(x, Math.sin(y));
};

const SPLITTER = 2 ** 27 + 1;

/** What rounding takes from x * x (Dekker, Numerische Mathematik 18, 1971). */
function squareRest(x: number, square: number): number {
  const large = SPLITTER * x;
  const high = large - (large - x);
  const low = x - high;
  return high * high - square + 2 * high * low + low * low;
}

/** What rounding takes from a + b (Knuth, The Art of Computer Programming, volume 2, 4.2.2). */
function sumRest(a: number, b: number, sum: number): number {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/** c + x² + y², of which most may cancel: in twice the digits of a double, rounded at the end. */
function plusSquares(c: number, x: number, y: number): number {
  const [p, q] = [x * x, y * y];
  const first = c + p;
  const all = first + q;
  return all + (sumRest(first, q, all) + sumRest(c, p, first) + squareRest(x, p) + squareRest(y, q));
}

/** log |z|: next to 1, where the logarithm is small, from the exact x² + y² - 1. */
export function logModulus(x: number, y: number): number {
  const [larger, smaller] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
  if (larger >= 0.5 && larger <= 2) return Math.log1p(plusSquares(-1, larger, smaller)) / 2;
  if (larger > 2 ** 1000 && larger < INFINITE) return Math.log(modulus(x / 4, y / 4)) + 2 * Math.LN2;
  if (larger < 2 ** -500 && larger > 0) return Math.log(modulus(x * 2 ** 600, y * 2 ** 600)) - 600 * Math.LN2;
  return Math.log(modulus(x, y));
}

export const log: ComplexUnary = (x, y, to, at) => {
  to[at] = logModulus(x, y);
  to[at + 1] = Math.atan2(y, x);
};

/** From |1 + z|² - 1 = 2x + x² + y² where that is not close to -1, and so keeps its digits. */
export const log1p: ComplexUnary = (x, y, to, at) => {
  const more = Math.abs(x) < 4 && Math.abs(y) < 4 ? plusSquares(2 * x, x, y) : NOT;
  to[at] = more > -0.5 ? Math.log1p(more) / 2 : logModulus(1 + x, y);
  to[at + 1] = Math.atan2(y, 1 + x);
};

/** The logarithm to another base, whose natural logarithm has that inverse. */
function logTimes(inverse: number): ComplexUnary {
  return (x, y, to, at) => {
    log(x, y, to, at);
    to[at] = (to[at] as number) * inverse;
    to[at + 1] = (to[at + 1] as number) * inverse;
  };
}

export const log2: ComplexUnary = logTimes(Math.LOG2E);
export const log10: ComplexUnary = logTimes(Math.LOG10E);

/**
 * The root in the right half-plane: one part from sqrt((|x| + |z|) / 2), the other by division, so that nothing cancels
 * (Kahan, "Branch cuts for complex elementary functions", 1987). The cut is the negative real axis, by the sign of y.
 */
export const sqrt: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  if (x === 0 && y === 0) [re, im] = [0, y];
  else if (Math.abs(y) === INFINITE) [re, im] = [INFINITE, y];
  else if (x === INFINITE) [re, im] = [x, Number.isNaN(y) ? y : copySign(0, y)];
  else if (x === -INFINITE) [re, im] = [Number.isNaN(y) ? y : 0, copySign(INFINITE, y)];
  else {
    const largest = Math.max(Math.abs(x), Math.abs(y));
    const scale = largest > 2 ** 1000 ? 2 ** -100 : largest < 2 ** -900 ? 2 ** 120 : 1;
    const [p, q] = [Math.abs(x * scale), Math.abs(y * scale)];
    const part = Math.sqrt((p + modulus(p, q)) / 2);
    const [larger, smaller] = [part / Math.sqrt(scale), q / (2 * part) / Math.sqrt(scale)];
    if (!(x < 0)) [re, im] = [larger, copySign(smaller, y)];
    else [re, im] = [smaller, copySign(larger, y)];
  }
  to[at] = re;
  to[at + 1] = im;
};

/** Whole exponents up to here are powers by multiplication. */
const WHOLE = 100;

/** As NumPy: by multiplication where the exponent is a small whole number, else exp(w log z); of 0 where the real part is positive. */
export const power: ComplexBinary = (a, b, c, d, to, at) => {
  let [re, im] = [NOT, NOT];
  if (c === 0 && d === 0) [re, im] = [1, 0];
  else if (a === 0 && b === 0) {
    if (c > 0) [re, im] = [0, 0];
  } else if (d === 0 && Number.isInteger(c) && Math.abs(c) < WHOLE) {
    wholePower(a, b, Math.abs(c), to, at);
    if (c < 0) divide(1, 0, to[at] as number, to[at + 1] as number, to, at);
    return;
  } else {
    log(a, b, to, at);
    multiply(c, d, to[at] as number, to[at + 1] as number, to, at);
    exp(to[at] as number, to[at + 1] as number, to, at);
    return;
  }
  to[at] = re;
  to[at + 1] = im;
};

/** z^n for n from 1 on, by squares. */
function wholePower(x: number, y: number, n: number, to: Float64Array, at: number): void {
  to[at] = x;
  to[at + 1] = y;
  let left = n;
  while (left % 2 === 0) {
    square(to[at] as number, to[at + 1] as number, to, at);
    left /= 2;
  }
  let [re, im] = [to[at] as number, to[at + 1] as number];
  for (left = (left - 1) / 2; left >= 1; left = Math.floor(left / 2)) {
    [re, im] = [(re - im) * (re + im), 2 * (re * im)];
    if (left % 2 === 1) multiply(re, im, to[at] as number, to[at + 1] as number, to, at);
  }
}
