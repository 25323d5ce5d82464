/** Sorting of contiguous rows, and running sums. */
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { scanComplex } from './complex.js';
import { scanParts } from './half.js';
import { checkedArray, checkSizes, codeOf, isComplex, kernelDType, realDType } from './kernel-dtype.js';
import type { ReduceBlock } from './reduce.js';

/** Rows of elements, one after the other. */
export interface Rows {
  readonly dtype: string;
  readonly rows: number;
  readonly length: number;
}

/**
 * Sorts each row into `target`, which may be the source itself; NaNs go to the end, backwards (`descending`) to the
 * front. Runs to its end on the calling thread.
 * @throws ArgumentError if an array is too short or of another kind; DTypeError for a dtype without arithmetic.
 */
export function sortRows(
  source: TypedArray,
  target: TypedArray,
  { dtype, rows, length }: Rows,
  descending = false,
): void {
  checkSizes('sort', [rows, length]);
  const type = realDType(dtype);
  const from = checkedArray('sort: the array', source, type, rows * length);
  const to = checkedArray('sort: the target', target, type, rows * length);
  checked(calls().sort(from, to, codeOf(type), rows, length, descending));
}

/**
 * Where the elements of each sorted row were; equal ones keep their order, backwards (`descending`) too. On the calling
 * thread, as `sortRows`.
 * @throws ArgumentError if an array is too short or of another kind; DTypeError for a dtype without arithmetic.
 */
export function argSortRows(
  elements: TypedArray,
  { dtype, rows, length }: Rows,
  indices: BigInt64Array,
  descending = false,
): void {
  checkSizes('argsort', [rows, length]);
  const type = realDType(dtype);
  const array = checkedArray('argsort: the array', elements, type, rows * length);
  const places = checkedArray('argsort: the indices', indices, 'int64', rows * length);
  checked(calls().argSort(array, codeOf(type), rows, length, descending, places));
}

/**
 * Makes each element the sum (or product) of all up to it along the middle axis, in place: integers wrap, floats are
 * added one after the other, in their own type, but halves in float32, of which each result is rounded once.
 * @throws ArgumentError if the array is too short or of another kind; DTypeError for a dtype without arithmetic.
 */
export function scan(op: 'sum' | 'prod', elements: TypedArray, { dtype, outer, axis, inner }: ReduceBlock): void {
  if (dtype === 'float16') {
    scanParts('scan', elements, { outer, axis, inner }, (numbers, sizes) =>
      scan(op, numbers, { ...sizes, dtype: 'float32' }),
    );
    return;
  }
  checkSizes('scan', [outer, axis, inner]);
  if (isComplex(dtype)) {
    scanComplex(op, elements, { dtype, outer, axis, inner });
    return;
  }
  const type = kernelDType(dtype);
  const array = checkedArray('scan: the array', elements, type, outer * axis * inner);
  checked(calls().scan(op === 'prod', array, codeOf(type), outer, axis, inner));
}
