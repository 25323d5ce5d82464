import { ArgumentError, DTypeError } from '../../errors.js';
import type { SplineBoundary } from '../../kernels/index.js';
import { type ChunkSpec, LazyVolume } from '../../lazy/index.js';
import {
  checkShape,
  type DType,
  dtypeInfo,
  type OptionNames,
  type Region,
  type Volume,
  valueText,
} from '../../volume/index.js';
import { named } from '../named.js';
import { type EdgeMode, extendedIndex } from './extension.js';
import { checkImage, perAxis } from './input.js';
import { boxOfSpans, mapWindows, spanOf, splineReach, type Window, wholeWindow, widened } from './lazy-windows.js';
import { begin, type FloatDType, finish, inPasses, roundPass, sumPass, takePass, type Work } from './passes.js';
import { checkOrder, splinePoles } from './spline.js';
import { interpolationTaps } from './taps.js';

/** How an image goes on beyond its edges, by scipy.ndimage's names for `zoom`. */
export type ZoomMode = 'constant' | 'grid-constant' | 'nearest' | 'reflect' | 'mirror' | 'grid-wrap';

/** Options of {@link zoom}: those of scipy.ndimage.zoom. */
export interface ZoomOptions {
  /** Of the interpolating spline, from 0 (nearest) to 5; default 3. */
  readonly order?: number;
  /** How the image goes on beyond its edges; default 'constant'. */
  readonly mode?: ZoomMode;
  /** What it is there with the modes 'constant' and 'grid-constant'; default 0. */
  readonly cval?: number;
  /** Whether values are turned into the spline's coefficients first; false if they are such already. Default true. */
  readonly prefilter?: boolean;
  /** Whether voxels have an extent, so that edges stay edges; default false: centres of the outermost stay where they are. */
  readonly gridMode?: boolean;
  /** Of lazy volumes: how the result is cut. Default: as the volume, or into cubes where much is read around each block. */
  readonly chunks?: ChunkSpec;
}

const OPTIONS: OptionNames = {
  order: 'value',
  mode: 'value',
  cval: 'value',
  prefilter: 'flag',
  gridMode: 'flag',
  chunks: 'value',
};

/** Of each mode: where taps beyond the edge come from, and how the spline goes on there. */
const MODES: Readonly<
  Record<ZoomMode, { readonly taps: EdgeMode; readonly spline: SplineBoundary; readonly pad: boolean }>
> = {
  constant: { taps: 'mirror', spline: 'mirror', pad: false },
  'grid-constant': { taps: 'constant', spline: 'mirror', pad: true },
  nearest: { taps: 'nearest', spline: 'reflect', pad: true },
  reflect: { taps: 'reflect', spline: 'reflect', pad: false },
  mirror: { taps: 'mirror', spline: 'mirror', pad: false },
  'grid-wrap': { taps: 'wrap', spline: 'wrap', pad: false },
};
const PADDING = 12;
/** What counts as rounding, where a position is a little beyond the last voxel. */
const ROUNDING = 1e-9;

/**
 * An image larger or smaller by a factor, as scipy.ndimage.zoom: interpolated, with no smoothing before (`resize` does
 * that), in float64, of the dtype that it had. Where SciPy takes the last voxels for outside because of rounding (8 voxels
 * times 26/8, mode 'constant'), here they are inside.
 *
 * @param factor one for all axes, or one an axis; extents are rounded to the nearest.
 * @returns a new volume that the caller owns; integers are rounded to the nearest and stay within their type. Of a lazy volume
 * a lazy one: each of its blocks reads the box that it needs, with orders from 2 on so many voxels more that the spline is that
 * of the whole volume to double precision (32 of order 3).
 * @throws ArgumentError for options that don't fit; DTypeError for float16, complex and argb, and for bool with an order
 * above 0; ReleasedError if the volume is closed; MemoryLimitError.
 * @example const twice = zoom(volume, [1, 2, 2], { order: 1 });
 */
export function zoom<D extends DType>(
  volume: Volume<D>,
  factor: number | readonly number[],
  options?: ZoomOptions,
): Volume<D>;
export function zoom<D extends DType>(
  volume: LazyVolume<D>,
  factor: number | readonly number[],
  options?: ZoomOptions,
): LazyVolume<D>;
export function zoom<D extends DType>(
  volume: Volume<D> | LazyVolume<D>,
  factor: number | readonly number[],
  options: ZoomOptions = {},
): Volume<D> | LazyVolume<D> {
  checkImage('zoom', volume, { options, names: OPTIONS });
  const lazy = volume instanceof LazyVolume;
  const { dtype } = volume;
  const order = checkOrder('zoom', options.order ?? 3);
  if (dtype === 'bool' && order > 0) throw new DTypeError(`zoom: order ${order} of bool; give order: 0`);
  const { mode = 'constant', cval = 0, prefilter = true, gridMode = false } = options;
  if (typeof mode !== 'string' || !Object.hasOwn(MODES, mode)) {
    throw new ArgumentError(`zoom: mode ${valueText(mode)} is none of ${Object.keys(MODES).join(', ')}`);
  }
  if (!Number.isFinite(cval)) throw new ArgumentError(`zoom: cval ${valueText(cval)} must be a finite number`);
  const factors = factorsOf(volume.shape, factor);
  const shape = volume.shape.map((extent, d) => roundHalfEven(extent * (factors[d] as number)));
  checkShape('zoom', shape, dtypeInfo(dtype).itemsize);
  if (shape.includes(0) || volume.size === 0) {
    throw new ArgumentError(
      `zoom: of shape [${volume.shape.join(', ')}] times [${factors.join(', ')}] nothing is left`,
    );
  }
  const plan: ZoomPlan = { from: volume.shape, to: shape, order, mode, cval, prefilter, gridMode };
  if (!lazy) {
    const whole = wholeWindow(volume.shape, shape);
    return named('zoom', () => finish(zoomBox(begin(volume), plan, whole)) as Volume<D>);
  }
  const result = { caller: 'zoom', shape, dtype, around: prefilter && order > 1, chunks: options.chunks };
  return mapWindows(volume, result, (region) => boxOf(region, plan), 'zoomBlock', [plan]);
}

