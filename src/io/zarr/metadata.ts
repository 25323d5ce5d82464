/** What an array of Zarr is: the same terms for versions 2 and 3, which are those of version 3. */
import type { ByteOrder, DType } from '../../volume/index.js';
import type { FillValue } from './element-type.js';
import { isObject, type JsonObject } from './json.js';

/** The version of the format of one array or group. */
export type ZarrFormat = 2 | 3;

/**
 * A step on the way from voxels to the bytes of a chunk, by version 3's name. What version 2 alone has is called
 * `numcodecs.` and its id there, e.g. 'numcodecs.zlib'.
 */
export interface CodecMetadata {
  readonly name: string;
  readonly configuration: JsonObject;
}

/** How a chunk's place becomes its key: 'default' is c/0/1/2, 'v2' is 0.1.2, with the separator. */
export interface ChunkKeys {
  readonly encoding: 'default' | 'v2';
  readonly separator: '/' | '.';
}

/** An array, as its `.zarray` and `.zattrs` or its `zarr.json` say. Extents in C order, slowest first. */
export interface ArrayMetadata {
  readonly format: ZarrFormat;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Extents of what one key holds: a chunk, or a shard where `codecs` is sharding. */
  readonly chunks: readonly number[];
  readonly chunkKeys: ChunkKeys;
  readonly fillValue: FillValue;
  /** In the order of encoding: of arrays (transpose, delta), to bytes (bytes, sharding_indexed), of bytes (gzip). */
  readonly codecs: readonly CodecMetadata[];
  readonly dimensionNames?: readonly (string | null)[];
  readonly attributes: JsonObject;
}

/** A group, as its `.zgroup` and `.zattrs` or its `zarr.json` say. */
export interface GroupMetadata {
  readonly format: ZarrFormat;
  readonly attributes: JsonObject;
}

/** The codecs within the one of sharding: extents of its chunks, their codecs, and those of the index. */
export interface ShardingConfiguration {
  readonly chunks: readonly number[];
  readonly codecs: readonly CodecMetadata[];
  readonly indexCodecs: readonly CodecMetadata[];
  readonly indexLocation: 'start' | 'end';
}

/** The codec that gives or takes elements in C order as bytes. */
export function bytesCodec(byteOrder: ByteOrder): CodecMetadata {
  return { name: 'bytes', configuration: { endian: byteOrder } };
}

/** The byte order that a `bytes` codec says; 'little' where it says none, as for one byte an element. */
export function byteOrderOf({ configuration }: CodecMetadata): ByteOrder {
  return configuration.endian === 'big' ? 'big' : 'little';
}

/** The key of a chunk, relative to its array. */
export function chunkKey({ chunkKeys: { encoding, separator } }: ArrayMetadata, chunk: readonly number[]): string {
  if (encoding === 'default') return ['c', ...chunk].join(separator);
  return chunk.join(separator) || '0';
}

/**
 * A document as bytes, in JSON as Python reads and writes it, with whole numbers of 64 bits bare in `fill_value`, where
 * `fillValueJson` gives them as texts.
 */
export function metadataBytes(document: JsonObject): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`.replace(BARE, '$1'));
}

/** Whole numbers beyond 2^53 can only be texts in a document of ours; Zarr wants them as numbers. */
const BARE = /(?<="fill_value": )"(-?\d{16,})"/g;

/** A codec as JSON. */
export function codecJson({ name, configuration }: CodecMetadata): JsonObject {
  return Object.keys(configuration).length === 0 ? { name } : { name, configuration };
}

/** Attributes, or {} where there are none. */
export function attributesOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
