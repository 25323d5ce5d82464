/** Where the least or greatest element lies; see native/kernels/reduce.h. */
import type { KernelArray } from '../kernel-dtype.js';
import type { Block } from './reduce.js';

type Value = number | bigint;

export function argReduce(
  greatest: boolean,
  source: KernelArray,
  { outer, axis, inner }: Block,
  start: number,
  values: KernelArray,
  indices: BigInt64Array,
): undefined {
  const better = greatest ? (x: Value, best: Value) => !(x <= best) : (x: Value, best: Value) => !(x >= best);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < axis; k++) {
      const index = BigInt(start + k);
      for (let i = 0; i < inner; i++) {
        const x = source[(o * axis + k) * inner + i] as Value;
        const to = o * inner + i;
        const best = values[to] as Value;
        const at = indices[to] as bigint;
        // Nothing is better than a NaN.
        if (at < 0n || (!isNotANumber(best) && better(x, best)) || (index < at && same(x, best))) {
          values[to] = x as never;
          indices[to] = index;
        }
      }
    }
  }
}

function isNotANumber(x: Value): boolean {
  // biome-ignore lint/suspicious/noSelfCompare: Number.isNaN takes no bigint
  return x !== x;
}

function same(x: Value, best: Value): boolean {
  return x === best || (isNotANumber(x) && isNotANumber(best));
}
