/** Complex numbers in kernels: real and imaginary parts by turns in an array of floats. */
import { DTypeError } from '../errors.js';
import { checked } from '../native.js';
import { type Complex, isComplexNumber, newElements, type TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import type { Place } from './copy.js';
import { COMPLEX, type ComplexOperand, computeComplex, multiplyAlong, NATIVE_OPERATIONS } from './js/index.js';
import {
  type ComplexDType,
  checkedArray,
  codeOf,
  isComplex,
  type KernelArray,
  newArray,
  partOf,
  realDType,
} from './kernel-dtype.js';
import { collapse, layoutOf } from './layout.js';
import type { ElementwiseOp } from './operations.js';
import type { OperationTypes, WeakScalar } from './promotion.js';

/** An operand of elementwise operations: an array of that dtype, or a number. */
export type Side = (Place & { readonly dtype: string }) | WeakScalar | Complex;

/** Whether it is a complex number, or an array of them. */
export function isComplexSide(side: Side): boolean {
  return typeof side === 'object' && (isComplexNumber(side) || isComplex(side.dtype));
}

/** The array of the parts of complex numbers. @throws ArgumentError for one of another kind, or too short a one. */
export function checkedParts(what: string, array: TypedArray, dtype: ComplexDType, length: number): KernelArray {
  return checkedArray(what, array, partOf(dtype), 2 * length);
}

/** `elementwise` where it is computed in complex numbers. */
export function complexElements(
  op: ElementwiseOp,
  shape: readonly number[],
  sides: readonly Side[],
  { compute, result }: OperationTypes,
  target: TypedArray,
): void {
  const size = shape.reduce((a, b) => a * b, 1);
  const to = isComplex(result)
    ? checkedParts(`${op}: the target`, target, result, size)
    : checkedArray(`${op}: the target`, target, realDType(result), size);
  const simple = collapse(
    shape,
    sides.map((side) => operandOf(op, shape, side, compute)),
  );
  run(op, compute as ComplexDType, simple.shape, simple.operands, to);
}

/** In C++ what that has, else in JavaScript. */
function run(
  op: ElementwiseOp,
  dtype: ComplexDType,
  shape: readonly number[],
  operands: readonly ComplexOperand[],
  target: KernelArray,
): void {
  const part = partOf(dtype);
  const code = NATIVE_OPERATIONS.indexOf(op);
  if (code < 0) {
    computeComplex(op, part, shape, operands, target);
    return;
  }
  const flat = operands.flatMap(({ array, type, offset, strides }) => {
    const own = type ?? (array instanceof Float32Array ? 'float32' : 'float64');
    return [array, codeOf(own) + (type === undefined ? COMPLEX : 0), offset, strides];
  });
  checked(calls().complexElementwise(code, codeOf(part), target, shape, ...flat));
}

/** Numbers are rounded to the type that is computed in, as those beside real arrays are. */
function operandOf(op: string, shape: readonly number[], side: Side, compute = 'complex128'): ComplexOperand {
  if (typeof side !== 'object' || isComplexNumber(side)) {
    const parts = typeof side === 'object' ? [side.re, side.im] : [Number(side), 0];
    const array = (compute === 'complex64' ? Float32Array : Float64Array).from(parts);
    return { array, type: undefined, offset: 0, strides: shape.map(() => 0) };
  }
  const { data, dtype, offset, strides } = side;
  if (!isComplex(dtype)) {
    const type = realDType(dtype);
    const array = checkedArray(`${op}: an operand`, data, type, 0);
    return { array, type, ...layoutOf(op, shape, offset, strides, array.length) };
  }
  const array = checkedParts(`${op}: an operand`, data, dtype, 0);
  return { array, type: undefined, ...layoutOf(op, shape, offset, strides, Math.floor(array.length / 2)) };
}

/** What is true of an operand's complex numbers: which are not 0. Real ones, whose truth kernels know, stay as they are. */
export function truthsOf(op: string, shape: readonly number[], side: Side): Exclude<Side, Complex> {
  if (typeof side !== 'object') return side;
  if (isComplexNumber(side)) return side.re !== 0 || side.im !== 0;
  if (!isComplex(side.dtype)) return side;
  const operand = operandOf(op, shape, side);
  const data = newElements(
    op,
    'bool',
    shape.reduce((a, b) => a * b, 1),
  );
  run('notEqual', 'complex128', shape, [operand, operandOf(op, shape, 0)], data);
  return { data, dtype: 'bool' };
}

/** `cast` where one of the types is complex. @throws DTypeError for complex numbers that should become real ones. */
export function castComplex(source: TypedArray, from: string, target: TypedArray, to: string): void {
  checkCast(from, to);
  if (isComplex(from) && isComplex(to)) {
    const parts = checkedParts('cast: the source', source, from, 0);
    const place = checkedArray('cast: the target', target, partOf(to), parts.length);
    checked(calls().cast(parts, codeOf(partOf(from)), place, codeOf(partOf(to)), parts.length));
    return;
  }
  const length = isComplex(from) ? source.length / 2 : source.length;
  const place = isComplex(to)
    ? checkedParts('cast: the target', target, to, length)
    : checkedArray('cast: the target', target, 'bool', length);
  const sides = [{ data: source, dtype: from }, 0].map((side) => operandOf('cast', [length], side));
  if (isComplex(to)) run('positive', to, [length], sides.slice(0, 1), place);
  else run('notEqual', 'complex128', [length], sides, place);
}

/** @throws DTypeError for complex numbers that should become real ones. */
export function checkCast(from: string, to: string): void {
  if (!isComplex(from) || isComplex(to) || to === 'bool') return;
  throw new DTypeError(`${from} does not become ${to}; say which part is meant: real(x), imag(x) or abs(x)`);
}

/** A block of complex numbers [outer, axis, inner], and accumulators [outer, inner] of complex128. */
export interface ComplexBlock {
  readonly dtype: ComplexDType;
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/** Sums of contiguous rows are added in so many sums by turns. */
const LANES = 8;

/** Adds, or multiplies, the numbers along the middle axis to what the accumulator has. */
export function reduceComplex(
  op: 'sum' | 'prod',
  source: TypedArray,
  { dtype, outer, axis, inner }: ComplexBlock,
  accumulator: TypedArray,
): void {
  const parts = checkedParts(`reduce ${op}: the source`, source, dtype, outer * axis * inner);
  const sums = checkedParts(`reduce ${op}: the accumulator`, accumulator, 'complex128', outer * inner);
  if (op === 'prod') {
    multiplyAlong(parts, { outer, axis, inner }, sums);
    return;
  }
  const add = (from: KernelArray, rows: number, planes: number, width: number, into: KernelArray): void => {
    checked(calls().reduce(0, from, codeOf(partOf(dtype)), rows, planes, width, into, codeOf('float64')));
  };
  if (inner > 1 || axis < 2 * LANES) {
    add(parts, outer, axis, 2 * inner, sums);
    return;
  }
  const lanes = newArray('float64', 2 * LANES) as Float64Array;
  const turns = Math.floor(axis / LANES);
  for (let o = 0; o < outer; o++) {
    const row = parts.subarray(2 * o * axis, 2 * (o + 1) * axis);
    lanes.fill(0);
    add(row, 1, turns, 2 * LANES, lanes);
    for (let width = LANES; width > 1; width /= 2) {
      for (let i = 0; i < width; i++) lanes[i] = (lanes[i] as number) + (lanes[i + width] as number);
    }
    const sum = sums.subarray(2 * o, 2 * o + 2);
    for (const part of [0, 1]) sum[part] = (sum[part] as number) + (lanes[part] as number);
    add(row.subarray(2 * LANES * turns), 1, axis - LANES * turns, 2, sum);
  }
}

/** Running sums or products along the middle axis, in place, in their own type. */
export function scanComplex(
  op: 'sum' | 'prod',
  elements: TypedArray,
  { dtype, outer, axis, inner }: ComplexBlock,
): void {
  const parts = checkedParts('scan: the array', elements, dtype, outer * axis * inner);
  if (op === 'sum') checked(calls().scan(false, parts, codeOf(partOf(dtype)), outer, axis, 2 * inner));
  else multiplyAlong(parts, { outer, axis, inner });
}
