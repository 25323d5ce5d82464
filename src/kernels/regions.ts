/** Where voxels are connected, and how far they are; see native/kernels/components.h, distance.h and watershed.h. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { MOST_AFFINE_AXES } from './affine.js';
import type { AxisLines } from './along-axis.js';
import { calls } from './calls.js';
import { checkedArray, checkSizes, codeOf, kernelDType } from './kernel-dtype.js';

/** The most axes of volumes whose neighbours are looked at. */
export const MOST_NEIGHBOUR_AXES = MOST_AFFINE_AXES;

/** What is known of a reached voxel: basin, level, steps, and level and steps before that level. */
export const REACHED_PLANES = 5;

/** A contiguous array whose neighbours are looked at. */
export interface Neighbourhood {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Neighbours are at most so many steps away, each along another axis. */
  readonly connectivity: number;
}

function checkNeighbours(what: string, { shape, connectivity }: Neighbourhood): number {
  checkSizes(what, shape);
  const whole = Number.isInteger(connectivity) && connectivity >= 1 && connectivity <= shape.length;
  const cells = shape.reduce((product, extent) => product * (extent + 2), 1);
  if (whole && shape.length <= MOST_NEIGHBOUR_AXES && cells < 2 ** 31) return shape.reduce((a, b) => a * b, 1);
  throw new ArgumentError(
    `${what}: shape [${shape.join(', ')}] and connectivity ${connectivity}: 1 to ${MOST_NEIGHBOUR_AXES} axes, fewer than ` +
      '2^31 voxels, and a connectivity from 1 to the number of axes',
  );
}

/**
 * Numbers the components of what is not 0, in the order of their first voxels. The arrays must not overlap.
 * @returns how many there are.
 * @throws ArgumentError for sizes that don't fit; DTypeError for a dtype without arithmetic.
 */
export function labelComponents(source: TypedArray, around: Neighbourhood, target: Int32Array): number {
  const size = checkNeighbours('label', around);
  const type = kernelDType(around.dtype);
  const voxels = checkedArray('label: the source', source, type, size);
  checkedArray('label: the target', target, 'int32', size);
  return checked(calls().label(voxels, codeOf(type), around.shape, around.connectivity, target));
}

/**
 * The squares of the distances along an axis to the nearest element that is 0; infinite where there is none.
 * @throws ArgumentError for sizes that don't fit; DTypeError for a dtype without arithmetic.
 */
export function distanceAlongAxis(
  source: TypedArray,
  dtype: string,
  { outer, length, inner }: AxisLines,
  spacing: number,
  target: Float64Array,
): void {
  checkSizes('distanceAlongAxis', [outer, length, inner]);
  const type = kernelDType(dtype);
  const size = outer * length * inner;
  const voxels = checkedArray('distanceAlongAxis: the source', source, type, size);
  checkedArray('distanceAlongAxis: the target', target, 'float64', size);
  checked(calls().distanceAlongAxis(voxels, codeOf(type), outer, length, inner, spacing, target));
}

/**
 * Makes each element the least sum of an element of its line and the square of the distance to that, in place.
 * @throws ArgumentError for sizes that don't fit.
 */
export function nearestAlongAxis(array: Float64Array, { outer, length, inner }: AxisLines, spacing: number): void {
  checkSizes('nearestAlongAxis', [outer, length, inner]);
  checkedArray('nearestAlongAxis: the array', array, 'float64', outer * length * inner);
  checked(calls().nearestAlongAxis(array, outer, length, inner, spacing));
}

/**
 * Floods from the markers in `labels`, which becomes the basins.
 * @throws ArgumentError for sizes that don't fit; DTypeError for a dtype without arithmetic.
 */
export function floodBasins(
  heights: TypedArray,
  around: Neighbourhood,
  { mask, line }: { readonly mask: Uint8Array | undefined; readonly line: boolean },
  labels: Int32Array,
): void {
  const size = checkNeighbours('watershed', around);
  const type = kernelDType(around.dtype);
  const voxels = checkedArray('watershed: the image', heights, type, size);
  checkedArray('watershed: the labels', labels, 'int32', size);
  const inside = mask === undefined ? new Uint8Array(0) : checkedArray('watershed: the mask', mask, 'bool', size);
  const { shape, connectivity } = around;
  checked(calls().watershed(voxels, codeOf(type), shape, inside as Uint8Array, connectivity, line, labels));
}

/**
 * The voxels of the faces of a box: for each axis of the layer before and of the layer behind; with `margin` 1 of those around
 * the box, which reach a voxel further on all sides.
 */
export function faceVoxels(shape: readonly number[], margin: 0 | 1): number {
  const layers = shape.map((_, axis) =>
    shape.reduce((count, extent, d) => (d === axis ? count : count * (extent + 2 * margin)), 2),
  );
  return layers.reduce((a, b) => a + b, 0);
}

/**
 * Floods from the markers in `labels`, which becomes the basins, and from what has come to the layers around; `faces` gets what
 * has come to the outermost layers. Of each layer there are REACHED_PLANES planes, see native/kernels/spread.h.
 * @throws ArgumentError for sizes that don't fit; DTypeError for a dtype without arithmetic.
 */
export function spreadBasins(
  heights: TypedArray,
  around: Neighbourhood,
  mask: Uint8Array | undefined,
  labels: Int32Array,
  layers: { readonly around: Float64Array; readonly faces: Float64Array },
): void {
  const size = checkNeighbours('watershed', around);
  const type = kernelDType(around.dtype);
  const { shape, connectivity } = around;
  const voxels = checkedArray('watershed: the image', heights, type, size);
  checkedArray('watershed: the labels', labels, 'int32', size);
  checkedArray('watershed: what lies around', layers.around, 'float64', REACHED_PLANES * faceVoxels(shape, 1));
  checkedArray('watershed: the faces', layers.faces, 'float64', REACHED_PLANES * faceVoxels(shape, 0));
  const inside = mask === undefined ? new Uint8Array(0) : checkedArray('watershed: the mask', mask, 'bool', size);
  const call = calls().spread;
  checked(call(voxels, codeOf(type), shape, inside as Uint8Array, connectivity, layers.around, labels, layers.faces));
}
