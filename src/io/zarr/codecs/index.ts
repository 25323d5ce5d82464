/** Decoding chunks. */
export { crc32c } from './crc32c.js';
export type { ChunkDecoder, ChunkType } from './decoder.js';
export { chunkDecoder } from './pipeline.js';
export { SHARDING } from './shard-decoder.js';
export { type ShardIndex, type ShardIndexFormat, shardIndexFormat } from './shard-index.js';
