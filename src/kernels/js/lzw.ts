/** TIFF's LZW: codes of 9 to 12 bits, high bit first, widths that change one code early (TIFF 6.0, section 13). */
import type { DecodeEnd } from '../../native.js';
import { STATUS } from '../decode-status.js';

const CLEAR = 256;
const END = 257;
const FIRST = 258;
const TABLE_SIZE = 4096;

// Every string of the table is a stretch of the output: the string before it and the byte that followed. The function
// runs to its end before another call begins, so that all calls share one table.
const starts = new Uint32Array(TABLE_SIZE);
const lengths = new Uint32Array(TABLE_SIZE);

/** Decodes `input` into `output`, which it must fill exactly. */
export function decodeLzw(input: Uint8Array, output: Uint8Array): DecodeEnd | undefined {
  // A clear code, low bit first, as writers of before TIFF 6 began their data.
  if (input[0] === 0 && ((input[1] ?? 0) & 1) === 1) return [STATUS.oldStyle, 0, 0, 0, 0];
  let next = FIRST;
  let width = 9;
  let bits = 0;
  let held = 0;
  let from = 0;
  let to = 0;
  let previousStart = 0;
  let previousLength = 0; // 0: no string since the last clear
  while (to < output.length) {
    while (held < width) {
      if (from >= input.length) return [STATUS.endsEarly, from, to, 0, 0];
      bits = ((bits << 8) | (input[from++] as number)) & 0xffffff;
      held += 8;
    }
    held -= width;
    const code = (bits >>> held) & ((1 << width) - 1);
    if (code === CLEAR) {
      next = FIRST;
      width = 9;
      previousLength = 0;
      continue;
    }
    if (code === END) return [STATUS.endsEarly, from, to, 0, 0];
    // The string of the entry being made is known as soon as its first byte is: the copy below makes it as it goes.
    if (previousLength > 0 && next < TABLE_SIZE) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next += 1;
    }
    if (code >= next) return [STATUS.unknownCode, from, to, code, next];
    const length = code < CLEAR ? 1 : (lengths[code] as number);
    if (to + length > output.length) return [STATUS.tooMuch, from, to, 0, 0];
    if (code < CLEAR) output[to] = code;
    else for (let i = 0, start = starts[code] as number; i < length; i++) output[to + i] = output[start + i] as number;
    previousStart = to;
    previousLength = length;
    to += length;
    if (next + 1 >= 1 << width && width < 12) width += 1;
  }
  // After the last string come at most a clear and an end code; more means that the declared size is a lie.
  return input.length - from > 4 ? [STATUS.tooMuch, from, to, 0, 0] : undefined;
}
