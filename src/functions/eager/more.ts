/** Functions of volumes in memory that are made of others. */
import { ArgumentError, allocated } from '../../errors.js';
import {
  checkAxis,
  checkShape,
  contiguousStrides,
  fillElements,
  type SliceRange,
  Volume,
  valueText,
} from '../../volume/index.js';
import { checkArray, numberFor } from '../arrays.js';
import type { Weak } from '../types.js';
import { computeElements, convert } from './elementwise.js';
import { broadcastTo, concat, reshape } from './manipulate.js';
import { copyVoxels, newVolume, viewOver } from './memory.js';
import { takeAt } from './sort.js';

/** Options of diff. */
export interface DiffSettings {
  readonly axis?: number;
  readonly n?: number;
  readonly prepend?: Volume;
  readonly append?: Volume;
}

/** The differences of neighbours along an axis, `n` times over. */
export function diff(x: Volume, { axis = -1, n = 1, prepend, append }: DiffSettings = {}): Volume {
  const at = checkAxis('diff', axis, x.ndim);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new ArgumentError(`diff: n is ${valueText(n)}; give a whole number from 0 on`);
  const parts = [prepend, x, append].filter((part): part is Volume => part !== undefined);
  for (const part of parts) checkArray('diff', part === x ? 'x' : part === append ? 'append' : 'prepend', part);
  let all = parts.length === 1 ? convert(x, x.dtype) : concat(parts, { axis: at });
  // Where nothing is left, nothing changes any more.
  for (let i = 0; i < n && all.shape[at] !== 0; i++) {
    const before = all;
    const range = (from: number | null, to: number | null): Volume =>
      before.slice(...before.shape.map((_, d): SliceRange => (d === at ? [from, to] : null)));
    try {
      all = computeElements(before.dtype === 'bool' ? 'notEqual' : 'subtract', [range(1, null), range(null, -1)]);
    } finally {
      before.close();
    }
  }
  return all;
}

/** Each voxel so many times along an axis; without one, of all voxels in C order. */
export function repeat(x: Volume, repeats: number | Volume, { axis }: { readonly axis?: number | null } = {}): Volume {
  checkArray('repeat', 'x', x);
  if (axis === undefined || axis === null) return repeat(reshape(x, [-1]), repeats, { axis: 0 });
  const at = checkAxis('repeat', axis, x.ndim);
  const extent = x.shape[at] as number;
  const given = repeatCounts(repeats, extent);
  const [first = 0] = given;
  if (given.length > 1 && given.some((count) => count !== first)) return repeatEach(x, given, at);
  // [extent, count] of the axis, so that repeating is an axis of step 0.
  const split = <T>(all: readonly T[], whole: T, each: T): T[] => all.toSpliced(at, 1, whole, each);
  const shape = split(x.shape, extent, first);
  return newVolume(x.shape.with(at, extent * first), x.dtype, (result) => {
    using source = viewOver(x, shape, split(x.strides, x.strides[at] as number, 0), { readOnly: true });
    using target = viewOver(result, shape, contiguousStrides(shape));
    copyVoxels(source, target);
  });
}

function repeatEach(x: Volume, counts: readonly number[], axis: number): Volume {
  const total = counts.reduce((a, b) => a + b, 0);
  checkShape('repeat', x.shape.with(axis, total));
  const indices = allocated('repeat', () => new Float64Array(total));
  let start = 0;
  for (const [i, count] of counts.entries()) {
    indices.fill(i, start, start + count);
    start += count;
  }
  return takeAt(x, indices, axis);
}

/** How often voxels are repeated: one count for all of them, or one each. @throws ArgumentError for anything else. */
export function repeatCounts(repeats: number | Volume, extent: number): number[] {
  if (typeof repeats !== 'number') checkArray('repeat', 'repeats', repeats);
  const counts = typeof repeats === 'number' ? [repeats] : [...convert(repeats, 'float64').data].map(Number);
  const fits = counts.length === 1 || counts.length === extent;
  if (fits && counts.every((count) => Number.isSafeInteger(count) && count >= 0)) return counts;
  throw new ArgumentError(
    `repeat: repeats [${counts.join(', ')}] must be one count, or one for each of ${extent} voxels`,
  );
}

