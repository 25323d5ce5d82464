/**
 * Compression by the libzstd and liblz4 of the machine, from one typed array into another, on the calling thread. Where
 * the machine or this package's build lacks them, `zstdIsNative` and `bloscIsNative` say so: then others must do it.
 */
import { ArgumentError, isError } from '../errors.js';
import { type CodecCalls, checked, core } from '../native.js';

/** How blosc compresses: c-blosc's names and meanings. */
export interface BloscOptions {
  readonly cname: string;
  /** 0 (none) to 9. */
  readonly clevel: number;
  /** 0: none, 1: bytes, 2: bits. */
  readonly shuffle: number;
  /** Bytes an element. */
  readonly typesize: number;
  /** Bytes a block; 0: it follows from the level. */
  readonly blocksize: number;
}

/** The numbers of blosc's format. */
const CODECS: Readonly<Record<string, number>> = { lz4: 1, lz4hc: 1, zstd: 4 };
const BLOSC_HEADER = 16;

let found: CodecCalls | null | undefined;

function codecs(): CodecCalls | undefined {
  if (found === undefined) found = load();
  return found ?? undefined;
}

function load(): CodecCalls | null {
  try {
    return core().codecs ?? null;
  } catch (error) {
    if (isError(error, 'NativeError')) return null;
    throw error;
  }
}

function needed(what: string): CodecCalls {
  const calls = codecs();
  if (calls === undefined) throw new ArgumentError(`${what}: the native addon lacks codecs; ask before`);
  return calls;
}

/** Whether `zstdEncode` and `zstdDecode` work here. */
export function zstdIsNative(): boolean {
  return checked(codecs()?.hasZstd() ?? false);
}

/** The most bytes that `length` bytes can become. */
export function zstdRoom(length: number): number {
  return length + Math.ceil(length / 128) + 512;
}

/** Writes one zstd frame to `target`, of at least `zstdRoom` bytes, and gives its length. @throws ArgumentError */
export function zstdEncode(source: Uint8Array, target: Uint8Array, level: number, checksum: boolean): number {
  return checked(needed('zstdEncode').zstdCompress(source, target, level, checksum));
}

/** Decodes zstd frames and gives the number of bytes. @throws ArgumentError for corrupt data, or a target too short. */
export function zstdDecode(source: Uint8Array, target: Uint8Array): number {
  return checked(needed('zstdDecode').zstdDecompress(source, target));
}

/** Whether `bloscEncode` can compress so. */
export function bloscIsNative(cname: string): boolean {
  const codec = CODECS[cname];
  return codec !== undefined && checked(codecs()?.hasBlosc(codec) ?? false);
}

/** The most bytes that `length` bytes can become. */
export function bloscRoom(length: number): number {
  return length + BLOSC_HEADER;
}

/** Writes a blosc container to `target`, of at least `bloscRoom` bytes, and gives its length. @throws ArgumentError */
export function bloscEncode(source: Uint8Array, target: Uint8Array, options: BloscOptions): number {
  const { cname, clevel, shuffle, typesize, blocksize } = options;
  const codec = CODECS[cname] ?? -1;
  const high = cname === 'lz4hc';
  return checked(
    needed('bloscEncode').bloscCompress(source, target, codec, high, clevel, shuffle, typesize, blocksize),
  );
}

/**
 * Decodes a blosc container and gives the number of bytes; undefined where no library here has the codec of its blocks.
 * @throws ArgumentError for corrupt data, or a target too short.
 */
export function bloscDecode(source: Uint8Array, target: Uint8Array): number | undefined {
  const calls = codecs();
  if (calls === undefined) return undefined;
  const codec = checked(calls.bloscCodec(source));
  // 1 is also said of data that are stored as they are.
  if (codec !== 1 && !checked(calls.hasBlosc(codec))) return undefined;
  return checked(calls.bloscDecompress(source, target));
}
