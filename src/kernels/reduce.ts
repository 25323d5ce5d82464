/** Reductions of contiguous blocks [outer, axis, inner] over their middle axis, into accumulators [outer, inner]. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import { dtypeOfArray, newElements, type TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { reduceComplex, truthsOf } from './complex.js';
import { type Part, widenParts } from './half.js';
import { mergeInto } from './js/index.js';
import {
  checkedArray,
  checkSizes,
  codeOf,
  computedIn,
  integerRange,
  isComplex,
  type KernelArray,
  type KernelDType,
  kernelDType,
  kindOf,
  type NumberDType,
  newArray,
  numberDType,
} from './kernel-dtype.js';

/** In the order of `ReduceOp` in native/kernels/reduce.h. */
const REDUCE_OPS = ['sum', 'prod', 'min', 'max', 'any', 'all'] as const;

/** A reduction that keeps one value for each result. */
export type ReduceOp = (typeof REDUCE_OPS)[number];

/** A block: its element type, and its sizes outside of, along and within the axis that is reduced. */
export interface ReduceBlock {
  readonly dtype: string;
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/**
 * The element type that NumPy accumulates in and gives: uint64 for sums and products of unsigned integers, int64 for
 * those of signed ones and of bool, bool for any and all, else the elements' own. Sums and products of float32 and
 * float16 are kept in float64 here (NumPy adds them in pairs, in their own type), those of complex64 in complex128, minima
 * and maxima of float16 in float32: cast them at the end.
 * @throws DTypeError for a dtype without arithmetic, and for minima and maxima of complex numbers.
 */
export function accumulatorDType(op: ReduceOp, dtype: string): NumberDType {
  if (isComplex(dtype) && op !== 'min' && op !== 'max') {
    return op === 'any' || op === 'all' ? 'bool' : 'complex128';
  }
  const known = computedIn(dtype);
  if (op === 'any' || op === 'all') return 'bool';
  if (op === 'min' || op === 'max') return known;
  const kind = kindOf(known);
  return kind === 'float' ? 'float64' : kind === 'unsigned' ? 'uint64' : 'int64';
}

/** The type of what is computed of such elements: floats and complex numbers keep theirs, all else becomes the other. */
export function floatResult(dtype: string, other: NumberDType): NumberDType {
  const known = numberDType(dtype);
  return ['float', 'complex'].includes(kindOf(known)) ? known : other;
}

/** The element type that a reduction gives where no other is asked for. @throws DTypeError as `accumulatorDType`. */
export function reducedDType(op: ReduceOp, dtype: string): NumberDType {
  const own = accumulatorDType(op, dtype);
  return own === 'bool' ? own : floatResult(dtype, own);
}

/** Accumulators that hold the reduction of no elements: 0, 1, the type's greatest value for min, and so on. */
export function newAccumulator(op: ReduceOp, dtype: string, length: number): KernelArray {
  const own = accumulatorDType(op, dtype);
  if (isComplex(own)) {
    const parts = newArray('float64', 2 * length) as Float64Array;
    if (op === 'prod') for (let i = 0; i < parts.length; i += 2) parts[i] = 1;
    return parts;
  }
  const type = kernelDType(own);
  const array = newArray(type, length);
  const big = array instanceof BigUint64Array || array instanceof BigInt64Array;
  const start = identity(op, type);
  if (start !== 0n) array.fill((big ? start : Number(start)) as never);
  return array;
}

function identity(op: ReduceOp, type: KernelDType): bigint | number {
  if (op === 'sum' || op === 'any') return 0n;
  if (op === 'prod' || op === 'all') return 1n;
  if (kindOf(type) === 'float') return op === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const [lowest, highest] = integerRange(type);
  return op === 'min' ? highest : lowest;
}

/**
 * `accumulator[o, i] = op(accumulator[o, i], source[o, 0, i], ..., source[o, axis - 1, i])`, exactly for integers, which
 * wrap at 64 bits. Begin with `newAccumulator`, call it for each block in turn.
 *
 * The accumulator's kind chooses the arithmetic: for sums and products that of `accumulatorDType`, or a Float64Array
 * (means of 64-bit integers); for sums of uint8 also a Uint16Array of at most 257 elements a result or a Uint32Array,
 * of uint16 a Uint32Array, which wrap when more is added. A NaN is the minimum and the maximum, as in NumPy.
 *
 * Floats are added in the order of the axis; where `inner` is 1, in eight sums by turns, added in pairs at the end.
 * Runs to its end on the calling thread (about 0.3 ns a byte): for large blocks, a worker's.
 *
 * @throws ArgumentError if an array is too short or of another kind; DTypeError for a dtype without arithmetic.
 *
 * @example
 * const sums = newAccumulator('sum', 'uint8', height * width);
 * for (const plane of planes) {
 *   reduce('sum', plane, { dtype: 'uint8', outer: 1, axis: 1, inner: height * width }, sums);
 * }
 */
export function reduce(op: ReduceOp, source: TypedArray, block: ReduceBlock, accumulator: TypedArray): void {
  const { dtype: own, outer, axis, inner } = block;
  if (own === 'float16') {
    const results = checkedState(`reduce ${op}: the accumulator`, accumulator, block);
    widenParts(`reduce ${op}`, source, block, (numbers, part) => {
      reduce(op, numbers, { ...part, dtype: 'float32' }, results(part));
    });
    return;
  }
  if (isComplex(own) && op !== 'min' && op !== 'max') {
    checkSizes(`reduce ${op}`, [outer, axis, inner]);
    if (op === 'sum' || op === 'prod') {
      reduceComplex(op, source, { dtype: own, outer, axis, inner }, accumulator);
      return;
    }
    const { data } = truthsOf(op, [outer * axis * inner], { data: source, dtype: own }) as { data: TypedArray };
    reduce(op, data, { ...block, dtype: 'bool' }, accumulator);
    return;
  }
  const dtype = checkBlock(`reduce ${op}`, source, block);
  const { code, target: type } = reductionCodes(op, dtype, accumulator);
  const array = checkedArray(`reduce ${op}: the accumulator`, accumulator, type, outer * inner);
  const elements = checkedArray(`reduce ${op}: the source`, source, dtype, outer * axis * inner);
  checked(calls().reduce(code, elements, codeOf(dtype), outer, axis, inner, array, codeOf(type)));
}

/** What the kernels of reductions are told: the operation's number, and the types of its source and its target. */
export function reductionCodes(op: ReduceOp, dtype: string, accumulator: TypedArray) {
  const source = kernelDType(dtype);
  const target = chooseAccumulator(op, source, kernelDType(accumulatorDType(op, source)), accumulator);
  return { code: REDUCE_OPS.indexOf(op), source, target };
}

/** Narrow accumulators of a sum, for as long as it fits. */
const NARROW: Partial<Record<KernelDType, readonly KernelDType[]>> = {
  uint8: ['uint16', 'uint32'],
  bool: ['uint16', 'uint32'],
  uint16: ['uint32'],
};

function chooseAccumulator(op: ReduceOp, dtype: KernelDType, own: KernelDType, accumulator: TypedArray): KernelDType {
  const kind = dtypeOfArray(accumulator) as KernelDType;
  if (op === 'sum' && NARROW[dtype]?.includes(kind)) return kind;
  if ((op === 'sum' || op === 'prod') && kind === 'float64') return kind;
  return own;
}

function checkBlock(what: string, source: TypedArray, { dtype, outer, axis, inner }: ReduceBlock): KernelDType {
  const known = kernelDType(dtype);
  checkSizes(what, [outer, axis, inner]);
  checkedArray(`${what}: the source`, source, known, outer * axis * inner);
  return known;
}

/** Gives the elements of a state [outer, inner] that a part of a block is added to. @throws ArgumentError if it is too short. */
function checkedState(what: string, state: TypedArray, { outer, inner }: ReduceBlock): (part: Part) => TypedArray {
  checkedArray(what, state, dtypeOfArray(state) as KernelDType, outer * inner);
  return ({ into, ...part }) => state.subarray(into, into + part.outer * part.inner) as TypedArray;
}

/** What `argReduce` has found so far, [outer, inner]. */
export interface Found {
  /** Elements of the source's type, float32 for halves. */
  readonly values: TypedArray;
  /** Where on the axis they are; -1 for none yet. */
  readonly indices: BigInt64Array;
}

/** Begins an argmin or argmax of `length` results. */
export function newFound(dtype: string, length: number): Found {
  return { values: newArray(computedIn(dtype), length), indices: newElements('argReduce', 'int64', length).fill(-1n) };
}

/**
 * Adds a block that begins at `start` on the axis to what was found. The first of equal elements counts, in whatever
 * order blocks come; a NaN is both least and greatest, as in NumPy. On the calling thread, as `reduce`.
 * @throws ArgumentError if an array is too short or of another kind; DTypeError for a dtype without arithmetic.
 */
export function argReduce(
  op: 'argmin' | 'argmax',
  source: TypedArray,
  block: ReduceBlock,
  start: number,
  found: Found,
): void {
  const { outer, axis, inner } = block;
  checkSizes(`${op}: start`, [start]);
  if (block.dtype === 'float16') {
    const values = checkedState(`${op}: found.values`, found.values, block);
    const indices = checkedState(`${op}: found.indices`, found.indices, block);
    widenParts(op, source, block, (numbers, part) => {
      const state = { values: values(part), indices: indices(part) as BigInt64Array };
      argReduce(op, numbers, { ...part, dtype: 'float32' }, start + part.start, state);
    });
    return;
  }
  const dtype = checkBlock(op, source, block);
  const elements = checkedArray(`${op}: the source`, source, dtype, outer * axis * inner);
  const values = checkedArray(`${op}: found.values`, found.values, dtype, outer * inner);
  const indices = checkedArray(`${op}: found.indices`, found.indices, 'int64', outer * inner);
  const code = codeOf(dtype);
  checked(calls().argReduce(op === 'argmax', elements, code, outer, axis, inner, start, values, indices));
}

/** Means and sums of squared differences from them, [outer, inner], of `count` elements a result. */
export interface Moments {
  count: number;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/** Begins means and variances of `length` results. */
export function newMoments(length: number): Moments {
  return { count: 0, means: newElements('var', 'float64', length), squares: newElements('var', 'float64', length) };
}

/**
 * Adds a block to means and squared differences, in float64 (Chan, Golub, LeVeque 1979). The variance is
 * `squares / (count - ddof)`. On the calling thread, as `reduce`.
 * @throws ArgumentError if an array is too short or of another kind; DTypeError for a dtype without arithmetic.
 */
export function addMoments(source: TypedArray, block: ReduceBlock, moments: Moments): void {
  const { outer, axis, inner } = block;
  if (!(moments.count >= 0)) throw new ArgumentError(`addMoments: the count is ${moments.count}; expected 0 or more`);
  if (block.dtype === 'float16') {
    const means = checkedState('addMoments: moments.means', moments.means, block);
    const squares = checkedState('addMoments: moments.squares', moments.squares, block);
    widenParts('addMoments', source, block, (numbers, part) => {
      const state = { means: means(part) as Float64Array, squares: squares(part) as Float64Array };
      addMoments(numbers, { ...part, dtype: 'float32' }, { ...state, count: moments.count + part.start });
    });
    moments.count += axis;
    return;
  }
  const dtype = checkBlock('addMoments', source, block);
  const elements = checkedArray('addMoments: the source', source, dtype, outer * axis * inner);
  const means = checkedArray('addMoments: moments.means', moments.means, 'float64', outer * inner);
  const squares = checkedArray('addMoments: moments.squares', moments.squares, 'float64', outer * inner);
  checked(calls().moments(elements, codeOf(dtype), outer, axis, inner, moments.count, means, squares));
  moments.count += axis;
}

/** Adds the moments of other elements, which another thread may have made, to those of `moments`. */
export function mergeMoments(moments: Moments, more: Moments): void {
  const { length } = moments.means;
  if ([moments.squares, more.means, more.squares].some((array) => array.length !== length)) {
    throw new ArgumentError('mergeMoments: the arrays of both must have the same length');
  }
  if (more.count === 0) return;
  for (let i = 0; i < length; i++) {
    const [mean, square] = [more.means[i] as number, more.squares[i] as number];
    mergeInto(moments.count, more.count, mean, square, moments.means, moments.squares, i);
  }
  moments.count += more.count;
}
