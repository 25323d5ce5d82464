/** Sorting, searching, choosing and sets. */
import type { LazyVolume } from '../lazy/index.js';
import type { Volume } from '../volume/index.js';
import { deferArgsort, deferSort } from './deferred/blocks.js';
import { deferClip, deferElements } from './deferred/elementwise.js';
import { deferSearchsorted, deferTake, deferTakeAlongAxis } from './deferred/indexing.js';
import { notLazy } from './deferred/manipulate.js';
import { arrayFunction, out, type Takes, theFirst, theFirstThree, theFirstTwo } from './define.js';
import { clip as clipOf } from './eager/elementwise.js';
import { where as whereOf } from './eager/more.js';
import * as eager from './eager/sort.js';
import type { AnyArray, Joint, Like, OutOptions, Weak } from './types.js';

/** Options of sort and argsort. */
export interface SortOptions extends OutOptions {
  /** Default: the last. */
  readonly axis?: number;
  /** Largest first. Default false. */
  readonly descending?: boolean;
  /** Whether equal voxels keep their order, which they always do. */
  readonly stable?: boolean;
}

const SORTING: Takes = { at: 1, options: { axis: 'value', descending: 'flag', stable: 'flag', out: 'value' } };
const AXIS: Takes = { at: 2, options: { axis: 'value' } };

/** Sorting along an axis. */
export type Sorting = <T extends AnyArray>(x: T, options?: SortOptions) => Like<T>;

/** The voxels in order along an axis; NaNs go to the end (largest first: to the front). @throws ArgumentError */
export const sort: Sorting = arrayFunction('sort', theFirst, { eager: eager.sort, lazy: deferSort }, SORTING);

/** Where the voxels of the sorted array were, as int64. @throws ArgumentError for a bad axis. */
export const argsort: Sorting = arrayFunction(
  'argsort',
  theFirst,
  { eager: eager.argsort, lazy: deferArgsort },
  SORTING,
);

/** Where voxels are not 0: for each axis the indices, in C order, as int64. @throws ArgumentError for 0 axes. */
export const nonzero: <T extends AnyArray>(x: T) => Like<T>[] = arrayFunction('nonzero', theFirst, {
  eager: eager.nonzero,
  lazy: notLazy('nonzero'),
});

/** Options of searchsorted. */
export interface SearchOptions {
  /** In front of equal ones ('left', default) or behind them. */
  readonly side?: 'left' | 'right';
  /** Indices that sort `x1`. */
  readonly sorter?: AnyArray;
}

/**
 * Where each of `x2` would go in `x1`, as int64, shaped as `x2`.
 *
 * @param x1 one axis, sorted, or sorted by `sorter`. It and `sorter` are in memory, also where `x2` is lazy, which stays lazy:
 * `x1` is then copied at once.
 * @throws ArgumentError for other axes or sides, or where they are lazy.
 * @example const bins = searchsorted(Float64Array.of(0, 10, 100), vol); // 0 ... 3
 */
export const searchsorted: <A extends AnyArray, B extends AnyArray>(
  x1: A,
  x2: B,
  options?: SearchOptions,
) => Joint<A, B> = arrayFunction(
  'searchsorted',
  ([x1, x2, options]) => (options?.sorter ? [x1, x2, options.sorter] : [x1, x2]),
  {
    eager: eager.searchsorted,
    lazy: deferSearchsorted,
  },
  { at: 2, options: { side: 'value', sorter: 'value' } },
);

/**
 * Voxels of `a` where `condition` is not 0, else of `b`, broadcast.
 *
 * @throws ArgumentError if the shapes do not broadcast.
 * @example const masked = where(greater(vol, 100), vol, 0);
 */
export const where: <C extends AnyArray, A extends AnyArray | Weak, B extends AnyArray | Weak>(
  condition: C,
  a: A,
  b: B,
  options?: OutOptions,
) => A extends Weak ? (B extends Weak ? Like<C> : Joint<C, B>) : Joint<C, A> = arrayFunction(
  'where',
  theFirstThree,
  {
    eager: whereOf,
    lazy: (condition: LazyVolume, a: LazyVolume | Weak, b: LazyVolume | Weak, options?: OutOptions) =>
      deferElements('where', [condition, a, b], options),
  },
  out(3),
);

