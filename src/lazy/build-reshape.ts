/** Nodes of the same voxels, in C order, with other axes. */
import { ArgumentError } from '../errors.js';
import { checkShape, dtypeInfo } from '../volume/index.js';
import { viewNode } from './build-view.js';
import { type AxisGroup, type Node, nextId, type ReshapeNode } from './graph.js';
import { type Chunks, checkCount, chunkStarts, evenChunks, sizeOf } from './grid.js';

/** Chunks that are merged, so that each of the input's is part of one of the result's, get no more bytes than this. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * The voxels of `input` as another shape of as many. Axes that stay keep their chunks. Of axes that are merged or split, a
 * chunk is a row of voxels in C order: all that chunks of the input which begin at one index of their first axis have,
 * as far as that is not too much, so that as few as can be of the input's chunks are needed for each, and each once.
 */
export function reshapeNode(caller: string, input: Node, shape: readonly number[]): Node {
  checkShape(caller, shape, dtypeInfo(input.dtype).itemsize);
  if (sizeOf(shape) !== sizeOf(input.shape)) {
    throw new ArgumentError(
      `${caller}: the shape [${input.shape.join(', ')}] has not as many voxels as [${shape.join(', ')}]`,
    );
  }
  if (input.kind === 'reshape') return reshapeNode(caller, input.input, shape);
  const view = withOtherOnes(input, shape);
  if (view !== undefined) return view;
  const groups = sizeOf(shape) === 0 ? [] : axisGroups(input.shape, shape);
  const chunks: Chunks =
    groups.length === 0
      ? shape.map((extent) => [extent])
      : groups.flatMap((group) => groupChunks(caller, input, group, shape));
  return { id: nextId(), kind: 'reshape', input, groups, shape, dtype: input.dtype, chunks } satisfies ReshapeNode;
}

/** A view, where axes of extent 1 alone come or go. */
function withOtherOnes(input: Node, shape: readonly number[]): Node | undefined {
  const own = input.shape.flatMap((extent, axis) => (extent === 1 ? [] : [axis]));
  const wanted = shape.filter((extent) => extent !== 1);
  if (own.length !== wanted.length || wanted.some((extent, i) => extent !== input.shape[own[i] as number])) {
    return undefined;
  }
  if (shape.length === input.shape.length && shape.every((extent, d) => extent === input.shape[d])) return input;
  const axes = shape.map((extent) =>
    extent === 1 ? { axis: undefined, step: 0 } : { axis: own.shift() as number, step: 1 },
  );
  return viewNode(
    input,
    shape,
    input.shape.map(() => 0),
    axes,
  );
}

/** The smallest groups of axes that have as many voxels in both shapes, none of which is empty. */
export function axisGroups(own: readonly number[], wanted: readonly number[]): AxisGroup[] {
  const groups: AxisGroup[] = [];
  let [i, k] = [0, 0];
  while (i < own.length || k < wanted.length) {
    const [from, to] = [i, k];
    let voxels = own[i++] ?? 1;
    let others = wanted[k++] ?? 1;
    while (voxels !== others) {
      if (voxels < others) voxels *= own[i++] as number;
      else others *= wanted[k++] as number;
    }
    groups.push({ from: [from, Math.min(i, own.length)], to: [to, Math.min(k, wanted.length)] });
  }
  return groups;
}

/** How the axes of a group are cut. */
function groupChunks(caller: string, input: Node, { from, to }: AxisGroup, shape: readonly number[]): Chunks {
  const chunks = input.chunks.slice(...from);
  const extents = shape.slice(...to);
  if (chunks.length === 1 && extents.length === 1) return chunks;
  if (extents.length === 0) return [];
  const most = rowLimit(input, from);
  const slabs = slabsOf(input.shape.slice(...from), chunks);
  const row = Math.min(slabs.longest, Math.max(most, sizeOf(chunks.map(largest))));
  // The first axis of which one index is no more than a row: those before are cut into single indices.
  let axis = 0;
  while (sizeOf(extents.slice(axis + 1)) > row) axis += 1;
  const below = sizeOf(extents.slice(axis + 1));
  const size = Math.max(1, Math.floor(row / below));
  const alone = sizeOf(extents.slice(0, axis)) === 1;
  return extents.map((extent, d) => {
    if (d > axis) return [extent];
    if (d < axis) checkCount(caller, extent);
    if (d < axis) return evenChunks(extent, 1);
    checkCount(caller, Math.ceil(extent / size));
    return alone ? cutAt(slabs.ends(below), extent, size) : evenChunks(extent, size);
  });
}

function largest(sizes: readonly number[]): number {
  return sizes.reduce((most, size) => Math.max(most, size), 1);
}

/** How many voxels of a group's axes a chunk may have, beside those of the other axes. */
function rowLimit(input: Node, [first, end]: readonly [number, number]): number {
  const others = sizeOf(input.chunks.map((sizes, d) => (d >= first && d < end ? 1 : largest(sizes))));
  return Math.max(1, Math.floor(MOST_BYTES / (others * dtypeInfo(input.dtype).itemsize)));
}

/** Rows of voxels in C order that are made of whole chunks. */
interface Slabs {
  readonly longest: number;
  /** Where they end, counted in `unit` voxels and rounded down; increasing. */
  ends(unit: number): Generator<number>;
}

function slabsOf(extents: readonly number[], chunks: Chunks): Slabs {
  // Of axes in front of it, chunks have one index, so that slabs are cut along this one.
  const found = chunks.findIndex((sizes) => largest(sizes) > 1);
  const axis = found < 0 ? chunks.length - 1 : found;
  const sizes = chunks[axis] ?? [1];
  const below = sizeOf(extents.slice(axis + 1));
  const period = (extents[axis] ?? 1) * below;
  const periods = sizeOf(extents.slice(0, axis));
  const starts = chunkStarts(sizes);
  return {
    longest: largest(sizes) * below,
    *ends(unit) {
      for (let i = 0; i < periods; i++) {
        for (let k = 1; k < starts.length; k++) yield Math.floor((i * period + (starts[k] as number) * below) / unit);
      }
    },
  };
}

/** Chunks that end where `ends` says; those larger than `size` and one more are cut evenly. */
function cutAt(ends: Iterable<number>, extent: number, size: number): number[] {
  const cut: number[] = [];
  let from = 0;
  for (const end of ends) {
    const length = end - from;
    if (length === 0 && extent > 0) continue;
    const parts = length <= size + 1 ? 1 : Math.ceil(length / size);
    for (let i = 0; i < parts; i++) cut.push(Math.floor(((i + 1) * length) / parts) - Math.floor((i * length) / parts));
    from = end;
  }
  return cut;
}
