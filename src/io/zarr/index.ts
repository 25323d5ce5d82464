/** Zarr: what its documents say, in versions 2 and 3. */
export { type FillValue, fillValueJson } from './element-type.js';
export {
  corrupt,
  isObject,
  type JsonObject,
  jsonText,
  numberOf,
  numbersAt,
  objectAt,
  objectsAt,
  parseJson,
  textAt,
  unsupported,
} from './json.js';
export {
  type ArrayMetadata,
  byteOrderOf,
  bytesCodec,
  type ChunkKeys,
  type CodecMetadata,
  chunkKey,
  type GroupMetadata,
  metadataBytes,
  type ShardingConfiguration,
  type ZarrFormat,
} from './metadata.js';
export { arrayV2Json, parseArrayV2 } from './metadata-v2.js';
export {
  arrayV3Json,
  groupV3Json,
  nodeType,
  parseArrayV3,
  parseGroupV3,
  parseSharding,
  shardingCodec,
} from './metadata-v3.js';
export { below, readNode, type ZarrNode } from './node.js';
export { arrayVolume, type OpenedStore, type OpenZarrOptions, openSource, openZarr, readZarr } from './open.js';
export { storageOf, type ZarrStorage } from './storage.js';
export {
  beginPlace,
  chunkCount,
  innerChunks,
  type Place,
  planArray,
  type WriteZarrOptions,
  writeArray,
  writeGroup,
  writeZarr,
  type ZarrCompression,
  type ZarrStoreOptions,
} from './write/index.js';
