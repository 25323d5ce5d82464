/**
 * How a view's voxels lie in the root volume it was cut from: view axis d walks root axis `axes[d].rootAxis` in steps
 * of `axes[d].step`, beginning at the root index `origin`. Slicing, picking, permuting and flipping keep this form, so
 * a changed box can be carried from any view to any other of the same root exactly.
 */
import type { ByteRange } from '../memory/index.js';
import { extentOf, isContiguous, type Region } from './shape.js';

/** A whole array in memory: where it begins in its block, and its layout. */
export interface Root {
  readonly byteOffset: number;
  readonly itemsize: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** One axis of a view: the root axis that it walks, and in what steps. */
export interface ViewAxis {
  readonly rootAxis: number;
  readonly step: number;
}

/** Where a view's voxels lie in its root volume. */
export interface ViewMap {
  /** Root index of the view's first voxel, one entry a root axis. */
  readonly origin: readonly number[];
  readonly axes: readonly ViewAxis[];
}

/** The map of a view that is its root. */
export function identityMap(ndim: number): ViewMap {
  return {
    origin: new Array<number>(ndim).fill(0),
    axes: Array.from({ length: ndim }, (_, d) => ({ rootAxis: d, step: 1 })),
  };
}

/**
 * A changed box of a root as plain numbers, which also reach other threads:
 * `[byteOffset, itemsize, n, shape ..., strides ..., start ..., extent ...]`.
 */
export function encodeBox(root: Root, box: Region): number[] {
  return [...encodeRoot(root), ...box.start, ...box.shape];
}

/** The box in a change, if it is said of the same root; undefined if it is of another layout or not told. */
export function decodeBox(root: Root, detail: readonly number[]): Region | undefined {
  const head = encodeRoot(root);
  const n = root.shape.length;
  if (detail.length !== head.length + 2 * n || head.some((value, i) => value !== detail[i])) return undefined;
  return { start: detail.slice(head.length, head.length + n), shape: detail.slice(head.length + n) };
}

function encodeRoot({ byteOffset, itemsize, shape, strides }: Root): number[] {
  return [byteOffset, itemsize, shape.length, ...shape, ...strides];
}

/** The smallest root box that holds a box of the view. */
export function toRootBox(map: ViewMap, region: Region): Region {
  const start = [...map.origin];
  const shape = map.origin.map(() => 1);
  map.axes.forEach(({ rootAxis, step }, d) => {
    const first = (map.origin[rootAxis] as number) + (region.start[d] as number) * step;
    const extent = region.shape[d] as number;
    const last = first + (extent - 1) * step;
    start[rootAxis] = Math.min(first, last);
    shape[rootAxis] = extent === 0 ? 0 : Math.abs(last - first) + 1;
  });
  return { start, shape };
}

/** The voxels of a view of shape `viewShape` that lie in a root box; undefined if none does. */
export function toViewRegion(map: ViewMap, viewShape: readonly number[], box: Region): Region | undefined {
  const inView = new Set(map.axes.map((axis) => axis.rootAxis));
  for (let a = 0; a < map.origin.length; a++) {
    const from = box.start[a] as number;
    const to = from + (box.shape[a] as number);
    const at = map.origin[a] as number;
    if (!inView.has(a) && (at < from || at >= to)) return undefined;
  }
  const start: number[] = [];
  const shape: number[] = [];
  for (const [d, { rootAxis, step }] of map.axes.entries()) {
    const at = map.origin[rootAxis] as number;
    const from = (box.start[rootAxis] as number) - at;
    const to = from + (box.shape[rootAxis] as number) - 1;
    const [low, high] = step > 0 ? [from, to] : [to, from];
    const first = Math.max(0, Math.ceil(low / step));
    const last = Math.min((viewShape[d] as number) - 1, Math.floor(high / step));
    if (last < first) return undefined;
    start.push(first);
    shape.push(last - first + 1);
  }
  return { start, shape };
}

/** The bytes of the block that a root box covers, from its lowest to its highest; undefined if it is empty. */
export function bytesOfBox(root: Root, box: Region): ByteRange | undefined {
  const extent = extentOf(box.shape, root.strides);
  if (extent === undefined) return undefined;
  const first = box.start.reduce((sum, index, a) => sum + index * (root.strides[a] as number), 0);
  return {
    start: root.byteOffset + (first + extent.low) * root.itemsize,
    end: root.byteOffset + (first + extent.high + 1) * root.itemsize,
  };
}

/** The smallest root box that holds all voxels in a range of the block's bytes; undefined if none is in it. */
export function boxOfBytes(root: Root, bytes: ByteRange): Region | undefined {
  const whole: Region = { start: root.shape.map(() => 0), shape: [...root.shape] };
  const all = bytesOfBox(root, whole);
  if (all === undefined || bytes.end <= all.start || bytes.start >= all.end) return undefined;
  // Without gaps, both ends are indices; axes after the first in which these differ are covered whole.
  if (!isContiguous(root.shape, root.strides)) return whole;
  const count = (all.end - all.start) / root.itemsize;
  const first = Math.max(0, Math.floor((bytes.start - all.start) / root.itemsize));
  const last = Math.min(count, Math.ceil((bytes.end - all.start) / root.itemsize)) - 1;
  const from = unravel(first, root.shape);
  const to = unravel(last, root.shape);
  const differs = from.findIndex((index, a) => index !== to[a]);
  if (differs < 0) return { start: from, shape: from.map(() => 1) };
  return {
    start: from.map((index, a) => (a <= differs ? index : 0)),
    shape: from.map((index, a) => (a <= differs ? (to[a] as number) - index + 1 : (root.shape[a] as number))),
  };
}

function unravel(element: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  let rest = element;
  for (let d = shape.length - 1; d >= 0; d--) {
    const extent = shape[d] as number;
    index[d] = rest % extent;
    rest = Math.floor(rest / extent);
  }
  return index;
}
