/** The basins of a volume from those of its blocks. */
import { availableParallelism } from 'node:os';
import { copyElements, faceVoxels, REACHED_PLANES } from '../../kernels/index.js';
import type { LazyVolume } from '../../lazy/index.js';
import { asVolume, type Region } from '../../volume/index.js';
import { Cuts, partOf } from './cuts.js';
import { type FloodBlock, FloodGrid } from './flood-grid.js';
import { grown, inWorkers, rangesOf } from './regions.js';
import { SharedWork } from './shared-work.js';
import { Turns } from './turns.js';

/** What is flooded. */
export interface LazyFlood {
  readonly image: LazyVolume;
  readonly markers: LazyVolume;
  readonly mask: LazyVolume | undefined;
  readonly connectivity: number;
}

/** How much is held at a time. */
export interface FloodLimits {
  /** Voxels of all blocks that are flooded at a time, some 80 bytes each; at least one chunk is always taken. */
  readonly flooded: number;
  /** Voxels of blocks whose basins are kept until they are asked for, 4 bytes each. */
  readonly kept: number;
  /** Blocks that are flooded at a time. */
  readonly lanes: number;
}

const LIMITS: FloodLimits = { flooded: 2 ** 23, kept: 2 ** 26, lanes: Math.min(4, availableParallelism()) };

/**
 * Floods blocks with what has come to their faces from the others, those first where the lowest has changed, until none
 * changes any more. What is kept between is the layers of voxels on both sides of each cut.
 */
export class BasinMerge {
  readonly #flood: LazyFlood;
  readonly #grid: FloodGrid;
  readonly #limits: FloodLimits;
  readonly #turns: Turns;
  /** Of all planes that `spreadBasins` knows, which are a first axis. */
  #cuts: Cuts<'float64'> | undefined;
  /** The basins of blocks, those that were asked for last at the end. */
  readonly #kept = new Map<string, Int32Array>();
  readonly #again = new Map<string, SharedWork<Int32Array>>();
  readonly #settled = new SharedWork((signal) => this.#settle(signal));

  constructor(flood: LazyFlood, limits = LIMITS) {
    const { image, connectivity } = flood;
    this.#flood = flood;
    this.#limits = limits;
    this.#turns = new Turns(limits.lanes);
    this.#grid = new FloodGrid(image.shape, image.chunks, connectivity, limits.flooded / limits.lanes);
  }

  /** Writes the basins of a chunk. */
  async read(region: Region, target: Int32Array, signal?: AbortSignal): Promise<void> {
    await this.#settled.get(signal);
    const key = this.#grid.keyAt(region.start);
    const { region: block } = this.#block(key);
    const labels = this.#kept.get(key) ?? (await this.#floodAgain(key, signal));
    this.#keep(key, labels);
    const start = region.start.map((at, d) => at - (block.start[d] as number));
    const part = asVolume(labels, block.shape).slice(...rangesOf({ start, shape: region.shape }));
    copyElements(part.shape, 'int32', part, asVolume(target, region.shape));
  }

