/** Arithmetic, comparisons and functions, element by element, with broadcasting by strides. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import { type DType, fillElements, halfOfNumber, type TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { complexElements, type Side as Given, isComplexSide, truthsOf } from './complex.js';
import { copyElements } from './copy.js';
import { compareExactly, floatFunction } from './js/index.js';
import {
  checkedArray,
  checkSizes,
  codeOf,
  type KernelArray,
  kernelDType,
  kindOf,
  newArray,
  type RealDType,
  realDType,
} from './kernel-dtype.js';
import { collapse, type Layout, layoutOf } from './layout.js';
import {
  codeOfOperation,
  type ElementwiseOp,
  isComparison,
  isJavaScripts,
  isLogic,
  isOfParts,
  OPERATIONS,
  operandsOf,
} from './operations.js';
import { isBeyond, operationTypes, promote, type WeakScalar } from './promotion.js';

/** An array that takes part: element [i, j, ...] of the result uses `data[offset + i * strides[0] + j * strides[1] ...]`. */
export interface Operand {
  readonly data: TypedArray;
  readonly dtype: string;
  /** 0 if left out. */
  readonly offset?: number;
  /** In elements, one for each axis of the result, 0 where the operand is broadcast; if left out, C order. */
  readonly strides?: readonly number[];
}

interface Side extends Layout {
  readonly array: KernelArray;
  readonly dtype: RealDType;
}

/**
 * Computes `op` for each element of a result of that shape and writes it to `target`, in C order. The operands, arrays
 * or numbers, are converted to `operationTypes(op, ...).compute`; the target is of its `result` (a Uint8Array of 0 and 1
 * for bool). As in NumPy: integers wrap, division is by floats, a NaN is the minimum and the maximum; int64 and uint64
 * are compared exactly; float16 is computed in float32 and rounded once. The target may be the memory of an operand of C
 * order and the same element size. Logarithms, trigonometric functions and powers of floats are JavaScript's, and so is all
 * arithmetic of complex numbers, in float64, rounded once. Runs to its end on the calling thread: for large arrays, a
 * worker's.
 * @throws ArgumentError for operands that reach out of their arrays, a target too short or of another kind, numbers out
 * of range, negative powers of integers; DTypeError as `operationTypes`.
 *
 * @example
 * elementwise('multiply', [2, 3], [{ data: pixels, dtype: 'uint8' }, 2], new Uint8Array(6));
 */
export function elementwise(
  op: ElementwiseOp,
  shape: readonly number[],
  given: readonly Given[],
  target: TypedArray,
): void {
  const code = OPERATIONS.indexOf(op);
  if (code < 0) throw new ArgumentError(`elementwise: no operation ${op}; there are ${OPERATIONS.join(', ')}`);
  if (given.length !== operandsOf(code)) {
    throw new ArgumentError(`${op}: ${given.length} operands; it takes ${operandsOf(code)}`);
  }
  checkSizes(op, shape);
  if (given.some(isComplexSide)) {
    ofComplex(op, shape, given, target);
    return;
  }
  const operands = given as readonly (Operand | WeakScalar)[];
  if (isOfParts(op)) {
    partsOfReal(op, shape, operands[0] as Operand, target);
    return;
  }
  const size = shape.reduce((a, b) => a * b, 1);
  if (comparedExactly(op, shape, size, operands, target)) return;
  const types = operands.map((operand) => (typeof operand === 'object' ? operand.dtype : operand));
  const { joint, ...real } = operationTypes(op, types);
  const [compute, result] = [kernelDType(real.compute), realDType(real.result)];
  const to = checkedArray(`${op}: the target`, target, result, size);
  const sides = operands.map((operand, k) => sideOf(op, shape, operand, conditionOr(op, k, realDType(joint))));
  const simple = collapse(shape, sides);
  // Where halves are wanted, that is what is asked for: the kernels know what they are computed in.
  const type = result === 'float16' ? result : compute;
  if (isJavaScripts(op, kindOf(compute))) {
    const typed = simple.operands.map((side) => ({ ...side, type: codeOf(side.dtype) }));
    floatFunction(op, type, simple.shape, typed, to);
    return;
  }
  const flat = simple.operands.flatMap(({ array, dtype, offset, strides }) => [array, codeOf(dtype), offset, strides]);
  const done = checked(calls().elementwise(codeOfOperation(op, compute), codeOf(type), to, simple.shape, ...flat));
  if (!done) throw new ArgumentError(`${op}: an exponent is negative; convert integers to floats first`);
}

