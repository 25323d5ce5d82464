/** Places by number, so that every thread finds them in its own view of the memory. */
import { dtypeInfo, type TypedArray, type Volume } from '../volume/index.js';
import type { Place } from './copy.js';
import type { Spot } from './messages.js';

type Where = Pick<Spot, 'offset' | 'strides'>;

/** The place of a box of `shape` voxels: only its own elements, since one array cannot hold those of a large volume. */
export function placeIn(volume: Volume, { offset, strides }: Where, shape: readonly number[]): Place {
  let low = 0;
  let high = 0;
  shape.forEach((extent, d) => {
    const reach = Math.max(0, extent - 1) * (strides[d] as number);
    if (reach < 0) low += reach;
    else high += reach;
  });
  const length = shape.includes(0) ? 0 : high - low + 1;
  return { data: elements(volume, offset + low, length), dtype: volume.dtype, offset: -low, strides };
}

/** `length` elements in a row. */
export function elementsAt(volume: Volume, { offset }: Where, length: number): TypedArray {
  return elements(volume, offset, length);
}

function elements(volume: Volume, offset: number, length: number): TypedArray {
  const { array, itemsize, components } = dtypeInfo(volume.dtype);
  const first = length === 0 ? 0 : volume.byteOffset + (volume.offset + offset) * itemsize;
  return new array(volume.block.buffer, first, length * components);
}
