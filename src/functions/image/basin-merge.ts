/** The basins of a volume from those of its blocks. */
import { availableParallelism } from 'node:os';
import { copyElements, faceVoxels, REACHED_PLANES, steps } from '../../kernels/index.js';
import type { LazyVolume, ModuleFunction } from '../../lazy/index.js';
import { asVolume, type Region } from '../../volume/index.js';
import {
  type Change,
  type FacePlace,
  faceAt,
  facePlaces,
  lowestChange,
  lowestThatMatters,
  planesOf,
} from './basin-faces.js';
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
  readonly watershedLine: boolean;
}

/** How much is held at a time. */
export interface FloodLimits {
  /** Volumes of so many voxels are flooded as one; some 50 bytes each. */
  readonly whole: number;
  /** Voxels of all blocks that are flooded at a time, some 80 bytes each; at least one chunk is always taken. */
  readonly flooded: number;
  /** Voxels of blocks whose basins are kept until they are asked for, 4 bytes each. */
  readonly kept: number;
  /** Blocks that are flooded at a time. */
  readonly lanes: number;
}

export const FLOOD_LIMITS: FloodLimits = {
  whole: 2 ** 24,
  flooded: 2 ** 23,
  kept: 2 ** 26,
  lanes: Math.min(4, availableParallelism()),
};

/**
 * Floods a small volume as a whole, and keeps its basins. Of larger ones it floods blocks, with what has come to their faces
 * from the others, those first where the lowest has changed, until none changes any more. What is kept between is the layers
 * of voxels on both sides of each cut.
 */
export class BasinMerge {
  readonly #flood: LazyFlood;
  readonly #grid: FloodGrid;
  readonly #limits: FloodLimits;
  readonly #turns: Turns;
  /** Whether all of the volume is flooded at a time. */
  readonly isWhole: boolean;
  /** Of all planes that `spreadBasins` knows, which are a first axis. */
  #cuts: Cuts<'float64'> | undefined;
  /** The basins of blocks, those that were asked for last at the end. */
  readonly #kept = new Map<string, Int32Array>();
  readonly #again = new Map<string, SharedWork<Int32Array>>();
  readonly #settled = new SharedWork((signal) => this.#settle(signal));

