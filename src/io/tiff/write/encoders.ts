/** THE table of compressions that `writeTiff` writes. */
import * as zlib from 'node:zlib';
import { encodeLzw, lzwBound } from './lzw.js';
import { encodePackBits, packBitsBound } from './packbits.js';

/** How `writeTiff` stores pixels. */
export type TiffCompression = 'none' | 'deflate' | 'lzw' | 'packbits' | 'zstd';

/** One compression. */
export interface Encoder {
  /** The value of the tag Compression. */
  readonly code: number;
  /** Encodes rows of `rowBytes` bytes. */
  readonly encode: (input: Uint8Array, rowBytes: number, level: number) => Uint8Array | Promise<Uint8Array>;
  /**
   * Whether node:zlib's threads read `input` while others go on. It must be memory that nobody can detach, then: zlib
   * ends the process where that happens.
   */
  readonly inThreads: boolean;
  /** The most bytes that `length` bytes may become. */
  readonly bound: (length: number, rowBytes: number) => number;
  /** The levels there are: lowest, highest, and the one that is taken when none is given. */
  readonly levels?: readonly [number, number, number];
  /** Why this runtime cannot encode it, or undefined. */
  readonly unavailable?: () => string | undefined;
}

type ZstdCompress = (
  input: Uint8Array,
  options: { params: Record<number, number> },
  callback: (error: Error | null, encoded: Uint8Array) => void,
) => void;

// The types are those of Node 20, which lacks it.
const zstdCompress = (zlib as unknown as { zstdCompress?: ZstdCompress }).zstdCompress;
/** ZSTD_c_compressionLevel. */
const ZSTD_LEVEL = 100;

// Blocks that do not compress are stored, with a few bytes before each.
const storedBound = (length: number) => length + Math.ceil(length / 4096) * 8 + 64;

export const ENCODERS: Readonly<Record<TiffCompression, Encoder>> = {
  none: { code: 1, inThreads: false, encode: (input) => input, bound: (length) => length },
  deflate: { code: 8, inThreads: true, encode: deflate, bound: storedBound, levels: [0, 9, 6] },
  lzw: { code: 5, inThreads: false, encode: encodeLzw, bound: lzwBound },
  packbits: { code: 32773, inThreads: false, encode: encodePackBits, bound: packBitsBound },
  zstd: {
    code: 50000,
    inThreads: true,
    encode: zstd,
    bound: storedBound,
    levels: [1, 22, 3],
    unavailable: () =>
      zstdCompress === undefined
        ? `needs Node 22.15 or later, and this is Node ${process.versions.node}; use 'deflate'`
        : undefined,
  },
};

function deflate(input: Uint8Array, _rowBytes: number, level: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zlib.deflate(input, { level }, (error, encoded) => (error ? reject(error) : resolve(encoded)));
  });
}

function zstd(input: Uint8Array, _rowBytes: number, level: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zstdCompress?.(input, { params: { [ZSTD_LEVEL]: level } }, (error, encoded) =>
      error ? reject(error) : resolve(encoded),
    );
  });
}
