/** Copies voxels as bits, so that NaNs keep theirs, whatever the strides, the byte order and the size. */
import type { DType } from './dtype.js';
import { dtypeInfo } from './dtype.js';
import type { Volume } from './volume.js';

/** The memory that one typed array of bits covers at most: any Node can make it. */
const CHUNK_BYTES = 2 ** 30;

type Bits = Uint8Array | Uint16Array | Uint32Array;

/** Copies into `target`, a contiguous volume of the same shape and dtype, in either byte order. */
export function copyVoxels(source: Volume, target: Volume): void {
  if (source.size === 0) return;
  const { itemsize } = dtypeInfo(source.dtype);
  if (Math.max(source.span, target.span) * itemsize <= CHUNK_BYTES) {
    copyChunk(source, target);
    return;
  }
  const axis = source.shape.findIndex((extent) => extent > 1);
  const half = Math.ceil((source.shape[axis] as number) / 2);
  const all = source.shape.slice(0, axis).map(() => null);
  for (const part of [[0, half] as const, [half, null] as const]) {
    copyVoxels(source.slice(...all, part), target.slice(...all, part));
  }
}

function copyChunk(source: Volume, target: Volume): void {
  const { itemsize, components } = dtypeInfo(source.dtype);
  const partBytes = itemsize / components;
  const unitBytes = Math.min(4, partBytes);
  const units = itemsize / unitBytes;
  const from = bitsOf(source, unitBytes);
  const to = bitsOf(target, unitBytes);
  if (source.isContiguous) to.set(from);
  else copyStrided(source, from, to, units);
  if (source.byteOrder !== target.byteOrder) swap(to, partBytes);
}

function copyStrided(source: Volume, from: Bits, to: Bits, units: number): void {
  const { shape, strides } = source;
  let next = 0;
  const visit = (axis: number, element: number): void => {
    if (axis === shape.length) {
      for (let unit = 0; unit < units; unit++) to[next++] = from[element * units + unit] as number;
      return;
    }
    const extent = shape[axis] as number;
    const stride = strides[axis] as number;
    if (axis === shape.length - 1 && stride === 1) {
      to.set(from.subarray(element * units, (element + extent) * units), next);
      next += extent * units;
    } else if (axis === shape.length - 1 && units === 1) {
      for (let i = 0, at = element; i < extent; i++, at += stride) to[next++] = from[at] as number;
    } else {
      for (let i = 0; i < extent; i++) visit(axis + 1, element + i * stride);
    }
  };
  visit(0, source.offset);
}

function bitsOf(volume: Volume, unitBytes: number): Bits {
  const array = unitBytes === 1 ? Uint8Array : unitBytes === 2 ? Uint16Array : Uint32Array;
  const units = dtypeInfo(volume.dtype as DType).itemsize / unitBytes;
  return new array(volume.block.buffer as ArrayBuffer, volume.byteOffset, volume.span * units);
}

function swap(bits: Bits, partBytes: number): void {
  const bytes = Buffer.from(bits.buffer as ArrayBuffer, bits.byteOffset, bits.byteLength);
  if (partBytes === 2) bytes.swap16();
  else if (partBytes === 4) bytes.swap32();
  else if (partBytes === 8) bytes.swap64();
}
