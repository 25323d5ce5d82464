/** Decoders of what TIFF files hold, on bytes in memory. No input makes them touch anything but the target. */
import { endianness } from 'node:os';
import { ArgumentError } from '../errors.js';
import { checked, type DecodeEnd } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { STATUS } from './decode-status.js';

/** Why bytes could not be decoded. */
export interface DecodeFailure {
  readonly message: string;
  /** Bytes from the start of the source to where the trouble was met. */
  readonly position: number;
  /** The bytes are sound, but of a kind that is not read. */
  readonly unsupported: boolean;
}

/** How the rows of a segment are stored. */
export interface RowFormat {
  readonly littleEndian: boolean;
  /** 1: none; 2: differences; 3: floating point. */
  readonly predictor: number;
  /** Elements in a row. */
  readonly rowLength: number;
  /** Samples a pixel: differences are those to the same sample of the pixel before. */
  readonly samples: number;
}

const HOST_IS_LITTLE = endianness() === 'LE';

/**
 * Decodes TIFF's LZW (high bit first) from `source` into `target`, which it must fill exactly. Runs to its end on the
 * calling thread; call it in a worker for segments of many MiB.
 * @returns why it failed (the target then holds no image), or undefined.
 * @throws ArgumentError for a target of 4 GiB or more.
 */
export function lzwDecode(source: Uint8Array, target: Uint8Array): DecodeFailure | undefined {
  // Places in the target are kept in 32 bits.
  if (target.length >= 2 ** 32)
    throw new ArgumentError(`lzwDecode: the target has ${target.length} bytes, 4 GiB or more`);
  return failure('LZW', checked(calls().lzw(source, target)), target);
}

/**
 * Decodes deflate in zlib's wrapper and verifies its checksum; as `lzwDecode`, and of any size. Bytes after the end of the
 * stream are not looked at.
 */
export function zlibDecode(source: Uint8Array, target: Uint8Array): DecodeFailure | undefined {
  return failure('deflate', checked(calls().inflate(source, target)), target);
}

/**
 * Two zlib streams at once, in little more time than one of them takes.
 * @returns false if one of them is corrupt, or both: `zlibDecode` of each tells which and why.
 */
export function zlibDecodePair(
  source: Uint8Array,
  target: Uint8Array,
  source2: Uint8Array,
  target2: Uint8Array,
): boolean {
  return checked(calls().inflatePair(source, target, source2, target2));
}

/** Decodes PackBits; as `lzwDecode`, and of any size. */
export function packbitsDecode(source: Uint8Array, target: Uint8Array): DecodeFailure | undefined {
  return failure('PackBits', checked(calls().packBits(source, target)), target);
}

/**
 * Turns whole rows of stored elements into their values, in place: byte order, then the predictor.
 * @throws ArgumentError if the elements are not whole rows, or a row has fewer elements than a pixel.
 *
 * @example
 * restoreRows(pixels, { littleEndian: false, predictor: 2, rowLength: width * 3, samples: 3 });
 */
export function restoreRows(elements: TypedArray, format: RowFormat): void {
  const { littleEndian, predictor, rowLength, samples } = format;
  const swapped = littleEndian !== HOST_IS_LITTLE;
  const width = elements.BYTES_PER_ELEMENT;
  if (elements.length === 0 || (predictor === 1 && (!swapped || width === 1))) return;
  if (![1, 2, 3].includes(predictor))
    throw new ArgumentError(`restoreRows: no predictor ${predictor}; there are 1, 2, 3`);
  const whole = [rowLength, samples].every((size) => Number.isInteger(size) && size > 0);
  if (!whole || samples > rowLength || elements.length % rowLength !== 0) {
    throw new ArgumentError(
      `restoreRows: ${elements.length} elements are not whole rows of ${rowLength}, with ${samples} samples a pixel`,
    );
  }
  checked(calls().restoreRows(elements, width, rowLength, samples, predictor, swapped));
}

function failure(name: string, end: DecodeEnd | undefined, target: Uint8Array): DecodeFailure | undefined {
  if (end === undefined) return undefined;
  const [status, from, to, code, table] = end;
  const message = {
    [STATUS.endsEarly]: `${name} data ends after ${to} of ${target.length} bytes`,
    [STATUS.tooMuch]: `${name} data gives more than the ${target.length} bytes declared`,
    [STATUS.unknownCode]: `${name} code ${code} is not in the table of ${table}`,
    [STATUS.oldStyle]: `old-style ${name} (low bit first) is not read`,
    [STATUS.endsInRun]: `${name} data ends within a run`,
    [STATUS.noZlib]: `corrupt ${name} data: it does not begin as a zlib stream`,
    [STATUS.dictionary]: `${name} data that needs a dictionary is not read`,
    [STATUS.badBlock]: `corrupt ${name} data: a block begins wrongly`,
    [STATUS.badCodes]: `corrupt ${name} data: the codes of a block contradict each other`,
    [STATUS.badSymbol]: `corrupt ${name} data: a code that stands for nothing`,
    [STATUS.badDistance]: `corrupt ${name} data: a copy from before the start`,
    [STATUS.checksum]: `corrupt ${name} data: the checksum is wrong`,
  }[status] as string;
  return { message, position: from, unsupported: status === STATUS.oldStyle || status === STATUS.dictionary };
}
