/** `zarr.json`: what it says, and writing it. */
import { FormatError, UnsupportedFormatError } from '../../errors.js';
import { fillValueJson, parseFillValue, parseV3Type, v3TypeText } from './element-type.js';
import { corrupt, extentsAt, isObject, type JsonObject, jsonText, objectAt, textAt, unsupported } from './json.js';
import {
  type ArrayMetadata,
  attributesOf,
  type ChunkKeys,
  type CodecMetadata,
  codecJson,
  type GroupMetadata,
  type ShardingConfiguration,
} from './metadata.js';

/** What a `zarr.json` is of. @throws FormatError for none of both. */
export function nodeType(document: JsonObject, where: string): 'array' | 'group' {
  if (document.zarr_format !== 3) corrupt(where, 'zarr_format', document.zarr_format, '3');
  const { node_type: type } = document;
  return type === 'array' || type === 'group' ? type : corrupt(where, 'node_type', type, "'array' or 'group'");
}

/** The group of a `zarr.json`. */
export function parseGroupV3(document: JsonObject): GroupMetadata {
  return { format: 3, attributes: attributesOf(document.attributes) };
}

/** The array of a `zarr.json`. @throws FormatError, UnsupportedFormatError naming `where` and the field. */
export function parseArrayV3(document: JsonObject, where: string): ArrayMetadata {
  refuseUnknownFields(document, where);
  const shape = extentsAt(document, 'shape', where, 0);
  const grid = objectAt(document, 'chunk_grid', where);
  if (grid.name !== 'regular') unsupported(where, 'chunk_grid', grid.name, 'regular');
  const chunks = extentsAt(objectAt(grid, 'configuration', where), 'chunk_shape', where, 1);
  if (chunks.length !== shape.length) {
    corrupt(where, 'chunk_shape', chunks, `as long as the shape, which has ${shape.length} axes`);
  }
  const dtype = parseV3Type(document.data_type, where);
  const dimensionNames = namesOf(document.dimension_names, shape.length, where);
  return {
    format: 3,
    shape,
    dtype,
    chunks,
    chunkKeys: chunkKeysOf(document.chunk_key_encoding, where),
    fillValue: parseFillValue(document.fill_value, dtype, where),
    codecs: parseCodecs(document.codecs, 'codecs', where),
    ...(dimensionNames && { dimensionNames }),
    attributes: attributesOf(document.attributes),
  };
}

const FIELDS = new Set([
  ...['zarr_format', 'node_type', 'shape', 'data_type', 'chunk_grid', 'chunk_key_encoding', 'fill_value', 'codecs'],
  ...['attributes', 'dimension_names', 'storage_transformers', 'consolidated_metadata'],
]);

/** The format: what a reader does not know it must not read, unless the field says that it need not be understood. */
function refuseUnknownFields(document: JsonObject, where: string): void {
  for (const [field, value] of Object.entries(document)) {
    if (FIELDS.has(field) || (isObject(value) && value.must_understand === false)) continue;
    throw new UnsupportedFormatError(`${where}: the field ${JSON.stringify(field)} is not known here`);
  }
  const { storage_transformers: transformers = [] } = document;
  if (!Array.isArray(transformers) || transformers.length > 0) {
    throw new UnsupportedFormatError(`${where}: storage_transformers ${jsonText(transformers)} are not known here`);
  }
}

function chunkKeysOf(value: unknown, where: string): ChunkKeys {
  const encoding = typeof value === 'string' ? { name: value } : value;
  if (!isObject(encoding)) corrupt(where, 'chunk_key_encoding', value, 'an object');
  const { name, configuration } = encoding;
  if (name !== 'default' && name !== 'v2') unsupported(where, 'chunk_key_encoding', name, 'default, v2');
  const separator = attributesOf(configuration).separator ?? (name === 'default' ? '/' : '.');
  if (separator !== '/' && separator !== '.') corrupt(where, 'separator', separator, "'/' or '.'");
  return { encoding: name, separator };
}

function namesOf(value: unknown, ndim: number, where: string): (string | null)[] | undefined {
  if (value === undefined || value === null) return undefined;
  const right =
    Array.isArray(value) && value.length === ndim && value.every((name) => typeof name === 'string' || name === null);
  return right ? value : corrupt(where, 'dimension_names', value, `a list of ${ndim} texts`);
}

/** A list of codecs, as objects or bare names. */
export function parseCodecs(value: unknown, field: string, where: string): readonly CodecMetadata[] {
  if (!Array.isArray(value) || value.length === 0) corrupt(where, field, value, 'a list of at least one codec');
  return value.map((item: unknown) => {
    if (typeof item === 'string') return { name: item, configuration: {} };
    if (!isObject(item)) corrupt(where, field, item, 'a codec with a name');
    const configuration = attributesOf(item.configuration);
    return { name: textAt(item, 'name', `${where}: ${field}`), configuration };
  });
}

/** What a codec 'sharding_indexed' says. `chunks` are the extents of its shard. @throws FormatError */
export function parseSharding({ configuration }: CodecMetadata, chunks: readonly number[], where: string) {
  const inner = extentsAt(configuration, 'chunk_shape', `${where}: sharding_indexed`, 1);
  if (inner.length !== chunks.length || inner.some((extent, d) => (chunks[d] as number) % extent !== 0)) {
    throw new FormatError(
      `${where}: sharding_indexed: chunk_shape [${inner.join(', ')}] does not divide the shard [${chunks.join(', ')}]`,
    );
  }
  const location = configuration.index_location ?? 'end';
  if (location !== 'start' && location !== 'end') corrupt(where, 'index_location', location, "'start' or 'end'");
  const sharding: ShardingConfiguration = {
    chunks: inner,
    codecs: parseCodecs(configuration.codecs, 'sharding_indexed: codecs', where),
    indexCodecs: parseCodecs(configuration.index_codecs, 'sharding_indexed: index_codecs', where),
    indexLocation: location,
  };
  return sharding;
}

/** The codec of sharding, as metadata. */
export function shardingCodec({ chunks, codecs, indexCodecs, indexLocation }: ShardingConfiguration): CodecMetadata {
  return {
    name: 'sharding_indexed',
    configuration: {
      chunk_shape: chunks,
      codecs: codecs.map(codecJson),
      index_codecs: indexCodecs.map(codecJson),
      index_location: indexLocation,
    },
  };
}

/** The `zarr.json` of an array. */
export function arrayV3Json(array: ArrayMetadata): JsonObject {
  const { shape, dtype, chunks, chunkKeys, fillValue, codecs, dimensionNames, attributes } = array;
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: v3TypeText(dtype),
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunks } },
    chunk_key_encoding: { name: chunkKeys.encoding, configuration: { separator: chunkKeys.separator } },
    // Version 3 must have one.
    fill_value: fillValueJson(fillValue) ?? fillValueJson(zeroOf(dtype)),
    codecs: codecs.map(codecJson),
    ...(dimensionNames && { dimension_names: dimensionNames }),
    attributes,
  };
}

function zeroOf(dtype: ArrayMetadata['dtype']) {
  if (dtype === 'bool') return false;
  return dtype.startsWith('complex') ? { re: 0, im: 0 } : 0;
}

/** The `zarr.json` of a group. */
export function groupV3Json(attributes: JsonObject): JsonObject {
  return { zarr_format: 3, node_type: 'group', attributes };
}
