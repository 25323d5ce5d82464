/** Sorting of rows and running sums; see native/kernels/sort.h. */
import { codeOf, type KernelArray } from '../kernel-dtype.js';
import { halvesOfKeys, keysOfHalves } from './half.js';
import { isBig } from './reduce.js';

const FLOAT16 = codeOf('float16');
const INT16 = codeOf('int16');

/** Sorts rows into `elements`, NaNs at the end, or all backwards. */
export function sort(
  source: KernelArray,
  elements: KernelArray,
  type: number,
  rows: number,
  length: number,
  descending: boolean,
): undefined {
  if (type === FLOAT16) {
    const keys = keysOfHalves(source.subarray(0, rows * length), false);
    sort(keys, keys, INT16, rows, length, descending);
    (elements as Uint16Array).set(halvesOfKeys(keys));
    return undefined;
  }
  if (source !== elements) elements.set(source.subarray(0, rows * length) as never);
  for (let row = 0; row < rows; row++) {
    // -0 comes before 0, and NaNs last.
    const part = elements.subarray(row * length, (row + 1) * length);
    part.sort();
    if (descending) part.reverse();
  }
  return undefined;
}

/** Where the elements of sorted rows were; equal ones keep their order. */
export function argSort(
  elements: KernelArray,
  type: number,
  rows: number,
  length: number,
  descending: boolean,
  indices: BigInt64Array,
): undefined {
  if (type === FLOAT16) {
    argSort(keysOfHalves(elements.subarray(0, rows * length), true), INT16, rows, length, descending, indices);
    return undefined;
  }
  for (let row = 0; row < rows; row++) {
    const part = elements.subarray(row * length, (row + 1) * length);
    const order = Array.from({ length }, (_, i) => i);
    const sign = descending ? -1 : 1;
    order.sort((i, j) => sign * compare(part[i] as number, part[j] as number));
    for (const [i, index] of order.entries()) indices[row * length + i] = BigInt(index);
  }
  return undefined;
}

function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  // biome-ignore lint/suspicious/noSelfCompare: a NaN is greater than all else, and bigints may come too
  return Number(a !== a) - Number(b !== b);
}

/** Sums, or products, of all up to each element along the middle axis, in place. */
export function scan(
  product: boolean,
  elements: KernelArray,
  { outer, axis, inner }: { outer: number; axis: number; inner: number },
): undefined {
  const array = elements as unknown as number[];
  const exact = isBig(elements) || elements instanceof Float32Array || elements instanceof Float64Array;
  const times = exact ? (a: number, b: number) => a * b : Math.imul;
  for (let o = 0; o < outer; o++) {
    const first = o * axis * inner;
    for (let i = first + inner; i < first + axis * inner; i++) {
      const [a, b] = [array[i - inner] as number, array[i] as number];
      array[i] = product ? times(a, b) : a + b;
    }
  }
  return undefined;
}
