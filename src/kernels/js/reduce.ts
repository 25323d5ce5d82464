/** Reductions; see native/kernels/reduce.h. */
import type { KernelArray } from '../kernel-dtype.js';
import { combineRow } from './lanes.js';

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
    reduceNumbers(op, numbersOf(source), block, accumulator);
  } else if (isBig(source)) {
    reduceBigints(op, (i) => source[i] as bigint, block, accumulator);
  } else if (op === SUM) {
    sumExactly(source, block, accumulator);
  } else {
    reduceBigints(op, (i) => BigInt(source[i] as number), block, accumulator);
  }
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
  const inLanes = accumulator instanceof Float32Array || accumulator instanceof Float64Array;
  if (axis === 0) return;
  for (let o = 0; o < outer; o++) {
    const from = o * axis * inner;
    const to = o * inner;
    if (inner === 1 && inLanes) {
      const row = combineRow(axis, (i) => load(from + i), combine);
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

/** Sums of integers of at most 32 bits: as doubles for as long as those are exact. */
function sumExactly(source: NumberArray, { outer, axis, inner }: Block, accumulator: BigArray): void {
  const partial = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    for (let first = 0; first < axis; first += EXACT_PLANES) {
      partial.fill(0);
      for (let k = first; k < Math.min(axis, first + EXACT_PLANES); k++) {
        const plane = (o * axis + k) * inner;
        for (let i = 0; i < inner; i++) partial[i] = (partial[i] as number) + (source[plane + i] as number);
      }
      for (let i = 0; i < inner; i++) {
        accumulator[o * inner + i] = (accumulator[o * inner + i] as bigint) + BigInt(partial[i] as number);
      }
    }
  }
}
