import { ArgumentError } from '../../errors.js';
import { kernelDType, newArray, slidingMedian } from '../../kernels/index.js';
import { LazyVolume } from '../../lazy/index.js';
import { type DType, type TypedArray, Volume } from '../../volume/index.js';
import { blockFunction } from '../block-function.js';
import { named } from '../named.js';
import { checkEdges, type EdgeMode, edgeValue, extendedIndex } from './extension.js';
import type { FilterOptions } from './filters.js';
import { checkImage, perAxis } from './input.js';
import { filterBlocks } from './lazy-filter.js';
import { begin, end, finish, pass } from './passes.js';

/** A box around each voxel, and which of its voxels count (not 0), in C order. */
export interface Neighbourhood {
  readonly sizes: readonly number[];
  readonly footprint: Uint8Array;
}

/** More voxels than these are no neighbourhood any more. */
const MOST_NEIGHBOURS = 2 ** 20;

/**
 * The median of each voxel's neighbourhood, as scipy.ndimage.median_filter: of n voxels in ascending order that of rank
 * n / 2, rounded down. NaN counts as greater than all numbers (SciPy gives anything then); int64 and uint64 are exact.
 *
 * @param size of the neighbourhood in voxels, one or one for each axis; of an even one the half below counts one more. Or a
 * footprint: a volume of as many axes, around the middle of which those voxels count that are not 0.
 * @returns a new volume of the same shape and dtype, which the caller owns; of a lazy volume a lazy one, computed in worker
 * threads with as many voxels around each block as it takes.
 * @throws ArgumentError for sizes, a footprint or options that don't fit, or a `cval` that the dtype lacks; DTypeError for
 * float16, complex and argb; ReleasedError.
 * @example
 * const clean = medianFilter(volume, 3);
 * const cross = asVolume(new Uint8Array([0, 1, 0, 1, 1, 1, 0, 1, 0]), [3, 3]);
 * const cleanSlice = medianFilter(slice, cross, { mode: 'nearest' });
 */
export function medianFilter<D extends DType>(
  volume: Volume<D>,
  size: number | readonly number[] | Volume,
  options?: FilterOptions,
): Volume<D>;
export function medianFilter<D extends DType>(
  volume: LazyVolume<D>,
  size: number | readonly number[] | Volume,
  options?: FilterOptions,
): LazyVolume<D>;
export function medianFilter<D extends DType>(
  volume: Volume<D> | LazyVolume<D>,
  size: number | readonly number[] | Volume,
  options: FilterOptions = {},
): Volume<D> | LazyVolume<D> {
  checkImage('medianFilter', volume, { options, names: { mode: 'value', cval: 'value' } });
  const { mode = 'reflect', cval = 0 } = options;
  checkEdges('medianFilter', mode, cval);
  if (volume instanceof LazyVolume) return lazily(volume, neighbourhoodOf(volume, size), mode, cval);
  return named('medianFilter', () => medianOf(volume, neighbourhoodOf(volume, size), mode, cval));
}

function neighbourhoodOf(
  { shape }: { readonly shape: readonly number[] },
  size: number | readonly number[] | Volume,
): Neighbourhood {
  if (size instanceof Volume) {
    checkImage('medianFilter', size, { name: 'the footprint' });
    if (size.ndim !== shape.length) {
      const text = `a footprint of shape [${size.shape.join(', ')}] for ${shape.length} axes`;
      throw new ArgumentError(`medianFilter: ${text}; give it as many axes as the image has`);
    }
  }
  const sizes = perAxis('medianFilter', 'size', shape.length, size instanceof Volume ? [...size.shape] : size);
  const count = sizes.reduce((a, b) => a * b, 1);
  const what = size instanceof Volume ? 'a footprint of shape' : 'size';
  const whole = sizes.every((each) => Number.isSafeInteger(each) && each >= 1);
  if (!whole || count > MOST_NEIGHBOURS) {
    throw new ArgumentError(
      `medianFilter: ${what} [${sizes.join(', ')}] for ${shape.length} axes: give a whole number from 1 on, or one an axis; ` +
        `at most ${MOST_NEIGHBOURS} voxels in all`,
    );
  }
  const footprint = size instanceof Volume ? footprintOf(size) : new Uint8Array(count).fill(1);
  return { sizes, footprint };
}

function footprintOf(volume: Volume): Uint8Array {
  const work = begin(volume);
  const counts = Uint8Array.from(work.volume.data as Float64Array, (each) => Number(Number(each) !== 0));
  end(work);
  if (counts.includes(1)) return counts;
  throw new ArgumentError(`medianFilter: the footprint ${volume.toString()} is 0 everywhere; no voxel would count`);
}

/** The filter on a volume in memory. */
export function medianOf<D extends DType>(
  volume: Volume<D>,
  { sizes, footprint }: Neighbourhood,
  mode: EdgeMode,
  cval: number,
): Volume<D> {
  const { shape, dtype } = volume;
  const outside = arrayOf(dtype, edgeValue('medianFilter', dtype, cval));
  const work = begin(volume);
  if (volume.size === 0 || sizes.every((size) => size === 1)) return finish(work);
  const places = shape.map((extent, d) =>
    Int32Array.from({ length: extent + (sizes[d] as number) - 1 }, (_, i) =>
      extendedIndex(i - ((sizes[d] as number) >> 1), extent, mode),
    ),
  );
  const { data } = work.volume;
  const median = pass(work, shape, dtype, (target) => {
    slidingMedian(data, dtype, { shape, sizes, places, footprint, outside }, target.data);
  });
  return median.volume;
}

/** An array of one element. */
function arrayOf(dtype: DType, value: number): TypedArray {
  const array = newArray(kernelDType(dtype), 1);
  array[0] = (array instanceof BigInt64Array || array instanceof BigUint64Array ? BigInt(value) : value) as never;
  return array;
}

function lazily<D extends DType>(
  volume: LazyVolume<D>,
  { sizes, footprint }: Neighbourhood,
  mode: EdgeMode,
  cval: number,
): LazyVolume<D> {
  edgeValue('medianFilter', volume.dtype, cval);
  const fn = blockFunction('image/filter-block', 'medianBlock', sizes, footprint, mode, cval);
  const depth = sizes.map((size) => size >> 1);
  return filterBlocks('medianFilter', volume, fn, depth, mode, volume.dtype);
}
