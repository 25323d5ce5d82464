import { ArgumentError } from '../../errors.js';
import { checkFactors, LazyVolume } from '../../lazy/index.js';
import type { DType, Volume } from '../../volume/index.js';
import { blockFunction } from '../block-function.js';
import { coarseShape, mapBoxes } from '../downscale.js';
import { localMeans } from '../downscale-block.js';
import { named } from '../named.js';
import { edgeValue } from './extension.js';
import { checkImage } from './input.js';
import { begin, type FloatDType, pass } from './passes.js';

/** Options of {@link downscaleLocalMean}. */
export interface LocalMeanOptions {
  /** What counts for the voxels that a box lacks at the end of an axis; default 0. */
  readonly cval?: number;
}

/** Means of larger boxes are not computed in one piece. */
const MOST_OF_BOX = 2 ** 31;

/**
 * The mean of each box of `factors` voxels, as skimage.transform.downscale_local_mean: where an axis ends inside of a box,
 * `cval` stands for what it lacks. Added in float64. ({@link downscale} keeps the dtype and leaves out what is not there.)
 *
 * @param factors whole numbers of at least 1, one an axis or one for all.
 * @returns a new volume that the caller owns, of the extents divided by the factors and rounded up: float32 of float32, else
 * float64; of a lazy volume a lazy one, computed in worker threads.
 * @throws ArgumentError for other factors, boxes of 2^31 voxels, or a `cval` that the dtype lacks; DTypeError for float16,
 * complex and argb; ReleasedError; MemoryLimitError.
 * @example const small = downscaleLocalMean(volume, [1, 4, 4]);
 */
export function downscaleLocalMean(
  volume: Volume,
  factors: number | readonly number[],
  options?: LocalMeanOptions,
): Volume<FloatDType>;
export function downscaleLocalMean(
  volume: LazyVolume,
  factors: number | readonly number[],
  options?: LocalMeanOptions,
): LazyVolume<FloatDType>;
export function downscaleLocalMean(
  volume: Volume | LazyVolume,
  factors: number | readonly number[],
  options: LocalMeanOptions = {},
): Volume<FloatDType> | LazyVolume<FloatDType> {
  const caller = 'downscaleLocalMean';
  checkImage(caller, volume, { options, names: { cval: 'value' } });
  const { cval = 0 } = options;
  const lazy = volume instanceof LazyVolume;
  const steps = checkFactors(caller, volume.shape.length, factors);
  if (!(steps.reduce((a, b) => a * b, 1) < MOST_OF_BOX)) {
    throw new ArgumentError(
      `${caller}: factors [${steps.join(', ')}] make boxes of 2^31 voxels or more; give smaller ones`,
    );
  }
  const outside = edgeValue(caller, volume.dtype, cval);
  const dtype = resultOf(volume.dtype);
  if (!lazy) return named(caller, () => eagerly(volume, steps, outside, dtype));
  const fn = blockFunction('downscale-block', 'localMeanBlock', steps, outside, dtype);
  return mapBoxes(volume, steps, fn, { name: `${caller}([${steps.join(', ')}])`, dtype });
}

function resultOf(dtype: DType): FloatDType {
  return dtype === 'float32' ? 'float32' : 'float64';
}

function eagerly(volume: Volume, factors: readonly number[], outside: number, dtype: FloatDType): Volume<FloatDType> {
  const work = begin(volume);
  const means = pass(work, coarseShape(volume.shape, factors), dtype, (target) => {
    localMeans(work.volume, factors, outside, target.data, dtype);
  });
  return means.volume;
}
