/** Shards: files of many chunks, with an index of where each lies at the end. */
import type { Region, TypedArray } from '../../../volume/index.js';
import { crc32c } from '../codecs/crc32c.js';
import type { ArrayMetadata, ShardingConfiguration } from '../metadata.js';
import { parseSharding } from '../metadata-v3.js';
import type { ChunkEncoder } from './chunk-encoder.js';
import { writeAll } from './files.js';

/** Offset and length of a chunk that is not there. */
const NONE = 2n ** 64n - 1n;

/** How the shards of an array are made up, if it has some. */
export function shardingOf(array: ArrayMetadata): ShardingConfiguration | undefined {
  const [codec] = array.codecs;
  return codec?.name === 'sharding_indexed' ? parseSharding(codec, array.chunks, 'writeZarr') : undefined;
}

/** One shard on its way into a file. */
export interface ShardJob {
  /** The part of the array that the shard holds; the shard may reach beyond. */
  readonly region: Region;
  readonly extents: readonly number[];
  readonly sharding: ShardingConfiguration;
  readonly encoder: ChunkEncoder;
  read(part: Region): Promise<TypedArray>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the chunks, one after the other in C order, and the index: for each chunk of the shard its offset and length,
 * little endian, and their CRC-32C. Gives whether there is any chunk; without, the file is not needed.
 */
export async function writeShard(file: number, job: ShardJob): Promise<boolean> {
  const { region, extents, sharding, encoder, read, signal } = job;
  const counts = extents.map((extent, d) => extent / (sharding.chunks[d] as number));
  const total = counts.reduce((product, count) => product * count, 1);
  const index = new DataView(new ArrayBuffer(16 * total + 4));
  let at = 0;
  for (let chunk = 0; chunk < total; chunk++) {
    signal?.throwIfAborted();
    const part = partAt(region, placeOf(chunk, counts), sharding.chunks);
    const encoded = part === undefined ? undefined : encoder(await read(part), part.shape);
    const bytes = encoded instanceof Promise ? await encoded : encoded;
    index.setBigUint64(16 * chunk, bytes === undefined ? NONE : BigInt(at), true);
    index.setBigUint64(16 * chunk + 8, bytes === undefined ? NONE : BigInt(bytes.length), true);
    if (bytes === undefined) continue;
    writeAll(file, bytes);
    at += bytes.length;
  }
  if (at === 0) return false;
  const entries = new Uint8Array(index.buffer, 0, 16 * total);
  index.setUint32(16 * total, crc32c(entries), true);
  writeAll(file, new Uint8Array(index.buffer));
  return true;
}

/** Chunk number `index` of a shard, in C order. */
function placeOf(index: number, counts: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (const count of counts.toReversed()) {
    place.unshift(rest % count);
    rest = Math.floor(rest / count);
  }
  return place;
}

/** What a chunk of a shard has of the array; undefined for one that lies beyond its end. */
function partAt({ start, shape }: Region, place: readonly number[], chunks: readonly number[]): Region | undefined {
  const from = place.map((at, d) => at * (chunks[d] as number));
  const part = {
    start: from.map((at, d) => (start[d] as number) + at),
    shape: from.map((at, d) => Math.min(chunks[d] as number, (shape[d] as number) - at)),
  };
  return part.shape.every((extent) => extent > 0) ? part : undefined;
}
