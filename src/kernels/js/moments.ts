/** Means and sums of squared differences; see native/kernels/reduce.h. The order of operations is that of moments.cc. */
import type { KernelArray } from '../kernel-dtype.js';
import { combineRow } from './lanes.js';
import { type Block, numbersOf } from './reduce.js';

const add = (a: number, x: number) => a + x;

export function moments(
  source: KernelArray,
  { outer, axis, inner }: Block,
  count: number,
  means: Float64Array,
  squares: Float64Array,
): undefined {
  if (axis === 0) return;
  const load = numbersOf(source);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const from = o * axis * inner + i;
      const at = (k: number) => load(from + k * inner);
      const combine = inner === 1 ? combineRow : combineInTurn;
      const mean = combine(axis, at, add) / axis;
      const square = combine(axis, (k) => (at(k) - mean) * (at(k) - mean), add);
      mergeInto(count, axis, mean, square, means, squares, o * inner + i);
    }
  }
}

/** Adds the moments of `now` elements to those of the `before` elements at place `to`. */
export function mergeInto(
  before: number,
  now: number,
  mean: number,
  square: number,
  means: Float64Array,
  squares: Float64Array,
  to: number,
): void {
  if (before === 0) {
    means[to] = mean;
    squares[to] = square;
    return;
  }
  const all = before + now;
  const delta = mean - (means[to] as number);
  means[to] = (means[to] as number) + delta * (now / all);
  squares[to] = (squares[to] as number) + square + delta * delta * ((before * now) / all);
}

function combineInTurn(n: number, load: (i: number) => number, combine: (a: number, x: number) => number): number {
  let all = 0;
  for (let i = 0; i < n; i++) all = combine(all, load(i));
  return all;
}
