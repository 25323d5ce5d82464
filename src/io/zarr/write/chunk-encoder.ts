/** From the voxels of a chunk to the bytes of its file. */
import { UnsupportedFormatError } from '../../../errors.js';
import {
  contiguousStrides,
  type DType,
  dtypeInfo,
  fillElements,
  NATIVE_BYTE_ORDER,
  newElements,
  type TypedArray,
} from '../../../volume/index.js';
import type { FillValue } from '../element-type.js';
import { type ArrayMetadata, byteOrderOf, type CodecMetadata } from '../metadata.js';
import { parseSharding } from '../metadata-v3.js';
import { type Encode, openEncoder } from './encoders.js';

/**
 * Encodes the voxels of a box that begins where a chunk does, in C order: chunks at the end of an array are filled up.
 * Undefined where there is nothing but the fill value. What it gives at once is valid until it is called again.
 */
export type ChunkEncoder = (
  elements: TypedArray,
  shape: readonly number[],
) => Uint8Array | undefined | Promise<Uint8Array>;

/** What encodes the chunks of an array, or within its shards. @throws UnsupportedFormatError for other codecs. */
export function chunkEncoder(array: ArrayMetadata): ChunkEncoder {
  const [first] = array.codecs;
  const sharding = first?.name === 'sharding_indexed' ? parseSharding(first, array.chunks, 'writeZarr') : undefined;
  const chunks = sharding?.chunks ?? array.chunks;
  const encode = bytesEncoder(sharding?.codecs ?? array.codecs);
  const empty = filledChunk(array.dtype, chunks, array.fillValue);
  const emptyBytes = bytesOf(empty);
  const { components } = dtypeInfo(array.dtype);
  return (elements, shape) => {
    let whole = elements;
    if (shape.some((extent, d) => extent !== chunks[d])) {
      whole = empty.slice() as TypedArray;
      copyBox(elements, [...shape, components], whole, [...chunks, components]);
    }
    const bytes = bytesOf(whole);
    if (Buffer.compare(bytes, emptyBytes) === 0) return undefined;
    return encode === undefined ? bytes : encode(bytes);
  };
}

/** Compression, if there is any, after elements as they are. */
function bytesEncoder([bytes, compression, ...more]: readonly CodecMetadata[]): Encode | undefined {
  const right = bytes?.name === 'bytes' && byteOrderOf(bytes) === NATIVE_BYTE_ORDER && more.length === 0;
  if (!right)
    throw new UnsupportedFormatError('codecs other than bytes in this order and a compression are not written');
  return compression === undefined ? undefined : openEncoder(compression);
}

function filledChunk(dtype: DType, chunks: readonly number[], fillValue: FillValue): TypedArray {
  const length = chunks.reduce((product, extent) => product * extent, 1);
  const elements = newElements('writeZarr', dtype, length);
  if (fillValue !== undefined) fillElements(elements, dtype, fillValue);
  return elements;
}

/** The memory of elements. */
export function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Copies a contiguous box to the corner of a larger one. */
function copyBox(from: TypedArray, shape: readonly number[], to: TypedArray, extents: readonly number[]): void {
  if (shape.includes(0)) return;
  const strides = contiguousStrides(extents);
  const row = shape.at(-1) as number;
  const target = to as Uint8Array;
  let read = 0;
  const visit = (d: number, at: number): void => {
    if (d >= shape.length - 1) {
      target.set(from.subarray(read, read + row) as Uint8Array, at);
      read += row;
      return;
    }
    for (let i = 0; i < (shape[d] as number); i++) visit(d + 1, at + i * (strides[d] as number));
  };
  visit(0, 0);
}
