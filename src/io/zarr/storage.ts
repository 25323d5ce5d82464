/** How the voxels of an array are stored, for people. */
import { SHARDING } from './codecs/index.js';
import type { ArrayMetadata, CodecMetadata, ZarrFormat } from './metadata.js';
import { parseSharding } from './metadata-v3.js';

/** How an array of Zarr is stored. */
export interface ZarrStorage {
  /** The version of Zarr. */
  readonly zarr: ZarrFormat;
  /** Extents of the boxes that are decoded one by one, in C order. */
  readonly chunks: readonly number[];
  /** Extents of what one file holds, where that is many chunks. */
  readonly shards?: readonly number[];
  /** The names of the codecs, in the order of encoding. */
  readonly codecs: readonly string[];
}

/** How an array is stored. @throws FormatError for sharding that is broken. */
export function storageOf({ format, chunks, codecs }: ArrayMetadata, where: string): ZarrStorage {
  const [first] = codecs;
  if (codecs.length !== 1 || first?.name !== SHARDING) return { zarr: format, chunks, codecs: namesOf(codecs) };
  const sharding = parseSharding(first, chunks, where);
  return { zarr: format, chunks: sharding.chunks, shards: chunks, codecs: namesOf(sharding.codecs) };
}

function namesOf(codecs: readonly CodecMetadata[]): string[] {
  return codecs.map(({ name, configuration: { cname } }) => {
    const short = name.replace(/^numcodecs\./, '');
    return typeof cname === 'string' ? `${short} (${cname})` : short;
  });
}
