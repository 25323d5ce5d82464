import { ArgumentError, DTypeError } from '../../errors.js';
import { floodBasins, kernelDType, kindOf } from '../../kernels/index.js';
import { LazyVolume } from '../../lazy/index.js';
import { type DType, Volume } from '../../volume/index.js';
import { convert } from '../eager/elementwise.js';
import { begin, end, rangeOf } from './passes.js';
import { checkConnectivity, checkRegions, checkVoxels, inWorkers } from './regions.js';

/** Options of {@link watershed}, those of skimage.segmentation.watershed. */
export interface WatershedOptions<V = Volume> {
  /** As of `label`: from 1 (default; voxels that share a face) to the number of axes. */
  readonly connectivity?: number;
  /** A volume of the image's shape; where it is 0 nothing is flooded. Default: all is. */
  readonly mask?: V;
  /**
   * Leave a line of 0 between basins; markers should not touch one another then. Default false. On plateaus where
   * scikit-image hardly comes to an end, reaching each voxel again and again, markers of equal height may come in another
   * order than there.
   */
  readonly watershedLine?: boolean;
}

/** Options of {@link watershed} of a lazy volume. */
export interface LazyWatershedOptions extends WatershedOptions<LazyVolume> {
  /**
   * How many voxels around each chunk are flooded with it, one number or one for each axis. Default: the whole volume at
   * once, in one worker thread, which alone gives what `watershed` of a volume in memory gives.
   */
  readonly depth?: number | readonly number[];
}

/**
 * Floods an image from markers, the lowest voxels first, until basins meet: skimage.segmentation.watershed. Where there are
 * several ways to do that, of plateaus and of equal markers, scikit-image's is taken.
 *
 * Of a lazy volume with `depth`, each chunk is flooded by itself, with the markers in it and in the `depth` voxels around it.
 * Basins that reach over several chunks have one number, since that is the marker's. It gives what the whole volume would
 * where no basin comes from further away than `depth`; a voxel whose marker reaches it only from there goes to another basin
 * or stays 0. docs/pictures-and-tensors.md has figures.
 *
 * @param image 1 to 8 axes, fewer than 2^31 voxels; compared as float64, NaN is the highest.
 * @param markers integers of the same shape, above -2^31 and below 2^31; 0 is no marker. `label(...).labels`, for example.
 * @returns the number of the marker that reached each voxel, 0 where none did: a new volume that the caller owns; of a lazy
 * image a lazy one with its chunks.
 * @throws ArgumentError for another shape, connectivity, depth or number of axes, or for markers beyond 32 bits; DTypeError
 * for markers that are no integers, and for float16, complex and argb; ReleasedError; MemoryLimitError.
 * @example
 * const depth = distanceTransform(mask);
 * const cells = watershed(negative(depth), seeds, { mask });
 */
export function watershed(image: Volume, markers: Volume, options?: WatershedOptions): Volume<'int32'>;
export function watershed(image: LazyVolume, markers: LazyVolume, options?: LazyWatershedOptions): LazyVolume<'int32'>;
export function watershed(
  image: Volume | LazyVolume,
  markers: Volume | LazyVolume,
  options: WatershedOptions<Volume> | LazyWatershedOptions = {},
): Volume<'int32'> | LazyVolume<'int32'> {
  checkRegions('watershed', 'image', image);
  const connectivity = checkConnectivity('watershed', options.connectivity ?? 1, image.ndim);
  const { mask, watershedLine = false } = options;
  checkBeside('markers', image, markers);
  if (mask !== undefined) checkBeside('mask', image, mask);
  const kind = kindOf(kernelDType(markers.dtype));
  if (kind === 'float' || kind === 'bool') {
    throw new DTypeError(`watershed: markers are of ${markers.dtype}; give integers, such as the labels of label()`);
  }
  if (image instanceof LazyVolume) {
    const { depth } = options as LazyWatershedOptions;
    const others = [markers, ...(mask === undefined ? [] : [mask])] as LazyVolume[];
    return deferred(image, others, connectivity, watershedLine, depth);
  }
  checkVoxels('watershed', image);
  return basins(image, markers as Volume, { connectivity, mask: mask as Volume | undefined, watershedLine });
}

/** @throws ArgumentError for what is not of the image's kind and shape. */
function checkBeside(name: string, image: Volume | LazyVolume, other: Volume | LazyVolume): void {
  const lazy = image instanceof LazyVolume;
  if (!(lazy ? other instanceof LazyVolume : other instanceof Volume)) {
    throw new ArgumentError(
      `watershed: ${name} must be a ${lazy ? 'lazy volume, as the image is; use fromVolume' : 'volume in memory, as the image is'}`,
    );
  }
  kernelDType(other.dtype);
  if (other.ndim === image.ndim && other.shape.every((extent, d) => extent === image.shape[d])) return;
  throw new ArgumentError(
    `watershed: ${name} have the shape [${other.shape.join(', ')}], the image [${image.shape.join(', ')}]; give the same`,
  );
}

/** The basins of volumes in memory. */
export function basins(
  image: Volume,
  markers: Volume,
  options: { readonly connectivity: number; readonly mask: Volume | undefined; readonly watershedLine: boolean },
): Volume<'int32'> {
  const { connectivity, watershedLine: line } = options;
  const labels = numbersOf(markers);
  const work = begin(image);
  const inside = options.mask && insideOf(options.mask);
  try {
    const { data, dtype, shape } = work.volume;
    floodBasins(data, { dtype, shape, connectivity }, { mask: inside?.data, line }, labels.data);
    return labels;
  } catch (error) {
    labels.close();
    throw error;
  } finally {
    inside?.close();
    end(work);
  }
}

/** The types of which each number but the lowest of int32 is a marker. */
const NARROW: readonly DType[] = ['uint8', 'int8', 'uint16', 'int16'];

function numbersOf(markers: Volume): Volume<'int32'> {
  const work = begin(markers);
  try {
    const [low, high] = NARROW.includes(markers.dtype) ? [0, 0] : (rangeOf(work) ?? [0, 0]);
    if (low > -(2 ** 31) && high < 2 ** 31) return convert(work.volume, 'int32') as Volume<'int32'>;
    throw new ArgumentError(`watershed: markers from ${low} to ${high}; they must be above -2^31 and below 2^31`);
  } finally {
    end(work);
  }
}

function insideOf(mask: Volume): Volume<'bool'> {
  const work = begin(mask);
  try {
    return convert(work.volume, 'bool') as Volume<'bool'>;
  } finally {
    end(work);
  }
}

function deferred(
  image: LazyVolume,
  others: readonly LazyVolume[],
  connectivity: number,
  watershedLine: boolean,
  depth: number | readonly number[] | undefined,
): LazyVolume<'int32'> {
  const fn = inWorkers('watershedBlock', connectivity, watershedLine);
  const options = { dtype: 'int32', name: 'watershed' } as const;
  if (depth !== undefined) return image.mapOverlap(fn, { ...options, depth, boundary: 'none', others });
  const whole = image.rechunk(-1).mapBlocks(fn, { ...options, others: others.map((each) => each.rechunk(-1)) });
  return whole.rechunk(image.chunks as number[][]);
}
