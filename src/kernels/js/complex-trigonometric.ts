/**
 * Trigonometric and hyperbolic functions of complex numbers and their inverses, with the values at zeros, infinities and
 * NaN of C99 (Annex G) and the array API standard. The formulas are Kahan's ("Branch cuts for complex elementary
 * functions, or much ado about nothing's sign bit", 1987): none subtracts numbers that are nearly equal.
 *
 * The trigonometric ones are the hyperbolic ones of iz: sin z = -i sinh iz, with the parts of z and of the result
 * exchanged, since sinh is odd and sinh of a conjugate is the conjugate.
 */
import { type ComplexUnary, copySign, modulus } from './complex-arithmetic.js';
import { expTimes, logModulus, sqrt } from './complex-exponential.js';

const { POSITIVE_INFINITY: INFINITE, NaN: NOT } = Number;

/** From here on sinh and cosh are e^|x| / 2, and tanh is 1. */
const FAR = 22;

export const sinh: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  if (y === 0) [re, im] = [Math.sinh(x), y];
  else if (!Number.isFinite(y)) {
    if (x === 0 || Math.abs(x) === INFINITE) re = x;
  } else if (Math.abs(x) < FAR) [re, im] = [Math.sinh(x) * Math.cos(y), Math.cosh(x) * Math.sin(y)];
  else {
    re = expTimes(Math.abs(x), copySign(0.5, x) * Math.cos(y));
    im = expTimes(Math.abs(x), 0.5 * Math.sin(y));
  }
  to[at] = re;
  to[at + 1] = im;
};

export const cosh: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  if (y === 0) [re, im] = [Math.cosh(x), copySign(0, x) * copySign(1, y)];
  else if (!Number.isFinite(y)) {
    if (x === 0) im = 0;
    else if (Math.abs(x) === INFINITE) re = INFINITE;
  } else if (x === 0) [re, im] = [Math.cos(y), x * Math.sin(y)];
  else if (Math.abs(x) < FAR) [re, im] = [Math.cosh(x) * Math.cos(y), Math.sinh(x) * Math.sin(y)];
  else {
    re = expTimes(Math.abs(x), 0.5 * Math.cos(y));
    im = expTimes(Math.abs(x), copySign(0.5, x) * Math.sin(y));
  }
  to[at] = re;
  to[at + 1] = im;
};

export const tanh: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  if (Number.isNaN(x)) im = y === 0 ? y : NOT;
  else if (Math.abs(x) === INFINITE) {
    re = Math.sign(x);
    im = Number.isFinite(y) ? copySign(0, Math.sin(y) * Math.cos(y)) : copySign(0, y);
  } else if (!Number.isFinite(y)) re = x === 0 ? x : NOT;
  else if (Math.abs(x) >= FAR) {
    const small = Math.exp(-Math.abs(x));
    [re, im] = [Math.sign(x), 4 * Math.sin(y) * Math.cos(y) * small * small];
  } else {
    const t = Math.tan(y);
    const beta = 1 + t * t;
    const s = Math.sinh(x);
    const rho = Math.sqrt(1 + s * s);
    const below = 1 + beta * s * s;
    [re, im] = [(beta * rho * s) / below, t / below];
  }
  to[at] = re;
  to[at + 1] = im;
};

/** f of iz over i, for an odd f whose value at a conjugate is the conjugate. */
function turned(f: ComplexUnary): ComplexUnary {
  return (x, y, to, at) => {
    f(y, x, to, at);
    const re = to[at + 1] as number;
    to[at + 1] = to[at] as number;
    to[at] = re;
  };
}

export const sin: ComplexUnary = turned(sinh);
export const tan: ComplexUnary = turned(tanh);

/** cosh iz. */
export const cos: ComplexUnary = (x, y, to, at) => cosh(-y, x, to, at);

/** Where 1 is nothing beside the number's square. */
const HUGE = 2 ** 510;

const roots = new Float64Array(4);

/** Sets `roots` to those of 1 - z and 1 + z. */
function rootsOf(x: number, y: number): readonly [number, number, number, number] {
  sqrt(1 - x, -y, roots, 0);
  sqrt(1 + x, y, roots, 2);
  return roots as unknown as readonly [number, number, number, number];
}

export const acos: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  if (Number.isNaN(x) || Number.isNaN(y)) {
    if (x === 0) re = Math.PI / 2;
    else if (Math.abs(x) === INFINITE) im = INFINITE;
    else if (Math.abs(y) === INFINITE) im = -y;
  } else if (Math.abs(x) > HUGE || Math.abs(y) > HUGE) {
    re = Math.atan2(Math.abs(y), x);
    im = copySign(logModulus(x, y) + Math.LN2, -y);
  } else {
    const [p, q, r, s] = rootsOf(x, y);
    re = 2 * Math.atan2(p, r);
    im = Math.asinh(r * q - s * p);
  }
  to[at] = re;
  to[at + 1] = im;
};

/** i acos z or its opposite, whichever lies on the right. */
export const acosh: ComplexUnary = (x, y, to, at) => {
  acos(x, y, to, at);
  const [re, im] = [to[at] as number, to[at + 1] as number];
  to[at] = Math.abs(im);
  to[at + 1] = copySign(re, y);
};

export const asin: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  if (Number.isNaN(x) || Number.isNaN(y)) {
    if (x === 0) re = x;
    else if (Math.abs(y) === INFINITE) im = y;
    else if (Math.abs(x) === INFINITE) im = INFINITE;
  } else if (Math.abs(x) > HUGE || Math.abs(y) > HUGE) {
    re = Math.atan2(x, Math.abs(y));
    im = copySign(logModulus(x, y) + Math.LN2, y);
  } else {
    const [p, q, r, s] = rootsOf(x, y);
    re = Math.atan2(x, p * r - q * s);
    im = Math.asinh(p * s - q * r);
  }
  to[at] = re;
  to[at + 1] = im;
};

export const asinh: ComplexUnary = turned(asin);

export const atanh: ComplexUnary = (x, y, to, at) => {
  let [re, im] = [NOT, NOT];
  const [p, q] = [Math.abs(x), Math.abs(y)];
  if (Number.isNaN(x) || Number.isNaN(y)) {
    if (q === INFINITE) [re, im] = [0, copySign(Math.PI / 2, y)];
    else if (x === 0 || p === INFINITE) re = copySign(0, x);
  } else if (p > HUGE || q > HUGE) {
    // The real part of 1 / z.
    const size = modulus(x / 4, y / 4);
    re = copySign(p === INFINITE || q === INFINITE ? 0 : p / 4 / size / size / 4, x);
    im = copySign(Math.PI / 2, y);
  } else if (p === 1 && q < 2 ** -500) {
    re = copySign(q === 0 ? INFINITE : (Math.LN2 - Math.log(q)) / 2, x);
    im = q === 0 ? y : copySign(Math.atan2(2, -q) / 2, y);
  } else {
    const rest = 1 - p;
    re = copySign(Math.log1p((4 * p) / (rest * rest + q * q)) / 4, x);
    im = Math.atan2(2 * y, rest * (1 + p) - q * q) / 2;
  }
  to[at] = re;
  to[at + 1] = im;
};

export const atan: ComplexUnary = turned(atanh);
