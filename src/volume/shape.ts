/** Shapes, strides and indices. THE place where C order (TypeScript) becomes Java's order (fastest axis first). */
import { ArgumentError } from '../errors.js';
import { valueText } from './options.js';

/** A box of voxels, half open: `start[d] <= index[d] < start[d] + shape[d]`, in the axis order of the volume. */
export interface Region {
  readonly start: readonly number[];
  readonly shape: readonly number[];
}

/** Checks that `shape` is a list of non-negative safe integers whose product, in bytes too, is one. */
export function checkShape(caller: string, shape: readonly number[], itemsize = 1): number {
  if (!Array.isArray(shape))
    throw new ArgumentError(`${caller}: shape must be an array of integers, not ${valueText(shape)}`);
  let size = 1;
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new ArgumentError(
        `${caller}: shape ${valueText(shape)} has the extent ${valueText(extent)}; use integers >= 0`,
      );
    }
    size *= extent;
  }
  // A zero extent hides an overflow of the others, which strides would still show.
  const nonZero = shape.reduce((product, extent) => product * (extent || 1), itemsize);
  if (!Number.isSafeInteger(nonZero)) {
    throw new ArgumentError(`${caller}: shape [${shape.join(', ')}] has more bytes than 2^53`);
  }
  return size;
}

/** The strides of a C-contiguous array, in elements. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= shape[d] ?? 1;
  }
  return strides;
}

/** Whether elements lie in C order with no gaps. Axes of extent 1 may have any stride; an empty array is contiguous. */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    const extent = shape[d] as number;
    if (extent !== 1 && strides[d] !== expected) return false;
    expected *= extent;
  }
  return true;
}

/** Lowest and highest element offset that an array touches, relative to its first element; undefined if it is empty. */
export function extentOf(
  shape: readonly number[],
  strides: readonly number[],
): { low: number; high: number } | undefined {
  let low = 0;
  let high = 0;
  for (let d = 0; d < shape.length; d++) {
    const extent = shape[d] as number;
    if (extent === 0) return undefined;
    const reach = (extent - 1) * (strides[d] as number);
    if (reach < 0) low += reach;
    else high += reach;
  }
  return { low, high };
}

/**
 * The layout that crosses to Java: `[offset, dim0, stride0, dim1, stride1, ...]` in elements, fastest axis first.
 * ImgLib2 cannot make images without axes, so a volume without axes gets one of extent 1.
 */
export function javaLayout(shape: readonly number[], strides: readonly number[], offset: number): number[] {
  const layout = [offset];
  if (shape.length === 0) return [offset, 1, 1];
  for (let d = shape.length - 1; d >= 0; d--) layout.push(shape[d] as number, strides[d] as number);
  return layout;
}

/** Any list that has an entry an axis, between C order and Java's: the reversal, which is its own inverse. */
export function reverseAxes<T>(perAxis: readonly T[]): T[] {
  return [...perAxis].reverse();
}

/** Checks an axis number; negative ones count from the last. */
export function checkAxis(caller: string, axis: number, ndim: number): number {
  // Of -0 the sum makes 0.
  const positive = Number.isInteger(axis) ? axis + (axis < 0 ? ndim : 0) : -1;
  if (positive < 0 || positive >= ndim) {
    const those = ndim === 0 ? 'there are none' : `-${ndim} to ${ndim - 1}`;
    throw new ArgumentError(`${caller}: axis ${valueText(axis)} is not one of the ${ndim} axes (${those})`);
  }
  return positive;
}

/** Checks a list of axis numbers; one alone stands for a list of it. */
export function checkAxes(caller: string, axis: number | readonly number[], ndim: number): number[] {
  return Array.from(Array.isArray(axis) ? axis : [axis], (each) => checkAxis(caller, each, ndim));
}

/** Checks that a region lies within `shape`; without a region, the whole. */
export function checkRegion(caller: string, region: Region | undefined, shape: readonly number[]): Region {
  if (region === undefined) return { start: shape.map(() => 0), shape: [...shape] };
  const { start, shape: extent } = region;
  if (
    !Array.isArray(start) ||
    !Array.isArray(extent) ||
    start.length !== shape.length ||
    extent.length !== shape.length
  ) {
    throw new ArgumentError(`${caller}: a region is { start, shape } with ${shape.length} integers each, one an axis`);
  }
  for (let d = 0; d < shape.length; d++) {
    const from = start[d] as number;
    const length = extent[d] as number;
    const valid = Number.isInteger(from) && Number.isInteger(length) && from >= 0 && length >= 0;
    if (!valid || from + length > (shape[d] as number)) {
      throw new ArgumentError(
        `${caller}: the region's axis ${d} (start ${String(from)}, shape ${String(length)}) is not within 0 to ${shape[d]}`,
      );
    }
  }
  return { start: [...start], shape: [...extent] };
}
