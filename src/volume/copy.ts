/** Copies voxels as bits, so that NaNs keep theirs, whatever the strides, the byte order and the size. */
import { checked, core } from '../native.js';
import { type DType, dtypeInfo } from './dtype.js';
import type { Voxels } from './root.js';
import { contiguousStrides, extentOf, isContiguous } from './shape.js';

/** The memory that one typed array of bits covers at most: any Node can make it. */
const CHUNK_BYTES = 2 ** 30;

type Bits = Uint8Array | Uint16Array | Uint32Array;

/**
 * Copies into a new volume, contiguous voxels of the same shape and dtype, in either byte order, and gives it; it is closed
 * if that fails.
 */
export function filledFrom<V extends Voxels<DType> & { close(): void }>(source: Voxels<DType>, target: V): V {
  try {
    copyVoxels(source, target);
    return target;
  } catch (error) {
    target.close();
    throw error;
  }
}

function copyVoxels(source: Voxels<DType>, target: Voxels<DType>): void {
  if (source.shape.includes(0)) return;
  const { itemsize } = dtypeInfo(source.dtype);
  if (Math.max(source.span, target.span) * itemsize <= CHUNK_BYTES) {
    copyChunk(source, target);
    return;
  }
  const axis = source.shape.findIndex((extent) => extent > 1);
  const extent = source.shape[axis] as number;
  const half = Math.ceil(extent / 2);
  copyVoxels(part(source, axis, 0, half), part(target, axis, 0, half));
  copyVoxels(part(source, axis, half, extent - half), part(target, axis, half, extent - half));
}

function part(voxels: Voxels<DType>, axis: number, start: number, extent: number): Voxels<DType> {
  const shape = voxels.shape.map((whole, d) => (d === axis ? extent : whole));
  const first = voxels.offset + start * (voxels.strides[axis] as number);
  const { low, high } = extentOf(shape, voxels.strides) ?? { low: 0, high: -1 };
  const byteOffset = voxels.byteOffset + (first + low) * dtypeInfo(voxels.dtype).itemsize;
  const { block, dtype, byteOrder, strides } = voxels;
  return { block, dtype, byteOrder, strides, shape, byteOffset, offset: -low, span: high - low + 1 };
}

function copyChunk(source: Voxels<DType>, target: Voxels<DType>): void {
  const { itemsize, components } = dtypeInfo(source.dtype);
  const partBytes = itemsize / components;
  const unitBytes = Math.min(4, partBytes);
  const from = bitsOf(source, unitBytes);
  const to = bitsOf(target, unitBytes);
  if (isContiguous(source.shape, source.strides)) to.set(from);
  else {
    const { shape, strides, offset } = source;
    checked(core().kernels.copy(shape, itemsize, from, offset, strides, to, 0, contiguousStrides(shape)));
  }
  if (source.byteOrder !== target.byteOrder) swap(to, partBytes);
}

function bitsOf(voxels: Voxels<DType>, unitBytes: number): Bits {
  const array = unitBytes === 1 ? Uint8Array : unitBytes === 2 ? Uint16Array : Uint32Array;
  const units = dtypeInfo(voxels.dtype).itemsize / unitBytes;
  return new array(voxels.block.buffer as ArrayBuffer, voxels.byteOffset, voxels.span * units);
}

function swap(bits: Bits, partBytes: number): void {
  const bytes = Buffer.from(bits.buffer as ArrayBuffer, bits.byteOffset, bits.byteLength);
  if (partBytes === 2) bytes.swap16();
  else if (partBytes === 4) bytes.swap32();
  else if (partBytes === 8) bytes.swap64();
}
