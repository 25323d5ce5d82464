/** Elementwise operations of complex numbers, computed in float64 and rounded once where the result is of complex64. */
import type { KernelCalls } from '../../native.js';
import type { TypedArray } from '../../volume/index.js';
import { codeOf, type KernelArray, newArray, REAL_DTYPES, type RealDType } from '../kernel-dtype.js';
import type { ElementwiseOp } from '../operations.js';
import { round as roundPart } from './arithmetic.js';
import { cast } from './cast.js';
import * as arithmetic from './complex-arithmetic.js';
import * as exponential from './complex-exponential.js';
import * as trigonometric from './complex-trigonometric.js';
import { forEachRow, type Layout } from './strided.js';

/** Elements that are converted and computed at a time. */
const PART = 1024;

/** An operand: parts of complex numbers by turns, or real numbers of a type. Offset and strides count elements. */
export interface ComplexOperand extends Layout {
  readonly array: KernelArray;
  /** undefined: complex. */
  readonly type: RealDType | undefined;
}

/** The type of the parts that are computed with. */
export type ComplexPart = 'float32' | 'float64';

const UNARY: Partial<Record<ElementwiseOp, arithmetic.ComplexUnary>> = {
  negative: (x, y, to, at) => arithmetic.set(-x, -y, to, at),
  positive: arithmetic.set,
  conj: (x, y, to, at) => arithmetic.set(x, -y, to, at),
  square: arithmetic.square,
  round: (x, y, to, at) => arithmetic.set(roundPart(x), roundPart(y), to, at),
  sign: arithmetic.sign,
  exp: exponential.exp,
  expm1: exponential.expm1,
  log: exponential.log,
  log1p: exponential.log1p,
  log2: exponential.log2,
  log10: exponential.log10,
  sqrt: exponential.sqrt,
  sin: trigonometric.sin,
  cos: trigonometric.cos,
  tan: trigonometric.tan,
  sinh: trigonometric.sinh,
  cosh: trigonometric.cosh,
  tanh: trigonometric.tanh,
  asin: trigonometric.asin,
  acos: trigonometric.acos,
  atan: trigonometric.atan,
  asinh: trigonometric.asinh,
  acosh: trigonometric.acosh,
  atanh: trigonometric.atanh,
};

const BINARY: Partial<Record<ElementwiseOp, arithmetic.ComplexBinary>> = {
  add: arithmetic.add,
  subtract: arithmetic.subtract,
  multiply: arithmetic.multiply,
  divide: arithmetic.divide,
  power: exponential.power,
};

/** What gives one number, or a truth value, for each. */
const TO_REAL: Partial<Record<ElementwiseOp, (x: number, y: number, c: number, d: number) => number>> = {
  abs: arithmetic.modulus,
  real: (x) => x,
  imag: (_, y) => y,
  isnan: (x, y) => Number(Number.isNaN(x) || Number.isNaN(y)),
  isinf: (x, y) => Number(Math.abs(x) === Number.POSITIVE_INFINITY || Math.abs(y) === Number.POSITIVE_INFINITY),
  isfinite: (x, y) => Number(Number.isFinite(x) && Number.isFinite(y)),
  equal: (a, b, c, d) => Number(a === c && b === d),
  notEqual: (a, b, c, d) => Number(a !== c || b !== d),
};

type Compute = (parts: readonly Float64Array[], result: Float64Array, count: number) => void;

function computeOf(op: ElementwiseOp): Compute {
  const [unary, binary, real] = [UNARY[op], BINARY[op], TO_REAL[op]];
  if (unary !== undefined) {
    return ([a], result, count) => {
      const x = a as Float64Array;
      for (let i = 0; i < 2 * count; i += 2) unary(x[i] as number, x[i + 1] as number, result, i);
    };
  }
  if (binary !== undefined) {
    return ([a, b], result, count) => {
      const [x, y] = [a as Float64Array, b as Float64Array];
      for (let i = 0; i < 2 * count; i += 2) {
        binary(x[i] as number, x[i + 1] as number, y[i] as number, y[i + 1] as number, result, i);
      }
    };
  }
  if (real !== undefined) {
    return ([a, b], result, count) => {
      const [x, y] = [a as Float64Array, (b ?? a) as Float64Array];
      for (let i = 0, k = 0; i < count; i++, k += 2) {
        result[i] = real(x[k] as number, x[k + 1] as number, y[k] as number, y[k + 1] as number);
      }
    };
  }
  return ([condition, a, b], result, count) => {
    for (let i = 0; i < 2 * count; i += 2) {
      const chosen = ((condition as Float64Array)[i] !== 0 ? a : b) as Float64Array;
      result[i] = chosen[i] as number;
      result[i + 1] = chosen[i + 1] as number;
    }
  };
}

