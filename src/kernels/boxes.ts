/** Medians of neighbourhoods and means of boxes; see native/kernels/median.h and box_mean.h. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { checkedArray, checkSizes, codeOf, type KernelDType, kernelDType, kindOf } from './kernel-dtype.js';

/** The neighbourhoods of a contiguous array's elements. */
export interface MedianWindow {
  readonly shape: readonly number[];
  /** Of the box around each element, one an axis. */
  readonly sizes: readonly number[];
  /**
   * For each axis where element i + t of it, as it goes on beyond its ends, is: shape + size - 1 indices; -1 is `outside`.
   * Where the size is 1, each index is its own place.
   */
  readonly places: readonly Int32Array[];
  /** Which elements of the box count, in C order: those that are not 0. */
  readonly footprint: Uint8Array;
  /** An array of one element. */
  readonly outside: TypedArray;
}

/**
 * For each element that of rank count / 2, in ascending order, of the `count` in its neighbourhood. NaN is greater than all
 * numbers, -0 less than 0. The arrays must not overlap.
 * @throws ArgumentError for sizes and arrays that don't fit one another, or a footprint in which nothing counts; DTypeError.
 */
export function slidingMedian(source: TypedArray, dtype: string, window: MedianWindow, target: TypedArray): void {
  const { shape, sizes, places, footprint, outside } = window;
  const type = kernelDType(dtype);
  checkAxes('slidingMedian', shape, sizes);
  const size = product(shape);
  const elements = checkedArray('slidingMedian: the source', source, type, size);
  const into = checkedArray('slidingMedian: the target', target, type, size);
  const beyond = checkedArray('slidingMedian: what is outside', outside, type, 1);
  const fits = places.every((each, d) => each.length === (shape[d] as number) + (sizes[d] as number) - 1);
  if (!fits || places.length !== shape.length || footprint.length !== product(sizes) || !footprint.some(Boolean)) {
    throw new ArgumentError(`slidingMedian: a box of [${sizes}] in [${shape}], footprint of ${footprint.length}`);
  }
  const all = Int32Array.from(places.flatMap((each) => [...each]));
  if (size === 0) return;
  checked(calls().medianFilter(elements, codeOf(type), shape, sizes, all, footprint, beyond, into));
}

/** What {@link boxMean} averages. */
export interface BoxMeans {
  readonly shape: readonly number[];
  /** Of the boxes, one an axis. */
  readonly factors: readonly number[];
  /** What counts for the elements that a box lacks at the end of an axis; undefined: they don't count. */
  readonly outside?: number;
}

/**
 * The means of boxes that lie side by side, of shape / factors, rounded up. To float32 or float64: added in float64, the rows
 * of a box one after the other, then along them. To the source's own type of integers: rounded, halves up, exactly; that
 * without `outside`. The arrays must not overlap.
 * @throws ArgumentError for arrays that are too short or of another kind, or boxes of 2^31 elements; DTypeError.
 */
export function boxMean(
  source: TypedArray,
  dtype: string,
  { shape, factors, outside }: BoxMeans,
  target: TypedArray,
  targetDType: string,
): void {
  const [from, to] = [kernelDType(dtype), kernelDType(targetDType)];
  checkAxes('boxMean', shape, factors);
  checkTarget(from, to, outside);
  const elements = checkedArray('boxMean: the source', source, from, product(shape));
  const coarse = product(shape.map((extent, d) => Math.ceil(extent / (factors[d] as number))));
  const place = checkedArray('boxMean: the target', target, to, coarse);
  if (product(factors) >= 2 ** 31) throw new ArgumentError(`boxMean: boxes of [${factors}] have 2^31 elements or more`);
  if (coarse === 0) return;
  const padded = outside !== undefined;
  checked(calls().boxMean(elements, codeOf(from), shape, factors, padded, outside ?? 0, place, codeOf(to)));
}

function checkTarget(from: KernelDType, to: KernelDType, outside: number | undefined): void {
  if (kindOf(to) === 'float' || (from === to && outside === undefined)) return;
  throw new ArgumentError(`boxMean: means of ${from} as ${to}: they are floats, or rounded of the same type`);
}

function checkAxes(caller: string, shape: readonly number[], sizes: readonly number[]): void {
  checkSizes(caller, shape);
  checkSizes(caller, sizes);
  if (shape.length > 0 && shape.length <= 32 && sizes.length === shape.length && !sizes.includes(0)) return;
  throw new ArgumentError(`${caller}: the shape [${shape}] and [${sizes}]: as many of both, 1 to 32, from 1 on`);
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1);
}
