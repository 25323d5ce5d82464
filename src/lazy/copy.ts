/** Copies between strided arrays of one dtype. */
import { copyElements } from '../kernels/index.js';
import { contiguousStrides, type DType, dtypeInfo, isContiguous, type TypedArray } from '../volume/index.js';

/**
 * Where a box of voxels lies: voxel [i, ...] is element `offset + i * strides[0] + ...` of `data`, which has two numbers for
 * each element of a complex dtype.
 */
export interface Place {
  readonly data: TypedArray;
  readonly dtype: DType;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** A place that is exactly `data`, in C order. */
export function contiguousPlace(data: TypedArray, dtype: DType, shape: readonly number[]): Place {
  return { data, dtype, offset: 0, strides: contiguousStrides(shape) };
}

/** The part of a place that begins at voxel `start`. */
export function placeAt(place: Place, start: readonly number[]): Place {
  const offset = start.reduce((sum, at, d) => sum + at * (place.strides[d] as number), place.offset);
  return { ...place, offset };
}

/** `length` elements of an array from element `first` on: the same memory. */
export function elementRange(data: TypedArray, dtype: DType, first: number, length: number): TypedArray {
  const { components } = dtypeInfo(dtype);
  return data.subarray(first * components, (first + length) * components) as TypedArray;
}

/** The elements of a box of that shape, if they lie in C order with no gaps. */
export function elementsOf(place: Place, shape: readonly number[]): TypedArray | undefined {
  if (!isContiguous(shape, place.strides)) return undefined;
  const size = shape.reduce((product, extent) => product * extent, 1);
  return elementRange(place.data, place.dtype, place.offset, size);
}

/** Copies a box of `shape` voxels. */
export function copyStrided(shape: readonly number[], from: Place, to: Place): void {
  if (shape.includes(0)) return;
  const source = elementsOf(from, shape);
  const target = elementsOf(to, shape);
  if (source !== undefined && target !== undefined) {
    (target as { set(from: TypedArray): void }).set(source);
    return;
  }
  copyElements(shape, from.dtype, from, to);
}
