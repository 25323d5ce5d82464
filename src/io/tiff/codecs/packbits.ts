/** PackBits: runs and literals of bytes (TIFF 6.0, section 9). */
import { CodecError } from './codec-error.js';

/** Decodes `input` into `output`, which it must fill exactly. */
export function decodePackBits(input: Uint8Array, output: Uint8Array): void {
  let from = 0;
  let to = 0;
  while (to < output.length) {
    const head = input[from];
    if (head === undefined) throw new CodecError(`PackBits data ends after ${to} of ${output.length} bytes`, from);
    from += 1;
    // 128 does nothing: writers pad with it.
    if (head === 128) continue;
    const length = head < 128 ? head + 1 : 257 - head;
    if (to + length > output.length) {
      throw new CodecError(`PackBits data gives more than the ${output.length} bytes declared`, from - 1);
    }
    const needed = head < 128 ? length : 1;
    if (from + needed > input.length) throw new CodecError('PackBits data ends within a run', from);
    if (head < 128) output.set(input.subarray(from, from + length), to);
    else output.fill(input[from] as number, to, to + length);
    from += needed;
    to += length;
  }
  // A writer may pad to an even length; whole runs left over mean that the declared size is a lie.
  if (input.length - from > 1)
    throw new CodecError(`PackBits data gives more than the ${output.length} bytes declared`, from);
}
