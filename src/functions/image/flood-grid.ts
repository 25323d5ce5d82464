/** The blocks that a volume is flooded by: its chunks, several at a time. */
import { steps } from '../../kernels/index.js';
import type { Region } from '../../volume/index.js';
import { blocksOf, keyOf } from './regions.js';

/** A block and those that have voxels next to its own. */
export interface FloodBlock {
  readonly region: Region;
  readonly neighbours: readonly FloodNeighbour[];
}

/** A block that is a step further. */
export interface FloodNeighbour {
  readonly key: string;
  /** -1, 0 or 1 for each axis. */
  readonly along: readonly number[];
}

/** Blocks of whole chunks. */
export class FloodGrid {
  readonly shape: readonly number[];
  /** How long they are, for each axis. */
  readonly chunks: readonly (readonly number[])[];
  readonly blocks: ReadonlyMap<string, FloodBlock>;
  readonly #starts: readonly (readonly number[])[];

  /** @param most how many voxels a block may have, with one more on each side, unless one chunk has more. */
  constructor(shape: readonly number[], chunks: readonly (readonly number[])[], connectivity: number, most: number) {
    this.shape = shape;
    this.chunks = joined(chunks, most);
    this.#starts = this.chunks.map((sizes) => {
      let at = 0;
      return sizes.map((size) => {
        at += size;
        return at - size;
      });
    });
    const around = steps(shape.length, connectivity);
    this.blocks = new Map(
      [...blocksOf(this.chunks)].map(([key, region]) => {
        const neighbours = around.flatMap(({ along }) => this.#neighbour(region, along));
        return [key, { region, neighbours }];
      }),
    );
  }

  /** The block that has a voxel. */
  keyAt(voxel: readonly number[]): string {
    return keyOf({ start: voxel.map((at, d) => this.#starts[d]?.findLast((start) => start <= at) as number) });
  }

  #neighbour({ start, shape }: Region, along: readonly number[]): FloodNeighbour[] {
    const voxel = along.map((step, d) => {
      const first = start[d] as number;
      return step === 0 ? first : step < 0 ? first - 1 : first + (shape[d] as number);
    });
    if (voxel.some((at, d) => at < 0 || at >= (this.shape[d] as number))) return [];
    return [{ key: this.keyAt(voxel), along }];
  }
}

/** Joins chunks, always along the axis on which blocks are shortest, as long as blocks do not become too large. */
function joined(chunks: readonly (readonly number[])[], most: number): readonly (readonly number[])[] {
  const together = chunks.map(() => 1);
  const extentOf = (axis: number, count: number): number => Math.max(0, ...groups(chunks[axis] as number[], count));
  const open = new Set(chunks.keys());
  while (open.size > 0) {
    const extents = together.map((count, axis) => extentOf(axis, count));
    const axis = [...open].reduce((a, b) => ((extents[b] as number) < (extents[a] as number) ? b : a));
    const count = (together[axis] as number) + 1;
    const wider = extents.map((extent, d) => (d === axis ? extentOf(axis, count) : extent));
    const fits = wider.reduce((cells, extent) => cells * (extent + 2), 1) <= most;
    if (fits && count <= (chunks[axis] as number[]).length) together[axis] = count;
    else open.delete(axis);
  }
  return chunks.map((sizes, axis) => evened(sizes, together[axis] as number));
}

/** The same number of groups, of about as many each. */
function evened(sizes: readonly number[], count: number): number[] {
  const blocks = Math.ceil(sizes.length / count);
  return groups(sizes, Math.ceil(sizes.length / Math.max(1, blocks)));
}

/** The sums of so many at a time. */
function groups(sizes: readonly number[], count: number): number[] {
  const sums: number[] = [];
  for (let at = 0; at < sizes.length; at += count) {
    sums.push(sizes.slice(at, at + count).reduce((a, b) => a + b, 0));
  }
  return sums;
}
