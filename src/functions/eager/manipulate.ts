/** Other shapes and orders of volumes in memory: views of the same voxels where that can be, else copies. */
import { ArgumentError } from '../../errors.js';
import { promote } from '../../kernels/index.js';
import { broadcastShape } from '../../lazy/index.js';
import {
  checkAxes,
  checkAxis,
  checkShape,
  contiguousStrides,
  type DType,
  type SliceRange,
  type Volume,
} from '../../volume/index.js';
import { checkArrays } from '../arrays.js';
import { moveOrder, rollShifts, shapeFor, squeezeAxes, tileCounts } from '../shapes.js';
import type { OutOptions } from '../types.js';
import { convert } from './elementwise.js';
import { broadcastStrides, checkOut, copyVoxels, newVolume, viewOver } from './memory.js';

/** The same voxels in C order, as another shape. */
export function reshape(x: Volume, shape: readonly number[], options: { readonly copy?: boolean } = {}): Volume {
  const extents = shapeFor(x.shape, shape);
  if (!x.isContiguous && options.copy === false) {
    throw new ArgumentError(`reshape: copy is false, but the voxels of ${x.toString()} are not in C order; copy them`);
  }
  if (x.isContiguous && options.copy !== true) return viewOver(x, extents, contiguousStrides(extents));
  const copy = x.copy();
  try {
    return viewOver(copy, extents, contiguousStrides(extents));
  } finally {
    copy.close();
  }
}

export function expandDims(x: Volume, { axis = 0 }: { readonly axis?: number } = {}): Volume {
  const at = checkAxis('expandDims', axis, x.ndim + 1);
  const [shape, strides] = [[...x.shape], [...x.strides]];
  strides.splice(at, 0, (shape[at] ?? 1) * (strides[at] ?? 1));
  shape.splice(at, 0, 1);
  return viewOver(x, shape, strides);
}

export function squeeze(x: Volume, { axis }: { readonly axis?: number | readonly number[] } = {}): Volume {
  const axes = squeezeAxes(x.shape, axis);
  return x.slice(...x.shape.map((_, d): SliceRange => (axes.includes(d) ? 0 : null)));
}

export function permuteDims(x: Volume, axes: readonly number[]): Volume {
  return x.permuteDims(axes);
}

export function moveaxis(x: Volume, from: number | readonly number[], to: number | readonly number[]): Volume {
  return x.permuteDims(moveOrder(x.ndim, from, to));
}

export function flip(x: Volume, { axis }: { readonly axis?: number | readonly number[] | null } = {}): Volume {
  if (axis === undefined || axis === null) return x.flip();
  return checkAxes('flip', axis, x.ndim).reduce<Volume>((flipped, each) => flipped.flip(each), x);
}

/** A read-only view in which axes of extent 1 are repeated. */
export function broadcastTo(x: Volume, shape: readonly number[]): Volume {
  checkShape('broadcastTo', shape);
  const together = broadcastShape('broadcastTo', [x.shape, shape]);
  if (together.length !== shape.length || together.some((extent, d) => extent !== shape[d])) {
    throw new ArgumentError(`broadcastTo: shape [${x.shape.join(', ')}] does not broadcast to [${shape.join(', ')}]`);
  }
  return viewOver(x, shape, broadcastStrides(x, shape), { readOnly: true });
}

export function broadcastArrays(...arrays: readonly Volume[]): Volume[] {
  checkArrays('broadcastArrays', arrays);
  const shape = broadcastShape(
    'broadcastArrays',
    arrays.map((x) => x.shape),
  );
  return arrays.map((x) => broadcastTo(x, shape));
}

/** A part of each axis: half open ranges. */
function part(x: Volume, axis: number, start: number, stop: number): Volume {
  return x.slice(...x.shape.map((_, d): SliceRange => (d === axis ? [start, stop] : null)));
}

/** Volumes one after another along an axis; `axis` null: all of them as one axis. */
export function concat(
  arrays: readonly Volume[],
  { axis = 0, out }: OutOptions & { readonly axis?: number | null } = {},
): Volume {
  checkArrays('concat', arrays);
  if (axis === null)
    return concat(
      arrays.map((x) => reshape(x, [-1])),
      { axis: 0, ...(out && { out }) },
    );
  return join('concat', arrays, checkAxis('concat', axis, arrays[0]?.ndim ?? 1), out);
}

