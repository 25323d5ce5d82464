import { ArgumentError, DTypeError } from '../../errors.js';
import { faceVoxels, floodBasins, kernelDType, kindOf, REACHED_PLANES, spreadBasins } from '../../kernels/index.js';
import { fromFunction, LazyVolume } from '../../lazy/index.js';
import { type DType, newElements, type Region, Volume } from '../../volume/index.js';
import { convert } from '../eager/elementwise.js';
import { named } from '../named.js';
import { BasinMerge, type LazyFlood } from './basin-merge.js';
import { checkImage } from './input.js';
import { begin, end, rangeOf, type Work } from './passes.js';
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

/**
 * Floods an image from markers, the lowest voxels first, until basins meet: skimage.segmentation.watershed. Where there are
 * several ways to do that, of plateaus and of equal markers, scikit-image's is taken.
 *
 * A lazy image of up to 2^24 voxels, or of one chunk, is flooded like that in a worker thread, as a whole: some 50 bytes a
 * voxel. A larger one is flooded in blocks of some chunks, again where what comes to their faces from the others matters to them,
 * until nothing changes: each voxel goes to the basin that reaches it over the lowest height, after the fewest voxels of that
 * height; then by the same of the voxel before; then to the lower number. Neither depends on how the volume is cut. Where no two
 * voxels are of one height they are the same, else of basins that reach a voxel alike the second may take another;
 * docs/pictures-and-tensors.md has figures. At a time blocks of 2^23 voxels are flooded, or a chunk that is larger, some 80 bytes
 * a voxel. Kept are 80 bytes for each voxel of each cut between blocks, and the basins of 2^26 voxels: of larger volumes blocks
 * are flooded once more for their chunks.
 *
 * @param image 1 to 8 axes, fewer than 2^31 voxels; compared as float64, NaN is the highest.
 * @param markers integers of the same shape, above -2^31 and below 2^31; 0 is no marker. `label(...).labels`, for example.
 * @returns the number of the marker that reached each voxel, 0 where none did: a new volume that the caller owns; of a lazy
 * image a lazy one with its chunks.
 * @throws ArgumentError for another shape, connectivity or number of axes, for markers beyond 32 bits, or `watershedLine` of
 * several chunks with more than 2^24 voxels; DTypeError for markers that are no integers, and for float16, complex and argb;
 * ReleasedError; MemoryLimitError.
 * @example
 * const depth = distanceTransform(mask);
 * const cells = watershed(negative(depth), seeds, { mask });
 */
export function watershed(image: Volume, markers: Volume, options?: WatershedOptions): Volume<'int32'>;
export function watershed(
  image: LazyVolume,
  markers: LazyVolume,
  options?: WatershedOptions<LazyVolume>,
): LazyVolume<'int32'>;
export function watershed(
  image: Volume | LazyVolume,
  markers: Volume | LazyVolume,
  options: WatershedOptions<Volume> | WatershedOptions<LazyVolume> = {},
): Volume<'int32'> | LazyVolume<'int32'> {
  checkRegions('watershed', 'image', image, options, { connectivity: 'value', mask: 'value', watershedLine: 'flag' });
  const connectivity = checkConnectivity('watershed', options.connectivity ?? 1, image.ndim);
  const { mask, watershedLine = false } = options;
  checkBeside('markers', image, markers);
  if (mask !== undefined) checkBeside('mask', image, mask);
  const kind = kindOf(kernelDType(markers.dtype));
  if (kind === 'float' || kind === 'bool') {
    throw new DTypeError(`watershed: markers are of ${markers.dtype}; give integers, such as the labels of label()`);
  }
  if (image instanceof LazyVolume) {
    const others = { markers: markers as LazyVolume, mask: mask as LazyVolume | undefined };
    return deferred({ image, ...others, connectivity, watershedLine });
  }
  checkVoxels('watershed', image);
  const settings = { connectivity, mask: mask as Volume | undefined, watershedLine };
  return named('watershed', () => basins(image, markers as Volume, settings));
}

/** @throws ArgumentError for what is not of the image's kind and shape. */
function checkBeside(name: string, image: Volume | LazyVolume, other: Volume | LazyVolume): void {
  checkImage('watershed', other, { name });
  const lazy = image instanceof LazyVolume;
  if (!(lazy ? other instanceof LazyVolume : other instanceof Volume)) {
    throw new ArgumentError(
      `watershed: ${name} must be a ${lazy ? 'lazy volume, as the image is; use fromVolume' : 'volume in memory, as the image is'}`,
    );
  }
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
  let work: Work | undefined;
  let inside: Volume<'bool'> | undefined;
  try {
    work = begin(image);
    inside = options.mask && insideOf(options.mask);
    const { data, dtype, shape } = work.volume;
    floodBasins(data, { dtype, shape, connectivity }, { mask: inside?.data, line }, labels.data);
    return labels;
  } catch (error) {
    labels.close();
    throw error;
  } finally {
    inside?.close();
    if (work !== undefined) end(work);
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

/**
 * What is known of the faces of a block, as the numbers that its float64s are of 32 bits each, and then its basins, when floods
 * have come to the layers around it.
 */
export function spreadOn(
  image: Volume,
  around: Float64Array,
  markers: Volume,
  mask: Volume | undefined,
  connectivity: number,
): Int32Array {
  const { size, dtype, shape } = image;
  const numbers = numbersOf(markers);
  let inside: Volume<'bool'> | undefined;
  try {
    inside = mask && insideOf(mask);
    const faces = REACHED_PLANES * faceVoxels(shape, 0);
    const result = newElements('watershed', 'int32', 2 * faces + size);
    const labels = result.subarray(2 * faces);
    labels.set(numbers.data);
    const layers = { around, faces: new Float64Array(result.buffer, 0, faces) };
    spreadBasins(image.data, { dtype, shape, connectivity }, inside?.data, labels, layers);
    return result;
  } finally {
    numbers.close();
    inside?.close();
  }
}

function deferred(flood: LazyFlood): LazyVolume<'int32'> {
  const { image, markers, mask, connectivity, watershedLine } = flood;
  const options = { dtype: 'int32', name: 'watershed' } as const;
  if (image.chunks.every((sizes) => sizes.length === 1)) {
    const others = [markers, ...(mask === undefined ? [] : [mask])].map((each) => each.rechunk(-1));
    return image.mapBlocks(inWorkers('watershedBlock', connectivity, watershedLine), { ...options, others });
  }
  const merge = new BasinMerge(flood);
  if (watershedLine && !merge.isWhole) {
    throw new ArgumentError(
      `watershed: watershedLine of [${image.shape.join(', ')}] in several chunks, which has more than 2^24 voxels and is ` +
        'flooded in parts; leave it out, or give image.rechunk(-1) if that fits in memory',
    );
  }
  const { shape, chunks } = image;
  const read = (region: Region, target: Int32Array, signal?: AbortSignal): Promise<void> =>
    merge.read(region, target, signal);
  return fromFunction({ ...options, shape, chunks: chunks as number[][], read });
}
