/** Lazy volumes of which each block is computed from one box of another, wherever that lies and however large it is. */
import { type ChunkSpec, type Chunks, joinVolumes, type LazyVolume, normalizeChunks } from '../../lazy/index.js';
import type { DType, Region } from '../../volume/index.js';
import { blockFunction } from '../block-function.js';
import { blockSizes } from '../downscale.js';
import { rangesOf } from './regions.js';
import { splinePoles } from './spline.js';

/** A block of the result, and the box of the volume that it is computed from. */
export interface Window {
  readonly region: Region;
  readonly box: Region;
}

/** What is made. */
export interface WindowResult<D extends DType> {
  readonly caller: string;
  readonly shape: readonly number[];
  readonly dtype: D;
  /** Whether blocks need much around what they are made of. */
  readonly around: boolean;
  /** How it is cut, where that was asked for. */
  readonly chunks: ChunkSpec | undefined;
}

/**
 * A volume of that shape: `name` of window-block.ts gets the box that `boxOf` tells for each block, `args` and the window.
 * The blocks are as large as those of the volume, but at most about 4 MiB; if `around`, as near to cubes as can be, since what
 * is read around slices would be many times as much as they are.
 */
export function mapWindows<D extends DType>(
  volume: LazyVolume,
  result: WindowResult<D>,
  boxOf: (region: Region) => Region,
  name: string,
  args: readonly unknown[],
): LazyVolume<D> {
  const { caller, shape, dtype } = result;
  const sizes = (): readonly number[] =>
    windowSizes(shape, result.around ? shape : blockSizes(volume, shape, dtype), boxOf);
  const chunks = normalizeChunks(caller, shape, result.chunks ?? sizes());
  const block = (region: Region): LazyVolume => {
    const box = boxOf(region);
    const whole = volume.slice(...rangesOf(box)).rechunk(-1);
    const fn = blockFunction('image/window-block', name, ...args, { region, box });
    return whole.mapBlocks(fn, { dtype, name: caller, chunks: region.shape.map((extent) => [extent]) });
  };
  return joined(chunks, [], [], block) as LazyVolume<D>;
}

/** Voxels of a box, which is worked on as float64, and of a block; and the extent of blocks that are cut no further. */
const MOST_OF_BOX = 2 ** 23;
const MOST_OF_BLOCK = 2 ** 22;
const LEAST_EXTENT = 16;

/** Extents of blocks, halved until a block in the middle and its box are small enough. */
function windowSizes(
  shape: readonly number[],
  wanted: readonly number[],
  boxOf: (region: Region) => Region,
): readonly number[] {
  const sizes = [...wanted];
  for (;;) {
    const start = shape.map((extent, d) => (extent - (sizes[d] as number)) >> 1);
    const box = sizeOf(boxOf({ start, shape: sizes }).shape);
    const largest = sizes.indexOf(Math.max(...sizes));
    const small = box <= MOST_OF_BOX && sizeOf(sizes) <= MOST_OF_BLOCK;
    if (small || largest < 0 || (sizes[largest] as number) <= LEAST_EXTENT) return sizes;
    sizes[largest] = Math.ceil((sizes[largest] as number) / 2);
  }
}

function sizeOf(extents: readonly number[]): number {
  return extents.reduce((product, extent) => product * extent, 1);
}

/** The blocks from those places on, one after the other along each of the axes that are left. */
function joined(
  chunks: Chunks,
  start: readonly number[],
  extents: readonly number[],
  block: (region: Region) => LazyVolume,
): LazyVolume {
  const axis = start.length;
  if (axis === chunks.length) return block({ start, shape: extents });
  let at = 0;
  const parts = (chunks[axis] as readonly number[]).map((extent) => {
    const part = joined(chunks, [...start, at], [...extents, extent], block);
    at += extent;
    return part;
  });
  return parts.length === 1 ? (parts[0] as LazyVolume) : joinVolumes(parts, axis);
}

/** A part of an axis, from `low` to `high`, both included. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** The part of an axis that has all those elements; of elements outside, which are -1, none. The first if that is all. */
export function spanOf(indices: Iterable<number>): Span {
  let [low, high] = [Number.POSITIVE_INFINITY, -1];
  for (const index of indices) {
    if (index < 0) continue;
    low = Math.min(low, index);
    high = Math.max(high, index);
  }
  return high < 0 ? { low: 0, high: 0 } : { low, high };
}

/** So far from its ends a part of a line has the coefficients of the spline through all of the line, to double precision. */
export function splineReach(order: number): number {
  const [pole = 0] = splinePoles(order);
  return pole === 0 ? 0 : Math.ceil(Math.log(1e-18) / Math.log(-pole));
}

/**
 * `reach` elements more at both ends, as far as there are any. Of periodic axes all, if the part would come to an end of it.
 */
export function widened({ low, high }: Span, reach: number, length: number, periodic: boolean): Span {
  const wide = { low: Math.max(0, low - reach), high: Math.min(length - 1, high + reach) };
  const touches = reach > 0 && (low - reach < 0 || high + reach >= length);
  return periodic && touches ? { low: 0, high: length - 1 } : wide;
}

/** The box of the spans of all axes. */
export function boxOfSpans(spans: readonly Span[]): Region {
  return { start: spans.map(({ low }) => low), shape: spans.map(({ low, high }) => high - low + 1) };
}

/** All of a result from all of a volume. */
export function wholeWindow(from: readonly number[], to: readonly number[]): Window {
  const region = (shape: readonly number[]): Region => ({ start: shape.map(() => 0), shape });
  return { region: region(to), box: region(from) };
}
