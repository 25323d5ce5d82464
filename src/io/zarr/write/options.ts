/** What `writeZarr` can be told. */
import type { ReadProgress } from '../../read-options.js';
import type { FillValue } from '../element-type.js';
import type { JsonObject } from '../json.js';

/**
 * How chunks are compressed: a name, or with settings, whose defaults are zarr-python's: gzip of level 5 (0 to 9), zstd of
 * level 3 (1 to 22), blosc of zstd, level 5 (0 to 9), which shuffles bytes, or bits where an element is one byte.
 */
export type ZarrCompression =
  | 'none'
  | 'gzip'
  | 'zstd'
  | 'blosc'
  | { readonly name: 'gzip'; readonly level?: number }
  | { readonly name: 'zstd'; readonly level?: number; readonly checksum?: boolean }
  | {
      readonly name: 'blosc';
      readonly cname?: 'zstd' | 'lz4' | 'lz4hc' | 'zlib' | 'blosclz';
      readonly clevel?: number;
      readonly shuffle?: 'noshuffle' | 'shuffle' | 'bitshuffle';
      /** Bytes that are compressed together; 0 (default): it follows from the level. */
      readonly blocksize?: number;
    };

/** What all that writes Zarr can be told. */
export interface ZarrStoreOptions {
  /** Default 'zstd'. */
  readonly compression?: ZarrCompression;
  /** Replace a Zarr array or group that is there, once the new one is whole. Default false: it is refused. */
  readonly overwrite?: boolean;
  /**
   * Go on with a write of the same volume and options that was ended in the middle: what it wrote is kept, the rest is
   * computed. Where there is none, begin. A write with `resume` that fails keeps what it has written, for the next one.
   */
  readonly resume?: boolean;
  /** Worker threads that compute, encode and write. Default: as many as the machine has processors. */
  readonly concurrency?: number;
  /** Bytes for what is computed at a time before it is written. Default 256 MiB. */
  readonly memoryLimit?: number;
  /** Ends the write: the promise is rejected with the signal's reason, and nothing is left or changed, but see `resume`. */
  readonly signal?: AbortSignal;
  /** Called after each chunk (or shard). An error that it throws ends the write. */
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** Options of `writeZarr`. Extents have an entry an axis, slowest first, or are one number for all. */
export interface WriteZarrOptions extends ZarrStoreOptions {
  /** The version of Zarr. Default 3. */
  readonly version?: 2 | 3;
  /** Extents of chunks. Default: at most 64 voxels along each of the last three axes, 1 along others. */
  readonly chunks?: number | readonly number[];
  /** Extents of shards, multiples of the chunks: files of many chunks, each of which can be read alone. Version 3. */
  readonly shards?: number | readonly number[];
  /** The value of voxels that no file is written for: chunks of nothing else are left out. Default 0. */
  readonly fillValue?: FillValue;
  /** Names of the axes. */
  readonly dimensionNames?: readonly (string | null)[];
  /** Anything JSON can say, kept with the array. */
  readonly attributes?: JsonObject;
}
