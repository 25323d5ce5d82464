/** Elementwise functions of one array. */
import type { ElementwiseOp } from '../kernels/index.js';
import type { LazyVolume } from '../lazy/index.js';
import type { Volume } from '../volume/index.js';
import { deferElements } from './deferred/elementwise.js';
import { arrayFunction, out, theFirst } from './define.js';
import { computeElements, partOf } from './eager/elementwise.js';
import type { AnyArray, Like, OutOptions } from './types.js';

/** A function of each voxel. Integers become floats where the result isn't whole. */
export type UnaryFunction = <T extends AnyArray>(x: T, options?: OutOptions) => Like<T>;

function unary(name: ElementwiseOp): UnaryFunction {
  const how = {
    eager: (x: Volume, options?: OutOptions) => computeElements(name, [x], options),
    lazy: (x: LazyVolume, options?: OutOptions) => deferElements(name, [x], options),
  };
  return arrayFunction<UnaryFunction>(name, theFirst, how, out(1));
}

/** The voxels without their sign, the modulus of complex ones; the lowest signed integer stays as it is, since its opposite is none. */
export const abs: UnaryFunction = unary('abs');

/** The inverse cosine, in radians. */
export const acos: UnaryFunction = unary('acos');

/** The inverse hyperbolic cosine. */
export const acosh: UnaryFunction = unary('acosh');

/** The inverse sine, in radians. */
export const asin: UnaryFunction = unary('asin');

/** The inverse hyperbolic sine. */
export const asinh: UnaryFunction = unary('asinh');

/** The inverse tangent, in radians. */
export const atan: UnaryFunction = unary('atan');

/** The inverse hyperbolic tangent. */
export const atanh: UnaryFunction = unary('atanh');

/** Each bit the other way round; integers and bool only. */
export const bitwiseInvert: UnaryFunction = unary('bitwiseInvert');

/** The next whole number above; integers stay. */
export const ceil: UnaryFunction = unary('ceil');

/** The complex conjugates: the imaginary parts with the other sign. Real numbers stay. */
export const conj: UnaryFunction = unary('conj');

/** The cosine of radians. */
export const cos: UnaryFunction = unary('cos');

/** The hyperbolic cosine. */
export const cosh: UnaryFunction = unary('cosh');

/** e to the power of each; the same bits on every machine. */
export const exp: UnaryFunction = unary('exp');

/** exp(x) - 1, exact also for small x. */
export const expm1: UnaryFunction = unary('expm1');

/** The next whole number below; integers stay. */
export const floor: UnaryFunction = unary('floor');

function part(name: 'real' | 'imag'): UnaryFunction {
  const how = {
    eager: (x: Volume, options?: OutOptions) => partOf(name, x, options),
    lazy: (x: LazyVolume, options?: OutOptions) => deferElements(name, [x], options),
  };
  return arrayFunction<UnaryFunction>(name, theFirst, how, out(1));
}

/**
 * The imaginary parts of complex voxels: of a volume in memory a view, through which they can be written, without `out`;
 * of real ones zeros.
 * @example imag(spectrum).set(0, 0, 0); // shape and axes as of `spectrum`; of complex64 it is float32
 */
export const imag: UnaryFunction = part('imag');

/** Whether each is neither infinite nor NaN, in both parts of complex ones. */
export const isfinite: UnaryFunction = unary('isfinite');

/** Whether each is infinite, in one part at least of complex ones. */
export const isinf: UnaryFunction = unary('isinf');

/** Whether each is NaN, in one part at least of complex ones. */
export const isnan: UnaryFunction = unary('isnan');

/** The natural logarithm. */
export const log: UnaryFunction = unary('log');

/** log(1 + x), exact also for small x. */
export const log1p: UnaryFunction = unary('log1p');

/** The logarithm to base 10. */
export const log10: UnaryFunction = unary('log10');

/** The logarithm to base 2. */
export const log2: UnaryFunction = unary('log2');

/** Whether each is 0. */
export const logicalNot: UnaryFunction = unary('logicalNot');

/** The voxels with the other sign; unsigned integers wrap. */
export const negative: UnaryFunction = unary('negative');

/** The voxels as they are, copied. */
export const positive: UnaryFunction = unary('positive');

/**
 * The real parts of complex voxels: of a volume in memory a view, through which they can be written, without `out`; real
 * ones themselves, as a view too.
 * @example const picture = real(spectrum); // shape and axes as of `spectrum`; of complex64 it is float32
 */
export const real: UnaryFunction = part('real');

/** 1 divided by each, as floating-point numbers. */
export const reciprocal: UnaryFunction = arrayFunction<UnaryFunction>(
  'reciprocal',
  theFirst,
  {
    eager: (x: Volume, options?: OutOptions) => computeElements('divide', [1, x], options),
    lazy: (x: LazyVolume, options?: OutOptions) => deferElements('divide', [1, x], options),
  },
  out(1),
);

/** The nearest whole number, half to even; integers stay, parts of complex numbers are rounded each. */
export const round: UnaryFunction = unary('round');

/** -1, 0 or 1; of a complex number it divided by its modulus, or 0; NaN of NaN. */
export const sign: UnaryFunction = unary('sign');

/** Whether the sign is minus, also that of -0. */
export const signbit: UnaryFunction = unary('signbit');

/** The sine of radians. */
export const sin: UnaryFunction = unary('sin');

/** The hyperbolic sine. */
export const sinh: UnaryFunction = unary('sinh');

/** Each times itself. */
export const square: UnaryFunction = unary('square');

/** The square root. */
export const sqrt: UnaryFunction = unary('sqrt');

/** The tangent of radians. */
export const tan: UnaryFunction = unary('tan');

/** The hyperbolic tangent. */
export const tanh: UnaryFunction = unary('tanh');

/** Without what follows the point; integers stay. */
export const trunc: UnaryFunction = unary('trunc');
