/** Arrays of zarrita, which become lazy volumes: a chunk is read when it is needed. */
import { DTypeError } from '../../errors.js';
import { copyElements } from '../../kernels/index.js';
import { fromFunction, type LazyVolume } from '../../lazy/index.js';
import { DTYPES, type DType, type Region, type TypedArray } from '../../volume/index.js';

interface Chunk {
  readonly data: ArrayBufferView | { readonly buffer: ArrayBufferLike; readonly byteOffset: number };
  readonly stride: readonly number[];
}

interface ZarrArray {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly dtype: string;
  readonly path: string;
  getChunk(coordinates: readonly number[], options?: unknown): Promise<Chunk>;
}

/** Whether a value is an array of zarrita. */
export function isZarrArray(value: object): value is ZarrArray {
  const { shape, chunks, getChunk, dtype } = value as Partial<ZarrArray>;
  return typeof getChunk === 'function' && Array.isArray(shape) && Array.isArray(chunks) && typeof dtype === 'string';
}

const known = new WeakMap<ZarrArray, LazyVolume>();

/** The lazy volume of an array; the same one each time. @throws DTypeError for text and objects. */
export function lazyOfZarr(array: ZarrArray): LazyVolume {
  let volume = known.get(array);
  if (volume === undefined) {
    const dtype = array.dtype as DType;
    if (!DTYPES.includes(dtype))
      throw new DTypeError(`a zarr array of ${array.dtype}: supported are ${DTYPES.join(', ')}`);
    volume = fromFunction({
      shape: array.shape,
      dtype,
      chunks: [...array.chunks],
      name: `zarr array ${array.path}`,
      read: (region, target, signal) => readChunk(array, region, target, signal),
    });
    known.set(array, volume);
  }
  return volume;
}

async function readChunk(array: ZarrArray, region: Region, target: TypedArray, signal?: AbortSignal): Promise<void> {
  const coordinates = region.start.map((start, d) => start / (array.chunks[d] as number));
  const { data, stride } = await array.getChunk(coordinates, { signal });
  // A chunk of bool is no typed array, but lies in one. At the border of the array chunks reach beyond it.
  const elements = ArrayBuffer.isView(data) ? data : new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset);
  copyElements(region.shape, array.dtype as DType, { data: elements as Uint8Array, strides: stride }, { data: target });
}
