/**
 * A chunk source: an array of Zarr, its chunks read and decoded when their voxels are needed. Worker threads import this
 * module.
 */
import { isMainThread } from 'node:worker_threads';
import { asMemoryLimit, FormatError, isError } from '../../errors.js';
import type { ChunkReader } from '../../lazy/index.js';
import { dtypeInfo, newElements, type Region, type TypedArray } from '../../volume/index.js';
import { type ByteStore, openStore, type StoreLocation } from '../store/index.js';
import { copyBox, fillBox, fillPattern } from './box.js';
import { type ChunkDecoder, chunkDecoder } from './codecs/index.js';
import type { ArrayMetadata } from './metadata.js';
import { type ChunkBytes, chunkBytes, storedLayout } from './stored-chunks.js';

/** An array, in terms that can be sent to worker threads. */
export interface ZarrSource {
  readonly location: StoreLocation;
  /** The array's path in the store; '' is the store itself. */
  readonly path: string;
  readonly array: ArrayMetadata;
}

/** The reader of an array in a store that is opened for it. */
export async function openChunks({ location, path, array }: ZarrSource): Promise<ChunkReader> {
  // A worker has nothing else to do meanwhile.
  const store = openStore(location, !isMainThread);
  try {
    const reader = await chunkReader(store, path, array);
    return { ...reader, close: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The reader of an array in an open store, which stays the caller's. @throws FormatError, UnsupportedFormatError */
export async function chunkReader(store: ByteStore, path: string, array: ArrayMetadata): Promise<ChunkReader> {
  const { shape, dtype } = array;
  const where = store.place(path);
  const layout = storedLayout(array, where);
  const fill = fillPattern(array.fillValue, dtype);
  const decoder = await chunkDecoder(layout.codecs, { shape: layout.chunks, dtype }, fill, where);
  const context = { shape, chunks: layout.chunks, fill, decoder, bytes: chunkBytes(store, path, array, layout) };
  return { read: (region, target, signal) => readRegion(context, region, bytesOf(target), signal) };
}

interface Context {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly fill: Uint8Array;
  readonly decoder: ChunkDecoder;
  readonly bytes: ChunkBytes;
}

function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function readRegion(context: Context, region: Region, target: Uint8Array, signal?: AbortSignal): Promise<void> {
  const { chunks } = context;
  const first = region.start.map((at, d) => Math.floor(at / (chunks[d] as number)));
  const last = region.start.map((at, d) => Math.ceil((at + (region.shape[d] as number)) / (chunks[d] as number)));
  const chunk = [...first];
  for (;;) {
    signal?.throwIfAborted();
    await readPart(context, [...chunk], region, target, signal);
    let d = chunk.length - 1;
    while (d >= 0 && ++(chunk[d] as number) === last[d]) {
      chunk[d] = first[d] as number;
      d--;
    }
    if (d < 0) return;
  }
}

/** Puts what a chunk has of a region to its place in the target. */
async function readPart(
  { chunks, fill, decoder, bytes }: Context,
  chunk: readonly number[],
  region: Region,
  target: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  const origin = chunk.map((at, d) => at * (chunks[d] as number));
  const start = origin.map((at, d) => Math.max(at, region.start[d] as number));
  const shape = origin.map((at, d) => {
    const end = Math.min(at + (chunks[d] as number), (region.start[d] as number) + (region.shape[d] as number));
    return end - (start[d] as number);
  });
  const to = { bytes: target, shape: region.shape, start: start.map((at, d) => at - (region.start[d] as number)) };
  const whole = target.length === decoder.bytes && shape.every((extent, d) => extent === chunks[d]);
  const straight = whole && decoder.plain;
  const stored = await bytes.read(chunk, straight ? target : undefined, signal);
  if (stored === undefined) {
    fillBox(shape, to, fill);
    return;
  }
  const elements = whole ? target : newElements('openZarr', 'uint8', decoder.bytes);
  try {
    await decoder.decode(stored, elements);
  } catch (cause) {
    const known = asMemoryLimit(bytes.place(chunk), cause);
    if (isError(known)) throw known;
    throw new FormatError(`${bytes.place(chunk)}: ${(cause as Error).message}`, { cause });
  }
  if (whole) return;
  const from = { bytes: elements, shape: chunks, start: start.map((at, d) => at - (origin[d] as number)) };
  copyBox(shape, from, to, fill.length);
}

/** Bytes of a decoded chunk. */
export function chunkSize({ dtype }: ArrayMetadata, chunks: readonly number[]): number {
  return chunks.reduce((product, extent) => product * extent, dtypeInfo(dtype).itemsize);
}
