/** Where the bytes of a chunk are: a key of its own, or a part of a shard. */
import { asMemoryLimit, FormatError, isError } from '../../errors.js';
import type { ByteStore, ReadBytesOptions } from '../store/index.js';
import { SHARDING, type ShardIndex, type ShardIndexFormat, shardIndexFormat } from './codecs/index.js';
import { type ArrayMetadata, type CodecMetadata, chunkKey } from './metadata.js';
import { parseSharding } from './metadata-v3.js';

/** The chunks that are decoded one by one, and their codecs. */
export interface StoredLayout {
  readonly chunks: readonly number[];
  readonly codecs: readonly CodecMetadata[];
  /** Set where they lie in shards. */
  readonly index?: ShardIndexFormat;
}

/** Shards whose index is kept. */
const KEPT_INDICES = 256;

/** How an array's chunks are stored. A shard within another codec can only be decoded as a whole. @throws FormatError */
export function storedLayout({ codecs, chunks }: ArrayMetadata, where: string): StoredLayout {
  const [only] = codecs;
  if (codecs.length !== 1 || only?.name !== SHARDING) return { chunks, codecs };
  const sharding = parseSharding(only, chunks, where);
  return {
    chunks: sharding.chunks,
    codecs: sharding.codecs,
    index: shardIndexFormat(sharding, chunks, where),
  };
}

/** Reads the stored bytes of chunks. */
export interface ChunkBytes {
  /** Undefined for a chunk that was never written. `into`: memory to read to, if it is as many bytes. */
  read(chunk: readonly number[], into?: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Names the chunk's key in messages. */
  place(chunk: readonly number[]): string;
}

/** The stored bytes of an array's chunks. */
export function chunkBytes(store: ByteStore, path: string, array: ArrayMetadata, layout: StoredLayout): ChunkBytes {
  const keyOf = (chunk: readonly number[]): string => (path === '' ? '' : `${path}/`) + chunkKey(array, chunk);
  const options = (into: Uint8Array | undefined, signal: AbortSignal | undefined): ReadBytesOptions => ({
    signal,
    ...(into && { into: (length) => (length === into.length ? into : new Uint8Array(length)) }),
  });
  const { index } = layout;
  if (index === undefined) {
    return {
      place: (chunk) => store.place(keyOf(chunk)),
      read: (chunk, into, signal) => store.read(keyOf(chunk), options(into, signal)),
    };
  }
  const shardOf = (chunk: readonly number[]) => chunk.map((at, d) => Math.floor(at / (index.grid[d] as number)));
  const indices = new IndexCache(store, index);
  return {
    place: (chunk) => `${store.place(keyOf(shardOf(chunk)))}: chunk [${chunk.join(', ')}]`,
    read: async (chunk, into, signal) => {
      const key = keyOf(shardOf(chunk));
      const inShard = chunk.map((at, d) => at % (index.grid[d] as number));
      const range = (await indices.of(key, signal))?.part(inShard);
      if (range === undefined) return undefined;
      const bytes = await store.read(key, { ...options(into, signal), range });
      if (bytes === undefined) throw new FormatError(`${store.place(key)}: went away while it was read`);
      return bytes;
    },
  };
}

class IndexCache {
  readonly #store: ByteStore;
  readonly #format: ShardIndexFormat;
  readonly #indices = new Map<string, Promise<ShardIndex | undefined>>();

  constructor(store: ByteStore, format: ShardIndexFormat) {
    this.#store = store;
    this.#format = format;
  }

  /** The index of a shard; undefined if the shard was never written. */
  async of(key: string, signal?: AbortSignal): Promise<ShardIndex | undefined> {
    const known = this.#indices.get(key);
    const reading = known ?? this.#read(key, signal);
    // The most recently used is last.
    this.#indices.delete(key);
    this.#indices.set(key, reading);
    for (const oldest of this.#indices.keys()) {
      if (this.#indices.size <= KEPT_INDICES) break;
      this.#indices.delete(oldest);
    }
    try {
      return await reading;
    } catch (error) {
      // What failed is tried anew the next time.
      this.#indices.delete(key);
      throw error;
    }
  }

  async #read(key: string, signal?: AbortSignal): Promise<ShardIndex | undefined> {
    const { bytes, location, parse } = this.#format;
    const range = location === 'start' ? { offset: 0, length: bytes } : { suffixLength: bytes };
    const stored = await this.#store.read(key, { range, signal });
    if (stored === undefined) return undefined;
    try {
      return parse(stored);
    } catch (cause) {
      const known = asMemoryLimit(this.#store.place(key), cause);
      if (isError(known)) throw known;
      throw new FormatError(`${this.#store.place(key)}: ${(cause as Error).message}`, { cause });
    }
  }
}
