/** Boxes of voxels, half open. */
import type { Region } from '../../../volume/index.js';
import type { Box } from '../protocol.js';

/** Whether two boxes have a voxel in common. */
export function overlap(a: Box, b: Box): boolean {
  return a.start.every((start, d) => start < (b.end[d] as number) && (a.end[d] as number) > (b.start[d] as number));
}

/** The voxels of a coarser level that stand for any of a box's. */
export function coarser({ start, end }: Box, factors: readonly number[]): Box {
  return {
    start: start.map((at, d) => Math.floor(at / (factors[d] as number))),
    end: end.map((at, d) => Math.ceil(at / (factors[d] as number))),
  };
}

/** The voxels of the finest level that a coarser one's box stands for. */
export function finer({ start, end }: Box, factors: readonly number[], shape: readonly number[]): Box {
  return {
    start: start.map((at, d) => at * (factors[d] as number)),
    end: end.map((at, d) => Math.min(at * (factors[d] as number), shape[d] as number)),
  };
}

/** What two boxes have in common, or undefined. */
export function common(a: Box, b: Box): Box | undefined {
  if (!overlap(a, b)) return undefined;
  return {
    start: a.start.map((at, d) => Math.max(at, b.start[d] as number)),
    end: a.end.map((at, d) => Math.min(at, b.end[d] as number)),
  };
}

/** The smallest box that holds all of some. */
export function around(boxes: readonly Box[]): Box {
  const [first] = boxes as [Box];
  return {
    start: first.start.map((_, d) => Math.min(...boxes.map(({ start }) => start[d] as number))),
    end: first.end.map((_, d) => Math.max(...boxes.map(({ end }) => end[d] as number))),
  };
}

/** A region of a volume (slowest axis first) as a box of the page's axes; `from` as in Arrangement. */
export function boxOf(region: Region, from: readonly (number | undefined)[], shape: readonly number[]): Box {
  return {
    start: from.map((d) => (d === undefined ? 0 : (region.start[d] as number))),
    end: from.map((d, i) =>
      d === undefined ? (shape[i] as number) : (region.start[d] as number) + (region.shape[d] as number),
    ),
  };
}