/** Computes an operation that complex numbers have, in parts of that type; see native/kernels/complex.h for the target. */
export function computeComplex(
  op: ElementwiseOp,
  part: ComplexPart,
  shape: readonly number[],
  operands: readonly ComplexOperand[],
  target: TypedArray,
): void {
  const each = op in TO_REAL ? 1 : 2;
  const compute = computeOf(op);
  const scratch = operands.map(() => newArray(part, 2 * PART) as Float64Array);
  const reals = newArray(part, PART) as Float64Array;
  const result = newArray('float64', 2 * PART) as Float64Array;
  forEachRow(shape, operands, (offsets, to, length) => {
    for (let first = 0; first < length; first += PART) {
      const count = Math.min(PART, length - first);
      for (const [k, operand] of operands.entries()) {
        const stride = operand.strides.at(-1) ?? 0;
        const parts = scratch[k] as Float64Array;
        load({ ...operand, offset: (offsets[k] as number) + first * stride }, stride, part, parts, reals, count);
      }
      compute(scratch, result, count);
      (target as Float64Array).set(result.subarray(0, each * count), each * (to + first));
    }
  });
}

/** Writes `count` elements to `parts`, real and imaginary part by turns; `reals` is room for as many numbers. */
function load(
  { array, type, offset }: ComplexOperand,
  stride: number,
  part: ComplexPart,
  parts: Float64Array,
  reals: Float64Array,
  count: number,
): void {
  if (type === undefined) {
    for (let i = 0, at = 2 * offset; i < count; i++, at += 2 * stride) {
      parts[2 * i] = array[at] as number;
      parts[2 * i + 1] = array[at + 1] as number;
    }
    return;
  }
  cast({ array, type: codeOf(type), offset, stride }, reals, codeOf(part), 0, count);
  for (let i = 0; i < count; i++) {
    parts[2 * i] = reals[i] as number;
    parts[2 * i + 1] = 0;
  }
}

/** Those that C++ has too, in the order of `ComplexOp` in native/kernels/complex.h. */
export const NATIVE_OPERATIONS: readonly ElementwiseOp[] = [
  ...(['add', 'subtract', 'multiply', 'divide', 'negative', 'positive', 'conj', 'square', 'abs', 'equal'] as const),
  'notEqual',
];

/** Added to the number of the parts' type, for complex numbers; `kComplex` in native/complex_addon.cc. */
export const COMPLEX = 64;

export const complexElementwise: KernelCalls['complexElementwise'] = (op, type, target, shape, ...flat) => {
  const operands: ComplexOperand[] = [];
  for (let k = 0; k < flat.length; k += 4) {
    const [array, code, offset, strides] = flat.slice(k) as unknown as [KernelArray, number, number, number[]];
    operands.push({ array, type: code >= COMPLEX ? undefined : REAL_DTYPES[code], offset, strides });
  }
  const part = REAL_DTYPES[type] as ComplexPart;
  computeComplex(NATIVE_OPERATIONS[op] as ElementwiseOp, part, shape, operands, target as TypedArray);
  return undefined;
};

/**
 * Multiplies complex numbers [outer, axis, inner] along the middle axis: into accumulators [outer, inner], or, without
 * them, each by all in front of it.
 */
export function multiplyAlong(
  parts: KernelArray,
  { outer, axis, inner }: { readonly outer: number; readonly axis: number; readonly inner: number },
  accumulators?: KernelArray,
): void {
  const [from, into] = [parts as Float64Array, (accumulators ?? parts) as Float64Array];
  for (let o = 0; o < outer; o++) {
    for (let k = accumulators === undefined ? 1 : 0; k < axis; k++) {
      for (let i = 0; i < inner; i++) {
        const at = 2 * ((o * axis + k) * inner + i);
        const before = accumulators === undefined ? at - 2 * inner : 2 * (o * inner + i);
        const to = accumulators === undefined ? at : before;
        const [a, b] = [into[before] as number, into[before + 1] as number];
        arithmetic.multiply(a, b, from[at] as number, from[at + 1] as number, into, to);
      }
    }
  }
}
