/** Other shapes and orders of lazy volumes. */
import { ArgumentError } from '../../errors.js';
import {
  broadcastShape,
  broadcastVolume,
  checkCount,
  expandVolume,
  fromFunction,
  joinVolumes,
  LazyVolume,
  squeezeVolume,
  stackVolumes,
} from '../../lazy/index.js';
import { checkAxes, checkAxis, type DType, fillElements, type SliceRange } from '../../volume/index.js';
import { checkArrays, numberFor } from '../arrays.js';
import { moveOrder, rollShifts, squeezeAxes, tileCounts } from '../shapes.js';
import type { OutOptions, Weak } from '../types.js';
import { refuseOut } from './elementwise.js';

export function stack(
  arrays: readonly LazyVolume[],
  options: OutOptions & { readonly axis?: number } = {},
): LazyVolume {
  refuseOut('stack', options);
  checkArrays('stack', arrays);
  return stackVolumes(arrays, options.axis === undefined ? 0 : options.axis);
}

export function concat(
  arrays: readonly LazyVolume[],
  options: OutOptions & { readonly axis?: number } = {},
): LazyVolume {
  refuseOut('concat', options);
  checkArrays('concat', arrays);
  if (options.axis === null) {
    throw new ArgumentError('concat: axis null would put lazy volumes in one axis; compute() them first');
  }
  return joinVolumes(arrays, options.axis ?? 0);
}

export function permuteDims(x: LazyVolume, axes: readonly number[]): LazyVolume {
  return x.permuteDims(axes);
}

export function moveaxis(x: LazyVolume, from: number | readonly number[], to: number | readonly number[]): LazyVolume {
  return x.permuteDims(moveOrder(x.ndim, from, to));
}

export function expandDims(x: LazyVolume, { axis = 0 }: { readonly axis?: number } = {}): LazyVolume {
  return expandVolume(x, checkAxis('expandDims', axis, x.ndim + 1));
}

export function squeeze(x: LazyVolume, { axis }: { readonly axis?: number | readonly number[] } = {}): LazyVolume {
  return squeezeVolume(x, squeezeAxes(x.shape, axis));
}

export function flip(x: LazyVolume, { axis }: { readonly axis?: number | readonly number[] | null } = {}): LazyVolume {
  if (axis === undefined || axis === null) return x.flip();
  return checkAxes('flip', axis, x.ndim).reduce<LazyVolume>((flipped, each) => flipped.flip(each), x);
}

export function broadcastTo(x: LazyVolume, shape: readonly number[]): LazyVolume {
  return broadcastVolume('broadcastTo', x, shape);
}

export function broadcastArrays(...arrays: readonly LazyVolume[]): LazyVolume[] {
  checkArrays('broadcastArrays', arrays);
  const shape = broadcastShape(
    'broadcastArrays',
    arrays.map((x) => x.shape),
  );
  return arrays.map((x) => broadcastTo(x, shape));
}

export function roll(
  x: LazyVolume,
  shift: number | readonly number[],
  { axis }: { readonly axis?: number | readonly number[] | null } = {},
): LazyVolume {
  if (axis === undefined || axis === null) {
    throw new ArgumentError('roll: axis is missing; lazy volumes roll along axes, not as one line');
  }
  return rollShifts(x.shape, shift, axis).reduce((rolled, by, d) => {
    if (by === 0) return rolled;
    const part = (from: number, to: number | null): LazyVolume =>
      rolled.slice(...x.shape.map((_, e): SliceRange => (e === d ? [from, to] : null)));
    const extent = x.shape[d] as number;
    return joinVolumes([part(extent - by, null), part(0, extent - by)], d);
  }, x);
}

export function tile(x: LazyVolume, repetitions: readonly number[]): LazyVolume {
  const { extents, counts } = tileCounts(x.shape, repetitions);
  const whole = broadcastVolume('tile', x, extents);
  return counts.reduce((tiled, count, d) => {
    if (count === 1) return tiled;
    checkCount('tile', count * (tiled.chunks[d]?.length ?? 1));
    if (count > 0) return joinVolumes(new Array<LazyVolume>(count).fill(tiled), d);
    return tiled.slice(...extents.map((_, e): SliceRange => (e === d ? [0, 0] : null)));
  }, whole);
}

export function unstack(x: LazyVolume, { axis = 0 }: { readonly axis?: number } = {}): LazyVolume[] {
  const at = checkAxis('unstack', axis, x.ndim);
  return Array.from({ length: x.shape[at] as number }, (_, i) => x.pick(at, i));
}

export function astype(x: LazyVolume, dtype: DType, options?: OutOptions): LazyVolume {
  refuseOut('astype', options);
  return x.astype(dtype);
}

/** A lazy volume of one value, cut as another. */
export function fullLike(x: LazyVolume, value: Weak, { dtype = x.dtype }: { readonly dtype?: DType } = {}): LazyVolume {
  const voxel = numberFor(dtype, value);
  return fromFunction({
    shape: x.shape,
    dtype,
    chunks: x.chunks as number[][],
    divisible: true,
    name: `full ${String(value)}`,
    read: (_, target) => fillElements(target, dtype, voxel),
  });
}

/** @returns a function for what cannot be told before it is computed. */
export function notLazy(name: string): () => never {
  return () => {
    throw new ArgumentError(`${name}: not for lazy volumes, whose voxels it must know; give it await x.compute()`);
  };
}

export { LazyVolume };
