import { ArgumentError } from '../../errors.js';
import { distanceAlongAxis, elementwise, nearestAlongAxis } from '../../kernels/index.js';
import { fromFunction, LazyVolume } from '../../lazy/index.js';
import { type Region, type Volume, valueText } from '../../volume/index.js';
import { named } from '../named.js';
import { perAxis } from './input.js';
import { begin, linesOf, pass, rangeOf } from './passes.js';
import { checkRegions, grown, inWorkers, rangesOf } from './regions.js';

/** Options of {@link distanceTransform}. */
export interface DistanceOptions {
  /** How far apart voxels are, one number or one for each axis; default 1. */
  readonly sampling?: number | readonly number[];
  /** Larger distances become this; default: none does. A lazy volume then needs to read no further around each chunk. */
  readonly maxDistance?: number;
}

/**
 * How far each voxel that is not 0 is from the nearest that is, as scipy.ndimage.distance_transform_edt: exact Euclidean
 * distances between the centres of voxels. Where no voxel is 0 they are infinite (or `maxDistance`), which SciPy leaves open.
 *
 * A lazy volume gives the same distances. Around each chunk as much is read as it takes to be sure of the nearest voxel:
 * 16 voxels first, then as far as the largest distance that was found; with `maxDistance` that far at once.
 *
 * Felzenszwalb and Huttenlocher, Distance transforms of sampled functions, Theory of Computing 8 (2012).
 *
 * @param volume 1 to 8 axes; what is not 0 is the foreground, NaN too.
 * @returns a new volume that the caller owns; of a lazy volume a lazy one with its chunks.
 * @throws ArgumentError for sampling or maxDistance that are no numbers above 0, or as many axes; DTypeError for float16,
 * complex and argb; ReleasedError; MemoryLimitError.
 * @example const depth = distanceTransform(mask, { sampling: [2, 0.5, 0.5] }); // in micrometres
 */
export function distanceTransform(volume: Volume, options?: DistanceOptions): Volume<'float64'>;
export function distanceTransform(volume: LazyVolume, options?: DistanceOptions): LazyVolume<'float64'>;
export function distanceTransform(
  volume: Volume | LazyVolume,
  options: DistanceOptions = {},
): Volume<'float64'> | LazyVolume<'float64'> {
  checkRegions('distanceTransform', 'volume', volume, options, { sampling: 'value', maxDistance: 'value' });
  const { sampling = 1, maxDistance = Number.POSITIVE_INFINITY } = options;
  const spacings = perAxis('distanceTransform', 'sampling', volume.ndim, sampling);
  if (!spacings.every((each) => Number.isFinite(each) && each > 0)) {
    throw new ArgumentError(
      `distanceTransform: sampling ${valueText(spacings)} of ${volume.ndim} axes; give one number above 0, or one an axis`,
    );
  }
  if (typeof maxDistance !== 'number' || !(maxDistance > 0)) {
    throw new ArgumentError(`distanceTransform: maxDistance ${valueText(maxDistance)} must be a number above 0`);
  }
  return volume instanceof LazyVolume
    ? deferred(volume, spacings, maxDistance)
    : named('distanceTransform', () => distances(volume, spacings, maxDistance));
}

/** The distances of a volume in memory. */
export function distances(volume: Volume, sampling: readonly number[], maxDistance: number): Volume<'float64'> {
  const work = begin(volume);
  const found = pass(work, volume.shape, 'float64', ({ data }) => {
    // From the slowest axis on, so that squares are added in SciPy's order.
    sampling.forEach((spacing, axis) => {
      const lines = linesOf(work.volume, axis);
      if (axis === 0) distanceAlongAxis(work.volume.data, work.volume.dtype, lines, spacing, data);
      else nearestAlongAxis(data, lines, spacing);
    });
    const own = { data, dtype: 'float64' } as const;
    elementwise('sqrt', volume.shape, [own], data);
    if (maxDistance !== Number.POSITIVE_INFINITY) elementwise('minimum', volume.shape, [own, maxDistance], data);
  });
  return found.volume;
}

/** So many voxels around a chunk are read at first. */
const FIRST_REACH = 16;

function deferred(volume: LazyVolume, sampling: readonly number[], maxDistance: number): LazyVolume<'float64'> {
  const fn = inWorkers('distanceBlock', sampling, maxDistance);
  const options = { dtype: 'float64', name: 'distanceTransform' } as const;
  const reaches = (distance: number): number[] => sampling.map((spacing) => Math.ceil(distance / spacing));
  if (maxDistance !== Number.POSITIVE_INFINITY) {
    const depth = reaches(maxDistance).map((reach, d) => Math.min(reach, volume.shape[d] as number));
    return volume.mapOverlap(fn, { ...options, depth, boundary: 'none' });
  }
  const { shape, chunks } = volume;
  return fromFunction({
    ...options,
    shape,
    chunks: chunks as number[][],
    read: async (region, target, signal) => {
      let distance = FIRST_REACH * Math.min(...sampling);
      for (;;) {
        const around = grown(region, reaches(distance), shape);
        const box = volume.slice(...rangesOf(around));
        const start = region.start.map((at, d) => at - (around.start[d] as number));
        const found = await box
          .rechunk(-1)
          .mapBlocks(fn, options)
          .slice(...rangesOf({ start, shape: region.shape }))
          .compute({ concurrency: 1, ...(signal && { signal }) });
        try {
          const [, most] = rangeOf({ volume: found as Volume, own: false }) ?? [0, 0];
          if (most <= distance || isAll(around, shape)) {
            target.set(found.data);
            return;
          }
          // Nothing that was not read is nearer than what was found, but maybe as far.
          distance = most === Number.POSITIVE_INFINITY ? 2 * distance : most;
        } finally {
          found.close();
        }
      }
    },
  });
}

function isAll(region: Region, shape: readonly number[]): boolean {
  return region.shape.every((extent, d) => extent === shape[d]);
}
