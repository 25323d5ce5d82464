/** Copies between strided arrays of one dtype. */
import { contiguousStrides, isContiguous, type TypedArray } from '../volume/index.js';

/** Where a box of voxels lies: voxel [i, ...] is `data[offset + i * strides[0] + ...]`. */
export interface Place {
  readonly data: TypedArray;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** A place that is exactly `data`, in C order. */
export function contiguousPlace(data: TypedArray, shape: readonly number[]): Place {
  return { data, offset: 0, strides: contiguousStrides(shape) };
}

/** The part of a place that begins at voxel `start`. */
export function placeAt(place: Place, start: readonly number[]): Place {
  const offset = start.reduce((sum, at, d) => sum + at * (place.strides[d] as number), place.offset);
  return { data: place.data, offset, strides: place.strides };
}

/** The elements of a box of that shape, if they lie in C order with no gaps. */
export function elementsOf(place: Place, shape: readonly number[]): TypedArray | undefined {
  if (!isContiguous(shape, place.strides)) return undefined;
  const size = shape.reduce((product, extent) => product * extent, 1);
  return place.data.subarray(place.offset, place.offset + size) as TypedArray;
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
  copyAxis(shape, 0, from, from.offset, to, to.offset);
}

function copyAxis(shape: readonly number[], d: number, from: Place, at: number, to: Place, into: number): void {
  const rest = shape.length - d;
  if (rest <= 1) {
    copyLine(shape[d] ?? 1, from.data, at, from.strides[d] ?? 1, to.data, into, to.strides[d] ?? 1);
    return;
  }
  const extent = shape[d] as number;
  const step = from.strides[d] as number;
  const stepInto = to.strides[d] as number;
  for (let i = 0; i < extent; i++) copyAxis(shape, d + 1, from, at + i * step, to, into + i * stepInto);
}

/** Lines shorter than this are copied one by one: making two views costs more. */
const SHORT = 16;

function copyLine(
  length: number,
  from: TypedArray,
  at: number,
  step: number,
  to: TypedArray,
  into: number,
  stepInto: number,
): void {
  if (step === 1 && stepInto === 1 && length >= SHORT) {
    (to as { set(from: TypedArray, at: number): void }).set(from.subarray(at, at + length) as TypedArray, into);
    return;
  }
  // One dtype on both sides; numbers and bigints alike.
  const target = to as unknown as number[];
  const source = from as unknown as number[];
  for (let i = 0; i < length; i++) target[into + i * stepInto] = source[at + i * step] as number;
}
