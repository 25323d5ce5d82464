/** Chunk grids: how an array is cut into boxes, axis by axis. */
import { ArgumentError } from '../errors.js';
import { type Region, valueText } from '../volume/index.js';

/** The sizes of the chunks along each axis; those of an axis add up to its extent. An axis of extent 0 has one of 0. */
export type Chunks = readonly (readonly number[])[];

/**
 * How to cut an array: one size for all axes, or an entry an axis: a size (the last chunk may be smaller), the list of
 * sizes, or `null` (or -1) for no cut.
 */
export type ChunkSpec = number | readonly (number | null | readonly number[])[];

/** Works a specification out. @throws ArgumentError for one that does not fit the shape. */
export function normalizeChunks(caller: string, shape: readonly number[], spec: ChunkSpec | undefined): Chunks {
  const perAxis = spec === undefined || typeof spec === 'number' ? shape.map(() => spec ?? null) : spec;
  if (!Array.isArray(perAxis) || perAxis.length !== shape.length) {
    throw new ArgumentError(
      `${caller}: chunks ${valueText(spec)} must be one size, or have an entry for each of the ${shape.length} axes`,
    );
  }
  return shape.map((extent, d) => chunksOfAxis(caller, extent, perAxis[d] as number | null | number[], d));
}

function chunksOfAxis(caller: string, extent: number, spec: number | null | readonly number[], axis: number) {
  if (spec === null || spec === -1) return [extent];
  if (typeof spec === 'number') {
    if (!Number.isSafeInteger(spec) || spec < 1) {
      throw new ArgumentError(
        `${caller}: the chunk size of axis ${axis} is ${valueText(spec)}; use an integer >= 1, or null`,
      );
    }
    checkCount(caller, Math.ceil(extent / spec));
    return evenChunks(extent, spec);
  }
  const whole = (total: number, size: number) => (Number.isSafeInteger(size) && size >= 0 ? total + size : Number.NaN);
  if (!Array.isArray(spec) || Array.from(spec as number[]).reduce(whole, 0) !== extent) {
    throw new ArgumentError(`${caller}: the chunks ${valueText(spec)} of axis ${axis} must add up to ${extent}`);
  }
  const sizes = spec.filter((size) => size > 0);
  return sizes.length === 0 ? [0] : sizes;
}

/** Lists of more chunks than these take memory that no computation would get to the end of. */
const MOST_CHUNKS = 2 ** 24;

/** @throws ArgumentError for more chunks along one axis than can be listed. */
export function checkCount(caller: string, count: number): void {
  if (count <= MOST_CHUNKS) return;
  throw new ArgumentError(`${caller}: ${count} chunks along one axis are more than ${MOST_CHUNKS}; give larger chunks`);
}

/** Chunks of `size`, the last one smaller where it does not divide. */
export function evenChunks(extent: number, size: number): number[] {
  if (extent === 0) return [0];
  const sizes = new Array<number>(Math.ceil(extent / size)).fill(size);
  sizes[sizes.length - 1] = extent - size * (sizes.length - 1);
  return sizes;
}

const startsOf = new WeakMap<readonly number[], number[]>();

/** Where each chunk of an axis begins, and, last, the extent. */
export function chunkStarts(sizes: readonly number[]): readonly number[] {
  let starts = startsOf.get(sizes);
  if (starts === undefined) {
    starts = [0];
    for (const size of sizes) starts.push((starts[starts.length - 1] as number) + size);
    startsOf.set(sizes, starts);
  }
  return starts;
}