  #block(key: string): FloodBlock {
    return this.#grid.blocks.get(key) as FloodBlock;
  }

  async #settle(signal: AbortSignal): Promise<void> {
    const waiting = new Map([...this.#grid.blocks.keys()].map((key) => [key, Number.NEGATIVE_INFINITY]));
    const busy = new Map<string, Promise<void>>();
    const failures: unknown[] = [];
    const begin = (key: string): void => {
      waiting.delete(key);
      const flooded = this.#floodAndTell(key, waiting, signal)
        .catch((error) => failures.push(error))
        .then(() => void busy.delete(key));
      busy.set(key, flooded);
    };
    do {
      while (failures.length === 0 && busy.size < this.#limits.lanes) {
        const key = lowest(waiting, busy);
        if (key === undefined) break;
        begin(key);
      }
      await Promise.race(busy.values());
      // All have ended when this is over: what one wrote later would be in the way of the next try.
    } while (busy.size > 0 || (waiting.size > 0 && failures.length === 0));
    if (failures.length > 0) throw failures[0];
  }

  /** Floods a block, and has those wait that something has come to from it, with the lowest level of that. */
  async #floodAndTell(key: string, waiting: Map<string, number>, signal: AbortSignal): Promise<void> {
    const { region, neighbours } = this.#block(key);
    const { labels, faces } = await this.#flooded(region, signal);
    this.#keep(key, labels);
    const changes = this.#keepFaces(faces, region);
    for (const neighbour of neighbours) {
      const levels = changes.filter(({ axis, step }) => neighbour.along[axis] === step).map(({ level }) => level);
      if (levels.length === 0) continue;
      const before = waiting.get(neighbour.key) ?? Number.POSITIVE_INFINITY;
      waiting.set(neighbour.key, Math.min(before, ...levels));
    }
  }

  #floodAgain(key: string, signal: AbortSignal | undefined): Promise<Int32Array> {
    let work = this.#again.get(key);
    if (work === undefined) {
      const { region } = this.#block(key);
      work = new SharedWork(async (signal) => {
        try {
          return (await this.#flooded(region, signal)).labels;
        } finally {
          this.#again.delete(key);
        }
      });
      this.#again.set(key, work);
    }
    return work.get(signal);
  }

  #keep(key: string, labels: Int32Array): void {
    this.#kept.delete(key);
    this.#kept.set(key, labels);
    let voxels = 0;
    for (const each of this.#kept.values()) voxels += each.length;
    for (const [oldest, each] of this.#kept) {
      if (voxels <= this.#limits.kept) return;
      this.#kept.delete(oldest);
      voxels -= each.length;
    }
  }

  /** Notes what has come to the faces of a block; gives the sides where that has changed, and the lowest level there. */
  #keepFaces(faces: Float64Array, region: Region): Change[] {
    const changes: Change[] = [];
    const cut = planesOf(region);
    const places = facePlaces(region.shape, 0);
    for (const { axis, last, own } of this.#allCuts().sides(cut)) {
      const { from, shape } = places[2 * (axis - 1) + Number(last)] as FacePlace;
      const place = partOf(own, axis, cut);
      const face = asVolume(
        faces.subarray(from, from + REACHED_PLANES * shape.reduce((a, b) => a * b, 1)),
        place.shape,
      );
      const before = place.copy();
      const level = lowestChange(before.data, face.data);
      before.close();
      if (level === undefined) continue;
      copyElements(face.shape, 'float64', face, place);
      changes.push({ axis: axis - 1, step: last ? 1 : -1, level });
    }
    return changes;
  }

  /** What has come to the layers around a block, as `spreadBasins` takes it. */
  #around(region: Region): Float64Array {
    const values = new Float64Array(REACHED_PLANES * faceVoxels(region.shape, 1));
    const places = facePlaces(region.shape, 1);
    const wide = grown(
      region,
      region.shape.map(() => 1),
      this.#grid.shape,
    );
    const cut = planesOf(wide);
    // Beyond the ends of the volume there is nothing.
    const inside = planesOf({
      start: wide.start.map((at, d) => at - (region.start[d] as number) + 1),
      shape: wide.shape,
    });
    for (const { axis, last, beyond } of this.#allCuts().sides(planesOf(region))) {
      const { from, shape } = places[2 * (axis - 1) + Number(last)] as FacePlace;
      const planes = [REACHED_PLANES, ...shape];
      const face = asVolume(values.subarray(from, from + planes.reduce((a, b) => a * b, 1)), planes);
      const layer = partOf(beyond, axis, cut);
      copyElements(layer.shape, 'float64', layer, partOf(face, axis, inside));
    }
    return values;
  }

  /** Floods a block in a worker thread. */
  #flooded(region: Region, signal: AbortSignal | undefined): Promise<{ labels: Int32Array; faces: Float64Array }> {
    return this.#turns.take(async () => {
      const { image, markers, mask, connectivity } = this.#flood;
      const box = (volume: LazyVolume): LazyVolume => volume.slice(...rangesOf(region)).rechunk(-1);
      const faces = REACHED_PLANES * faceVoxels(region.shape, 0);
      const size = region.shape.reduce((a, b) => a * b, 1);
      const flooded = box(image).mapBlocks(inWorkers('spreadBlock', connectivity, this.#around(region)), {
        dtype: 'int32',
        name: 'watershed',
        others: [markers, ...(mask === undefined ? [] : [mask])].map(box),
        chunks: region.shape.map((_, d) => (d === 0 ? 2 * faces + size : 1)),
      });
      const result = await flooded.compute({ concurrency: this.#limits.lanes, ...(signal && { signal }) });
      const values = result.data.slice();
      result.close();
      return { labels: values.slice(2 * faces), faces: new Float64Array(values.buffer, 0, faces) };
    });
  }

  #allCuts(): Cuts<'float64'> {
    const { shape, chunks } = this.#grid;
    this.#cuts ??= new Cuts({ shape: [REACHED_PLANES, ...shape], chunks: [[REACHED_PLANES], ...chunks] }, 'float64');
    return this.#cuts;
  }
}

/** A side of a block where something else has come. */
interface Change {
  readonly axis: number;
  readonly step: number;
  readonly level: number;
}

/** Where the planes of a face begin, and the face's extents. */
interface FacePlace {
  readonly from: number;
  readonly shape: readonly number[];
}

/** The faces of `spreadBasins`, in its order. */
function facePlaces(shape: readonly number[], margin: 0 | 1): FacePlace[] {
  let from = 0;
  return shape.flatMap((_, axis) => {
    const across = shape.filter((_, d) => d !== axis).map((extent) => extent + 2 * margin);
    return [0, 1].map(() => {
      const place = { from, shape: across };
      from += REACHED_PLANES * across.reduce((a, b) => a * b, 1);
      return place;
    });
  });
}

/** A box with all planes. */
function planesOf({ start, shape }: Region): Region {
  return { start: [0, ...start], shape: [REACHED_PLANES, ...shape] };
}

/** Of what differs in planes of `Reached` the lowest level, before or after; undefined if nothing does. */
function lowestChange(before: Float64Array, after: Float64Array): number | undefined {
  const count = after.length / REACHED_PLANES;
  let lowest: number | undefined;
  for (let i = 0; i < after.length; i++) {
    if (before[i] === after[i]) continue;
    const at = i % count;
    for (const planes of [before, after]) {
      const level = planes[count + at] as number;
      if (planes[at] !== 0 && (lowest === undefined || level < lowest)) lowest = level;
    }
  }
  return lowest;
}

/** The one with the lowest level of those that are not busy. */
function lowest(waiting: ReadonlyMap<string, number>, busy: ReadonlyMap<string, unknown>): string | undefined {
  let found: string | undefined;
  for (const [key, level] of waiting) {
    if (busy.has(key)) continue;
    if (found === undefined || level < (waiting.get(found) as number)) found = key;
  }
  return found;
}
