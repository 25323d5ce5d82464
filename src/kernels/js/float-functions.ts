/** Functions of floats that are JavaScript's on every machine, so that their bits don't depend on a C library. */
import { halfOfNumber, numberOfHalf } from '../../volume/index.js';
import { codeOf, type KernelArray, newArray, type RealDType } from '../kernel-dtype.js';
import type { ElementwiseOp } from '../operations.js';
import { cast } from './cast.js';
import { forEachRow, type Layout } from './strided.js';

const PART = 1024;

export interface FloatOperand extends Layout {
  readonly array: KernelArray;
  readonly type: number;
}

type FloatFunction = (a: number, b: number) => number;

const FUNCTIONS: Partial<Record<ElementwiseOp, FloatFunction>> = {
  power,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  atan2: Math.atan2,
  hypot: Math.hypot,
  logaddexp,
};

/** Computes in float64, and rounds once where `target` is of float32 or, as bits, of float16. */
export function floatFunction(
  op: ElementwiseOp,
  dtype: RealDType,
  shape: readonly number[],
  operands: readonly FloatOperand[],
  target: KernelArray,
): void {
  const wide = dtype === 'float16' ? 'float32' : dtype;
  const scratch = operands.map(() => newArray(wide, PART));
  const type = codeOf(wide);
  const stored = dtype === 'float16' ? halfOfNumber : (x: number) => x;
  const f = op === 'nextafter' ? neighbours(dtype) : (FUNCTIONS[op] as FloatFunction);
  const [a, b] = scratch as [KernelArray, KernelArray | undefined];
  forEachRow(shape, operands, (offsets, to, length) => {
    for (let first = 0; first < length; first += PART) {
      const count = Math.min(PART, length - first);
      for (const [k, operand] of operands.entries()) {
        const stride = operand.strides.at(-1) ?? 0;
        const offset = (offsets[k] as number) + first * stride;
        cast({ ...operand, offset, stride }, scratch[k] as KernelArray, type, 0, count);
      }
      for (let i = 0; i < count; i++) target[to + first + i] = stored(f(a[i] as number, b?.[i] as number));
    }
  });
}

/** As C's pow, which gives 1 for 1 to any power, and for -1 to an infinite one; a square is exactly `a * a`. */
function power(a: number, b: number): number {
  if (b === 2) return a * a;
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

/** log(exp(a) + exp(b)), where neither may overflow. */
function logaddexp(a: number, b: number): number {
  if (a === b) return a + Math.LN2;
  const difference = a - b;
  if (Number.isNaN(difference)) return difference;
  return difference > 0 ? a + Math.log1p(Math.exp(-difference)) : b + Math.log1p(Math.exp(difference));
}

/** The next number of that type after `a` towards `b`. */
function neighbours(dtype: RealDType): FloatFunction {
  const step = STEPS[dtype as keyof typeof STEPS];
  return (a, b) => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
    if (a === b) return b;
    if (a === 0) return b > 0 ? step(0, 1) : -step(0, 1);
    return step(a, b > a === a > 0 ? 1 : -1);
  };
}

const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);
const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);

/** The number whose bits are the next ones: away from 0 they count up. */
const STEPS = {
  float16: (a: number, by: 1 | -1): number => numberOfHalf(halfOfNumber(a) + by),
  float32: (a: number, by: 1 | -1): number => {
    single[0] = a;
    singleBits[0] = (singleBits[0] as number) + by;
    return single[0];
  },
  float64: (a: number, by: 1 | -1): number => {
    double[0] = a;
    doubleBits[0] = (doubleBits[0] as bigint) + BigInt(by);
    return double[0];
  },
} as const;
