/** Blocks of a coarser volume from blocks of a finer one. Worker threads import this module. */
import { boxMean, forEachBoxRow } from '../kernels/index.js';
import type { BlockInfo } from '../lazy/index.js';
import { type DType, newElements, type TypedArray, type Volume } from '../volume/index.js';
import { coarseShape } from './downscale.js';

/** The mean of each box of `factors` voxels; at the end of an axis, of those that there are. */
export function meanBlock(block: Volume, _info: BlockInfo, factors: readonly number[]): TypedArray {
  const { shape, dtype } = block;
  const target = newBlock(dtype, coarseShape(shape, factors));
  // Of a volume without axes the one voxel; boxes that reach beyond all of an axis need not be larger than that.
  const boxes = shape.map((extent, d) => Math.max(1, Math.min(extent, factors[d] as number)));
  boxMean(block.data, dtype, { shape: [1, ...shape], factors: [1, ...boxes] }, target, dtype);
  return target;
}

/** The mean of each box of `factors` voxels as floats; what a box lacks at the end of an axis counts as `outside`. */
export function localMeanBlock(
  block: Volume,
  _info: BlockInfo,
  factors: readonly number[],
  outside: number,
  dtype: 'float32' | 'float64',
): TypedArray {
  const { shape } = block;
  const target = newBlock(dtype, coarseShape(shape, factors));
  localMeans(block, factors, outside, target, dtype);
  return target;
}

/** Means of a contiguous volume's boxes, into an array. */
export function localMeans(
  { data, dtype, shape }: Volume,
  factors: readonly number[],
  outside: number,
  target: TypedArray,
  targetDType: 'float32' | 'float64',
): void {
  boxMean(data, dtype, { shape: [1, ...shape], factors: [1, ...factors], outside }, target, targetDType);
}

/** The value that is most frequent in each box of `factors` voxels; of equals the first in C order. */
export function modeBlock(block: Volume, _info: BlockInfo, factors: readonly number[]): TypedArray {
  const target = newBlock(block.dtype, coarseShape(block.shape, factors));
  // Numbers and bigints alike: values are only compared.
  const source = block.data as unknown as number[];
  const into = target as unknown as number[];
  const values: number[] = [];
  forEachBoxRow(block.shape, factors, ({ rows, at, extent, factor, length }) => {
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

function newBlock(dtype: DType, shape: readonly number[]): TypedArray {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return newElements('downscale', dtype, length);
}
