/** The index of a shard: where each of its chunks lies. */
import { FormatError, UnsupportedFormatError } from '../../../errors.js';
import { byteOrderOf, type ShardingConfiguration } from '../metadata.js';
import { crc32c } from './crc32c.js';

/** Both numbers of a chunk that was never written. */
const ABSENT = 0xffffffffffffffffn;
const ENTRY_BYTES = 16;
const CHECKSUM_BYTES = 4;

/** Where a chunk lies in its shard. */
export interface ShardPart {
  readonly offset: number;
  readonly length: number;
}

/** How the index of the shards of an array is stored. */
export interface ShardIndexFormat {
  /** How many chunks a shard has along each axis. */
  readonly grid: readonly number[];
  /** Its bytes as they are stored. */
  readonly bytes: number;
  readonly location: 'start' | 'end';
  /** Reads an index. @throws Error for a wrong checksum. */
  parse(stored: Uint8Array): ShardIndex;
}

/** The chunks of one shard. */
export class ShardIndex {
  readonly #view: DataView;
  readonly #grid: readonly number[];
  readonly #little: boolean;

  constructor(bytes: Uint8Array, grid: readonly number[], little: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#grid = grid;
    this.#little = little;
  }

  /** Where the chunk at that place of the shard's grid lies; undefined if there is none. */
  part(chunk: readonly number[]): ShardPart | undefined {
    const at = chunk.reduce((sum, place, d) => sum * (this.#grid[d] as number) + place, 0) * ENTRY_BYTES;
    const offset = this.#view.getBigUint64(at, this.#little);
    const length = this.#view.getBigUint64(at + 8, this.#little);
    if (offset === ABSENT && length === ABSENT) return undefined;
    return { offset: Number(offset), length: Number(length) };
  }
}

/** What an index is, of shards of `shard` elements. @throws UnsupportedFormatError for codecs that change its size. */
export function shardIndexFormat(
  { chunks, indexCodecs, indexLocation }: ShardingConfiguration,
  shard: readonly number[],
  where: string,
): ShardIndexFormat {
  const [first, ...rest] = indexCodecs;
  if (first === undefined || first.name !== 'bytes') {
    throw new FormatError(`${where}: sharding_indexed: index_codecs begin with '${first?.name}', not with 'bytes'`);
  }
  const other = rest.find(({ name }) => name !== 'crc32c');
  if (other !== undefined) {
    throw new UnsupportedFormatError(
      `${where}: sharding_indexed: index_codecs: '${other.name}'; bytes, crc32c are read`,
    );
  }
  const grid = shard.map((extent, d) => extent / (chunks[d] as number));
  const plain = grid.reduce((product, count) => product * count, ENTRY_BYTES);
  const little = byteOrderOf(first) === 'little';
  return {
    grid,
    bytes: plain + CHECKSUM_BYTES * rest.length,
    location: indexLocation,
    parse: (stored) => {
      let bytes = stored;
      for (const _ of rest) bytes = checked(bytes);
      return new ShardIndex(bytes, grid, little);
    },
  };
}

function checked(bytes: Uint8Array): Uint8Array {
  const rest = bytes.subarray(0, -CHECKSUM_BYTES);
  const said = new DataView(bytes.buffer, bytes.byteOffset + rest.length, CHECKSUM_BYTES).getUint32(0, true);
  const found = crc32c(rest);
  if (found === said) return rest;
  throw new Error(`the checksum of the shard's index is ${found}, the shard says ${said}`);
}
