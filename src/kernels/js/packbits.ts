/** PackBits: runs and literals of bytes (TIFF 6.0, section 9). */
import type { DecodeEnd } from '../../native.js';
import { STATUS } from '../decode-status.js';

/** Decodes `input` into `output`, which it must fill exactly. */
export function decodePackBits(input: Uint8Array, output: Uint8Array): DecodeEnd | undefined {
  let from = 0;
  let to = 0;
  while (to < output.length) {
    const head = input[from];
    if (head === undefined) return [STATUS.endsEarly, from, to, 0, 0];
    from += 1;
    // 128 does nothing: writers pad with it.
    if (head === 128) continue;
    const length = head < 128 ? head + 1 : 257 - head;
    if (to + length > output.length) return [STATUS.tooMuch, from - 1, to, 0, 0];
    const needed = head < 128 ? length : 1;
    if (from + needed > input.length) return [STATUS.endsInRun, from, to, 0, 0];
    if (head < 128) output.set(input.subarray(from, from + length), to);
    else output.fill(input[from] as number, to, to + length);
    from += needed;
    to += length;
  }
  // A writer may pad to an even length; whole runs left over mean that the declared size is a lie.
  return input.length - from > 1 ? [STATUS.tooMuch, from, to, 0, 0] : undefined;
}
