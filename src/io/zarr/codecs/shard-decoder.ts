/** A shard that is at hand as a whole: within another codec, e.g. a transposition or another shard. */
import { dtypeInfo } from '../../../volume/index.js';
import { copyBox, fillBox } from '../box.js';
import type { CodecMetadata } from '../metadata.js';
import { parseSharding } from '../metadata-v3.js';
import type { ChunkDecoder, ChunkType } from './decoder.js';
import { shardIndexFormat } from './shard-index.js';

/** The codec's name. */
export const SHARDING = 'sharding_indexed';

/** Makes the decoder of the chunks within shards. */
export type MakeDecoder = (
  codecs: readonly CodecMetadata[],
  type: ChunkType,
  fill: Uint8Array,
  where: string,
) => Promise<ChunkDecoder>;

/** Decodes whole shards of `type`; `fill` is the element where a chunk is absent. @throws FormatError */
export async function shardDecoder(
  codec: CodecMetadata,
  type: ChunkType,
  fill: Uint8Array,
  where: string,
  make: MakeDecoder,
) {
  const { shape, dtype } = type;
  const sharding = parseSharding(codec, shape, where);
  const index = shardIndexFormat(sharding, shape, where);
  const chunk = { shape: sharding.chunks, dtype };
  const inner = await make(sharding.codecs, chunk, fill, `${where}: sharding_indexed`);
  const { itemsize } = dtypeInfo(dtype);
  const none = sharding.chunks.map(() => 0);
  const decode = async (stored: Uint8Array, target: Uint8Array): Promise<void> => {
    if (stored.length < index.bytes) throw new Error(`${stored.length} bytes are too few for the shard's index`);
    const at = index.location === 'start' ? 0 : stored.length - index.bytes;
    const parts = index.parse(stored.subarray(at, at + index.bytes));
    const elements = new Uint8Array(inner.bytes);
    for (const place of placesIn(index.grid)) {
      const to = { bytes: target, shape, start: place.map((i, d) => i * (sharding.chunks[d] as number)) };
      const part = parts.part(place);
      if (part === undefined) {
        fillBox(sharding.chunks, to, fill);
        continue;
      }
      if (part.offset + part.length > stored.length) {
        throw new Error(`chunk [${place.join(', ')}] lies at byte ${part.offset}, the shard has ${stored.length}`);
      }
      await inner.decode(stored.subarray(part.offset, part.offset + part.length), elements);
      copyBox(sharding.chunks, { bytes: elements, shape: sharding.chunks, start: none }, to, itemsize);
    }
  };
  return { name: SHARDING, decode };
}

/** All places of a grid in C order. */
function* placesIn(grid: readonly number[]): Generator<number[]> {
  const at = grid.map(() => 0);
  for (;;) {
    yield [...at];
    let d = grid.length - 1;
    while (d >= 0 && ++(at[d] as number) === grid[d]) at[d--] = 0;
    if (d < 0) return;
  }
}
