/** The compressions as metadata: one table of names, settings and their ranges. */
import { ArgumentError } from '../../../errors.js';
import type { CodecMetadata } from '../metadata.js';
import type { ZarrCompression } from './options.js';

const CNAMES = ['zstd', 'lz4', 'lz4hc', 'zlib', 'blosclz'];
const SHUFFLES = ['noshuffle', 'shuffle', 'bitshuffle'];

/**
 * The codec of a compression, by version 3's names; undefined for 'none'.
 * @throws ArgumentError for unknown names and levels out of range.
 */
export function compressionCodec(
  caller: string,
  compression: ZarrCompression,
  itemsize: number,
): CodecMetadata | undefined {
  const given = typeof compression === 'string' ? { name: compression } : compression;
  switch (given.name) {
    case 'none':
      return undefined;
    case 'gzip': {
      const { level = 5 } = given as { level?: number };
      checkLevel(caller, 'gzip', level, 0, 9);
      return { name: 'gzip', configuration: { level } };
    }
    case 'zstd': {
      const { level = 3, checksum = false } = given as { level?: number; checksum?: boolean };
      checkLevel(caller, 'zstd', level, 1, 22);
      return { name: 'zstd', configuration: { level, checksum } };
    }
    case 'blosc':
      return bloscCodec(caller, given as Extract<ZarrCompression, { name: 'blosc' }>, itemsize);
    default:
      throw new ArgumentError(`${caller}: compression ${JSON.stringify(compression)}: use none, gzip, zstd or blosc`);
  }
}

function bloscCodec(
  caller: string,
  given: Extract<ZarrCompression, { name: 'blosc' }>,
  itemsize: number,
): CodecMetadata {
  const { cname = 'zstd', clevel = 5, blocksize = 0 } = given;
  const shuffle = given.shuffle ?? (itemsize === 1 ? 'bitshuffle' : 'shuffle');
  checkLevel(caller, 'blosc', clevel, 0, 9);
  if (!CNAMES.includes(cname)) {
    throw new ArgumentError(`${caller}: blosc's cname ${JSON.stringify(cname)}: use ${CNAMES.join(', ')}`);
  }
  if (!SHUFFLES.includes(shuffle)) {
    throw new ArgumentError(`${caller}: blosc's shuffle ${JSON.stringify(shuffle)}: use ${SHUFFLES.join(', ')}`);
  }
  if (!Number.isSafeInteger(blocksize) || blocksize < 0 || blocksize > 2 ** 30) {
    throw new ArgumentError(`${caller}: blosc's blocksize is ${blocksize}; use a number of bytes, or 0`);
  }
  return { name: 'blosc', configuration: { typesize: itemsize, cname, clevel, shuffle, blocksize } };
}

function checkLevel(caller: string, name: string, level: number, low: number, high: number): void {
  if (Number.isInteger(level) && level >= low && level <= high) return;
  throw new ArgumentError(`${caller}: the level of ${name} is ${level}; use an integer from ${low} to ${high}`);
}
