/** Array functions, exported once: of lazy volumes, and of volumes in memory, which give lazy ones too. */
import {
  fromVolume,
  joinVolumes,
  LazyVolume,
  type Operand,
  type ReduceOptions,
  stackVolumes,
  type VarianceOptions,
  whereVolumes,
} from '../lazy/index.js';
import type { DType, Volume } from '../volume/index.js';

export { checkFactors, type DownscaleOptions, downscale } from './downscale.js';

/** What the functions take: a lazy volume, or one in memory. */
export type ArrayLike<D extends DType = DType> = LazyVolume<D> | Volume<D>;

function lazy<D extends DType>(x: ArrayLike<D>): LazyVolume<D> {
  return x instanceof LazyVolume ? x : fromVolume(x);
}

/**
 * The sum over axes, as NumPy's: integers become 64 bits (and wrap), floats keep their type and are added in float64.
 * Axes are in C order; without `axis`, all.
 *
 * @returns a lazy volume; `compute()` gives the voxels.
 * @throws ArgumentError for a bad axis.
 * @example const projection = await sum(vol, { axis: 0 }).compute();
 */
export function sum(x: ArrayLike, options?: ReduceOptions): LazyVolume {
  return lazy(x).sum(options);
}

/** The product over axes; integers become 64 bits, which wrap. @throws ArgumentError for a bad axis. */
export function prod(x: ArrayLike, options?: ReduceOptions): LazyVolume {
  return lazy(x).prod(options);
}

/** The mean over axes: float32 of float32, else float64. @throws ArgumentError for a bad axis. */
export function mean(x: ArrayLike, options?: ReduceOptions): LazyVolume<'float32' | 'float64'> {
  return lazy(x).mean(options);
}

/** The smallest voxel over axes; NaN if one is. @throws ArgumentError for a bad axis or one of extent 0. */
export function min<D extends DType>(x: ArrayLike<D>, options?: ReduceOptions): LazyVolume<D> {
  return lazy(x).min(options);
}

/** The largest voxel over axes; NaN if one is. @throws ArgumentError for a bad axis or one of extent 0. */
export function max<D extends DType>(x: ArrayLike<D>, options?: ReduceOptions): LazyVolume<D> {
  return lazy(x).max(options);
}

/** The variance over axes; the divisor is the count less `correction` (0). @throws ArgumentError for a bad axis. */
export function variance(x: ArrayLike, options?: VarianceOptions): LazyVolume<'float32' | 'float64'> {
  return lazy(x).var(options);
}

/** The standard deviation over axes. @throws ArgumentError for a bad axis. */
export function std(x: ArrayLike, options?: VarianceOptions): LazyVolume<'float32' | 'float64'> {
  return lazy(x).std(options);
}

/** Whether any voxel over the axes is not 0. @throws ArgumentError for a bad axis. */
export function any(x: ArrayLike, options?: ReduceOptions): LazyVolume {
  return lazy(x).any(options);
}

/** Whether all voxels over the axes are not 0. @throws ArgumentError for a bad axis. */
export function all(x: ArrayLike, options?: ReduceOptions): LazyVolume {
  return lazy(x).all(options);
}

/** Where the largest voxel is, along one axis or in C order of all; the first of equals. @throws ArgumentError */
export function argmax(x: ArrayLike, options?: ReduceOptions): LazyVolume<'int64'> {
  return lazy(x).argmax(options);
}

/** Where the smallest voxel is, along one axis or in C order of all; the first of equals. @throws ArgumentError */
export function argmin(x: ArrayLike, options?: ReduceOptions): LazyVolume<'int64'> {
  return lazy(x).argmin(options);
}

/**
 * Volumes of one shape on top of each other, along a new axis.
 *
 * @param options `axis`: where the new axis goes; default 0.
 * @throws ArgumentError if the shapes differ or the list is empty.
 * @example const vol = stack(files.map((file) => fromDelayed(delayed(readTiff)(file), { shape, dtype })));
 */
export function stack(volumes: readonly ArrayLike[], options: { readonly axis?: number } = {}): LazyVolume {
  return stackVolumes(volumes.map(lazy), options.axis ?? 0);
}

/**
 * Volumes one after another along an axis they have.
 *
 * @param options `axis`: which; default 0.
 * @throws ArgumentError if other extents differ or the list is empty.
 */
export function concat(volumes: readonly ArrayLike[], options: { readonly axis?: number } = {}): LazyVolume {
  return joinVolumes(volumes.map(lazy), options.axis ?? 0);
}

/**
 * Voxels of `a` where `condition` is not 0, else of `b`, broadcast.
 *
 * @throws ArgumentError if the shapes do not broadcast.
 * @example const masked = where(vol.greater(100), vol, 0);
 */
export function where(condition: ArrayLike, a: Operand, b: Operand): LazyVolume {
  return whereVolumes(lazy(condition), a, b);
}

export {
  type AffineOptions,
  affineTransform,
  type EdgeMode,
  type FilterOptions,
  type GaussianOptions,
  gaussianFilter,
  type Histogram,
  type HistogramOptions,
  histogram,
  type IntensityRange,
  maximumProjection,
  type PadMode,
  type ProjectionOptions,
  type RescaleOptions,
  type ResizeOptions,
  rescaleIntensity,
  resize,
  type SobelOptions,
  sobel,
  thresholdOtsu,
  uniformFilter,
  type ZoomMode,
  type ZoomOptions,
  zoom,
} from './image/index.js';