/** Each voxel no less than `lowest` and no more than `highest`; either may be null. @throws ArgumentError */
export const clip: <T extends AnyArray>(
  x: T,
  lowest?: AnyArray | Weak | null,
  highest?: AnyArray | Weak | null,
  options?: OutOptions,
) => Like<T> = arrayFunction(
  'clip',
  ([x, lowest, highest]) => [x, lowest, highest].filter((side) => side !== undefined && side !== null),
  { eager: clipOf, lazy: deferClip },
  out(3),
);

/**
 * The parts of an array at indices of an axis. Of a lazy volume those chunks alone are read that have any of them.
 *
 * @param indices whole numbers, one axis; -1 is the last. They are in memory, also where the array is lazy: the result's
 * shape depends on them. They are copied at once.
 * @throws ArgumentError for an index outside, DTypeError for indices that are no integers.
 * @example const few = take(vol, Int32Array.of(0, 5, 5, -1), { axis: 0 }); // [4, y, x]
 */
export const take: <T extends AnyArray>(x: T, indices: AnyArray, options?: { readonly axis?: number }) => Like<T> =
  arrayFunction('take', theFirstTwo, { eager: eager.take, lazy: deferTake }, AXIS);

/**
 * For each place the voxel at an index of an axis (default: the last); the other axes broadcast.
 *
 * @param indices whole numbers, as many axes as the array; -1 is the last voxel. If they or the array are lazy, so is the
 * result: chunks of all of the axis are read, as `sort` does.
 * @throws ArgumentError for an index outside (of lazy indices, a ComputeError by `compute()`) or shapes that do not
 * broadcast, DTypeError for indices that are no integers.
 * @example const sorted = takeAlongAxis(vol, argsort(vol, { axis: 0 }), { axis: 0 });
 */
export const takeAlongAxis: <T extends AnyArray, I extends AnyArray>(
  x: T,
  indices: I,
  options?: { readonly axis?: number },
) => Joint<T, I> = arrayFunction(
  'takeAlongAxis',
  theFirstTwo,
  {
    eager: eager.takeAlongAxis,
    lazy: deferTakeAlongAxis,
  },
  AXIS,
);

/** Each value once, in order; each NaN counts as one. */
export const uniqueValues: <T extends AnyArray>(x: T) => Like<T> = arrayFunction('uniqueValues', theFirst, {
  eager: eager.uniqueValues,
  lazy: notLazy('uniqueValues'),
});

/** Each value once, in order, where it first occurs, which value each voxel has, and how often it occurs. */
export const uniqueAll: <T extends AnyArray>(
  x: T,
) => {
  values: Like<T>;
  indices: Like<T>;
  inverseIndices: Like<T>;
  counts: Like<T>;
} = arrayFunction('uniqueAll', theFirst, { eager: eager.uniqueAll, lazy: notLazy('uniqueAll') });

/** Each value once, in order, and how often it occurs. */
export const uniqueCounts: <T extends AnyArray>(x: T) => { values: Like<T>; counts: Like<T> } = arrayFunction(
  'uniqueCounts',
  theFirst,
  {
    eager: (x: Volume) => {
      const { values, counts, indices, inverseIndices } = eager.uniqueAll(x);
      indices.close();
      inverseIndices.close();
      return { values, counts };
    },
    lazy: notLazy('uniqueCounts'),
  },
);

/** Each value once, in order, and which of them each voxel has. */
export const uniqueInverse: <T extends AnyArray>(x: T) => { values: Like<T>; inverseIndices: Like<T> } = arrayFunction(
  'uniqueInverse',
  theFirst,
  {
    eager: (x: Volume) => {
      const { values, inverseIndices, indices, counts } = eager.uniqueAll(x);
      indices.close();
      counts.close();
      return { values, inverseIndices };
    },
    lazy: notLazy('uniqueInverse'),
  },
);
