/** Functions that make one value of many. */
import type { LazyVolume, ReduceOptions, VarianceOptions } from '../lazy/index.js';
import type { DType, OptionNames, Volume } from '../volume/index.js';
import { deferCumulative, deferDiff } from './deferred/blocks.js';
import { deferCountNonzero, deferReduce } from './deferred/elementwise.js';
import { arrayFunction, type Takes, theFirst } from './define.js';
import { diff as diffOf } from './eager/more.js';
import {
  argOf,
  countNonzero as countOf,
  cumulative,
  meanOf,
  type ReduceSettings,
  reduceVolume,
  varianceOf,
} from './eager/reduce.js';
import type { AnyArray, Like, OutOptions, Reduced } from './types.js';

/** Options of sums and products. */
export interface SumOptions extends ReduceOptions, OutOptions {
  /** The type to add in and to give. Default: 64 bits of integers, which wrap; of floats their own. */
  readonly dtype?: DType;
}

/** Options of the other reductions of arrays. */
export interface ReductionOptions extends ReduceOptions, OutOptions {}

/** Options of variance and std. */
export interface SpreadOptions extends VarianceOptions, OutOptions {}

const REDUCTION = { axis: 'value', keepdims: 'flag', out: 'value' } as const;
const of = (more: OptionNames = {}): Takes => ({ at: 1, options: { ...REDUCTION, ...more } });

/** A reduction over axes, in C order; without `axis`, over all. */
export type Reduction<O> = <T extends AnyArray>(x: T, options?: O) => Reduced<T>;

function simple<O>(name: 'sum' | 'prod' | 'min' | 'max' | 'any' | 'all'): Reduction<O> {
  const how = {
    eager: (x: Volume, options?: ReduceSettings) => reduceVolume(name, x, options),
    lazy: (x: LazyVolume, options?: ReduceSettings) => deferReduce(name, x, options),
  };
  return arrayFunction<Reduction<O>>(
    name,
    theFirst,
    how,
    of(name === 'sum' || name === 'prod' ? { dtype: 'value' } : {}),
  );
}

/**
 * The sum over axes, as NumPy's: integers become 64 bits (and wrap); floats keep their type and are added in float64.
 * Axes are in C order; without `axis`, all.
 *
 * @returns an array of the same kind: a volume in memory, which the caller owns, at once; of a lazy volume a lazy one,
 * whose `compute()` gives the voxels.
 * @throws ArgumentError for a bad axis.
 * @example const projection = sum(vol, { axis: 0 });
 */
export const sum: Reduction<SumOptions> = simple('sum');

/** The product over axes; integers become 64 bits, which wrap. @throws ArgumentError for a bad axis. */
export const prod: Reduction<SumOptions> = simple('prod');

/** The smallest voxel over axes; NaN if one is. @throws ArgumentError for a bad axis or one of extent 0. */
export const min: Reduction<ReductionOptions> = simple('min');

/** The largest voxel over axes; NaN if one is. @throws ArgumentError for a bad axis or one of extent 0. */
export const max: Reduction<ReductionOptions> = simple('max');

/** Whether any voxel over the axes is not 0. @throws ArgumentError for a bad axis. */
export const any: Reduction<ReductionOptions> = simple('any');

/** Whether all voxels over the axes are not 0. @throws ArgumentError for a bad axis. */
export const all: Reduction<ReductionOptions> = simple('all');

/** The mean over axes: float16 and float32 of such, else float64; added in float64. @throws ArgumentError for a bad axis. */
export const mean: Reduction<ReductionOptions> = arrayFunction(
  'mean',
  theFirst,
  {
    eager: meanOf,
    lazy: (x: LazyVolume, options?: ReductionOptions) => deferReduce('mean', x, options),
  },
  of(),
);

