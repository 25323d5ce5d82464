/** The files of one array. */
import { join } from 'node:path';
import type { LazyVolume } from '../../../lazy/index.js';
import type { JsonObject } from '../json.js';
import { type ArrayMetadata, metadataBytes } from '../metadata.js';
import { arrayV2Json } from '../metadata-v2.js';
import { arrayV3Json, groupV3Json } from '../metadata-v3.js';
import type { SinkPlan } from './chunk-sink.js';
import type { ZarrStoreOptions } from './options.js';
import type { Place } from './place.js';
import { shardingOf } from './shard.js';

/** What `computeInto` is told, of the options of a write. */
export type ComputeWishes = Pick<ZarrStoreOptions, 'concurrency' | 'memoryLimit' | 'signal' | 'onProgress'>;

const MEMORY_LIMIT = 256 * 2 ** 20;

/** Computes and writes the chunks of an array that are not there, and then its metadata. */
export async function writeArray(
  volume: LazyVolume,
  array: ArrayMetadata,
  place: Place,
  path: string,
  { concurrency, memoryLimit = MEMORY_LIMIT, signal, onProgress }: ComputeWishes,
): Promise<void> {
  const plan: SinkPlan = { array, folder: join(place.folder, path), temporary: place.temporary };
  const sink = {
    // The built module: worker threads cannot import TypeScript.
    module: new URL('../../../../dist/io/zarr/write/chunk-sink.js', import.meta.url),
    export: 'openChunkSink',
    args: [plan],
  };
  await volume.rechunk(array.chunks).store(sink, {
    memoryLimit,
    ...(concurrency !== undefined && { concurrency }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  await writeArrayMetadata(array, place, path);
}

async function writeArrayMetadata(array: ArrayMetadata, place: Place, path: string): Promise<void> {
  if (array.format === 3) return place.write(join(path, 'zarr.json'), metadataBytes(arrayV3Json(array)));
  const { attributes } = array;
  if (Object.keys(attributes).length > 0) await place.write(join(path, '.zattrs'), metadataBytes(attributes));
  await place.write(join(path, '.zarray'), metadataBytes(arrayV2Json(array)));
}

/** Writes the metadata of a group. */
export async function writeGroup(format: 2 | 3, attributes: JsonObject, place: Place, path: string): Promise<void> {
  if (format === 3) return place.write(join(path, 'zarr.json'), metadataBytes(groupV3Json(attributes)));
  await place.write(join(path, '.zattrs'), metadataBytes(attributes));
  await place.write(join(path, '.zgroup'), metadataBytes({ zarr_format: 2 }));
}

/** How many files an array has at most, its metadata aside. */
export function chunkCount({ shape, chunks }: ArrayMetadata): number {
  return shape.reduce((count, extent, d) => count * Math.ceil(extent / (chunks[d] as number)), 1);
}

/** Extents of what is encoded at a time: chunks, also those within shards. */
export function innerChunks(array: ArrayMetadata): readonly number[] {
  return shardingOf(array)?.chunks ?? array.chunks;
}