  constructor(flood: LazyFlood, limits = FLOOD_LIMITS) {
    const { image, connectivity } = flood;
    this.#flood = flood;
    this.#limits = limits;
    this.#turns = new Turns(limits.lanes);
    const cells = image.shape.reduce((product, extent) => product * (extent + 2), 1);
    this.isWhole = image.size <= limits.whole && cells < 2 ** 31;
    const most = this.isWhole ? cells : limits.flooded / limits.lanes;
    this.#grid = new FloodGrid(image.shape, image.chunks, connectivity, most);
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
    if (this.isWhole) {
      for (const [key, { region }] of this.#grid.blocks) this.#keep(key, await this.#floodedAlone(region, signal));
    } else {
      await this.#settleBlocks(signal);
    }
  }

  async #settleBlocks(signal: AbortSignal): Promise<void> {
    const waiting = new Map([...this.#grid.blocks.keys()].map((key) => [key, Number.NEGATIVE_INFINITY]));
    const busy = new Map<string, Promise<void>>();
    const failures: unknown[] = [];
    const begin = (key: string): void => {
      waiting.delete(key);
      const flooded = this.#floodAndTell(key, waiting, busy, signal)
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
  async #floodAndTell(
    key: string,
    waiting: Map<string, number>,
    busy: ReadonlyMap<string, unknown>,
    signal: AbortSignal,
  ): Promise<void> {
    const { region, neighbours } = this.#block(key);
    const { labels, faces } = await this.#flooded(region, signal);
    this.#keep(key, labels);
    const changes = this.#keepFaces(faces, region);
    for (const { key: other, along } of neighbours) {
      // What is being flooded is so with what was there before.
      const any = busy.has(other);
      const levels = changes.flatMap((change) => {
        if (along[change.axis] !== change.step) return [];
        const level = any ? change.level : this.#concerns(change, this.#block(other).region);
        return level === undefined ? [] : [level];
      });
      if (levels.length > 0) waiting.set(other, Math.min(waiting.get(other) ?? Number.POSITIVE_INFINITY, ...levels));
    }
    for (const { before } of changes) before.close();
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

  /** Notes what has come to the faces of a block; gives the sides where that has changed. */
  #keepFaces(faces: Float64Array, region: Region): Change[] {
    const cut = planesOf(region);
    const places = facePlaces(region.shape, 0);
    return this.#allCuts()
      .sides(cut)
      .flatMap(({ axis, last, own, beyond }): Change[] => {
        const place = partOf(own, axis, cut);
        const face = faceAt(faces, places[2 * (axis - 1) + Number(last)] as FacePlace);
        const before = place.copy();
        const level = lowestChange(before.data, face.data);
        if (level === undefined) {
          before.close();
          return [];
        }
        copyElements(face.shape, 'float64', face, place);
        return [{ axis: axis - 1, step: last ? 1 : -1, region, before, own, beyond, level }];
      });
  }

  /** The lowest level of what has changed beside another block and matters there; undefined if nothing does. */
  #concerns({ axis, region, before, own, beyond }: Change, other: Region): number | undefined {
    const levels = steps(this.#grid.shape.length, this.#flood.connectivity).flatMap(({ along }) => {
      if (along[axis] !== 1) return [];
      const step = along.map((each, d) => (d === axis ? 0 : each));
      const start = region.start.map((at, d) => Math.max(at, (other.start[d] as number) - (step[d] as number)));
      const shape = start.map((at, d) => {
        const end = (box: Region): number => (box.start[d] as number) + (box.shape[d] as number);
        return d === axis ? 1 : Math.min(end(region), end(other) - (step[d] as number)) - at;
      });
      if (shape.some((extent) => extent <= 0)) return [];
      const box = planesOf({ start, shape });
      const inside = planesOf({ start: start.map((at, d) => at - (region.start[d] as number)), shape });
      const further = planesOf({ start: start.map((at, d) => at + (step[d] as number)), shape });
      const parts = [
        partOf(before, axis + 1, inside),
        partOf(own, axis + 1, box),
        partOf(beyond, axis + 1, further),
      ].map((part) => part.copy());
      const level = lowestThatMatters(...(parts.map(({ data }) => data) as [Float64Array, Float64Array, Float64Array]));
      for (const part of parts) part.close();
      return level === undefined ? [] : [level];
    });
    return levels.length === 0 ? undefined : Math.min(...levels);
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
      const face = faceAt(values, places[2 * (axis - 1) + Number(last)] as FacePlace);
      const layer = partOf(beyond, axis, cut);
      copyElements(layer.shape, 'float64', layer, partOf(face, axis, inside));
    }
    return values;
  }

  /** Floods a block in a worker thread. */
  #flooded(region: Region, signal: AbortSignal | undefined): Promise<{ labels: Int32Array; faces: Float64Array }> {
    return this.#turns.take(async () => {
      const faces = REACHED_PLANES * faceVoxels(region.shape, 0);
      const size = region.shape.reduce((a, b) => a * b, 1);
      const call = inWorkers('spreadBlock', this.#flood.connectivity, this.#around(region));
      const shape = region.shape.map((_, d) => (d === 0 ? 2 * faces + size : 1));
      const values = await this.#inWorker(call, region, shape, signal);
      return { labels: values.slice(2 * faces), faces: new Float64Array(values.buffer, 0, faces) };
    });
  }

  /** The basins of all of a volume. */
  #floodedAlone(region: Region, signal: AbortSignal): Promise<Int32Array> {
    const { connectivity, watershedLine } = this.#flood;
    return this.#inWorker(inWorkers('watershedBlock', connectivity, watershedLine), region, region.shape, signal);
  }

  async #inWorker(
    call: ModuleFunction,
    region: Region,
    shape: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<Int32Array> {
    const { image, markers, mask } = this.#flood;
    const box = (volume: LazyVolume): LazyVolume => volume.slice(...rangesOf(region)).rechunk(-1);
    const others = [markers, ...(mask === undefined ? [] : [mask])].map(box);
    const flooded = box(image).mapBlocks(call, { dtype: 'int32', name: 'watershed', others, chunks: [...shape] });
    const result = await flooded.compute({ concurrency: this.#limits.lanes, ...(signal && { signal }) });
    const values = result.data.slice();
    result.close();
    return values;
  }

  #allCuts(): Cuts<'float64'> {
    const { shape, chunks } = this.#grid;
    this.#cuts ??= new Cuts({ shape: [REACHED_PLANES, ...shape], chunks: [[REACHED_PLANES], ...chunks] }, 'float64');
    return this.#cuts;
  }
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
