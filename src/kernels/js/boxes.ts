/** Medians and means of neighbours; see native/kernels/median.h and box_mean.h. The same sums in the same order. */
import { ArgumentError } from '../../errors.js';
import type { KernelCalls } from '../../native.js';
import { KERNEL_DTYPES, type KernelArray, kindOf, newArray } from '../kernel-dtype.js';
import { type BoxRows, forEachBoxRow } from './box-rows.js';

export const medianFilter: KernelCalls['medianFilter'] = (
  source,
  type,
  shape,
  sizes,
  places,
  footprint,
  outside,
  target,
) => {
  const from = source as Float64Array;
  const to = target as Float64Array;
  const [beyond] = outside as Float64Array;
  const starts = shape.map((_, d) => sum(shape, d) + sum(sizes, d) - d);
  const fits = shape.every((extent, d) =>
    places.subarray(starts[d], starts[d + 1]).every((place) => place >= -1 && place < extent),
  );
  if (!fits) {
    throw new ArgumentError('medianFilter: an index is missing or outside of its axis');
  }
  const offsets = offsetsOf(sizes, footprint);
  // Sorted by the typed array itself: NaN last, -0 before 0.
  const found = newArray(KERNEL_DTYPES[type] as (typeof KERNEL_DTYPES)[number], offsets.length) as Float64Array;
  const index = shape.map(() => 0);
  const size = shape.reduce((a, b) => a * b, 1);
  for (let i = 0; i < size; i++) {
    offsets.forEach((offset, k) => {
      let at = 0;
      for (let d = 0; d < index.length && at >= 0; d++) {
        const place = places[(starts[d] as number) + (index[d] as number) + (offset[d] as number)] as number;
        at = place < 0 ? -1 : at * (shape[d] as number) + place;
      }
      found[k] = (at < 0 ? beyond : from[at]) as number;
    });
    to[i] = found.sort()[offsets.length >> 1] as number;
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d] = (index[d] as number) + 1;
      if ((index[d] as number) < (shape[d] as number)) break;
      index[d] = 0;
    }
  }
  return undefined;
};

function sum(values: readonly number[], end: number): number {
  return values.slice(0, end).reduce((a, b) => a + b, 0);
}

/** The places in a box that count. */
function offsetsOf(sizes: readonly number[], footprint: Uint8Array): number[][] {
  const offsets: number[][] = [];
  footprint.forEach((counts, i) => {
    if (counts === 0) return;
    let rest = i;
    const offset = sizes.toReversed().map((size) => {
      const at = rest % size;
      rest = (rest - at) / size;
      return at;
    });
    offsets.push(offset.reverse());
  });
  return offsets;
}

/** Of up to so many integers of 32 bits sums are exact in numbers, and so are the floors of means. */
const MOST_IN_NUMBERS = 2 ** 19;

export const boxMean: KernelCalls['boxMean'] = (source, _type, shape, factors, padded, outside, target, targetType) => {
  const whole = factors.reduce((a, b) => a * b, 1);
  const rounded = kindOf(KERNEL_DTYPES[targetType] as (typeof KERNEL_DTYPES)[number]) !== 'float';
  const big = (source as KernelArray) instanceof BigInt64Array || (source as KernelArray) instanceof BigUint64Array;
  const [from, to] = [source as KernelArray, target as KernelArray];
  if (rounded && (big || whole > MOST_IN_NUMBERS)) {
    forEachBoxRow(shape, factors, (rows) => exactMeans(from, rows, big, to as BigInt64Array));
    return undefined;
  }
  const sums = new Float64Array(shape.at(-1) as number);
  forEachBoxRow(shape, factors, (rows) => {
    addRows(from, rows, sums);
    for (let o = 0; o < rows.length; o++) {
      const end = Math.min(rows.extent, (o + 1) * rows.factor);
      const there = rows.rows.length * (end - o * rows.factor);
      const missing = padded ? whole - there : 0;
      let total = sums[o * rows.factor] as number;
      for (let i = o * rows.factor + 1; i < end; i++) total += sums[i] as number;
      if (missing > 0) total += outside * missing;
      const count = there + missing;
      to[rows.at + o] = rounded ? Math.floor((2 * total + count) / (2 * count)) : total / count;
    }
  });
  return undefined;
};

function addRows(source: KernelArray, { rows, extent }: BoxRows, sums: Float64Array): void {
  rows.forEach((row, r) => {
    // The first is no summand of 0: -0 stays what it is.
    for (let i = 0; i < extent; i++) {
      sums[i] = r === 0 ? Number(source[row + i]) : (sums[i] as number) + Number(source[row + i]);
    }
  });
}

function exactMeans(source: KernelArray, rows: BoxRows, big: boolean, target: BigInt64Array): void {
  for (let o = 0; o < rows.length; o++) {
    const from = o * rows.factor;
    const end = Math.min(rows.extent, from + rows.factor);
    let total = 0n;
    for (const row of rows.rows) for (let i = from; i < end; i++) total += BigInt(source[row + i] as number);
    const mean = roundedQuotient(total, BigInt(rows.rows.length * (end - from)));
    target[rows.at + o] = (big ? mean : Number(mean)) as bigint;
  }
}

/** Halves go up, also below 0: BigInt's division cuts off instead. */
function roundedQuotient(total: bigint, count: bigint): bigint {
  const doubled = 2n * total + count;
  const quotient = doubled / (2n * count);
  return doubled < 0n && quotient * 2n * count !== doubled ? quotient - 1n : quotient;
}
