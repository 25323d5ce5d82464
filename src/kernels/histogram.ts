/** Counting values, and numbers to integers; see native/kernels/histogram.h. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { checkedArray, codeOf, kernelDType } from './kernel-dtype.js';

/**
 * Adds 1 to `counts[i]` for each of the values from `edges[i]` on and below `edges[i + 1]`; the last bin has its upper edge
 * too. Values outside and NaN are not counted.
 * @throws ArgumentError unless the edges ascend and there is a count for each bin; DTypeError.
 */
export function histogramCounts(source: TypedArray, dtype: string, edges: Float64Array, counts: Float64Array): void {
  const type = kernelDType(dtype);
  const elements = checkedArray('histogram: the source', source, type, source.length);
  const ascending = edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number));
  if (edges.length < 2 || !ascending || !edges.every(Number.isFinite) || counts.length < edges.length - 1) {
    throw new ArgumentError(`histogram: ${edges.length} edges, which must ascend, and ${counts.length} counts`);
  }
  checked(calls().histogram(elements, codeOf(type), edges, counts));
}

/**
 * Rounds to the nearest integers of a type, halves away from zero, and what it lacks to its ends; NaN is 0. To floats as
 * `cast`.
 * @throws ArgumentError if the target is too short or of another kind; DTypeError.
 */
export function roundTo(source: Float64Array, target: TypedArray, dtype: string): void {
  const type = kernelDType(dtype);
  const place = checkedArray('roundTo: the target', target, type, source.length);
  checked(calls().roundTo(source, place, codeOf(type)));
}
