/** The basins of a volume from those of its blocks. */
import { availableParallelism } from 'node:os';
import { REACHED_PLANES } from '../../kernels/index.js';
import { fromVolume, type LazyVolume } from '../../lazy/index.js';
import { createVolume, type Region, type Volume } from '../../volume/index.js';
import { Cuts } from './cuts.js';
import { blocksOf, grown, inWorkers, rangesOf } from './regions.js';
import { SharedWork } from './shared-work.js';

/** What is flooded. */
export interface LazyFlood {
  readonly image: LazyVolume;
  readonly markers: LazyVolume;
  readonly mask: LazyVolume | undefined;
  readonly connectivity: number;
}

type Plane = Volume<'float64'>;

/**
 * Floods blocks again and again, each with what its neighbours have reached at its faces, until none changes any more. What
 * is kept between is the layers of voxels on both sides of each cut.
 */
export class BasinMerge {
  readonly #flood: LazyFlood;
  /** Of each plane of `spreadBasins`; the first has the numbers. */
  readonly #cuts: readonly Cuts<'float64'>[];
  readonly #settled = new SharedWork((signal) => this.#settle(signal));

  constructor(flood: LazyFlood) {
    this.#flood = flood;
    this.#cuts = Array.from({ length: REACHED_PLANES }, () => new Cuts(flood.image, 'float64'));
  }

  /** Writes the basins of a block. */
  async read(region: Region, target: Int32Array, signal?: AbortSignal): Promise<void> {
    await this.#settled.get(signal);
    await this.#reached(region, signal, ([labels]) => {
      const copy = (labels as Plane).copy();
      target.set(copy.data);
      copy.close();
    });
  }

  async #settle(signal: AbortSignal): Promise<void> {
    const blocks = blocksOf(this.#flood.image.chunks);
    let waiting = new Set(blocks.keys());
    while (waiting.size > 0) {
      const next = new Set<string>();
      const queue = [...waiting];
      const failures: unknown[] = [];
      const lane = async (): Promise<void> => {
        for (let key = queue.pop(); key !== undefined && failures.length === 0; key = queue.pop()) {
          const region = blocks.get(key) as Region;
          const changed = await this.#reached(region, signal, (planes) => this.#keep(planes, region));
          if (!changed) continue;
          for (const [other, place] of blocks) if (other !== key && touch(place, region)) next.add(other);
        }
      };
      // All lanes have ended when this is over: what one wrote later would be in the way of the next try.
      const lanes = Array.from({ length: availableParallelism() }, () => lane().catch((error) => failures.push(error)));
      await Promise.all(lanes);
      if (failures.length > 0) throw failures[0];
      waiting = next;
    }
  }

  #keep(planes: readonly Plane[], region: Region): boolean {
    return this.#cuts.map((cuts, i) => cuts.keep(planes[i] as Plane, region)).some((changed) => changed);
  }

  /** Floods a block in a worker thread, and gives what was reached to `use`. */
  async #reached<R>(region: Region, signal: AbortSignal | undefined, use: (planes: readonly Plane[]) => R): Promise<R> {
    const { image, markers, mask, connectivity } = this.#flood;
    const around = grown(
      region,
      region.shape.map(() => 1),
      image.shape,
    );
    const rings = this.#cuts.map((cuts) => {
      const ring = createVolume(around.shape, 'float64');
      cuts.ring(around, region, ring);
      return ring;
    });
    const box = (volume: LazyVolume): LazyVolume => volume.slice(...rangesOf(around)).rechunk(-1);
    const others = [markers, ...(mask === undefined ? [] : [mask])].map(box);
    const [rows, ...rest] = around.shape as [number, ...number[]];
    const stacked = box(image).mapBlocks(inWorkers('spreadBlock', connectivity), {
      dtype: 'float64',
      name: 'watershed',
      others: [...rings.map((ring) => fromVolume(ring) as LazyVolume), ...others],
      chunks: [REACHED_PLANES * rows, ...rest],
    });
    let all: Volume<'float64'> | undefined;
    try {
      const computed = await stacked.compute({ concurrency: 1, ...(signal && { signal }) });
      all = computed;
      const start = region.start.map((at, d) => at - (around.start[d] as number));
      return use(
        rings.map((_, i) => computed.slice([i * rows, (i + 1) * rows]).slice(...rangesOf({ ...region, start }))),
      );
    } finally {
      all?.close();
      for (const ring of rings) ring.close();
    }
  }
}

/** Whether two boxes have neighbouring voxels, corners included. */
function touch(a: Region, b: Region): boolean {
  return a.start.every((at, d) => {
    const other = b.start[d] as number;
    return at <= other + (b.shape[d] as number) && other <= at + (a.shape[d] as number);
  });
}
