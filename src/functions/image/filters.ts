import { ArgumentError } from '../../errors.js';
import { LazyVolume } from '../../lazy/index.js';
import { checkAxis, type DType, type Volume, valueText } from '../../volume/index.js';
import { blockFunction } from '../block-function.js';
import { named } from '../named.js';
import { checkEdges, type EdgeMode } from './extension.js';
import { checkImage, perAxis } from './input.js';
import { filterBlocks } from './lazy-filter.js';
import { begin, convertPass, type FloatDType, finish, inPasses, sumPass, type Work } from './passes.js';
import { correlationTaps, gaussianWeights } from './taps.js';

/** Options of the filters, by scipy.ndimage's names. */
export interface FilterOptions {
  /**
   * How the image goes on beyond its edges: 'reflect' (default; b a | a b c | c b), 'mirror' (c b | a b c | b a), 'nearest'
   * (a a | a b c | c c), 'wrap' (b c | a b c | a b) or 'constant' (`cval`).
   */
  readonly mode?: EdgeMode;
  /** The value beyond the edges with mode 'constant'; default 0. */
  readonly cval?: number;
}

/** Options of {@link gaussianFilter}. */
export interface GaussianOptions extends FilterOptions {
  /** After how many deviations the bell is cut off; default 4. */
  readonly truncate?: number;
}

/** Options of {@link sobel}. */
export interface SobelOptions extends FilterOptions {
  /** Along which the difference is taken; default -1, the fastest. */
  readonly axis?: number;
}

const FILTER = { mode: 'value', cval: 'value' } as const;

/** Longer rows of weights are no neighbourhood any more. */
const MOST_WEIGHTS = 2 ** 20;

/** For each axis the weights of a voxel and its neighbours, in their order; undefined leaves the axis alone. */
export type FilterPlan = readonly (readonly number[] | undefined)[];

/**
 * An image smoothed by a Gaussian, as scipy.ndimage.gaussian_filter; integers and bool give float64 (SciPy's
 * `output='float64'`), so that nothing is cut off.
 *
 * @param sigma the deviation in voxels, one or one for each axis; 0 leaves an axis alone; up to 2^19 / `truncate`.
 * @returns a new volume that the caller owns, float32 of float32, else float64; of a lazy volume a lazy one, computed in
 * worker threads with as many voxels around each block as it takes.
 * @throws ArgumentError for options that don't fit; DTypeError for float16, complex and argb; ReleasedError.
 * @example const smooth = gaussianFilter(volume, [1, 2, 2]);
 */
export function gaussianFilter(
  volume: Volume,
  sigma: number | readonly number[],
  options?: GaussianOptions,
): Volume<FloatDType>;
export function gaussianFilter(
  volume: LazyVolume,
  sigma: number | readonly number[],
  options?: GaussianOptions,
): LazyVolume<FloatDType>;
export function gaussianFilter(
  volume: Volume | LazyVolume,
  sigma: number | readonly number[],
  options: GaussianOptions = {},
): Volume<FloatDType> | LazyVolume<FloatDType> {
  checkImage('gaussianFilter', volume, { options, names: { ...FILTER, truncate: 'value' } });
  const { truncate = 4 } = options;
  if (!(Number.isFinite(truncate) && truncate >= 0)) {
    throw new ArgumentError(`gaussianFilter: truncate ${valueText(truncate)} must be a number from 0 on`);
  }
  const sigmas = allowed('gaussianFilter', 'sigma', volume, sigma, {
    fits: (each) => each >= 0 && 2 * truncate * each <= MOST_WEIGHTS,
    what: `from 0 to ${MOST_WEIGHTS} / 2 / truncate`,
  });
  const plan = sigmas.map((each) => (each > 1e-15 ? gaussianWeights(each, truncate) : undefined));
  return filtered('gaussianFilter', volume, plan, options);
}

/**
 * The mean of each voxel's neighbourhood, as scipy.ndimage.uniform_filter; dtypes as `gaussianFilter`.
 *
 * @param size of the neighbourhood in voxels, one or one for each axis, up to 2^20; of an even one the half below counts one
 * more.
 * @returns as `gaussianFilter`.
 * @throws as `gaussianFilter`.
 * @example const smooth = uniformFilter(volume, 3);
 */