/** What is zoomed to what, and how. */
export interface ZoomPlan {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly order: number;
  readonly mode: ZoomMode;
  readonly cval: number;
  readonly prefilter: boolean;
  readonly gridMode: boolean;
}

/** A region of the result, from the box of the volume that it needs. */
export function zoomBox(first: Work, plan: ZoomPlan, window: Window): Work {
  const { dtype } = first.volume;
  const changed = plan.to.flatMap((_, axis) => (changes(plan, axis) ? [axis] : []));
  if (changed.length === 0) return first;
  let work: Work = first;
  return inPasses(
    () => work,
    () => {
      const indices = plan.order === 0 && plan.cval === 0;
      for (const axis of changed) {
        // In between float64, so that rounding happens once.
        const result = axis === changed.at(-1) && dtype === 'float32' ? 'float32' : 'float64';
        work = indices ? takePass(work, axis, nearest(axis, plan, window)) : zoomAxis(work, axis, plan, window, result);
      }
      return indices ? work : roundPass(work, dtype);
    },
  );
}

function changes({ from, to, prefilter }: ZoomPlan, axis: number): boolean {
  return to[axis] !== from[axis] || !prefilter;
}

/** The box that a region of the result needs. */
function boxOf({ start, shape }: Region, plan: ZoomPlan): Region {
  const { order, mode, prefilter } = plan;
  const { taps, spline, pad } = MODES[mode];
  const filtered = prefilter && order > 1;
  return boxOfSpans(
    start.map((first, axis) => {
      const count = shape[axis] as number;
      if (!changes(plan, axis)) return { low: first, high: first + count - 1 };
      const [from, to] = [plan.from[axis] as number, plan.to[axis] as number];
      const place = positions(axis, plan);
      // What is outside needs nothing: as much as the nearest edge does.
      const at = (j: number): number => place(j + first) ?? (j + first < to / 2 ? 0 : from - 1);
      const { indices } = interpolationTaps(from, count, order, filtered && pad ? 'nearest' : taps, 0, at);
      return widened(spanOf(indices), filtered ? splineReach(order) : 0, from, spline === 'wrap');
    }),
  );
}

function factorsOf(shape: readonly number[], factor: number | readonly number[]): readonly number[] {
  const factors = perAxis('zoom', 'factor', shape.length, factor);
  if (factors.every((each) => Number.isFinite(each) && each > 0)) return factors;
  throw new ArgumentError(
    `zoom: factor ${valueText(factor)} must be a positive number, or ${shape.length}, one an axis`,
  );
}

/** As Python rounds. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Where voxel j of the result lies in the source; undefined if that is outside. */
function positions(axis: number, plan: ZoomPlan): (j: number) => number | undefined {
  const { mode, gridMode } = plan;
  const [from, to] = [plan.from[axis] as number, plan.to[axis] as number];
  const step = gridMode ? from / to : to === 1 ? 1 : (from - 1) / (to - 1);
  return (j) => {
    const at = gridMode ? (j + 0.5) * step - 0.5 : j * step;
    const last = from - 1;
    if (at > last && at <= last + ROUNDING) return last;
    return mode === 'constant' && (at < 0 || at > last) ? undefined : at;
  };
}

/** The nearest voxel of each of the result along an axis. */
function nearest(axis: number, plan: ZoomPlan, { region, box }: Window): Int32Array {
  const place = positions(axis, plan);
  return Int32Array.from({ length: region.shape[axis] as number }, (_, j) => {
    const at = place(j + (region.start[axis] as number));
    if (at === undefined) return -1;
    const index = extendedIndex(Math.floor(at + 0.5), plan.from[axis] as number, MODES[plan.mode].taps);
    return index < 0 ? -1 : index - (box.start[axis] as number);
  });
}

function zoomAxis(work: Work, axis: number, plan: ZoomPlan, { region, box }: Window, result: FloatDType): Work {
  const { order, cval, prefilter } = plan;
  const { taps: beyond, spline, pad } = MODES[plan.mode];
  const from = work.volume.shape[axis] as number;
  const count = region.shape[axis] as number;
  const global = positions(axis, plan);
  const place = (j: number): number | undefined => global(j + (region.start[axis] as number));
  const filtered = prefilter && order > 1;
  const padding = filtered && pad ? PADDING : 0;
  const padded = from + 2 * padding;
  const shift = padding - (box.start[axis] as number);
  const taps = interpolationTaps(padded, count, order, beyond, cval, (j) => (place(j) ?? 0) + shift);
  for (let j = 0; j < count; j++) if (place(j) === undefined) outside(taps, j);
  const copied = () => interpolationTaps(from, padded, 0, beyond, cval, (j) => j - padding);
  const values = padding > 0 ? sumPass(work, axis, copied(), 'float64') : work;
  return sumPass(values, axis, taps, result, filtered ? { poles: splinePoles(order), boundary: spline } : undefined);
}

/** Makes element j the value outside. */
function outside({ indices, weights, taps }: ReturnType<typeof interpolationTaps>, j: number): void {
  for (let t = 0; t < taps; t++) {
    indices[j * taps + t] = -1;
    weights[j * taps + t] = t === 0 ? 1 : 0;
  }
}
