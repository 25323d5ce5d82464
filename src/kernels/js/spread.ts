/** Flooding of parts of a volume; see `Spread` in native/kernels/watershed.h. */
import type { KernelCalls } from '../../native.js';
import { cellNeighbours, forEachCellLine, Heap } from './watershed.js';

/** How a voxel was reached, and which one. */
interface Reach {
  readonly level: number;
  readonly steps: number;
  readonly levelBefore: number;
  readonly stepsBefore: number;
  readonly label: number;
  readonly at: number;
}

type Five = [number, number, number, number, number];

function isBefore(a: Reach, b: Reach): boolean {
  if (a.level !== b.level) return a.level < b.level;
  if (a.steps !== b.steps) return a.steps < b.steps;
  if (a.levelBefore !== b.levelBefore) return a.levelBefore < b.levelBefore;
  return a.stepsBefore !== b.stepsBefore ? a.stepsBefore < b.stepsBefore : a.label < b.label;
}

/** How a neighbour of that height is reached. */
function next({ level, steps, levelBefore, stepsBefore, label }: Reach, height: number, at: number): Reach {
  if (height > level) return { level: height, steps: 0, levelBefore: level, stepsBefore: steps, label, at };
  return { level, steps: steps + 1, levelBefore, stepsBefore, label, at };
}

/** What was not reached; what may not be reached is before all others. */
function unreached(rank: number, at = 0): Reach {
  return { level: rank, steps: rank, levelBefore: 0, stepsBefore: 0, label: 0, at };
}

export const spread: KernelCalls['spread'] = (source, _type, shape, mask, connectivity, reached) => {
  if (shape.includes(0)) return undefined;
  const voxels = source as unknown as ArrayLike<number | bigint>;
  const size = shape.reduce((product, extent) => product * (extent + 2), 1);
  const voxelCount = shape.reduce((product, extent) => product * extent, 1);
  const value = (plane: number, i: number): number => reached[plane * voxelCount + i] as number;
  const heights = new Float64Array(size);
  const cells = new Array<Reach>(size).fill(unreached(Number.NEGATIVE_INFINITY));
  const heap = new Heap<Reach>(isBefore);
  forEachCellLine(shape, (cell, element, length) => {
    for (let i = 0; i < length; i++) {
      const [from, at] = [element + i, cell + i];
      if (mask.length > 0 && mask[from] === 0) continue;
      const height = Number(voxels[from]);
      heights[at] = Number.isNaN(height) ? Number.POSITIVE_INFINITY : height;
      cells[at] = unreached(Number.POSITIVE_INFINITY, at);
      const [label, level, steps, levelBefore, stepsBefore] = [0, 1, 2, 3, 4].map((plane) =>
        value(plane, from),
      ) as Five;
      if (label === 0) continue;
      const reach = { level, steps, levelBefore, stepsBefore, label, at };
      cells[at] = reach;
      heap.push(reach);
    }
  });
  const neighbours = cellNeighbours(shape, connectivity);
  for (let edge = heap.pop(); edge !== undefined; edge = heap.pop()) {
    if (isBefore(cells[edge.at] as Reach, edge)) continue;
    for (const step of neighbours) {
      const at = edge.at + step;
      const reach = next(edge, heights[at] as number, at);
      if (!isBefore(reach, cells[at] as Reach)) continue;
      cells[at] = reach;
      heap.push(reach);
    }
  }
  forEachCellLine(shape, (cell, element, length) => {
    for (let i = 0; i < length; i++) {
      const { label, level, steps, levelBefore, stepsBefore } = cells[cell + i] as Reach;
      const planes = label === 0 ? [0, 0, 0, 0, 0] : [label, level, steps, levelBefore, stepsBefore];
      for (const [plane, each] of planes.entries()) reached[plane * voxelCount + element + i] = each;
    }
  });
  return undefined;
};
