/** Sorting, searching and sets of volumes in memory. */
import { ArgumentError, allocated, DTypeError } from '../../errors.js';
import { argSortRows, computedIn, promote, sortRows } from '../../kernels/index.js';
import {
  checkAxis,
  contiguousStrides,
  createVolume,
  type DType,
  dtypeInfo,
  NATIVE_BYTE_ORDER,
  newElements,
  type Volume,
  valueText,
} from '../../volume/index.js';
import { checkArray } from '../arrays.js';
import type { OutOptions } from '../types.js';
import { convert } from './elementwise.js';
import { copyVoxels, fillResult, newVolume, withContiguous } from './memory.js';

/** Options of sort and argsort. */
export interface SortSettings extends OutOptions {
  readonly axis?: number;
  readonly descending?: boolean;
  readonly stable?: boolean;
}

/** The volume with `axis` last, and the way back. */
function axisLast(name: string, x: Volume, axis: number) {
  const at = checkAxis(name, axis, x.ndim);
  const rest = x.shape.map((_, d) => d).filter((d) => d !== at);
  const back = x.shape.map((_, d) => (d === at ? x.ndim - 1 : d < at ? d : d - 1));
  return { moved: x.permuteDims([...rest, at]), back, length: x.shape[at] as number, last: at === x.ndim - 1 };
}

export function sort(x: Volume, settings: SortSettings = {}): Volume {
  const { axis = -1, descending = false, out } = settings;
  const { moved, back, length, last } = axisLast('sort', x, axis);
  const rows = { dtype: x.dtype, rows: length === 0 ? 0 : x.size / length, length };
  if (last) {
    return fillResult('sort', x.shape, x.dtype, { out, operands: [x] }, (data) => {
      withContiguous(x, (from) => sortRows(from, data, rows, descending));
    });
  }
  const sorted = moved.copy();
  try {
    sortRows(sorted.data, sorted.data, rows, descending);
    return convert(sorted.permuteDims(back), x.dtype, out === undefined ? {} : { out });
  } finally {
    sorted.close();
  }
}

export function argsort(x: Volume, settings: SortSettings = {}): Volume {
  const { axis = -1, descending = false, out } = settings;
  const { moved, back, length, last } = axisLast('argsort', x, axis);
  const rows = { dtype: x.dtype, rows: length === 0 ? 0 : x.size / length, length };
  const places = fillResult('argsort', moved.shape, 'int64', {}, (data) => {
    withContiguous(moved, (from) => argSortRows(from, rows, data as BigInt64Array, descending));
  });
  if (last && out === undefined) return places;
  try {
    return convert(places.permuteDims(back), 'int64', out === undefined ? {} : { out });
  } finally {
    places.close();
  }
}

/** Where voxels are not 0: a list of indices for each axis. */
export function nonzero(x: Volume): Volume[] {
  if (x.ndim === 0)
    throw new ArgumentError('nonzero: an array without axes has no indices; give it one with expandDims');
  const truths = convert(x, 'bool');
  try {
    const data = truths.data as Uint8Array;
    let count = 0;
    for (const truth of data) count += truth;
    const lists = newVolumes(x.shape.map(() => [[count], 'int64'])) as Volume<'int64'>[];
    const places = lists.map((list) => list.data);
    for (let at = data.indexOf(1), n = 0; at >= 0; at = data.indexOf(1, at + 1), n++) {
      let rest = at;
      for (let d = x.ndim - 1; d >= 0; d--) {
        const extent = x.shape[d] as number;
        (places[d] as BigInt64Array)[n] = BigInt(rest % extent);
        rest = Math.floor(rest / extent);
      }
    }
    return lists;
  } finally {
    truths.close();
  }
}

/** New volumes: all of them, or none. */
function newVolumes(wanted: readonly (readonly [readonly number[], DType])[]): Volume[] {
  const made: Volume[] = [];
  try {
    for (const [shape, dtype] of wanted) made.push(createVolume(shape, dtype));
  } catch (error) {
    for (const volume of made) volume.close();
    throw error;
  }
  return made;
}

/** Options of searchsorted. */
export interface SearchSettings {
  readonly side?: 'left' | 'right';
  readonly sorter?: Volume | null;
}

/** @throws ArgumentError for a list that has not one axis, or a side that there is not. */
export function checkSearch(x1: { readonly ndim: number }, side: unknown): void {
  if (x1.ndim !== 1) throw new ArgumentError(`searchsorted: x1 has ${x1.ndim} axes; it must have one`);
  if (side !== 'left' && side !== 'right')
    throw new ArgumentError(`searchsorted: side ${valueText(side)} is not 'left' or 'right'`);
}