export function uniformFilter(
  volume: Volume,
  size: number | readonly number[],
  options?: FilterOptions,
): Volume<FloatDType>;
export function uniformFilter(
  volume: LazyVolume,
  size: number | readonly number[],
  options?: FilterOptions,
): LazyVolume<FloatDType>;
export function uniformFilter(
  volume: Volume | LazyVolume,
  size: number | readonly number[],
  options: FilterOptions = {},
): Volume<FloatDType> | LazyVolume<FloatDType> {
  checkImage('uniformFilter', volume, { options, names: FILTER });
  const sizes = allowed('uniformFilter', 'size', volume, size, {
    fits: (each) => Number.isSafeInteger(each) && each >= 1 && each <= MOST_WEIGHTS,
    what: `whole numbers from 1 to ${MOST_WEIGHTS}`,
  });
  const plan = sizes.map((each) => (each > 1 ? new Array<number>(each).fill(1 / each) : undefined));
  return filtered('uniformFilter', volume, plan, options);
}

/**
 * How much an image changes along an axis, smoothed along the others, as scipy.ndimage.sobel; dtypes as `gaussianFilter`.
 *
 * @returns as `gaussianFilter`.
 * @throws as `gaussianFilter`.
 * @example const edges = sobel(slice, { axis: 0 });
 */
export function sobel(volume: Volume, options?: SobelOptions): Volume<FloatDType>;
export function sobel(volume: LazyVolume, options?: SobelOptions): LazyVolume<FloatDType>;
export function sobel(
  volume: Volume | LazyVolume,
  options: SobelOptions = {},
): Volume<FloatDType> | LazyVolume<FloatDType> {
  checkImage('sobel', volume, { options, names: { ...FILTER, axis: 'value' } });
  const at = checkAxis('sobel', options.axis === undefined ? -1 : options.axis, volume.ndim);
  const plan = volume.shape.map((_, axis) => (axis === at ? [-1, 0, 1] : [1, 2, 1]));
  return filtered('sobel', volume, plan, options);
}

/** A number an axis. @throws ArgumentError for those that don't fit. */
function allowed(
  caller: string,
  name: string,
  { ndim }: Volume | LazyVolume,
  given: number | readonly number[],
  { fits, what }: { readonly fits: (value: number) => boolean; readonly what: string },
): readonly number[] {
  const values = perAxis(caller, name, ndim, given);
  if (values.every(fits)) return values;
  throw new ArgumentError(
    `${caller}: ${name} ${valueText(given)} must be ${what}, one or one for each of ${ndim} axes`,
  );
}

function filtered(
  caller: string,
  volume: Volume | LazyVolume,
  plan: FilterPlan,
  { mode = 'reflect', cval = 0 }: FilterOptions,
): Volume<FloatDType> | LazyVolume<FloatDType> {
  checkEdges(caller, mode, cval);
  if (volume instanceof LazyVolume) return lazily(caller, volume, plan, mode, cval);
  return named(caller, () => filterVolume(volume, plan, mode, cval));
}

/** The dtype that is computed in and given. */
function resultOf(dtype: DType): FloatDType {
  return dtype === 'float32' ? 'float32' : 'float64';
}

/** The weights of a plan applied axis by axis. */
export function filterVolume(volume: Volume, plan: FilterPlan, mode: EdgeMode, cval: number): Volume<FloatDType> {
  const dtype = resultOf(volume.dtype);
  let work: Work = begin(volume);
  // Differences first, as in SciPy: with mode 'constant' the order matters.
  const order = [...plan.keys()].sort((a, b) => Number(sumOf(plan[b]) === 0) - Number(sumOf(plan[a]) === 0) || a - b);
  return inPasses(
    () => work,
    () => {
      for (const axis of order) {
        const weights = plan[axis];
        if (weights === undefined || volume.size === 0) continue;
        work = sumPass(work, axis, correlationTaps(volume.shape[axis] as number, weights, mode, cval), dtype);
      }
      return finish(convertPass(work, dtype));
    },
  );
}

function sumOf(weights: readonly number[] | undefined): number {
  return weights?.reduce((sum, weight) => sum + weight, 0) ?? 1;
}

function lazily(
  caller: string,
  volume: LazyVolume,
  plan: FilterPlan,
  mode: EdgeMode,
  cval: number,
): LazyVolume<FloatDType> {
  const weightsOrNull = plan.map((weights) => weights ?? null);
  const fn = blockFunction('image/filter-block', 'filterBlock', weightsOrNull, mode, cval);
  const depth = plan.map((weights) => (weights === undefined ? 0 : weights.length >> 1));
  return filterBlocks(caller, volume, fn, depth, mode, resultOf(volume.dtype));
}