function spread(name: 'variance' | 'std', method: 'var' | 'std'): Reduction<SpreadOptions> {
  const how = {
    eager: (x: Volume, options?: SpreadOptions) => varianceOf(name, x, options),
    lazy: (x: LazyVolume, options?: SpreadOptions) => deferReduce(method, x, options),
  };
  return arrayFunction<Reduction<SpreadOptions>>(name, theFirst, how, of({ correction: 'value' }));
}

/**
 * The variance over axes (`var` in the standard, which is no name in JavaScript); the divisor is the count less
 * `correction` (0). @throws ArgumentError for a bad axis.
 */
export const variance: Reduction<SpreadOptions> = spread('variance', 'var');

/** The standard deviation over axes. @throws ArgumentError for a bad axis. */
export const std: Reduction<SpreadOptions> = spread('std', 'std');

function arg(name: 'argmin' | 'argmax'): Reduction<ReductionOptions> {
  const how = {
    eager: (x: Volume, options?: ReductionOptions) => argOf(name, x, options),
    lazy: (x: LazyVolume, options?: ReductionOptions) => deferReduce(name, x, options),
  };
  return arrayFunction<Reduction<ReductionOptions>>(name, theFirst, how, of());
}

/** Where the largest voxel is, along one axis or in C order of all; the first of equals. @throws ArgumentError */
export const argmax: Reduction<ReductionOptions> = arg('argmax');

/** Where the smallest voxel is, along one axis or in C order of all; the first of equals. @throws ArgumentError */
export const argmin: Reduction<ReductionOptions> = arg('argmin');

/** How many voxels over the axes are not 0, as int64. @throws ArgumentError for a bad axis. */
export const countNonzero: Reduction<ReductionOptions> = arrayFunction(
  'countNonzero',
  theFirst,
  { eager: countOf, lazy: deferCountNonzero },
  of(),
);

/** Options of running sums and products. */
export interface CumulativeOptions {
  /** Along which axis; may be left out where there is one only. */
  readonly axis?: number;
  /** Begin with 0 (of products, 1), so that the axis gets one longer. Default false. */
  readonly includeInitial?: boolean;
  /** The type to add in and to give; default as `sum`. */
  readonly dtype?: DType;
}

/** A running sum or product along an axis. */
export type Cumulative = <T extends AnyArray>(x: T, options?: CumulativeOptions) => Like<T>;

function running(name: string, op: 'sum' | 'prod'): Cumulative {
  const how = {
    eager: (x: Volume, options?: CumulativeOptions) => cumulative(op, x, options),
    lazy: (x: LazyVolume, options?: CumulativeOptions) => deferCumulative(op, x, options),
  };
  const options = { axis: 'value', includeInitial: 'flag', dtype: 'value' } as const;
  return arrayFunction<Cumulative>(name, theFirst, how, { at: 1, options });
}

/** Each voxel with all before it along an axis, added. @throws ArgumentError for a bad or missing axis. */
export const cumulativeSum: Cumulative = running('cumulativeSum', 'sum');

/** Each voxel with all before it along an axis, multiplied. @throws ArgumentError for a bad or missing axis. */
export const cumulativeProd: Cumulative = running('cumulativeProd', 'prod');

/** Options of diff. */
export interface DiffOptions {
  /** Default: the last. */
  readonly axis?: number;
  /** How often. Default 1. */
  readonly n?: number;
  /** What comes before the first along the axis. */
  readonly prepend?: AnyArray;
  /** What comes after the last along the axis. */
  readonly append?: AnyArray;
}

/** The differences of neighbours along an axis. @throws ArgumentError for a bad axis. */
export const diff: <T extends AnyArray>(x: T, options?: DiffOptions) => Like<T> = arrayFunction(
  'diff',
  ([x, options]) => [x, options?.prepend, options?.append].filter((part) => part !== undefined),
  { eager: diffOf, lazy: deferDiff },
  { at: 1, options: { axis: 'value', n: 'value', prepend: 'value', append: 'value' } },
);
