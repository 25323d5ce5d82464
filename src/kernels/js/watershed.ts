/** Flooding from markers; see native/kernels/watershed.h. */
import type { KernelCalls } from '../../native.js';
import { distanceOf, steps } from './neighbours.js';
import { forEachRow } from './strided.js';

/** What is no voxel to be flooded: outside of the mask, around the array, or on a line between basins. */
export const CLOSED = -(2 ** 31);

/** How often voxels may be put into the heap only for the sake of that order: so often each, and in small arrays more. */
const PUSHES_EACH = 4;
const PUSHES = 2 ** 24;

/** A voxel at the edge of what is flooded, and the basin that reached it. */
interface Edge {
  readonly height: number;
  readonly age: number;
  readonly at: number;
  readonly label: number;
}

/** A binary heap; which of equal elements comes first is part of the result. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  /** What `pop` gives next. */
  get top(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(item, items[parent] as T)) break;
      items[at] = items[parent] as T;
      at = parent;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const item = items.pop();
    if (item === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#isBefore(items[child + 1] as T, items[child] as T)) child++;
      if (!this.#isBefore(items[child] as T, item)) break;
      items[at] = items[child] as T;
      at = child;
    }
    items[at] = item;
    return top;
  }
}

function isBefore(a: Edge, b: Edge): boolean {
  if (a.height === b.height) return a.age < b.age;
  // NaN is the highest.
  if (Number.isNaN(a.height) || Number.isNaN(b.height)) {
    return Number.isNaN(a.height) === Number.isNaN(b.height) ? a.age < b.age : Number.isNaN(b.height);
  }
  return a.height < b.height;
}

export const watershed: KernelCalls['watershed'] = (heights, _type, shape, mask, connectivity, line, labels) => {
  if (shape.includes(0)) return undefined;
  const basin = new Basin(heights as unknown as ArrayLike<number | bigint>, shape, mask, connectivity, labels);
  if (line) basin.floodWithLine();
  else basin.flood();
  basin.forEachLine((cell, element, length) => {
    for (let i = 0; i < length; i++) {
      const found = basin.labels[cell + i] as number;
      labels[element + i] = found === CLOSED ? 0 : found;
    }
  });
  return undefined;
};

/** Calls `visit` for each line of the fastest axis, with its place among the cells and among the elements. */
export function forEachCellLine(
  shape: readonly number[],
  visit: (cell: number, element: number, length: number) => void,
): void {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * (b + 2), 1));
  const offset = strides.reduce((a, b) => a + b, 0);
  forEachRow(shape, [{ offset, strides }], ([cell], element, length) => visit(cell as number, element, length));
}

/** By how many cells each neighbour is away, near ones first. */
export function cellNeighbours(shape: readonly number[], connectivity: number): number[] {
  const wide = shape.map((extent) => extent + 2);
  return steps(shape.length, connectivity)
    .sort((a, b) => a.length - b.length)
    .map((step) => distanceOf(step, wide));
}

/** The array with a closed voxel on each side of each axis. */
class Basin {
  readonly labels: Int32Array;
  readonly #heights: Float64Array;
  readonly #shape: readonly number[];
  readonly #neighbours: readonly number[];
  readonly #heap = new Heap<Edge>(isBefore);
  #markers = 0;

  constructor(
    heights: ArrayLike<number | bigint>,
    shape: readonly number[],
    mask: Uint8Array,
    connectivity: number,
    labels: Int32Array,
  ) {
    this.#shape = shape;
    const wide = shape.map((extent) => extent + 2);
    const size = wide.reduce((a, b) => a * b, 1);
    this.labels = new Int32Array(size).fill(CLOSED);
    this.#heights = new Float64Array(size);
    this.forEachLine((cell, element, length) => {
      for (let i = 0; i < length; i++) {
        const open = mask.length === 0 || mask[element + i] !== 0;
        this.labels[cell + i] = open ? (labels[element + i] as number) : CLOSED;
        this.#heights[cell + i] = Number(heights[element + i]);
      }
    });
    this.#neighbours = cellNeighbours(shape, connectivity);
    this.labels.forEach((label, at) => {
      if (label === 0 || label === CLOSED) return;
      this.#push(at, 0, label);
      this.#markers += 1;
    });
  }

  forEachLine(visit: (cell: number, element: number, length: number) => void): void {
    forEachCellLine(this.#shape, visit);
  }

  #push(at: number, age: number, label: number, level = Number.NEGATIVE_INFINITY): void {
    // What lies behind something higher counts as high as that.
    this.#heap.push({ height: Math.max(this.#heights[at] as number, level), age, at, label });
  }

  flood(): void {
    const { labels } = this;
    let age = 0;
    for (let edge = this.#heap.pop(); edge !== undefined; edge = this.#heap.pop()) {
      for (const step of this.#neighbours) {
        const at = edge.at + step;
        if (labels[at] !== 0) continue;
        labels[at] = edge.label;
        age += 1;
        this.#push(at, age, edge.label, edge.height);
      }
    }
  }

  floodWithLine(): void {
    const { labels } = this;
    // Markers beside other basins: they keep their number, and end no other basin.
    const ended = new Uint8Array(labels.length);
    const meets = (index: number, own: number): boolean => {
      if (ended[index] !== 0 || labels[index] === CLOSED) return true;
      const met = this.#neighbours.some((step) => {
        const other = labels[index + step] as number;
        return other !== 0 && other !== own && other !== CLOSED && ended[index + step] === 0;
      });
      if (met) ended[index] = 1;
      return met;
    };
    // Who reaches a voxel first decides about it; others matter only to the order of equal markers in the heap.
    const reached = new Uint8Array(labels.length);
    let markers = this.#markers;
    const most = PUSHES_EACH * labels.length + PUSHES;
    let age = 0;
    for (let edge = this.#heap.pop(); edge !== undefined; edge = this.#heap.pop()) {
      const marker = edge.age === 0;
      if (marker) markers -= 1;
      const firsts = markers === 0 || age > most;
      const now = labels[edge.at] as number;
      if (!marker && now !== 0 && (firsts || now !== CLOSED)) continue;
      if (!meets(edge.at, edge.label)) labels[edge.at] = edge.label;
      else if (!marker) labels[edge.at] = CLOSED;
      for (const step of this.#neighbours) {
        const at = edge.at + step;
        if (labels[at] !== 0 || (firsts && reached[at] !== 0)) continue;
        reached[at] = 1;
        age += 1;
        this.#push(at, age, edge.label, edge.height);
      }
    }
  }
}
