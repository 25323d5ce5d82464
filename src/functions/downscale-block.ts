/** Blocks of a coarser volume from blocks of a finer one. Worker threads import this module. */
import type { BlockInfo } from '../lazy/index.js';
import { type DType, dtypeInfo, type TypedArray, type Volume } from '../volume/index.js';

/** The mean of each box of `factors` voxels; at the end of an axis, of those that there are. */
export function meanBlock(block: Volume, _info: BlockInfo, factors: readonly number[]): TypedArray {
  const { shape, dtype } = block;
  const target = newElements(dtype, coarseShape(shape, factors));
  if (dtype === 'int64' || dtype === 'uint64') wideMeans(block, factors, target as BigInt64Array);
  else means(block, factors, target as Float64Array, dtypeInfo(dtype).kind !== 'float');
  return target;
}

/** The value that is most frequent in each box of `factors` voxels; of equals the first in C order. */
export function modeBlock(block: Volume, _info: BlockInfo, factors: readonly number[]): TypedArray {
  const target = newElements(block.dtype, coarseShape(block.shape, factors));
  // Numbers and bigints alike: values are only compared.
  const source = block.data as unknown as number[];
  const into = target as unknown as number[];
  const values: number[] = [];
  forEachRow(block.shape, factors, ({ rows, at, extent, factor, length }) => {
    for (let o = 0; o < length; o++) {
      const from = o * factor;
      const to = Math.min(extent, from + factor);
      const first = source[(rows[0] as number) + from] as number;
      let same = true;
      let count = 0;
      for (let r = 0; r < rows.length; r++) {
        const row = rows[r] as number;
        for (let i = from; i < to; i++) {
          const value = source[row + i] as number;
          values[count++] = value;
          same = same && value === first;
        }
      }
      into[at + o] = same ? first : mostFrequent(values, count);
    }
  });
  return target;
}

function mostFrequent(values: readonly number[], count: number): number {
  let best = values[0] as number;
  let most = 0;
  for (let i = 0; i < count && count - i > most; i++) {
    const value = values[i] as number;
    let found = 1;
    for (let k = i + 1; k < count; k++) if (values[k] === value) found += 1;
    if (found > most) {
      most = found;
      best = value;
    }
  }
  return best;
}

/** Of numbers: added in float64, which is exact for integers of 32 bits; halves of integers go up. */
function means(block: Volume, factors: readonly number[], target: Float64Array, whole: boolean): void {
  const source = block.data as unknown as Float64Array;
  const sums = new Float64Array(coarseExtent(block.shape.at(-1) ?? 1, factors.at(-1) ?? 1));
  forEachRow(block.shape, factors, ({ rows, at, extent, factor, length }) => {
    sums.fill(0);
    for (const row of rows) addRow(source, row, extent, factor, sums);
    for (let o = 0; o < length; o++) {
      const count = rows.length * Math.min(factor, extent - o * factor);
      const mean = (sums[o] as number) / count;
      target[at + o] = whole ? Math.floor(mean + 0.5) : mean;
    }
  });
}

function addRow(source: Float64Array, row: number, extent: number, factor: number, sums: Float64Array): void {
  if (factor === 1) {
    for (let i = 0; i < extent; i++) sums[i] = (sums[i] as number) + (source[row + i] as number);
    return;
  }
  if (factor === 2) {
    const pairs = extent >> 1;
    for (let o = 0, i = row; o < pairs; o++, i += 2) {
      sums[o] = (sums[o] as number) + ((source[i] as number) + (source[i + 1] as number));
    }
    if (extent & 1) sums[pairs] = (sums[pairs] as number) + (source[row + extent - 1] as number);
    return;
  }
  for (let i = 0, o = 0, left = factor; i < extent; i++) {
    sums[o] = (sums[o] as number) + (source[row + i] as number);
    left -= 1;
    if (left === 0) {
      o += 1;
      left = factor;
    }
  }
}

function wideMeans(block: Volume, factors: readonly number[], target: BigInt64Array): void {
  const source = block.data as unknown as BigInt64Array;
  forEachRow(block.shape, factors, ({ rows, at, extent, factor, length }) => {
    for (let o = 0; o < length; o++) {
      const from = o * factor;
      const to = Math.min(extent, from + factor);
      let sum = 0n;
      for (const row of rows) for (let i = from; i < to; i++) sum += source[row + i] as bigint;
      target[at + o] = roundedQuotient(sum, BigInt(rows.length * (to - from)));
    }
  });
}

/** Halves go up, also below 0: BigInt's division cuts off instead. */
function roundedQuotient(sum: bigint, count: bigint): bigint {
  const doubled = 2n * sum + count;
  const quotient = doubled / (2n * count);
  return doubled < 0n && quotient * 2n * count !== doubled ? quotient - 1n : quotient;
}

interface Rows {
  /** Where the rows begin that a row of the target is made of, in C order. */
  readonly rows: readonly number[];
  /** Where that row begins. */
  readonly at: number;
  /** Along the last axis: extent of the source, factor, extent of the target. */
  readonly extent: number;
  readonly factor: number;
  readonly length: number;
}

/** Calls `use` for each row of the target, in C order. */
function forEachRow(shape: readonly number[], factors: readonly number[], use: (rows: Rows) => void): void {
  if (shape.includes(0)) return;
  const lead = shape.slice(0, -1);
  const extent = shape.at(-1) ?? 1;
  const factor = factors.at(-1) ?? 1;
  const length = coarseExtent(extent, factor);
  const coarse = lead.map((each, d) => coarseExtent(each, factors[d] as number));
  const place = coarse.map(() => 0);
  for (let at = 0; ; at += length) {
    let rows = [0];
    for (const [d, o] of place.entries()) {
      const from = o * (factors[d] as number);
      const to = Math.min(lead[d] as number, from + (factors[d] as number));
      rows = rows.flatMap((row) => Array.from({ length: to - from }, (_, i) => row * (lead[d] as number) + from + i));
    }
    use({ rows: rows.map((row) => row * extent), at, extent, factor, length });
    let d = place.length - 1;
    while (d >= 0 && ++(place[d] as number) === coarse[d]) place[d--] = 0;
    if (d < 0) return;
  }
}

function coarseExtent(extent: number, factor: number): number {
  return Math.ceil(extent / factor);
}

function coarseShape(shape: readonly number[], factors: readonly number[]): number[] {
  return shape.map((extent, d) => coarseExtent(extent, factors[d] as number));
}

function newElements(dtype: DType, shape: readonly number[]): TypedArray {
  const { array, itemsize } = dtypeInfo(dtype);
  const length = shape.reduce((product, extent) => product * extent, 1);
  return new array(new ArrayBuffer(length * itemsize), 0, length);
}
