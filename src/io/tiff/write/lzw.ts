/** TIFF's LZW: codes of 9 to 12 bits, high bit first, widths that change one code early (TIFF 6.0, section 13). */
import { newElements } from '../../../volume/index.js';

const CLEAR = 256;
const END = 257;
const FIRST = 258;
/** When this entry is made the table is full: a clear code follows. */
const LAST = 4094;
const SLOTS = 2 ** 14;

// The strings of the table by (code of the string before its last byte, last byte), with open addressing. The function
// runs to its end before another call begins, so that all calls share one table.
const keys = new Int32Array(SLOTS);
const codes = new Uint16Array(SLOTS);

/** The most bytes that `length` bytes may become. */
export function lzwBound(length: number): number {
  return Math.ceil(1.5 * (length + length / (LAST - FIRST))) + 16;
}

/** Encodes `input`, which is not empty. */
export function encodeLzw(input: Uint8Array): Uint8Array {
  const output = newElements('writeTiff', 'uint8', lzwBound(input.length));
  let to = 0;
  let bits = 0;
  let held = 0;
  let width = 9;
  let next = FIRST;
  const put = (code: number): void => {
    bits = (bits << width) | code;
    held += width;
    while (held >= 8) {
      held -= 8;
      output[to++] = bits >>> held;
    }
    bits &= (1 << held) - 1;
  };
  keys.fill(-1);
  put(CLEAR);
  let prefix = input[0] as number;
  for (let i = 1; i < input.length; i++) {
    const byte = input[i] as number;
    const key = (prefix << 8) | byte;
    let slot = Math.imul(key, 0x9e3779b1) >>> 18;
    while (keys[slot] !== key && keys[slot] !== -1) slot = (slot + 1) & (SLOTS - 1);
    if (keys[slot] === key) {
      prefix = codes[slot] as number;
      continue;
    }
    put(prefix);
    prefix = byte;
    keys[slot] = key;
    codes[slot] = next;
    if (next === LAST) {
      put(CLEAR);
      keys.fill(-1);
      width = 9;
      next = FIRST;
      continue;
    }
    next += 1;
    if (next === 1 << width) width += 1;
  }
  put(prefix);
  // The decoder makes an entry of the last string too, and may widen its codes for it.
  if (next + 1 === 1 << width && width < 12) width += 1;
  put(END);
  if (held > 0) output[to++] = bits << (8 - held);
  return output.subarray(0, to);
}
