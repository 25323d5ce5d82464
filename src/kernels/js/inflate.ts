/** Deflate in zlib's wrapper, by node:zlib. */
import { inflateSync } from 'node:zlib';
import type { DecodeEnd } from '../../native.js';
import { STATUS } from '../decode-status.js';

/** zlib's words for what is wrong; of others it is the checksum, or the like of it. */
const PROBLEMS: readonly (readonly [RegExp, number])[] = [
  [/unexpected end of file/, STATUS.endsEarly],
  [/Missing dictionary/, STATUS.dictionary],
  [/header check|compression method|window size/, STATUS.noZlib],
  [/block type|stored block/, STATUS.badBlock],
  [/code lengths set|bit length repeat|too many length|-- missing|lengths set|distances set/, STATUS.badCodes],
  [/too far back/, STATUS.badDistance],
  [/invalid (literal|distance)/, STATUS.badSymbol],
];

/** Decodes `input` into `output`, which it must fill exactly. */
export function inflate(input: Uint8Array, output: Uint8Array): DecodeEnd | undefined {
  const limit = output.length + 1;
  try {
    // One byte more than needed: zlib then ends in one step, and a stream that gives too much is seen.
    const decoded = inflateSync(input, { chunkSize: Math.max(64, limit), maxOutputLength: limit });
    if (decoded.length > output.length) return [STATUS.tooMuch, input.length, output.length, 0, 0];
    output.set(decoded);
    return decoded.length === output.length ? undefined : [STATUS.endsEarly, input.length, decoded.length, 0, 0];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return [STATUS.tooMuch, input.length, output.length, 0, 0];
    if (code?.startsWith('Z_') !== true) throw error;
    const [, status] = PROBLEMS.find(([words]) => words.test(message)) ?? [undefined, STATUS.checksum];
    return [status, 0, 0, 0, 0];
  }
}