/** The function for what is below a diagonal, or above it. */
export type Triangle = 'tril' | 'triu';

/** @throws ArgumentError for no diagonal, or less than two axes. */
export function checkTriangle(name: Triangle, x: { readonly ndim: number }, k: number): void {
  if (!Number.isSafeInteger(k)) throw new ArgumentError(`${name}: k ${valueText(k)} must be a whole number`);
  if (x.ndim < 2) throw new ArgumentError(`${name}: the array has ${x.ndim} axes; it must have two or more`);
}

/** The triangle of the last two axes below, or above, a diagonal; the rest is 0. */
export function triangle(name: Triangle, x: Volume, { k = 0 }: { readonly k?: number } = {}): Volume {
  checkTriangle(name, x, k);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return newVolume(x.shape, x.dtype, (result) => {
    fill(result, 0);
    for (let row = 0; row < rows; row++) {
      const range: SliceRange =
        name === 'tril' ? [0, Math.max(0, row + k + 1)] : [Math.min(columns, Math.max(0, row + k)), null];
      const ranges: SliceRange[] = [...x.shape.slice(0, -2).map(() => null), row, range];
      copyVoxels(x.slice(...ranges), result.slice(...ranges));
    }
  });
}

/**
 * The arrays that meshgrid is given, and which of them runs along each axis of the grid.
 * @throws ArgumentError for arrays that have not one axis, or another order of axes than there are.
 */
export function gridOf<T extends { readonly ndim: number }>(
  args: readonly (T | { readonly indexing?: 'xy' | 'ij' })[],
  isArray: (arg: unknown) => arg is T,
): { readonly arrays: T[]; readonly order: number[] } {
  const arrays = args.filter(isArray);
  const { indexing = 'xy' } = (args.find((arg) => !isArray(arg)) as { indexing?: string }) ?? {};
  if (indexing !== 'xy' && indexing !== 'ij')
    throw new ArgumentError(`meshgrid: indexing ${valueText(indexing)} is not 'xy' or 'ij'`);
  arrays.forEach((x, i) => {
    if (x.ndim !== 1) throw new ArgumentError(`meshgrid: array ${i} has ${x.ndim} axes; it must have one`);
  });
  return { arrays, order: arrays.map((_, d) => (indexing === 'xy' && arrays.length > 1 && d < 2 ? 1 - d : d)) };
}

/** Coordinates of a grid: an array of all its points for each list. */
export function meshgrid(...args: readonly (Volume | { readonly indexing?: 'xy' | 'ij' })[]): Volume[] {
  const { arrays, order } = gridOf(args, (arg): arg is Volume => arg instanceof Volume);
  const shape = order.map((d) => (arrays[d] as Volume).shape[0] as number);
  return arrays.map((x, i) => {
    const own = order.map((d) => (d === i ? (x.shape[0] as number) : 1));
    const strides = order.map((d) => (d === i ? (x.strides[0] as number) : 0));
    return newVolume(shape, x.dtype, (result) => {
      copyVoxels(broadcastTo(viewOver(x, own, strides), shape), result);
    });
  });
}

/** An array of one value, shaped and typed as another. */
export function fullLike(
  x: Volume,
  value: Weak,
  { dtype = x.dtype }: { readonly dtype?: Volume['dtype'] } = {},
): Volume {
  return newVolume(x.shape, dtype, (result) => fill(result, value));
}

/** Sets all voxels of a contiguous volume. */
export function fill(volume: Volume, value: Weak): void {
  const { dtype } = volume;
  const number = numberFor(dtype, value);
  if (volume.size > 0) fillElements(volume.data, dtype, number);
}

/** One or the other, voxel by voxel. */
export function where(condition: Volume | Weak, a: Volume | Weak, b: Volume | Weak, options = {}): Volume {
  return computeElements('where', [condition, a, b], options);
}
