/** Boxes of elements in C order: copying one into another, and filling one. */
import { contiguousStrides, type DType, fillElements, newElements } from '../../volume/index.js';
import type { FillValue } from './element-type.js';

/** A box within an array of that shape, and the array's bytes. */
export interface BoxIn {
  readonly bytes: Uint8Array;
  readonly shape: readonly number[];
  readonly start: readonly number[];
}

/** Copies a box of `shape` elements; each side lies in C order of its own array. */
export function copyBox(shape: readonly number[], from: BoxIn, to: BoxIn, itemsize: number): void {
  forEachRow(shape, from, to, (at, into, length) => {
    to.bytes.set(from.bytes.subarray(at * itemsize, (at + length) * itemsize), into * itemsize);
  });
}

/** Fills a box with the element `pattern`. */
export function fillBox(shape: readonly number[], to: BoxIn, pattern: Uint8Array): void {
  forEachRow(shape, to, to, (_, into, length) => {
    const row = to.bytes.subarray(into * pattern.length, (into + length) * pattern.length);
    Buffer.from(row.buffer, row.byteOffset, row.byteLength).fill(pattern);
  });
}

/** Calls `use` with the elements where each row begins on both sides, and its length; rows that touch are one. */
function forEachRow(
  shape: readonly number[],
  from: Omit<BoxIn, 'bytes'>,
  to: Omit<BoxIn, 'bytes'>,
  use: (at: number, into: number, length: number) => void,
): void {
  if (shape.includes(0)) return;
  const [strides, stridesTo] = [contiguousStrides(from.shape), contiguousStrides(to.shape)];
  // The axes from `row` on lie without gaps on both sides.
  let row = shape.length;
  let length = 1;
  while (row > 0 && strides[row - 1] === length && stridesTo[row - 1] === length) {
    row--;
    length *= shape[row] as number;
  }
  const offset = (start: readonly number[], steps: readonly number[]): number =>
    start.reduce((sum, at, d) => sum + at * (steps[d] as number), 0);
  const along = (d: number, at: number, into: number): void => {
    if (d >= row) {
      use(at, into, length);
      return;
    }
    for (let i = 0; i < (shape[d] as number); i++) {
      along(d + 1, at + i * (strides[d] as number), into + i * (stridesTo[d] as number));
    }
  };
  along(0, offset(from.start, strides), offset(to.start, stridesTo));
}

/** A fill value as the bytes of one element, in this machine's byte order; 0 where there is none. */
export function fillPattern(value: FillValue, dtype: DType): Uint8Array {
  const one = newElements('openZarr', dtype, 1);
  fillElements(one, dtype, value ?? 0);
  return new Uint8Array(one.buffer);
}
