/** Byte order and predictors: from what a segment stores to the values, in place. */
import { endianness } from 'node:os';
import type { TypedArray, TypedArrayOf } from '../../volume/index.js';

const HOST_IS_LITTLE = endianness() === 'LE';
const SWAP_BYTES = 2 ** 30;

interface Rows {
  readonly rowLength: number;
  readonly samples: number;
}

/** Turns whole rows of stored elements into their values, in place; see native/kernels/decode.h. */
export function restoreRows(
  view: ArrayBufferView,
  _width: number,
  rowLength: number,
  samples: number,
  predictor: number,
  swapped: boolean,
): undefined {
  const elements = view as TypedArray;
  const rows = { rowLength, samples };
  if (predictor === 3) undoFloatingPoint(elements, rows);
  else {
    if (swapped) swapBytes(elements);
    if (predictor === 2) undoHorizontal(elements, rows);
  }
}

/** Reverses the bytes of each element, in place. */
function swapBytes(elements: TypedArray): void {
  const width = elements.BYTES_PER_ELEMENT;
  if (width === 1) return;
  // A Buffer holds at most 4 GiB.
  for (let done = 0; done < elements.byteLength; done += SWAP_BYTES) {
    const length = Math.min(SWAP_BYTES, elements.byteLength - done);
    const part = Buffer.from(elements.buffer as ArrayBuffer, elements.byteOffset + done, length);
    if (width === 2) part.swap16();
    else if (width === 4) part.swap32();
    else part.swap64();
  }
}

function bytesOf(elements: TypedArray): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}

type NumberArray = Exclude<TypedArray, TypedArrayOf['int64'] | TypedArrayOf['uint64']>;

/** Predictor 2: each element is the difference to the one before; sums wrap as integers of its width do. */
function undoHorizontal(elements: TypedArray, { rowLength, samples }: Rows): void {
  const integers = asUnsigned(elements);
  if (integers instanceof BigUint64Array) {
    sumWide(integers, rowLength, samples);
    return;
  }
  for (let row = 0; row < integers.length; row += rowLength) {
    if (samples === 1) sumRow(integers, row, rowLength);
    else for (let i = row + samples; i < row + rowLength; i++) integers[i] = add(integers[i], integers[i - samples]);
  }
}

function sumRow(integers: NumberArray, row: number, rowLength: number): void {
  let sum = 0;
  for (let i = row; i < row + rowLength; i++) {
    sum = (sum + (integers[i] as number)) | 0;
    integers[i] = sum;
  }
}

function sumWide(integers: BigUint64Array, rowLength: number, samples: number): void {
  for (let row = 0; row < integers.length; row += rowLength) {
    for (let i = row + samples; i < row + rowLength; i++) {
      integers[i] = (integers[i] as bigint) + (integers[i - samples] as bigint);
    }
  }
}

function add(a: number | undefined, b: number | undefined): number {
  return ((a as number) + (b as number)) | 0;
}

/** The same memory as unsigned integers of the same width: floats are predicted by their bits. */
function asUnsigned(elements: TypedArray): Uint8Array | Uint16Array | Uint32Array | BigUint64Array {
  const { buffer, byteOffset, length } = elements;
  if (elements.BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, length);
  if (elements.BYTES_PER_ELEMENT === 2) return new Uint16Array(buffer, byteOffset, length);
  if (elements.BYTES_PER_ELEMENT === 4) return new Uint32Array(buffer, byteOffset, length);
  return new BigUint64Array(buffer, byteOffset, length);
}

/**
 * Predictor 3 (Adobe Photoshop TIFF Technical Note 3): a row holds the highest bytes of all its floats, then the next
 * lower bytes, and so on, whatever the byte order of the file, and the differences of these bytes.
 */
function undoFloatingPoint(elements: TypedArray, { rowLength, samples }: Rows): void {
  const width = elements.BYTES_PER_ELEMENT;
  const bytes = bytesOf(elements);
  const stored = new Uint8Array(rowLength * width);
  for (let row = 0; row < bytes.length; row += stored.length) {
    stored.set(bytes.subarray(row, row + stored.length));
    for (let i = samples; i < stored.length; i++) stored[i] = add(stored[i], stored[i - samples]);
    for (let rank = 0; rank < width; rank++) {
      let to = row + (HOST_IS_LITTLE ? width - 1 - rank : rank);
      for (let i = rank * rowLength; i < (rank + 1) * rowLength; i++, to += width) bytes[to] = stored[i] as number;
    }
  }
}