/** Where each of `x2` would be inserted into the sorted `x1`. */
export function searchsorted(x1: Volume, x2: Volume, { side = 'left', sorter }: SearchSettings = {}): Volume {
  checkArray('searchsorted', 'x1', x1);
  checkArray('searchsorted', 'x2', x2);
  checkSearch(x1, side);
  const dtype = computedIn(promote(x1.dtype, x2.dtype));
  const sorted = sorter === undefined || sorter === null ? x1 : take(x1, sorter, { axis: 0 });
  try {
    return withElements(sorted, dtype, (list) => search(list, x2, dtype, side));
  } finally {
    if (sorted !== x1) sorted.close();
  }
}

/** Where each of `x2` would be inserted into the sorted elements of that dtype, which has all values of its own. */
export function search(list: Float64Array, x2: Volume, dtype: DType, side: 'left' | 'right'): Volume {
  const before = side === 'left' ? isLess : (x: number, y: number) => !isLess(y, x);
  return withElements(x2, dtype, (wanted) =>
    newVolume(x2.shape, 'int64', ({ data: target }) => {
      for (let i = 0; i < wanted.length; i++) {
        let [low, high] = [0, list.length];
        while (low < high) {
          const middle = (low + high) >>> 1;
          if (before(list[middle] as number, wanted[i] as number)) low = middle + 1;
          else high = middle;
        }
        target[i] = BigInt(low);
      }
    }),
  );
}

/** Gives the voxels as a dtype, in C order, to `use`: in memory of their own, for as long as that takes. */
function withElements<R>(x: Volume, dtype: DType, use: (elements: Float64Array) => R): R {
  const converted = convert(x, dtype);
  try {
    return use(converted.data as Float64Array);
  } finally {
    converted.close();
  }
}

/** NaNs are the greatest; bigints come too. */
function isLess(a: number, b: number): boolean {
  // biome-ignore lint/suspicious/noSelfCompare: a NaN alone differs from itself
  return a < b || (a === a && b !== b);
}

/** Indices as numbers within 0 ... length - 1. @throws DTypeError for no whole numbers, ArgumentError for others. */
export function indicesOf(name: string, indices: Volume, length: number): Float64Array {
  if (!/^u?int/.test(indices.dtype)) {
    throw new DTypeError(`${name}: indices of ${indices.dtype}; give whole numbers`);
  }
  const list = withElements(indices, 'float64', (numbers) => allocated(name, () => numbers.slice()));
  list.forEach((index, i) => {
    const at = index < 0 ? index + length : index;
    if (at < 0 || at >= length)
      throw new ArgumentError(`${name}: index ${index} is outside an axis of ${length} voxels`);
    list[i] = at;
  });
  return list;
}

/** The axis to take from. @throws ArgumentError for a bad or missing one, and indices that have not one axis. */
export function takeAxis(
  x: { readonly ndim: number },
  indices: { readonly ndim: number },
  axis: number | null | undefined,
): number {
  if (indices.ndim !== 1) throw new ArgumentError(`take: indices have ${indices.ndim} axes; they must have one`);
  if ((axis ?? null) === null && x.ndim !== 1)
    throw new ArgumentError(`take: axis is missing; the array has ${x.ndim} axes`);
  return checkAxis('take', axis ?? 0, x.ndim);
}

/** The parts at some indices of an axis. */
export function take(x: Volume, indices: Volume, { axis }: { readonly axis?: number } = {}): Volume {
  checkArray('take', 'x', x);
  checkArray('take', 'indices', indices);
  const at = takeAxis(x, indices, axis);
  return takeAt(x, indicesOf('take', indices, x.shape[at] as number), at);
}

/** As take, of indices that were checked. */
export function takeAt(x: Volume, list: Float64Array, axis: number): Volume {
  if (x.ndim === 1) return gather(x, list, [list.length], 0);
  return newVolume(x.shape.with(axis, list.length), x.dtype, (result) => {
    for (const [i, index] of list.entries()) {
      using from = x.pick(axis, index);
      using to = result.pick(axis, i);
      copyVoxels(from, to);
    }
  });
}

/** The shape of what takeAlongAxis gives. @throws ArgumentError for shapes that do not broadcast off the axis. */
export function takenShape(own: readonly number[], indices: readonly number[], axis: number): number[] {
  if (indices.length !== own.length) {
    throw new ArgumentError(`takeAlongAxis: indices have ${indices.length} axes; the array has ${own.length}`);
  }
  return own.map((extent, d) => {
    const other = indices[d] as number;
    if (d === axis || other === extent || extent === 1) return other;
    if (other === 1) return extent;
    throw new ArgumentError(
      `takeAlongAxis: the shapes [${own.join(', ')}] and [${indices.join(', ')}] do not broadcast`,
    );
  });
}

/** The voxels at an index of an axis for each place, `indices` broadcast along the others. */
export function takeAlongAxis(x: Volume, indices: Volume, { axis = -1 }: { readonly axis?: number } = {}): Volume {
  checkArray('takeAlongAxis', 'x', x);
  checkArray('takeAlongAxis', 'indices', indices);
  return takeAlong(x, indices, checkAxis('takeAlongAxis', axis, x.ndim));
}

