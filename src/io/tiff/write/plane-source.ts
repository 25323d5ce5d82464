/** Where the planes of a file come from, one after the other. */
import type { LazyVolume } from '../../../lazy/index.js';
import { MemoryBlock } from '../../../memory/index.js';
import type { Volume } from '../../../volume/index.js';
import type { PageAxes } from './axes.js';

/** A plane in memory: axes [y, x] or [y, x, s]. */
export interface Plane {
  readonly volume: Volume;
  /** Says that it is needed no more. */
  close(): void;
}

/** Gives the planes in the order of pages. Whoever makes it closes it. */
export interface PlaneSource {
  at(index: number): Plane | Promise<Plane>;
  close(): void;
}

/** The planes of a volume in memory: views, no copies. */
export function planesOf(volume: Volume, axes: PageAxes): PlaneSource {
  const inOrder = volume.permuteDims(axes.order);
  // The thread that writes reads the volume's memory: also if it is closed meanwhile, that must stay.
  const hold = volume.block.hold();
  return {
    at: (index) => ({
      volume: placeOf(axes.leadShape, index).reduce((v, i) => v.pick(0, i), inOrder),
      close: () => undefined,
    }),
    close: () => MemoryBlock.letGo(hold),
  };
}

/** Planes that are computed together: enough to keep all threads busy, and never less than a plane. */
const SLAB_BYTES = 64 * 2 ** 20;

/** The planes of a lazy volume, computed as they are needed: some at a time, whole chunks where they are small enough. */
export function planesOfLazy(volume: LazyVolume, axes: PageAxes, signal: AbortSignal | undefined): PlaneSource {
  const inOrder = volume.permuteDims(axes.order);
  const last = axes.leadShape.length - 1;
  const planeBytes = volume.nbytes / axes.leadShape.reduce((a, b) => a * b, 1);
  const most = Math.max(1, Math.floor(SLAB_BYTES / planeBytes));
  let slab: { volume: Volume; first: number; end: number; left: number } | undefined;
  const compute = async (first: number) => {
    const place = placeOf(axes.leadShape, first);
    const at = place[last] as number;
    const count = slabLength(inOrder.chunks[last] as readonly number[], at, most);
    const part = inOrder.slice(...place.slice(0, -1), [at, at + count]);
    const computed = (await part.compute({ ...(signal && { signal }) })) as Volume;
    return { volume: computed, first, end: first + count, left: count };
  };
  return {
    at: async (index) => {
      if (last < 0) slab = { volume: (await inOrder.compute()) as Volume, first: 0, end: 1, left: 1 };
      else if (slab === undefined || index >= slab.end) slab = await compute(index);
      const own = slab;
      const close = () => {
        own.left -= 1;
        if (own.left === 0) own.volume.close();
      };
      return { volume: last < 0 ? own.volume : own.volume.pick(0, index - own.first), close };
    },
    close: () => slab?.volume.close(),
  };
}

/** How many of the planes from `at` on to compute together: up to the end of a chunk that is at most `most` away. */
function slabLength(sizes: readonly number[], at: number, most: number): number {
  let end = 0;
  let best = at;
  for (const size of sizes) {
    end += size;
    if (end <= at) continue;
    if (end - at > most) return best > at ? best - at : most;
    best = end;
  }
  return best - at;
}

/** Place `index` of axes of these extents, in C order. */
function placeOf(extents: readonly number[], index: number): number[] {
  const place: number[] = [];
  let rest = index;
  for (const extent of [...extents].reverse()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place;
}
