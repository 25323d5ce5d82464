/** Rows of a plane as the bytes that are stored. */
import { dtypeInfo, newElements, type TypedArray, type Volume } from '../../../volume/index.js';
import { bytesOf } from '../predictor.js';
import { type Predictor, predictRows } from './predict.js';

type Unsigned = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** How rows are wanted. */
export interface RowsWanted {
  readonly predictor: Predictor;
  /** In memory of their own, also where the plane's would do. */
  readonly copy: boolean;
}

/** The bytes of `rows` rows from `start` on: the plane's own memory where that is possible. */
export function rowsAsBytes(plane: Volume, start: number, rows: number, wanted: RowsWanted): Uint8Array {
  const { predictor, copy } = wanted;
  const [, width = 0, samples = 1] = plane.shape;
  const rowLength = width * samples * dtypeInfo(plane.dtype).components;
  if (!plane.isContiguous) {
    const packed = gather(plane, start, rows, rowLength);
    predictRows(packed, predictor, rowLength, samples);
    return bytesOf(packed);
  }
  const own = plane.data.subarray(start * rowLength, (start + rows) * rowLength) as TypedArray;
  if (predictor === 1 && !copy) return bytesOf(own);
  const copied = own.slice() as TypedArray;
  predictRows(copied, predictor, rowLength, samples);
  return bytesOf(copied);
}

function gather(plane: Volume, start: number, rows: number, rowLength: number): TypedArray {
  const { components } = dtypeInfo(plane.dtype);
  const packed = newElements('writeTiff', plane.dtype, (rows * rowLength) / components) as TypedArray;
  const [stepY = 0, stepX = 0, stepOfSamples = 1] = plane.strides.map((step) => step * components);
  // A complex number is two that lie together, as samples do.
  const samples = components * (plane.shape[2] ?? 1);
  const stepS = components > 1 ? 1 : stepOfSamples;
  const from = asUnsigned(plane.data);
  const to = asUnsigned(packed);
  const together = stepX === samples && (samples === 1 || stepS === 1);
  for (let y = 0; y < rows; y++) {
    const row = plane.offset * components + (start + y) * stepY;
    if (together) copyElements(from.subarray(row, row + rowLength), to, y * rowLength);
    else gatherRow(from, row, stepX, stepS, to, y * rowLength, rowLength, samples);
  }
  return packed;
}

function gatherRow(
  from: Unsigned,
  start: number,
  stepX: number,
  stepS: number,
  to: Unsigned,
  at: number,
  rowLength: number,
  samples: number,
): void {
  const end = at + rowLength;
  for (let x = start, i = at; i < end; x += stepX) {
    for (let s = 0; s < samples; s++) to[i++] = from[x + s * stepS] as never;
  }
}

/** The same memory as unsigned integers: four kinds of array instead of ten keep the loop fast, and no NaN changes. */
function asUnsigned(elements: TypedArray): Unsigned {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT: width } = elements;
  if (width === 1) return new Uint8Array(buffer, byteOffset, length);
  if (width === 2) return new Uint16Array(buffer, byteOffset, length);
  if (width === 4) return new Uint32Array(buffer, byteOffset, length);
  return new BigUint64Array(buffer, byteOffset, length);
}

function copyElements(from: Unsigned, to: Unsigned, at: number): void {
  (to as { set(source: Unsigned, offset: number): void }).set(from, at);
}
