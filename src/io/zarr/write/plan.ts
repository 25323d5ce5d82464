/** From what was asked for to what stands in the metadata of an array. */
import { ArgumentError } from '../../../errors.js';
import { type DType, dtypeInfo, NATIVE_BYTE_ORDER } from '../../../volume/index.js';
import { type FillValue, parseFillValue, v3TypeText } from '../element-type.js';
import type { JsonObject } from '../json.js';
import { type ArrayMetadata, bytesCodec, type CodecMetadata } from '../metadata.js';
import { shardingCodec } from '../metadata-v3.js';
import { compressionCodec } from './compression.js';
import type { ZarrCompression } from './options.js';

/** What an array is to be. */
export interface ArrayWish {
  readonly version: 2 | 3;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly chunks?: number | readonly number[] | undefined;
  readonly shards?: number | readonly number[] | undefined;
  readonly compression?: ZarrCompression | undefined;
  readonly fillValue?: FillValue;
  readonly dimensionNames?: readonly (string | null)[] | undefined;
  readonly attributes?: JsonObject | undefined;
}

/** Chunks of this many voxels along the last three axes, where nothing else was asked for. */
const CHUNK = 64;

/** The metadata of an array. @throws ArgumentError for what does not fit together, DTypeError for types Zarr lacks. */
export function planArray(caller: string, wish: ArrayWish): ArrayMetadata {
  const { version, shape, dtype, compression = 'zstd', fillValue, dimensionNames, attributes = {} } = wish;
  if (version !== 2 && version !== 3) {
    throw new ArgumentError(`${caller}: version ${JSON.stringify(version)} of Zarr: use 2 or 3`);
  }
  v3TypeText(dtype);
  const { itemsize } = dtypeInfo(dtype);
  const shards = wish.shards === undefined ? undefined : extentsOf(caller, 'shards', shape, wish.shards);
  const chunks =
    wish.chunks === undefined ? defaultChunks(shape, shards) : extentsOf(caller, 'chunks', shape, wish.chunks);
  const codec = compressionCodec(caller, compression, itemsize);
  const inner: CodecMetadata[] = [bytes(itemsize), ...(codec === undefined ? [] : [codec])];
  if (shards !== undefined) checkShards(caller, version, chunks, shards);
  checkNames(caller, shape, dimensionNames);
  checkAttributes(caller, attributes);
  return {
    format: version,
    shape: [...shape],
    dtype,
    chunks: shards ?? chunks,
    chunkKeys: version === 3 ? { encoding: 'default', separator: '/' } : { encoding: 'v2', separator: '/' },
    fillValue: checkedFill(caller, fillValue, dtype),
    codecs: shards === undefined ? inner : [sharding(chunks, inner)],
    ...(dimensionNames && version === 3 && { dimensionNames }),
    attributes: version === 2 && dimensionNames ? { ...attributes, _ARRAY_DIMENSIONS: dimensionNames } : attributes,
  };
}

/** At most 64 voxels along each of the last three axes, 1 along others; within shards, what divides them. */
function defaultChunks(shape: readonly number[], shards: readonly number[] | undefined): number[] {
  const first = shape.length - 3;
  return shape.map((extent, d) => {
    if (d < first) return 1;
    const shard = shards?.[d];
    if (shard !== undefined) return shard % CHUNK === 0 ? CHUNK : shard;
    return Math.max(1, Math.min(CHUNK, extent));
  });
}

function bytes(itemsize: number): CodecMetadata {
  // One byte has no order.
  return itemsize === 1 ? { name: 'bytes', configuration: {} } : bytesCodec(NATIVE_BYTE_ORDER);
}

function sharding(chunks: readonly number[], codecs: readonly CodecMetadata[]): CodecMetadata {
  const indexCodecs = [bytesCodec('little'), { name: 'crc32c', configuration: {} }];
  return shardingCodec({ chunks, codecs, indexCodecs, indexLocation: 'end' });
}

function extentsOf(
  caller: string,
  name: string,
  shape: readonly number[],
  given: number | readonly number[],
): readonly number[] {
  const extents = typeof given === 'number' ? shape.map(() => given) : given;
  const right = Array.isArray(extents) && extents.every((extent) => Number.isSafeInteger(extent) && extent >= 1);
  if (right && extents.length === shape.length) return [...extents];
  throw new ArgumentError(
    `${caller}: ${name} ${JSON.stringify(given)} for the shape [${shape.join(', ')}]: give an integer >= 1 an axis`,
  );
}

function checkShards(caller: string, version: 2 | 3, chunks: readonly number[], shards: readonly number[]): void {
  if (version === 2) {
    throw new ArgumentError(`${caller}: Zarr v2 (OME-NGFF 0.4) has no shards; leave them out, or write v3 (0.5)`);
  }
  if (shards.every((extent, d) => extent % (chunks[d] as number) === 0)) return;
  throw new ArgumentError(
    `${caller}: the shards [${shards.join(', ')}] must be multiples of the chunks [${chunks.join(', ')}]`,
  );
}

function checkNames(caller: string, shape: readonly number[], names: ArrayWish['dimensionNames']): void {
  if (names === undefined || names.length === shape.length) return;
  throw new ArgumentError(`${caller}: ${names.length} dimensionNames for ${shape.length} axes: give one an axis`);
}

function checkedFill(caller: string, value: FillValue, dtype: DType): FillValue {
  const { kind, itemsize } = dtypeInfo(dtype);
  if (value === undefined) {
    if (kind === 'complex') return { re: 0, im: 0 };
    return kind === 'bool' ? false : itemsize === 8 && kind !== 'float' ? 0n : 0;
  }
  try {
    const said = typeof value === 'object' ? [value.re, value.im] : value;
    return parseFillValue(typeof said === 'bigint' ? said.toString() : said, dtype, caller);
  } catch (cause) {
    throw new ArgumentError(`${caller}: the fillValue ${String(value)} is no value of ${dtype}`, { cause });
  }
}

function checkAttributes(caller: string, attributes: JsonObject): void {
  try {
    JSON.stringify(attributes);
  } catch (cause) {
    throw new ArgumentError(`${caller}: attributes must be what JSON can say (${(cause as Error).message})`, { cause });
  }
}