function ofComplex(op: ElementwiseOp, shape: readonly number[], given: readonly Given[], target: TypedArray): void {
  const isTruth = (k: number): boolean => isLogic(op) || (op === 'where' && k === 0);
  const sides = given.map((side, k) => (isTruth(k) ? truthsOf(op, shape, side) : side));
  if (!sides.some(isComplexSide)) {
    elementwise(op, shape, sides, target);
    return;
  }
  const types = sides.map((side) => (typeof side === 'object' && 'dtype' in side ? side.dtype : side));
  complexElements(op, shape, sides, operationTypes(op, types), target);
}

/** conj and real of real numbers are they themselves; imag is 0. */
function partsOfReal(op: ElementwiseOp, shape: readonly number[], x: Operand, target: TypedArray): void {
  const dtype = x.dtype as DType;
  if (op === 'imag') fillElements(target, dtype, 0);
  else copyElements(shape, dtype, x, { data: target });
}

/** A number as the condition of `where` is true or false, whatever the type of the result. */
function conditionOr(op: ElementwiseOp, operand: number, dtype: RealDType): RealDType {
  return op === 'where' && operand === 0 ? 'bool' : dtype;
}

function sideOf(op: string, shape: readonly number[], operand: Operand | WeakScalar, dtype: RealDType): Side {
  if (typeof operand !== 'object') {
    return { array: scalarArray(operand, dtype), dtype, offset: 0, strides: shape.map(() => 0) };
  }
  const own = realDType(operand.dtype);
  const array = checkedArray(`${op}: an operand`, operand.data, own, 0);
  return { array, dtype: own, ...layoutOf(op, shape, operand.offset, operand.strides, array.length) };
}

function scalarArray(value: WeakScalar, dtype: RealDType): KernelArray {
  if (dtype === 'float16') return Uint16Array.of(halfOfNumber(Number(value)));
  const array = newArray(dtype, 1);
  if (array instanceof BigUint64Array || array instanceof BigInt64Array) array[0] = BigInt(value);
  else array[0] = dtype === 'bool' ? Number(Boolean(value)) : Number(value);
  return array;
}

/** Does comparisons whose sides no element type holds together; false if this is none. */
function comparedExactly(
  op: ElementwiseOp,
  shape: readonly number[],
  size: number,
  operands: readonly (Operand | WeakScalar)[],
  target: TypedArray,
): boolean {
  if (!isComparison(op)) return false;
  const arrays = operands.filter((operand) => typeof operand === 'object');
  const scalar = operands.find((operand) => typeof operand !== 'object');
  const dtypes = arrays.map((operand) => realDType(operand.dtype));
  const [first = 'bool', second = first] = dtypes;
  const beyond = scalar !== undefined && arrays.length === 1 && isBeyond(first, scalar);
  const mixed =
    first !== second && promote(first, second) === 'float64' && kindOf(first) !== 'float' && kindOf(second) !== 'float';
  if (!beyond && !mixed) return false;
  const to = checkedArray(`${op}: the target`, target, 'bool', size) as Uint8Array;
  const sides = operands.map((operand) =>
    typeof operand === 'object' ? sideOf(op, shape, operand, 'bool') : { value: operand as number | bigint },
  );
  compareExactly(op, shape, [sides[0] as never, sides[1] as never], to);
  return true;
}
