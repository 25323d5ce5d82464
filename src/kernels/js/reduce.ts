/** Reductions; see native/kernels/reduce.h. */
import { endianness } from 'node:os';
import type { KernelArray } from '../kernel-dtype.js';
import { combineRow, extremeOfRow } from './lanes.js';

export interface Block {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

type BigArray = BigUint64Array | BigInt64Array;
type NumberArray = Exclude<KernelArray, BigArray>;
type Combine<T> = (a: T, x: T) => T;

// In the order of REDUCE_OPS. `x !== x` holds for a NaN alone.
const NUMBERS: readonly Combine<number>[] = [
  (a, x) => a + x,
  (a, x) => a * x,
  // biome-ignore lint/suspicious/noSelfCompare: a NaN is the minimum
  (a, x) => (x < a || x !== x ? x : a),
  // biome-ignore lint/suspicious/noSelfCompare: a NaN is the maximum
  (a, x) => (x > a || x !== x ? x : a),
  (a, x) => a | x,
  (a, x) => a & x,
];
// Without the masks an intermediate value would grow beyond 64 bits.
const BIGINTS: readonly Combine<bigint>[] = [
  (a, x) => BigInt.asUintN(64, a + x),
  (a, x) => BigInt.asUintN(64, a * x),
  // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
  (a, x) => (x < a ? x : a),
  // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint
  (a, x) => (x > a ? x : a),
];
const SUM = 0;
const MIN = 2;
const MAX = 3;
const ANY = 4;
/** So many elements of 32 bits have a sum that is exact in a double. */
const EXACT_PLANES = 2 ** 20;

export function reduce(
  op: number,
  source: KernelArray,
  _type: number,
  block: Block,
  accumulator: KernelArray,
): undefined {
  if (op >= ANY) {
    const values = isBig(source) ? (i: number) => Number(source[i] !== 0n) : (i: number) => Number(source[i] !== 0);
    reduceNumbers(op, values, block, accumulator as NumberArray);
  } else if (!isBig(accumulator)) {
    const columns = isBig(source) || (block.inner === 1 && isFloat(accumulator)) ? undefined : COLUMNS[op];
    if (columns === undefined) reduceNumbers(op, numbersOf(source), block, accumulator);
    else reduceColumns(columns, source as NumberArray, block, accumulator);
  } else if (isBig(source)) {
    reduceBigints(op, (i) => source[i] as bigint, block, accumulator);
  } else if (op === SUM) {
    sumExactly(source, block, accumulator);
  } else {
    reduceBigints(op, (i) => BigInt(source[i] as number), block, accumulator);
  }
}

function reduceColumns(columns: Columns, source: NumberArray, block: Block, accumulator: NumberArray): void {
  const { outer, axis, inner } = block;
  for (let o = 0; o < outer; o++) columns(source, o * axis * inner, axis, inner, accumulator, o * inner);
}

function isFloat(array: KernelArray): boolean {
  return array instanceof Float32Array || array instanceof Float64Array;
}

export function isBig(array: KernelArray): array is BigArray {
  return array instanceof BigUint64Array || array instanceof BigInt64Array;
}

/** The elements as numbers, rounded where they have to be. */
export function numbersOf(source: KernelArray): (i: number) => number {
  return isBig(source) ? (i) => Number(source[i]) : (i) => source[i] as number;
}

function reduceNumbers(op: number, load: (i: number) => number, block: Block, accumulator: NumberArray): void {
  const combine = NUMBERS[op] as Combine<number>;
  const { outer, axis, inner } = block;
  const inLanes = isFloat(accumulator);
  if (axis === 0) return;
  for (let o = 0; o < outer; o++) {
    const from = o * axis * inner;
    const to = o * inner;
    if (inner === 1 && inLanes) {
      const part = (i: number): number => load(from + i);
      const row =
        op === MIN || op === MAX
          ? extremeOfRow(axis, part, combine, accumulator.BYTES_PER_ELEMENT)
          : combineRow(axis, part, combine);
      accumulator[to] = combine(accumulator[to] as number, row);
      continue;
    }
    for (let k = 0; k < axis; k++) {
      const plane = from + k * inner;
      for (let i = 0; i < inner; i++) accumulator[to + i] = combine(accumulator[to + i] as number, load(plane + i));
    }
  }
}

function reduceBigints(op: number, load: (i: number) => bigint, block: Block, accumulator: BigArray): void {
  const combine = BIGINTS[op] as Combine<bigint>;
  const { outer, axis, inner } = block;
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < axis; k++) {
      const plane = (o * axis + k) * inner;
      for (let i = 0; i < inner; i++) {
        accumulator[o * inner + i] = combine(accumulator[o * inner + i] as bigint, load(plane + i));
      }
    }
  }
}

/**
 * Sums of integers of at most 32 bits: as doubles for as long as those are exact, then added to the halves of the
 * accumulators, as bigints are many times slower.
 */
function sumExactly(source: NumberArray, { outer, axis, inner }: Block, accumulator: BigArray): void {
  const partial = new Float64Array(inner);
  const words = new Uint32Array(accumulator.buffer, accumulator.byteOffset, 2 * accumulator.length);
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < axis; first += EXACT_PLANES) {
      partial.fill(0);
      const planes = Math.min(EXACT_PLANES, axis - first);
      sumColumns(source, (o * axis + first) * inner, planes, inner, partial, 0);
      for (let i = 0; i < inner; i++) {
        const sum = partial[i] as number;
        const low = 2 * (o * inner + i) + LOW;
        const high = 2 * (o * inner + i) + 1 - LOW;
        const lows = (words[low] as number) + (sum >>> 0);
        words[low] = lows;
        words[high] = (words[high] as number) + Math.floor(sum / 2 ** 32) + (lows >= 2 ** 32 ? 1 : 0);
      }
    }
  }
}

/** Which 32-bit half of a 64-bit integer is the lower one. */
const LOW = endianness() === 'LE' ? 0 : 1;

type Columns = (
  source: NumberArray,
  from: number,
  planes: number,
  inner: number,
  accumulator: NumberArray,
  to: number,
) => void;

// The commonest ones without a call for each element.
const sumColumns: Columns = (source, from, planes, inner, accumulator, to) => {
  for (let k = 0, at = from; k < planes; k++, at += inner) {
    for (let i = 0; i < inner; i++) accumulator[to + i] = (accumulator[to + i] as number) + (source[at + i] as number);
  }
};

const minColumns: Columns = (source, from, planes, inner, accumulator, to) => {
  for (let k = 0, at = from; k < planes; k++, at += inner) {
    for (let i = 0; i < inner; i++) {
      const x = source[at + i] as number;
      // biome-ignore lint/suspicious/noSelfCompare: a NaN is the minimum
      if (x < (accumulator[to + i] as number) || x !== x) accumulator[to + i] = x;
    }
  }
};

const maxColumns: Columns = (source, from, planes, inner, accumulator, to) => {
  for (let k = 0, at = from; k < planes; k++, at += inner) {
    for (let i = 0; i < inner; i++) {
      const x = source[at + i] as number;
      // biome-ignore lint/suspicious/noSelfCompare: a NaN is the maximum
      if (x > (accumulator[to + i] as number) || x !== x) accumulator[to + i] = x;
    }
  }
};

const COLUMNS: readonly (Columns | undefined)[] = [sumColumns, undefined, minColumns, maxColumns];
