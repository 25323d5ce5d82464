/** PackBits: runs and literals of bytes, each row on its own (TIFF 6.0, section 9). */
import { newElements } from '../../../volume/index.js';

const LONGEST = 128;

/** The most bytes that `length` bytes in rows of `rowBytes` may become. */
export function packBitsBound(length: number, rowBytes: number): number {
  return length + (length / rowBytes) * Math.ceil(rowBytes / LONGEST);
}

/** Encodes rows of `rowBytes` bytes. */
export function encodePackBits(input: Uint8Array, rowBytes: number): Uint8Array {
  const output = newElements('writeTiff', 'uint8', packBitsBound(input.length, rowBytes));
  let to = 0;
  for (let row = 0; row < input.length; row += rowBytes) to = encodeRow(input, row, row + rowBytes, output, to);
  return output.subarray(0, to);
}

/** Writes one row at `to`; gives where the next begins. */
function encodeRow(input: Uint8Array, start: number, end: number, output: Uint8Array, start2: number): number {
  let from = start;
  let to = start2;
  while (from < end) {
    const run = runLength(input, from, Math.min(end, from + LONGEST));
    if (run >= 2) {
      output[to++] = 257 - run;
      output[to++] = input[from] as number;
      from += run;
      continue;
    }
    let stop = from + 1;
    // A run of two within a literal gains nothing; three end it.
    while (stop < end && stop - from < LONGEST && runLength(input, stop, Math.min(end, stop + 3)) < 3) stop++;
    output[to++] = stop - from - 1;
    output.set(input.subarray(from, stop), to);
    to += stop - from;
    from = stop;
  }
  return to;
}

function runLength(input: Uint8Array, from: number, end: number): number {
  let stop = from + 1;
  while (stop < end && input[stop] === input[from]) stop++;
  return stop - from;
}
