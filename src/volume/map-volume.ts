import { statSync } from 'node:fs';
import { ArgumentError } from '../errors.js';
import { MemoryBlock } from '../memory/index.js';
import { volumeOver } from './create.js';
import { type DType, dtypeInfo } from './dtype.js';
import { NATIVE_BYTE_ORDER } from './elements.js';
import { checkShape, contiguousStrides } from './shape.js';
import type { Volume } from './volume.js';

/** Options of {@link mapVolume}. */
export interface MapVolumeOptions {
  /**
   * 'r' (default): read-only. 'r+': what is written reaches the file. 'c': what is written stays in this process. In
   * all of them nothing is read before it is looked at.
   */
  readonly mode?: 'r' | 'r+' | 'c';
  /** Bytes from the start of the file to the first voxel; a multiple of the bytes of a number. Default 0. */
  readonly offset?: number;
  /**
   * The order of the bytes of each number in the file; default 'native', this machine's. In another order there is no
   * `data`: `get`, `set`, `ndarray()` and Java convert each value as they read or write it, `copy()` all of them.
   */
  readonly byteOrder?: 'little' | 'big' | 'native';
}

/**
 * Raw voxels of a file as a volume, with nothing read until it is looked at (what numpy.memmap does).
 *
 * @param shape extents in C order, slowest first: `[z, y, x]`; the file has the voxels in that order with no gaps.
 * @returns a volume that the caller owns; closing it unmaps the file as soon as Java needs it no more. Another process
 * that shortens the file meanwhile ends this one: a mapping has no other way to say that bytes are gone.
 * @throws ArgumentError if the file cannot be opened, is too short, or an option is wrong; DTypeError for the dtype.
 * @example const vol = mapVolume('scan.raw', [512, 512, 512], 'uint16', { offset: 1024, byteOrder: 'big' });
 */
export function mapVolume<D extends DType>(
  path: string,
  shape: readonly number[],
  dtype: D,
  options: MapVolumeOptions = {},
): Volume<D> {
  const { mode = 'r', offset = 0, byteOrder = 'native' } = options;
  const { itemsize, components } = dtypeInfo(dtype, 'mapVolume');
  const size = checkShape('mapVolume', shape, itemsize);
  if (!['r', 'r+', 'c'].includes(mode)) {
    throw new ArgumentError(`mapVolume: mode ${JSON.stringify(mode)} is none of 'r', 'r+', 'c'`);
  }
  if (!['little', 'big', 'native'].includes(byteOrder)) {
    throw new ArgumentError(`mapVolume: byteOrder ${JSON.stringify(byteOrder)} is none of 'little', 'big', 'native'`);
  }
  const numberBytes = itemsize / components;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset % numberBytes !== 0) {
    throw new ArgumentError(
      `mapVolume: offset ${offset} is not a multiple of the ${numberBytes} bytes of each number of ${dtype}`,
    );
  }
  if (typeof path !== 'string' || statSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new ArgumentError(`mapVolume: there is no file ${JSON.stringify(path)}`);
  }
  const block = MemoryBlock.map(path, offset, size * itemsize, mode === 'r+').retain();
  // A number of one byte has no order.
  const order = byteOrder === 'native' || numberBytes === 1 ? NATIVE_BYTE_ORDER : byteOrder;
  const layout = { byteOffset: 0, shape, strides: contiguousStrides(shape) };
  return volumeOver(block, { ...layout, dtype, readOnly: mode === 'r', byteOrder: order });
}
