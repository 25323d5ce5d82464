/** Coarser volumes from finer ones. */
import { ArgumentError } from '../errors.js';
import { kernelDType } from '../kernels/index.js';
import {
  type ChunkSpec,
  checkFactors,
  evenChunks,
  fromVolume,
  LazyVolume,
  type ModuleFunction,
  normalizeChunks,
} from '../lazy/index.js';
import { checkOptions, type DType, dtypeInfo, isIntegerDType, type Volume, valueText } from '../volume/index.js';
import { blockFunction } from './block-function.js';
import { named } from './named.js';

/** Options of {@link downscale}. */
export interface DownscaleOptions {
  /**
   * 'mean' (default): of the voxels of each box, rounded for integers, halves up. 'mode': the value that most of them
   * have, for labels, as it never makes a value that is not there; of equals the first in C order.
   */
  readonly method?: 'mean' | 'mode';
  /** Chunks of the result. Default: as large as those of the volume, but at most about 4 MiB. */
  readonly chunks?: ChunkSpec;
}

/** What is computed at a time, where nothing else was asked for. */
const BLOCK_BYTES = 4 * 2 ** 20;

/**
 * One voxel for each box of `factors` voxels, of the dtype that it had: for pyramids. At the end of an axis the voxels that
 * there are count alone, where there are fewer; so extents are divided and rounded up. ({@link downscaleLocalMean} gives the
 * floats that scikit-image's downscale_local_mean gives.)
 *
 * @param factors whole numbers of at least 1, one an axis or one for all.
 * @returns a lazy volume of the same dtype, computed in worker threads.
 * @throws ArgumentError for other factors, or 'mode' of what is no integer; DTypeError for complex and argb.
 * @example const half = await downscale(volume, [1, 2, 2]).compute();
 */
export function downscale<D extends DType>(
  x: LazyVolume<D> | Volume<D>,
  factors: number | readonly number[],
  options: DownscaleOptions = {},
): LazyVolume<D> {
  const volume = x instanceof LazyVolume ? x : named('downscale', () => fromVolume(x));
  checkOptions('downscale', options, { method: 'value', chunks: 'value' });
  const { shape, dtype } = volume;
  if (dtype === 'float16') return downscale(volume.astype('float64'), factors, options).astype(dtype);
  named('downscale', () => kernelDType(dtype));
  const { method = 'mean' } = options;
  const steps = checkFactors('downscale', shape.length, factors);
  if (method !== 'mean' && method !== 'mode') {
    throw new ArgumentError(`downscale: method ${valueText(method)}: use 'mean' or 'mode'`);
  }
  if (method === 'mode' && !isIntegerDType(dtype)) {
    throw new ArgumentError(`downscale: 'mode' is for integers, such as labels, and this volume is ${dtype}`);
  }
  const fn = blockFunction('downscale-block', method === 'mean' ? 'meanBlock' : 'modeBlock', steps);
  return mapBoxes(volume, steps, fn, { name: `downscale([${steps.join(', ')}], ${method})`, dtype, ...options });
}

/** Extents of what has one voxel for each box. */
export function coarseShape(shape: readonly number[], factors: readonly number[]): number[] {
  return shape.map((extent, d) => Math.ceil(extent / (factors[d] as number)));
}

/** A lazy volume with one voxel for each box: `fn` gets blocks that are whole boxes, but for those at the ends of axes. */
export function mapBoxes<D extends DType>(
  volume: LazyVolume,
  factors: readonly number[],
  fn: ModuleFunction,
  options: { readonly name: string; readonly dtype: D; readonly chunks?: ChunkSpec },
): LazyVolume<D> {
  const { shape } = volume;
  const { name, dtype } = options;
  const coarse = coarseShape(shape, factors);
  // Rechunked so that both have the same number of chunks, each of the finer ones `factors` times as large.
  const sizes = coarseChunks(volume, coarse, options.chunks);
  const fine = sizes.map((chunk, d) => Math.max(1, Math.min(shape[d] as number, chunk * (factors[d] as number))));
  const chunks = coarse.map((extent, d) => evenChunks(extent, sizes[d] as number));
  return volume.rechunk(fine).mapBlocks<D>(fn, { chunks, name, dtype });
}

function coarseChunks(volume: LazyVolume, coarse: readonly number[], spec: ChunkSpec | undefined): number[] {
  if (spec !== undefined) {
    const perAxis = typeof spec === 'number' ? coarse.map(() => spec) : spec;
    // What is no size at all is told there; lists of sizes here.
    normalizeChunks('downscale', coarse, spec);
    return coarse.map((extent, d) => {
      const each = perAxis[d] ?? null;
      if (typeof each !== 'number' && each !== null) {
        throw new ArgumentError('downscale: chunks must be one size an axis, or null for no cut');
      }
      return each === null || each === -1 ? Math.max(1, extent) : each;
    });
  }
  return blockSizes(volume, coarse, volume.dtype);
}

/** Chunks for a volume of another shape: as large as those of the first, but at most about 4 MiB of that dtype. */
export function blockSizes(volume: LazyVolume, shape: readonly number[], dtype: DType): number[] {
  const sizes = shape.map((extent, d) => Math.max(1, Math.min(extent, Math.max(...(volume.chunks[d] as number[])))));
  const { itemsize } = dtypeInfo(dtype);
  for (;;) {
    const bytes = sizes.reduce((product, size) => product * size, itemsize);
    const largest = sizes.indexOf(Math.max(...sizes));
    if (bytes <= BLOCK_BYTES || largest < 0 || sizes[largest] === 1) return sizes;
    sizes[largest] = Math.ceil((sizes[largest] as number) / 2);
  }
}