/** The number of the chunk that index `at` of an axis lies in. */
export function chunkAt(sizes: readonly number[], at: number): number {
  const starts = chunkStarts(sizes);
  let low = 0;
  let high = sizes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A part of a region that lies in one chunk, and which one. */
export interface Piece {
  /** The chunk's number along each axis. */
  readonly chunk: readonly number[];
  readonly region: Region;
}

/** Cuts a region where chunks meet, in C order. `axes`: only along those. Nothing for an empty region. */
export function* piecesOf(region: Region, chunks: Chunks, axes?: readonly boolean[]): Generator<Piece> {
  if (region.shape.includes(0)) return;
  const cuts = region.start.map((start, d) => {
    const end = start + (region.shape[d] as number);
    if (axes?.[d] === false) return [{ chunk: 0, start, extent: end - start }];
    return cutsOfAxis(chunks[d] as readonly number[], start, end);
  });
  const at = cuts.map(() => 0);
  for (;;) {
    const cut = cuts.map((list, d) => list[at[d] as number] as Cut);
    yield {
      chunk: cut.map(({ chunk }) => chunk),
      region: { start: cut.map(({ start }) => start), shape: cut.map(({ extent }) => extent) },
    };
    let d = cuts.length - 1;
    while (d >= 0 && ++(at[d] as number) === cuts[d]?.length) at[d--] = 0;
    if (d < 0) return;
  }
}

interface Cut {
  readonly chunk: number;
  readonly start: number;
  readonly extent: number;
}

function cutsOfAxis(sizes: readonly number[], start: number, end: number): Cut[] {
  const starts = chunkStarts(sizes);
  const cuts: Cut[] = [];
  for (let chunk = chunkAt(sizes, start), from = start; from < end; chunk++) {
    const to = Math.min(end, starts[chunk + 1] as number);
    if (to > from) cuts.push({ chunk, start: from, extent: to - from });
    from = to;
  }
  return cuts;
}

/** Cuts at multiples of `size`, counted from the array's start. */
export function cutEvery(start: number, extent: number, size: number): number[] {
  const cuts = start === 0 ? [] : [start];
  // What is to stay whole must not be cut because it begins elsewhere.
  if (size >= extent) return [...cuts, extent];
  for (let at = start; at < start + extent; ) {
    const next = Math.min(start + extent, (Math.floor(at / size) + 1) * size);
    cuts.push(next - at);
    at = next;
  }
  return cuts;
}

/** The region of a chunk. */
export function chunkRegion(chunks: Chunks, chunk: readonly number[]): Region {
  return {
    start: chunk.map((at, d) => chunkStarts(chunks[d] as readonly number[])[at] as number),
    shape: chunk.map((at, d) => (chunks[d] as readonly number[])[at] as number),
  };
}

/** All of an array. */
export function wholeRegion(shape: readonly number[]): Region {
  return { start: shape.map(() => 0), shape };
}

/** Cuts a region into `parts` along its first axis that has several voxels. */
export function cutFirstAxis(region: Region, parts: number): Region[] {
  const axis = region.shape.findIndex((extent) => extent > 1);
  if (axis < 0 || parts < 2) return [region];
  const extent = region.shape[axis] as number;
  const size = Math.ceil(extent / parts);
  return Array.from({ length: Math.ceil(extent / size) }, (_, i) => ({
    start: region.start.map((at, d) => (d === axis ? at + i * size : at)),
    shape: region.shape.map((all, d) => (d === axis ? Math.min(size, all - i * size) : all)),
  }));
}

/** Chunks of at most `most` voxels, each made of whole ones that follow each other; the last axes are joined first. */
export function joinedChunks(chunks: Chunks, most: number): Chunks {
  const joined = [...chunks];
  let voxels = sizeOf(chunks.map((sizes) => sizes[0] ?? 1));
  for (let d = chunks.length - 1; d >= 0; d--) {
    const sizes = chunks[d] as readonly number[];
    const count = Math.max(1, Math.min(sizes.length, Math.floor(most / Math.max(1, voxels))));
    if (count > 1) {
      joined[d] = Array.from({ length: Math.ceil(sizes.length / count) }, (_, i) =>
        sizes.slice(i * count, (i + 1) * count).reduce((sum, size) => sum + size, 0),
      );
      voxels *= count;
    }
    if (count < sizes.length) break;
  }
  return joined;
}

/** How many voxels a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Whether two regions are the same box. */
export function sameRegion(a: Region, b: Region): boolean {
  return a.start.every((at, d) => at === b.start[d] && a.shape[d] === b.shape[d]);
}

/** A region in words, for messages: "[3, 0:64, 0:64]". */
export function regionText({ start, shape }: Region): string {
  const axis = (at: number, d: number) => (shape[d] === 1 ? `${at}` : `${at}:${at + (shape[d] as number)}`);
  return `[${start.map(axis).join(', ')}]`;
}
