/** Chunks: what a page asks for of a volume, cut off the event loop, cached with a limit, cancelled when unwanted. */
import { type LazyLike, Volume } from '../../../volume/index.js';
import { Pyramid } from '../../pyramid.js';
import type { LevelInfo, VolumeInfo } from '../protocol.js';
import { type Arrangement, arrange, axesOf, bytesOf, scalesOf, sentAs } from './arrange.js';
import { ByteCache } from './cache.js';
import { Gate } from './gate.js';
import { factorsOf, type LazyLevel, LazySource, ownChunk } from './lazy-source.js';
import { lazyChunk, lazyLevels, memoryLevels } from './levels.js';
import { MemorySource, type Shared } from './memory-source.js';
import type { ChunkSource } from './source.js';

export { bytesOf } from './arrange.js';
export { around, overlap } from './boxes.js';
export type { Shared } from './memory-source.js';
export type { ChunkSource, LevelBox } from './source.js';

/** How a volume is to be shown, as far as its chunks depend on it. */
export interface SourceOptions {
  readonly caller: string;
  readonly axes?: string | undefined;
  readonly voxelSize?: readonly number[] | undefined;
  readonly unit?: string | undefined;
  readonly labels: boolean;
  /** Whether the channels are seen together, and not one at a time. */
  readonly together: boolean;
}

/** All that the sources of one viewer share. @param cacheBytes how much they may keep. */
export function newShared(cacheBytes: number): Shared {
  // Node's pool has four threads, which files need too.
  return { cache: new ByteCache(cacheBytes), gate: new Gate(3) };
}

/** @throws ArgumentError, DTypeError for what can't be shown so. */
export function chunkSource(shown: Volume | LazyLike | Pyramid, options: SourceOptions, shared: Shared): ChunkSource {
  const { caller, labels } = options;
  const letters = axesOf(caller, shown.shape, options.axes);
  const colors = shown.dtype === 'argb';
  const arrangement = arrange(shown.shape, letters, colors && !labels);
  const sent = sentAs(caller, shown.dtype, labels ? 'labels' : 'image');
  const together = (options.together || colors) && arrangement.axes.includes('c');
  const whole = together ? 'c' : undefined;
  const { scales, units } = scalesOf(caller, arrangement, options.voxelSize, options.unit);
  const axes = arrangement.axes.map((axis) => (axis === whole ? 'c^' : axis));
  const info = (levels: readonly LevelInfo[]): Omit<VolumeInfo, 'key'> => ({
    type: sent.type,
    axes,
    scales,
    units,
    levels,
  });
  if (shown instanceof Volume) {
    const levels = memoryLevels(arrangement.axes, arrangement.shape, scales, whole);
    return new MemorySource(shown, arrangement, info(levels), sent, labels, shared);
  }
  const { levels, read } =
    shown instanceof Pyramid ? ofPyramid(shown, arrangement, whole) : ofLazy(shown, arrangement, whole);
  return new LazySource(read, arrangement, info(levels), sent, labels, shared);
}

interface Levels {
  readonly levels: readonly LevelInfo[];
  readonly read: readonly LazyLevel[];
}

function ofLazy(volume: LazyLike, arrangement: Arrangement, whole: string | undefined): Levels {
  const { axes, shape } = arrangement;
  const levels = lazyLevels(axes, shape, ownChunk(volume, arrangement), whole);
  return { levels, read: levels.map(({ factors }) => ({ volume, shape, reduce: factors })) };
}

function ofPyramid(pyramid: Pyramid, arrangement: Arrangement, whole: string | undefined): Levels {
  const { axes, from } = arrangement;
  const levels = pyramid.levels.map(({ volume, scale }) => {
    const shape = from.map((d, i) =>
      d === undefined ? (arrangement.shape[i] as number) : (volume.shape[d] as number),
    );
    const none = axes.map(() => 1);
    const chunk = lazyChunk(axes, shape, none, ownChunk(volume, arrangement), whole);
    return { info: { factors: factorsOf(scale, arrangement), shape, chunk }, read: { volume, shape, reduce: none } };
  });
  return { levels: levels.map(({ info }) => info), read: levels.map(({ read }) => read) };
}

/** Bytes of a whole chunk of a level. */
export function chunkBytes({ type }: Pick<VolumeInfo, 'type'>, { chunk }: LevelInfo): number {
  return chunk.reduce((count, extent) => count * extent, bytesOf(type));
}

/** Sizes of voxels along x, y and z, and the unit of each. */
export interface Space {
  readonly scales: readonly number[];
  readonly units: readonly string[];
}

/** @throws ArgumentError for sizes or units that there aren't. */
export function coordinateSpace(
  caller: string,
  voxelSize: readonly number[] | undefined,
  unit: string | undefined,
): Space {
  return scalesOf(caller, { axes: ['x', 'y', 'z'] }, voxelSize, unit);
}
