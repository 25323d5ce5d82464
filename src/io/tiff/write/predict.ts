/** Predictors: what a segment stores instead of its values, in place. The reverse of ../predictor.ts. */
import { endianness } from 'node:os';
import type { TypedArray } from '../../../volume/index.js';
import { bytesOf } from '../predictor.js';

const HOST_IS_LITTLE = endianness() === 'LE';

/** The value of the tag Predictor: none, horizontal, floating point. */
export type Predictor = 1 | 2 | 3;

/** Replaces whole rows of `rowLength` elements by the differences that the predictor stores, in place. */
export function predictRows(elements: TypedArray, predictor: Predictor, rowLength: number, samples: number): void {
  if (predictor === 2) horizontal(elements, rowLength, samples);
  else if (predictor === 3) floatingPoint(elements, rowLength, samples);
}

function horizontal(elements: TypedArray, rowLength: number, samples: number): void {
  const { buffer, byteOffset, length } = elements;
  if (elements.BYTES_PER_ELEMENT === 8) {
    const wide = new BigUint64Array(buffer, byteOffset, length);
    for (let row = 0; row < length; row += rowLength) {
      for (let i = row + rowLength - 1; i >= row + samples; i--) {
        wide[i] = (wide[i] as bigint) - (wide[i - samples] as bigint);
      }
    }
    return;
  }
  const Unsigned =
    elements.BYTES_PER_ELEMENT === 1 ? Uint8Array : elements.BYTES_PER_ELEMENT === 2 ? Uint16Array : Uint32Array;
  const integers = new Unsigned(buffer as ArrayBuffer, byteOffset, length);
  for (let row = 0; row < length; row += rowLength) differences(integers, row, row + rowLength, samples);
}

/** From the end, so that what is subtracted is still the value. */
function differences(
  integers: Uint8Array | Uint16Array | Uint32Array,
  start: number,
  end: number,
  samples: number,
): void {
  for (let i = end - 1; i >= start + samples; i--) {
    integers[i] = (integers[i] as number) - (integers[i - samples] as number);
  }
}

/**
 * Predictor 3 (Adobe Photoshop TIFF Technical Note 3): a row holds the highest bytes of all its floats, then the next
 * lower bytes, and so on, and the differences of these bytes.
 */
function floatingPoint(elements: TypedArray, rowLength: number, samples: number): void {
  const width = elements.BYTES_PER_ELEMENT;
  const bytes = bytesOf(elements);
  const row = new Uint8Array(rowLength * width);
  for (let start = 0; start < bytes.length; start += row.length) {
    for (let rank = 0; rank < width; rank++) {
      let from = start + (HOST_IS_LITTLE ? width - 1 - rank : rank);
      for (let i = rank * rowLength; i < (rank + 1) * rowLength; i++, from += width) row[i] = bytes[from] as number;
    }
    differences(row, 0, row.length, samples);
    bytes.set(row, start);
  }
}
