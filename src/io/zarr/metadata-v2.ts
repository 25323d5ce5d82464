/** `.zarray`, `.zgroup` and `.zattrs`: what they say in the terms of version 3, and writing them. */
import { UnsupportedFormatError } from '../../errors.js';
import { dtypeInfo } from '../../volume/index.js';
import { fillValueJson, parseFillValue, parseV2Type, v2TypeText } from './element-type.js';
import { corrupt, extentsAt, isObject, type JsonObject, textAt } from './json.js';
import { type ArrayMetadata, byteOrderOf, bytesCodec, type CodecMetadata } from './metadata.js';

/** Filters of bytes; all others are of elements, which a chunk's bytes are before them. */
const BYTE_FILTERS = ['shuffle', 'gzip', 'zlib', 'bz2', 'lzma', 'zstd', 'lz4', 'blosc', 'crc32', 'crc32c', 'adler32'];
/** What both versions have under one name. */
const SHARED = ['blosc', 'gzip', 'zstd', 'crc32c'];
const SHUFFLES: readonly unknown[] = ['noshuffle', 'shuffle', 'bitshuffle'];

/** The array of a `.zarray` and its `.zattrs`. @throws FormatError, UnsupportedFormatError naming `where`. */
export function parseArrayV2(document: JsonObject, attributes: JsonObject, where: string): ArrayMetadata {
  if (document.zarr_format !== 2) corrupt(where, 'zarr_format', document.zarr_format, '2');
  const shape = extentsAt(document, 'shape', where, 0);
  // An array of extent 0 may have chunks of 0.
  const chunks = extentsAt(document, 'chunks', where, 0).map((extent) => Math.max(1, extent));
  if (chunks.length !== shape.length) {
    corrupt(where, 'chunks', chunks, `as long as the shape, which has ${shape.length} axes`);
  }
  const { dtype, byteOrder } = parseV2Type(document.dtype, where);
  const { order, dimension_separator: separator = '.' } = document;
  if (order !== 'C' && order !== 'F') corrupt(where, 'order', order, "'C' or 'F'");
  if (separator !== '.' && separator !== '/') corrupt(where, 'dimension_separator', separator, "'.' or '/'");
  const filters = filtersOf(document.filters, where);
  const compressor = document.compressor ?? undefined;
  if (compressor !== undefined && !isObject(compressor)) corrupt(where, 'compressor', compressor, 'an object or null');
  const last = filters.findLastIndex((filter) => !isOfBytes(filter));
  // The last filter of elements may store another type, in its own byte order.
  const stored = filters[last]?.astype ?? filters[last]?.dtype;
  const storedOrder = stored === undefined ? byteOrder : parseV2Type(stored, where).byteOrder;
  const transposed = order === 'F' && shape.length > 1;
  return {
    format: 2,
    shape,
    dtype,
    chunks,
    chunkKeys: { encoding: 'v2', separator },
    fillValue: parseFillValue(document.fill_value, dtype, where),
    codecs: [
      ...(transposed ? [{ name: 'transpose', configuration: { order: reversedAxes(shape.length) } }] : []),
      ...filters.slice(0, last + 1).map((filter) => codecOf(filter, where)),
      bytesCodec(storedOrder),
      ...filters.slice(last + 1).map((filter) => codecOf(filter, where)),
      ...(compressor === undefined ? [] : [codecOf(compressor, where)]),
    ],
    ...dimensionNames(attributes, shape.length),
    attributes,
  };
}

function reversedAxes(ndim: number): number[] {
  return Array.from({ length: ndim }, (_, d) => ndim - 1 - d);
}

function filtersOf(value: unknown, where: string): readonly JsonObject[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) && value.every(isObject) ? value : corrupt(where, 'filters', value, 'a list of filters');
}

function isOfBytes({ id }: JsonObject): boolean {
  return BYTE_FILTERS.includes(id as string);
}

function codecOf(codec: JsonObject, where: string): CodecMetadata {
  const id = textAt(codec, 'id', `${where}: a codec`);
  const { id: _, ...configuration } = codec;
  if (id === 'blosc') {
    // Numbers in version 2, words in version 3; -1 lets the encoder choose.
    const { shuffle = 1 } = configuration;
    return { name: id, configuration: { ...configuration, shuffle: SHUFFLES[shuffle as number] ?? 'shuffle' } };
  }
  return { name: SHARED.includes(id) ? id : `numcodecs.${id}`, configuration };
}

/** xarray's names of the axes. */
function dimensionNames({ _ARRAY_DIMENSIONS: names }: JsonObject, ndim: number) {
  const right = Array.isArray(names) && names.length === ndim && names.every((name) => typeof name === 'string');
  return right ? { dimensionNames: names as string[] } : {};
}

/**
 * The `.zarray` of an array of format 2, whose codecs are those that `parseArrayV2` gives: F order as a transposition of
 * all axes, then filters and `bytes`, the compressor last.
 *
 * @throws UnsupportedFormatError for codecs that version 2 cannot say: sharding, another transposition.
 */
export function arrayV2Json(array: ArrayMetadata): JsonObject {
  const { shape, dtype, chunks, chunkKeys, fillValue } = array;
  const codecs = [...array.codecs];
  let order = 'C';
  if (codecs[0]?.name === 'transpose') {
    const [{ configuration }] = codecs.splice(0, 1) as [CodecMetadata];
    if (String(configuration.order) !== reversedAxes(shape.length).join()) {
      throw new UnsupportedFormatError(`Zarr v2 cannot say the transposition [${String(configuration.order)}]`);
    }
    order = 'F';
  }
  const at = codecs.findIndex(({ name }) => name === 'bytes');
  if (at < 0) throw new UnsupportedFormatError(`Zarr v2 cannot say the codecs ${codecs.map(({ name }) => name)}`);
  const [bytes] = codecs.splice(at, 1) as [CodecMetadata];
  const ofBytes = codecs.slice(at);
  const compressor = ofBytes.at(-1);
  const filters = [...codecs.slice(0, at), ...ofBytes.slice(0, -1)];
  return {
    zarr_format: 2,
    shape,
    chunks,
    dtype: v2TypeText(dtype, dtypeInfo(dtype).itemsize === 1 ? 'little' : byteOrderOf(bytes)),
    compressor: compressor === undefined ? null : v2Codec(compressor),
    fill_value: fillValueJson(fillValue),
    order,
    filters: filters.length === 0 ? null : filters.map(v2Codec),
    dimension_separator: chunkKeys.separator,
  };
}

function v2Codec({ name, configuration }: CodecMetadata): JsonObject {
  const id = name.replace(/^numcodecs\./, '');
  if (id !== 'blosc') return { id, ...configuration };
  const { typesize: _, ...others } = configuration;
  return { id, ...others, shuffle: SHUFFLES.indexOf(configuration.shuffle) };
}
