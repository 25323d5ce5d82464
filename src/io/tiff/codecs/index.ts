/** THE table of compressions that this reader decodes itself. */
import { inflate } from './deflate.js';
import { decodeLzw } from './lzw.js';
import { decodePackBits } from './packbits.js';
import { unzstd, zstdMissing } from './zstd.js';

export { CodecError } from './codec-error.js';

/** One compression. */
export interface Codec {
  /**
   * Fills `output` exactly; with `blocking`, in this thread where it can. @throws CodecError when `input` is corrupt, or holds fewer or more bytes than `output`.
   */
  readonly decode: (input: Uint8Array, output: Uint8Array, blocking?: boolean) => void | Promise<void>;
  /** No more than this many bytes come from one byte: what a header claims beyond that is a lie. */
  readonly maxRatio: number;
  /** Why this runtime cannot decode it, or undefined. */
  readonly unavailable: () => string | undefined;
}

const always = () => undefined;
const copy = (input: Uint8Array, output: Uint8Array) => output.set(input);

// Deflate: a match of 258 bytes takes 2 bits. LZW: 12 bits give at most the 3837 bytes of the longest string.
// PackBits: 2 bytes give 128. Zstandard: a block of 4 bytes gives 128 KiB.
const deflate: Codec = { decode: inflate, maxRatio: 1032, unavailable: always };
const CODECS: ReadonlyMap<number, Codec> = new Map([
  [1, { decode: copy, maxRatio: 1, unavailable: always }],
  [5, { decode: decodeLzw, maxRatio: 2558, unavailable: always }],
  [8, deflate],
  [32773, { decode: decodePackBits, maxRatio: 64, unavailable: always }],
  [32946, deflate],
  [50000, { decode: unzstd, maxRatio: 32768, unavailable: zstdMissing }],
]);

/** Whether a value of the tag Compression is one of the two of deflate. */
export function isDeflate(compression: number): boolean {
  return codecOf(compression) === deflate;
}

/** The codec for a value of the tag Compression, or undefined when this reader has none. */
export function codecOf(compression: number): Codec | undefined {
  return CODECS.get(compression);
}