/** As takeAlongAxis, of arrays and an axis that were checked. */
export function takeAlong(x: Volume, indices: Volume, axis: number): Volume {
  return gather(x, indicesOf('takeAlongAxis', indices, x.shape[axis] as number), indices.shape, axis);
}

/** The voxels at indices that have that shape, voxel by voxel. */
function gather(x: Volume, list: Float64Array, listShape: readonly number[], axis: number): Volume {
  const shape = takenShape(x.shape, listShape, axis);
  if (x.byteOrder !== NATIVE_BYTE_ORDER) {
    using copy = x.copy();
    return gather(copy, list, listShape, axis);
  }
  const steps = shape.map((_, d) => (d === axis || x.shape[d] === 1 ? 0 : (x.strides[d] as number)));
  const ofList = contiguousStrides(listShape).map((stride, d) => (listShape[d] === 1 ? 0 : stride));
  const stride = x.strides[axis] as number;
  const { components } = dtypeInfo(x.dtype);
  return newVolume(shape, x.dtype, (result) => {
    const [from, to] = [x.data as Float64Array, result.data as Float64Array];
    const rows = shape.slice(0, -1);
    const index = rows.map(() => 0);
    const [length = 1, step = 0, ofListStep = 0] = [shape.at(-1), steps.at(-1), ofList.at(-1)];
    let [base, at, n] = [x.offset, 0, 0];
    while (n < to.length) {
      for (let i = 0; i < length; i++) {
        const voxel = components * (base + i * step + (list[at + i * ofListStep] as number) * stride);
        to[n++] = from[voxel] as number;
        if (components === 2) to[n++] = from[voxel + 1] as number;
      }
      for (let d = rows.length - 1; d >= 0; d--) {
        index[d] = (index[d] as number) + 1;
        base += steps[d] as number;
        at += ofList[d] as number;
        if ((index[d] as number) < (rows[d] as number)) break;
        base -= (rows[d] as number) * (steps[d] as number);
        at -= (rows[d] as number) * (ofList[d] as number);
        index[d] = 0;
      }
    }
  });
}

/** What the functions of sets give. */
export interface Unique {
  /** Each value once, sorted; a NaN is no other NaN's equal. */
  readonly values: Volume;
  /** Where each first occurs, in C order. */
  readonly indices: Volume<'int64'>;
  /** For each voxel the number of its value, in the array's shape. */
  readonly inverseIndices: Volume<'int64'>;
  readonly counts: Volume<'int64'>;
}

export function uniqueAll(x: Volume): Unique {
  if (x.dtype === 'float16') return ofHalves(x, uniqueAll);
  const order = newElements('uniqueAll', 'int64', x.size);
  return withContiguous(x, (data) => {
    argSortRows(data, { dtype: x.dtype, rows: 1, length: x.size }, order);
    const starts: number[] = [];
    for (let i = 0; i < order.length; i++) {
      if (i === 0 || data[Number(order[i])] !== data[Number(order[i - 1])]) starts.push(i);
    }
    const size = [starts.length];
    const [inverse, values, indices, counts] = newVolumes([
      [x.shape, 'int64'],
      [size, x.dtype],
      [size, 'int64'],
      [size, 'int64'],
    ]) as [Volume<'int64'>, Volume, Volume<'int64'>, Volume<'int64'>];
    for (let i = 0, n = -1; i < order.length; i++) {
      if (starts[n + 1] === i) n += 1;
      inverse.data[Number(order[i])] = BigInt(n);
    }
    for (const [n, start] of starts.entries()) {
      indices.data[n] = order[start] as bigint;
      values.data[n] = data[Number(order[start])] as never;
      counts.data[n] = BigInt((starts[n + 1] ?? order.length) - start);
    }
    return { values, indices, inverseIndices: inverse, counts };
  });
}

/** Has `find` look at halves as float32, which holds all of them, and makes the values halves again. */
function ofHalves<R extends { readonly [name in keyof R]: Volume } & { readonly values: Volume }>(
  x: Volume,
  find: (numbers: Volume) => R,
): R {
  const numbers = convert(x, 'float32');
  try {
    const found = find(numbers);
    try {
      const values = convert(found.values, 'float16');
      found.values.close();
      return { ...found, values };
    } catch (error) {
      for (const volume of Object.values(found)) volume.close();
      throw error;
    }
  } finally {
    numbers.close();
  }
}

/** Each value once, sorted. */
export function uniqueValues(x: Volume): Volume {
  if (x.dtype === 'float16') return ofHalves(x, (numbers) => ({ values: uniqueValues(numbers) })).values;
  return withContiguous(x, (data) => {
    const sorted = allocated('uniqueValues', () => (data as Float64Array).slice());
    sortRows(sorted, sorted, { dtype: x.dtype, rows: 1, length: sorted.length });
    let count = 0;
    for (let i = 0; i < sorted.length; i++) {
      if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i] as number;
    }
    const values = createVolume([count], x.dtype);
    (values.data as Float64Array).set(sorted.subarray(0, count));
    return values;
  });
}
