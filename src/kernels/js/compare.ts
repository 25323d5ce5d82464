/** Comparisons that no element type holds both sides of: int64 with uint64, integers with numbers out of their range. */
import type { KernelArray } from '../kernel-dtype.js';
import type { ElementwiseOp } from '../operations.js';
import { forEachRow, type Layout } from './strided.js';

type Value = number | bigint;

/** One side: elements of an array, or one value. */
export type Side = (Layout & { readonly array: KernelArray }) | { readonly value: Value };

// JavaScript compares a bigint with a number by what they are, with no rounding.
const COMPARE: Partial<Record<ElementwiseOp, (a: Value, b: Value) => boolean>> = {
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint never equals a number strictly
  equal: (a, b) => a == b,
  // biome-ignore lint/suspicious/noDoubleEquals: as above
  notEqual: (a, b) => a != b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
};

/** Fills `target` with the truth of `op`, value by value. */
export function compareExactly(
  op: ElementwiseOp,
  shape: readonly number[],
  [left, right]: readonly [Side, Side],
  target: Uint8Array,
): void {
  const compare = COMPARE[op] as (a: Value, b: Value) => boolean;
  const none = shape.map(() => 0);
  const layouts = [left, right].map((side) => ('array' in side ? side : { offset: 0, strides: none }));
  const [stepA, stepB] = layouts.map(({ strides }) => strides.at(-1) ?? 0) as [number, number];
  forEachRow(shape, layouts, ([fromA, fromB], to, length) => {
    for (let i = 0; i < length; i++) {
      const a = 'array' in left ? (left.array[(fromA as number) + i * stepA] as Value) : left.value;
      const b = 'array' in right ? (right.array[(fromB as number) + i * stepB] as Value) : right.value;
      target[to + i] = compare(a, b) ? 1 : 0;
    }
  });
}
