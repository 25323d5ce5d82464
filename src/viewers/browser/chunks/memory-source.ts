/** Volumes in memory as the page asks for them, while they are written to. */
import { MemoryBlock } from '../../../memory/index.js';
import { checkRegion, type Region, type Volume } from '../../../volume/index.js';
import type { Box, VolumeInfo } from '../protocol.js';
import { type Arrangement, bytesOf, type Sent } from './arrange.js';
import { boxOf, coarser, common, finer, overlap } from './boxes.js';
import type { ByteCache } from './cache.js';
import { type CutBox, type CutOptions, cutAside, cutNow, type Strided, stridedOf } from './cut.js';
import type { Gate } from './gate.js';
import type { ChunkSource, LevelBox } from './source.js';

/** How many changes are remembered to tell whether a box that was cut meanwhile is touched. */
const REMEMBERED = 64;
/** After so many cuts that a write fell into, one is made that nothing can fall into. */
const TRIES_ASIDE = 2;
const SAMPLES = 1 << 18;

interface Change {
  readonly version: number;
  readonly box: Box;
}

/** What is shared by all sources of a viewer. */
export interface Shared {
  readonly cache: ByteCache;
  readonly gate: Gate;
}

export class MemorySource implements ChunkSource {
  readonly inMemory = true;
  readonly info: Omit<VolumeInfo, 'key'>;
  readonly #volume: Volume;
  readonly #from: Arrangement['from'];
  readonly #strided: Strided;
  readonly #options: CutOptions;
  readonly #shared: Shared;
  readonly #listeners = new Set<(box: Box) => void>();
  readonly #changes: Change[] = [];
  readonly #unsubscribe: () => void;
  /** Keeps the memory while it is shown, also when the volume was closed. */
  readonly #hold: number;
  readonly #shape: readonly number[];
  version = 0;

  /** `labels`: coarser levels show the label in the middle, as labels have no mean. */
  constructor(
    volume: Volume,
    { from, shape }: Arrangement,
    info: Omit<VolumeInfo, 'key'>,
    sent: Sent,
    labels: boolean,
    shared: Shared,
  ) {
    this.info = info;
    this.#volume = volume;
    this.#from = from;
    this.#shape = shape;
    this.#strided = stridedOf(volume, from, shape);
    this.#options = { middle: labels, floats: sent.floats };
    this.#shared = shared;
    this.#hold = volume.block.hold();
    this.#unsubscribe = volume.onInvalidate((region) => this.#changed(boxOf(region, from, shape)));
  }

  read(box: LevelBox, signal: AbortSignal): Promise<Uint8Array> {
    const { factors } = this.info.levels[box.level] as VolumeInfo['levels'][number];
    if (box.level === 0) return this.#cut({ ...box, factors }, signal);
    return this.#cached(box, factors, signal);
  }

  async sample(signal: AbortSignal): Promise<Uint8Array> {
    const factors = this.#shape.map(() => 1);
    const count = () => this.#shape.reduce((all, extent, d) => all * Math.ceil(extent / (factors[d] as number)), 1);
    while (count() > SAMPLES) {
      const lengths = this.#shape.map((extent, d) => extent / (factors[d] as number));
      const longest = lengths.indexOf(Math.max(...lengths));
      factors[longest] = (factors[longest] as number) * 2;
    }
    const end = this.#shape.map((extent, d) => Math.ceil(extent / (factors[d] as number)));
    return this.#shared.gate.run(signal, () =>
      cutAside(this.#strided, { factors, start: end.map(() => 0), end }, { ...this.#options, middle: true }),
    );
  }

  onChange(listener: (box: Box) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(region?: Region): void {
    this.#changed(boxOf(checkRegion('update', region, this.#volume.shape), this.#from, this.#shape));
  }

  close(): void {
    this.#unsubscribe();
    MemoryBlock.letGo(this.#hold);
    this.#listeners.clear();
    this.#shared.cache.forget(this);
  }

  #changed(box: Box): void {
    this.version++;
    this.#changes.push({ version: this.version, box });
    if (this.#changes.length > REMEMBERED) this.#changes.shift();
    for (const listener of [...this.#listeners]) listener(box);
  }

  /**
   * Cuts beside this thread. A write that comes with its `invalidate` in one turn is then wholly before the result is
   * looked at here, so a cut that it fell into is found and made again.
   */
  async #cut(box: CutBox, signal: AbortSignal): Promise<Uint8Array> {
    const finest = finer(box, box.factors, this.#shape);
    for (let tries = 0; tries < TRIES_ASIDE; tries++) {
      const { version, bytes } = await this.#shared.gate.run(signal, async () => {
        const begun = this.version;
        return { version: begun, bytes: await cutAside(this.#strided, box, this.#options) };
      });
      if (!this.#changedSince(version, finest)) return bytes;
    }
    return cutNow(this.#strided, box, this.#options);
  }

  #changedSince(version: number, box: Box): boolean {
    if (this.version - version > REMEMBERED) return true;
    return this.#changes.some((change) => change.version > version && overlap(change.box, box));
  }

  /** Coarse chunks stand for many voxels: of one that was cut before, only what has changed since is cut again. */
  async #cached(box: LevelBox, factors: readonly number[], signal: AbortSignal): Promise<Uint8Array> {
    const key = `${box.level}/${box.start}/${box.end}`;
    const begun = this.version;
    const known = this.#shared.cache.get(this, key);
    let bytes: Uint8Array | undefined;
    if (known !== undefined && this.version - known.version <= REMEMBERED) {
      bytes = await this.#mend(known.bytes, known.version, box, factors, signal);
    }
    bytes ??= await this.#cut({ ...box, factors }, signal);
    this.#shared.cache.set(this, key, { bytes, version: begun });
    return bytes;
  }

  /** A copy of `bytes` with the changes since `version` in it; the same bytes if there are none. */
  async #mend(bytes: Uint8Array, version: number, box: LevelBox, factors: readonly number[], signal: AbortSignal) {
    const parts = this.#changes
      .filter((change) => change.version > version)
      .flatMap((change) => common(coarser(change.box, factors), box) ?? []);
    if (parts.length === 0) return bytes;
    const mended = Uint8Array.from(bytes);
    for (const part of parts) {
      paste(mended, box, await this.#cut({ ...part, factors }, signal), part, bytesOf(this.info.type));
    }
    return mended;
  }
}

/** Writes the voxels of `part`, which lies inside `box`, into those of `box`. */
function paste(target: Uint8Array, box: Box, source: Uint8Array, part: Box, itemsize: number): void {
  const lengths = part.start.map((at, d) => (part.end[d] as number) - at);
  const extents = box.start.map((at, d) => (box.end[d] as number) - at);
  const row = (lengths[0] as number) * itemsize;
  const visit = (axis: number, from: number, to: number): void => {
    if (axis === 0) {
      target.set(source.subarray(from * row, (from + 1) * row), to * itemsize + offset(0) * itemsize);
      return;
    }
    for (let i = 0; i < (lengths[axis] as number); i++) {
      visit(axis - 1, from * (lengths[axis] as number) + i, to + (offset(axis) + i) * stride(axis));
    }
  };
  const offset = (axis: number) => (part.start[axis] as number) - (box.start[axis] as number);
  const stride = (axis: number) => extents.slice(0, axis).reduce((a, b) => a * b, 1);
  visit(lengths.length - 1, 0, 0);
}
