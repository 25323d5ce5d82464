/** Volumes that are read when they are looked at, as the page asks for them. */
import { checkRegion, type LazyLike, type Region, type SliceRange, type Volume } from '../../../volume/index.js';
import type { Box, VolumeInfo } from '../protocol.js';
import type { Arrangement, Sent } from './arrange.js';
import { boxOf, finer } from './boxes.js';
import { cutAside, stridedOf } from './cut.js';
import type { Shared } from './memory-source.js';
import type { ChunkSource, LevelBox } from './source.js';

/** Along x and y, of the plane that a histogram is made of. */
const SAMPLE_SIDE = 256;

/** One level: the volume that is read for it, and by what it is made smaller after that. */
export interface LazyLevel {
  readonly volume: LazyLike;
  readonly shape: readonly number[];
  readonly reduce: readonly number[];
}

export class LazySource implements ChunkSource {
  readonly inMemory = false;
  readonly info: Omit<VolumeInfo, 'key'>;
  readonly #levels: readonly LazyLevel[];
  readonly #arrangement: Arrangement;
  readonly #options: { readonly middle: boolean; readonly floats: boolean };
  readonly #shared: Shared;
  readonly #listeners = new Set<(box: Box) => void>();
  version = 0;

  constructor(
    levels: readonly LazyLevel[],
    arrangement: Arrangement,
    info: Omit<VolumeInfo, 'key'>,
    sent: Sent,
    labels: boolean,
    shared: Shared,
  ) {
    this.info = info;
    this.#levels = levels;
    this.#arrangement = arrangement;
    this.#options = { middle: labels, floats: sent.floats };
    this.#shared = shared;
  }

  async read(box: LevelBox, signal: AbortSignal): Promise<Uint8Array> {
    const key = `${box.level}/${box.start}/${box.end}`;
    const known = this.#shared.cache.get(this, key);
    if (known?.version === this.version) return known.bytes;
    const version = this.version;
    const { volume, reduce, shape } = this.#levels[box.level] as LazyLevel;
    const bytes = await this.#compute(volume, finer(box, reduce, shape), reduce, signal);
    this.#shared.cache.set(this, key, { bytes, version });
    return bytes;
  }

  /** Of the coarsest level, the middle plane or the middle of it. */
  async sample(signal: AbortSignal): Promise<Uint8Array> {
    const { volume, shape } = this.#levels.at(-1) as LazyLevel;
    const box = {
      start: shape.map((extent, d) => (d < 2 ? Math.max(0, (extent - SAMPLE_SIDE) >> 1) : d === 2 ? extent >> 1 : 0)),
      end: shape.map((extent, d) =>
        d < 2 ? Math.min(extent, (extent + SAMPLE_SIDE) >> 1) : d === 2 ? (extent >> 1) + 1 : 1,
      ),
    };
    return this.#compute(
      volume,
      box,
      shape.map(() => 1),
      signal,
    );
  }

  onChange(listener: (box: Box) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(region?: Region): void {
    const { from, shape } = this.#arrangement;
    const checked = checkRegion('update', region, (this.#levels[0] as LazyLevel).volume.shape);
    this.version++;
    this.#shared.cache.forget(this);
    for (const listener of [...this.#listeners]) listener(boxOf(checked, from, shape));
  }

  close(): void {
    this.#listeners.clear();
    this.#shared.cache.forget(this);
  }

  /** Reads a box of a level's volume, and gives its bytes in the page's order, made smaller. */
  async #compute(volume: LazyLike, box: Box, reduce: readonly number[], signal: AbortSignal): Promise<Uint8Array> {
    const { from } = this.#arrangement;
    const ranges = volume.shape.map((_, axis): SliceRange => {
      const d = from.indexOf(axis);
      return [box.start[d] as number, box.end[d] as number];
    });
    const read = (await volume.slice(...ranges).compute({ signal })) as Volume;
    try {
      const extents = box.start.map((start, d) => (box.end[d] as number) - start);
      const end = extents.map((extent, d) => Math.ceil(extent / (reduce[d] as number)));
      const cut = { factors: reduce, start: end.map(() => 0), end };
      return await this.#shared.gate.run(signal, () => cutAside(stridedOf(read, from, extents), cut, this.#options));
    } finally {
      read.close();
    }
  }
}

/** The extents of a lazy volume's own chunks in the page's order: the largest along each axis. */
export function ownChunk({ chunks }: LazyLike, { from }: Arrangement): number[] {
  return from.map((d) => (d === undefined ? 1 : (chunks[d] ?? [1]).reduce((a, b) => Math.max(a, b), 1)));
}

/** Scales of a pyramid's level (slowest first) in the page's order. */
export function factorsOf(scale: readonly number[], { from }: Arrangement): number[] {
  return from.map((d) => (d === undefined ? 1 : (scale[d] as number)));
}
