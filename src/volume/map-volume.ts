import { statSync } from 'node:fs';
import { ArgumentError } from '../errors.js';
import { MemoryBlock } from '../memory/index.js';
import { volumeOver } from './create.js';
import { type DType, dtypeInfo } from './dtype.js';
import { checkShape, contiguousStrides } from './shape.js';
import type { Volume } from './volume.js';

/** Options of {@link mapVolume}. */
export interface MapVolumeOptions {
  /**
   * 'r' (default): read-only. 'r+': what is written reaches the file. 'c': what is written stays in this process. In
   * all of them nothing is read before it is looked at.
   */
  readonly mode?: 'r' | 'r+' | 'c';
  /** Bytes from the start of the file to the first voxel; a multiple of the element size. Default 0. */
  readonly offset?: number;
}

/**
 * Raw voxels of a file as a volume, with nothing read until it is looked at (what numpy.memmap does).
 *
 * @param shape extents in C order, slowest first: `[z, y, x]`; the file has the voxels in that order with no gaps.
 * @param dtype the element type, in this machine's byte order.
 * @returns a volume that the caller owns; closing it unmaps the file as soon as Java needs it no more. Another process
 * that shortens the file meanwhile ends this one: a mapping has no other way to say that bytes are gone.
 * @throws ArgumentError if the file cannot be opened, is too short, or an option is wrong; DTypeError for the dtype.
 * @example const vol = mapVolume('scan.raw', [512, 512, 512], 'uint16', { offset: 1024 });
 */
export function mapVolume<D extends DType>(
  path: string,
  shape: readonly number[],
  dtype: D,
  options: MapVolumeOptions = {},
): Volume<D> {
  const { mode = 'r', offset = 0 } = options;
  const { itemsize } = dtypeInfo(dtype);
  const size = checkShape('mapVolume', shape, itemsize);
  if (!['r', 'r+', 'c'].includes(mode)) {
    throw new ArgumentError(`mapVolume: mode ${JSON.stringify(mode)} is none of 'r', 'r+', 'c'`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || offset % itemsize !== 0) {
    throw new ArgumentError(`mapVolume: offset ${offset} is not a multiple of the ${itemsize} bytes of ${dtype}`);
  }
  if (typeof path !== 'string' || statSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new ArgumentError(`mapVolume: there is no file ${JSON.stringify(path)}`);
  }
  const block = MemoryBlock.map(path, offset, size * itemsize, mode === 'r+').retain();
  return volumeOver(block, { byteOffset: 0, dtype, shape, strides: contiguousStrides(shape), readOnly: mode === 'r' });
}
