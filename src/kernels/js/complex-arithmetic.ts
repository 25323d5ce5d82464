/**
 * Arithmetic of complex numbers, on their parts, in the order of operations of native/kernels/complex.cc. Each function writes the real part of its result to `to[at]` and the
 * imaginary one to `to[at + 1]`, so that nothing is allocated for an element.
 */

/** A function of one complex number, x + iy. */
export type ComplexUnary = (x: number, y: number, to: Float64Array, at: number) => void;

/** A function of two complex numbers, a + ib and c + id. */
export type ComplexBinary = (a: number, b: number, c: number, d: number, to: Float64Array, at: number) => void;

/** The number as it is. */
export const set: ComplexUnary = (x, y, to, at) => {
  to[at] = x;
  to[at + 1] = y;
};

export const add: ComplexBinary = (a, b, c, d, to, at) => {
  to[at] = a + c;
  to[at + 1] = b + d;
};

export const subtract: ComplexBinary = (a, b, c, d, to, at) => {
  to[at] = a - c;
  to[at + 1] = b - d;
};

/** By the textbook's formula, as NumPy: what is infinite in one part may become NaN in the other. */
export const multiply: ComplexBinary = (a, b, c, d, to, at) => {
  to[at] = a * c - b * d;
  to[at + 1] = a * d + b * c;
};

/** By (x - y)(x + y) and 2xy, in which only what is too large itself overflows. */
export const square: ComplexUnary = (x, y, to, at) => {
  // As the textbook's formula, it has no -0 where both are equal.
  to[at] = (x - y) * (x + y) + 0;
  to[at + 1] = 2 * (x * y);
};

const HALF_OF_LARGEST = Number.MAX_VALUE / 2;
/** Parts below this may lose digits when they are multiplied by a ratio. */
const SMALL = 2 ** -1022 * 2 ** 53;
const SCALE = 2 ** 105;

/**
 * The quotient by Smith's formula, which squares nothing (Communications of the ACM 5, 1962, algorithm 116), with the
 * parts scaled where they are so large or so small that a sum or a ratio in it would not be a double of full precision
 * (Baudin and Smith, "A robust complex division in Scilab", 2012). Divided by 0, each part is, as in NumPy.
 */
export const divide: ComplexBinary = (a, b, c, d, to, at) => {
  const above = Math.max(Math.abs(a), Math.abs(b));
  const below = Math.max(Math.abs(c), Math.abs(d));
  if (below === 0) {
    to[at] = a / 0;
    to[at + 1] = b / 0;
    return;
  }
  let [up, down, back] = [1, 1, 1];
  if (above >= HALF_OF_LARGEST) {
    up = 0.5;
    back = 2;
  } else if (above <= SMALL) {
    up = SCALE;
    back = 1 / SCALE;
  }
  if (below >= HALF_OF_LARGEST) {
    down = 0.5;
    back *= 0.5;
  } else if (below <= SMALL) {
    down = SCALE;
    back *= SCALE;
  }
  if (Math.abs(c) >= Math.abs(d)) smith(a * up, b * up, c * down, d * down, back, to, at);
  else {
    // (a + ib) / (c + id) is the conjugate of (b + ia) / (d + ic).
    smith(b * up, a * up, d * down, c * down, back, to, at);
    to[at + 1] = -(to[at + 1] as number);
  }
};

/** Where |c| is no less than |d|. */
function smith(a: number, b: number, c: number, d: number, back: number, to: Float64Array, at: number): void {
  const ratio = d / c;
  const inverse = 1 / (c + d * ratio);
  to[at] = smithPart(a, b, c, d, ratio, inverse) * back;
  to[at + 1] = smithPart(b, -a, c, d, ratio, inverse) * back;
}

/** (a + b d / c) * inverse, in an order in which no factor becomes 0 that the result depends on. */
function smithPart(a: number, b: number, c: number, d: number, ratio: number, inverse: number): number {
  if (ratio === 0 && d !== 0) return (a + d * (b / c)) * inverse;
  const more = b * ratio;
  return more === 0 && ratio !== 0 && b !== 0 ? a * inverse + b * inverse * ratio : (a + more) * inverse;
}

const TOO_SMALL = 2 ** -500;
const TOO_LARGE = 2 ** 500;
const SHRINK = 2 ** -600;
const GROW = 2 ** 600;

/** sqrt(x² + y²) where the squares may overflow or underflow; infinite if a part is, even beside a NaN. */
export function modulus(x: number, y: number): number {
  const [p, q] = [Math.abs(x), Math.abs(y)];
  if (p === Number.POSITIVE_INFINITY || q === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const largest = Math.max(p, q);
  if (largest > TOO_LARGE) return root(p * SHRINK, q * SHRINK) * GROW;
  if (largest < TOO_SMALL) return root(p * GROW, q * GROW) * SHRINK;
  return root(p, q);
}

function root(p: number, q: number): number {
  return Math.sqrt(p * p + q * q);
}

/** `size` with the sign of `signed`, also of -0. */
export function copySign(size: number, signed: number): number {
  const negative = signed < 0 || Object.is(signed, -0);
  return negative ? -Math.abs(size) : Math.abs(size);
}

/** The number divided by its modulus: 0 for 0, NaN in both parts where one is NaN. */
export const sign: ComplexUnary = (x, y, to, at) => {
  const size = modulus(x, y);
  if (Number.isNaN(x) || Number.isNaN(y)) {
    to[at] = Number.NaN;
    to[at + 1] = Number.NaN;
  } else if (size < SMALL && size > 0) sign(x * GROW, y * GROW, to, at);
  else if (size === Number.POSITIVE_INFINITY) {
    // The direction of what is infinite in one part, or larger than any double.
    if (Number.isFinite(x) && Number.isFinite(y)) sign(x / 4, y / 4, to, at);
    else {
      const both = !Number.isFinite(x) && !Number.isFinite(y);
      to[at] = both ? Number.NaN : Number.isFinite(x) ? 0 : Math.sign(x);
      to[at + 1] = both ? Number.NaN : Number.isFinite(y) ? 0 : Math.sign(y);
    }
  } else {
    to[at] = size === 0 ? 0 : x / size;
    to[at + 1] = size === 0 ? 0 : y / size;
  }
};
