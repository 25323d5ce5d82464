/** Other shapes and orders of lazy volumes. */
import { ArgumentError } from '../../errors.js';
import {
  broadcastShape,
  broadcastVolume,
  checkCount,
  constantVolume,
  expandVolume,
  joinVolumes,
  LazyVolume,
  reshapeVolume,
  squeezeVolume,
  stackVolumes,
} from '../../lazy/index.js';
import { checkAxes, checkAxis, type DType, type SliceRange } from '../../volume/index.js';
import { checkArrays, numberFor } from '../arrays.js';
import { gridOf } from '../eager/more.js';
import { moveOrder, rollShifts, shapeFor, squeezeAxes, tileCounts } from '../shapes.js';
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
  options: OutOptions & { readonly axis?: number | null } = {},
): LazyVolume {
  refuseOut('concat', options);
  checkArrays('concat', arrays);
  if (options.axis !== null) return joinVolumes(arrays, options.axis ?? 0);
  return joinVolumes(
    arrays.map((x) => flat('concat', x)),
    0,
  );
}

/** All voxels in C order, as one axis. */
export function flat(caller: string, x: LazyVolume): LazyVolume {
  return reshapeVolume(caller, x, [x.size]);
}

export function reshape(x: LazyVolume, shape: readonly number[]): LazyVolume {
  return reshapeVolume('reshape', x, shapeFor(x.shape, shape));
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
    const all = Array.isArray(shift) ? shift.reduce((a, b) => a + b, 0) : (shift as number);
    return reshapeVolume('roll', roll(flat('roll', x), all, { axis: 0 }), x.shape);
  }
  return rollShifts(x.shape, shift, axis).reduce((rolled, by, d) => {
    if (by === 0) return rolled;
    const part = (from: number, to: number | null): LazyVolume =>
      rolled.slice(...x.shape.map((_, e): SliceRange => (e === d ? [from, to] : null)));
    const extent = x.shape[d] as number;
    return joinVolumes([part(extent - by, null), part(0, extent - by)], d);
  }, x);
}

export function meshgrid(...args: readonly (LazyVolume | { readonly indexing?: 'xy' | 'ij' })[]): LazyVolume[] {
  const { arrays, order } = gridOf(args, (arg): arg is LazyVolume => arg instanceof LazyVolume);
  const shape = order.map((d) => (arrays[d] as LazyVolume).size);
  const chunks = order.map((d) => [...((arrays[d] as LazyVolume).chunks[0] as readonly number[])]);
  return arrays.map((x, i) => {
    const own = order.map((d) => (d === i ? x.size : 1));
    // What is repeated would be one chunk.
    return broadcastVolume('meshgrid', reshapeVolume('meshgrid', x, own), shape).rechunk(chunks);
  });
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
  return constantVolume('fullLike', numberFor(dtype, value), dtype, x.chunks);
}

/** @returns a function for what cannot be told before it is computed. */
export function notLazy(name: string): () => never {
  return () => {
    throw new ArgumentError(`${name}: not for lazy volumes, whose voxels it must know; give it await x.compute()`);
  };
}

export { LazyVolume };