/** Volumes of one shape on top of each other, along a new axis. */
export function stack(
  arrays: readonly Volume[],
  { axis = 0, out }: OutOptions & { readonly axis?: number } = {},
): Volume {
  checkArrays('stack', arrays);
  const at = checkAxis('stack', axis, (arrays[0]?.ndim ?? 0) + 1);
  arrays.forEach((_, i) => {
    checkSame('stack', arrays, i, (own, first) => own.length === first.length && own.every((n, d) => n === first[d]));
  });
  return join(
    'stack',
    arrays.map((x) => expandDims(x, { axis: at })),
    at,
    out,
  );
}

function checkSame(
  name: string,
  arrays: readonly Volume[],
  i: number,
  fits: (own: readonly number[], first: readonly number[]) => boolean,
): void {
  const [first, own] = [(arrays[0] as Volume).shape, (arrays[i] as Volume).shape];
  if (fits(own, first)) return;
  throw new ArgumentError(`${name}: array ${i} has the shape [${own.join(', ')}], array 0 [${first.join(', ')}]`);
}

function join(name: string, arrays: readonly Volume[], axis: number, out: Volume | undefined): Volume {
  const [first] = arrays;
  if (first === undefined) throw new ArgumentError(`${name}: the list of arrays is empty`);
  arrays.forEach((_, i) => {
    checkSame(name, arrays, i, (own, other) => {
      return own.length === other.length && own.every((n, d) => d === axis || n === other[d]);
    });
  });
  const dtype = arrays.reduce<DType>((all, x) => (all === x.dtype ? all : promote(all, x.dtype)), first.dtype);
  const length = arrays.reduce((sum, x) => sum + (x.shape[axis] as number), 0);
  const shape = first.shape.map((extent, d) => (d === axis ? length : extent));
  const fill = (target: Volume): void => {
    let start = 0;
    for (const x of arrays) {
      const place = part(target, axis, start, start + (x.shape[axis] as number));
      if (x.dtype === dtype) copyVoxels(x, place);
      else convert(x, dtype, { out: place });
      start += x.shape[axis] as number;
    }
  };
  if (out === undefined) return newVolume(shape, dtype, fill);
  checkOut(name, out, shape, dtype);
  if (arrays.some((x) => x.block === out.block)) {
    throw new ArgumentError(`${name}: out shares memory with an array that it is made of`);
  }
  fill(out);
  return out;
}

/** Voxels moved along axes; those that leave at one end come in at the other. */
export function roll(
  x: Volume,
  shift: number | readonly number[],
  { axis }: { readonly axis?: number | readonly number[] | null } = {},
): Volume {
  if (axis === undefined || axis === null) {
    const flat = reshape(x, [-1]);
    return reshape(
      roll(flat, Array.isArray(shift) ? shift.reduce((a, b) => a + b, 0) : (shift as number), { axis: 0 }),
      x.shape,
    );
  }
  const shifts = rollShifts(x.shape, shift, axis);
  const visit = (d: number, from: Volume, to: Volume): void => {
    if (d === x.ndim) {
      copyVoxels(from, to);
      return;
    }
    const [by, extent] = [shifts[d] as number, x.shape[d] as number];
    visit(d + 1, part(from, d, 0, extent - by), part(to, d, by, extent));
    if (by > 0) visit(d + 1, part(from, d, extent - by, extent), part(to, d, 0, by));
  };
  return newVolume(x.shape, x.dtype, (result) => visit(0, x, result));
}

/** The whole array so many times along each axis. */
export function tile(x: Volume, repetitions: readonly number[]): Volume {
  const { extents, counts } = tileCounts(x.shape, repetitions);
  const repeated = extents.map((extent, d) => extent * (counts[d] as number));
  // [count, extent] of each axis, so that repeating is an axis of step 0.
  const shape = extents.flatMap((extent, d) => [counts[d] as number, extent]);
  const lead = extents.length - x.ndim;
  const strides = extents.flatMap((_, d) => [0, d < lead ? 0 : (x.strides[d - lead] as number)]);
  return newVolume(repeated, x.dtype, (result) => {
    using target = viewOver(result, shape, contiguousStrides(shape));
    copyVoxels(viewOver(x, shape, strides, { readOnly: true }), target);
  });
}

/** The arrays that an axis is made of. */
export function unstack(x: Volume, { axis = 0 }: { readonly axis?: number } = {}): Volume[] {
  const at = checkAxis('unstack', axis, x.ndim);
  return Array.from({ length: x.shape[at] as number }, (_, i) => x.pick(at, i));
}
