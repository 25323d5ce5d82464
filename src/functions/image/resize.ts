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
import { type EdgeMode, edgeModeOf, extendedIndex, type PadMode } from './extension.js';
import { checkImage, perAxis } from './input.js';
import { lazyLimits } from './lazy-rescale.js';
import { boxOfSpans, mapWindows, spanOf, splineReach, type Window, wholeWindow, widened } from './lazy-windows.js';
import {
  begin,
  clip,
  convertPass,
  type FloatDType,
  finish,
  inPasses,
  rangeOf,
  sumPass,
  takePass,
  unitFactor,
  type Work,
} from './passes.js';
import { checkOrder, splinePoles } from './spline.js';
import { correlationTaps, gaussianWeights, interpolationTaps } from './taps.js';

/** Options of {@link resize}: those of skimage.transform.resize. */
export interface ResizeOptions {
  /** Of the interpolating spline: 0 (nearest), 1 (linear), 2, 3 (cubic) to 5. Default 1, of bool 0. */
  readonly order?: number;
  /** How the image goes on beyond its edges; default 'reflect' (c b | a b c | b a). */
  readonly mode?: PadMode;
  /** What it is there with mode 'constant'; default 0. */
  readonly cval?: number;
  /** Keep results within the range of the input, which splines of higher orders leave; default true. */
  readonly clip?: boolean;
  /** Keep the values of integers as they are; default false: the highest of their type becomes 1. */
  readonly preserveRange?: boolean;
  /** Smooth before an axis gets shorter. Default: if one does, unless of bool, or of integers with order 0. */
  readonly antiAliasing?: boolean;
  /** The Gaussian's deviation, one or one for each axis, in voxels; default (factor - 1) / 2 of axes that get shorter. */
  readonly antiAliasingSigma?: number | readonly number[];
  /** Of lazy volumes: how the result is cut. Default: as the volume, or into cubes where much is read around each block. */
  readonly chunks?: ChunkSpec;
}

const OPTIONS: OptionNames = {
  order: 'value',
  mode: 'value',
  cval: 'value',
  clip: 'flag',
  preserveRange: 'flag',
  chunks: 'value',
  antiAliasing: 'flag',
  antiAliasingSigma: 'value',
};

/** So far a Gaussian's row of weights has no more than 2^20. */
const MOST_SIGMA = 2 ** 17;

/**
 * An image in another size, as skimage.transform.resize: smoothed first where it gets smaller (anti-aliasing), then
 * interpolated between the centres of voxels.
 *
 * Integers become floats, the highest value of the type 1, unless `preserveRange`; with order 0 they stay what they
 * are. Computed in float64.
 *
 * @param outputShape one extent an axis, slowest first; without the last axis, that (the channels) stays as it is.
 * @returns a new volume that the caller owns: float32 of float32, the input's dtype with order 0, else float64. Of a lazy volume
 * a lazy one, as by {@link zoom}; only results of orders from 2 on are kept in the range of the input there, for which all of it
 * is read once more, and with mode 'constant' `cval` is part of that range.
 * @throws ArgumentError for shapes or options that don't fit; DTypeError for float16, complex and argb, and for bool with
 * an order above 0; ReleasedError if the volume is closed; MemoryLimitError.
 * @example
 * const photo = await readImage('cat.jpg', { channels: 3 });
 * const small = resize(photo, [299, 299]); // [299, 299, 3], from 0 to 1
 */
export function resize(volume: Volume, outputShape: readonly number[], options?: ResizeOptions): Volume;
export function resize(volume: LazyVolume, outputShape: readonly number[], options?: ResizeOptions): LazyVolume;
export function resize(
  volume: Volume | LazyVolume,
  outputShape: readonly number[],
  options: ResizeOptions = {},
): Volume | LazyVolume {
  checkImage('resize', volume, { options, names: OPTIONS });
  const lazy = volume instanceof LazyVolume;
  const plan = planOf(volume, outputShape, options);
  if (lazy) return lazily(volume, plan, options);
  const whole = wholeWindow(plan.from, plan.to);
  return named('resize', () => {
    const first = begin(volume);
    if (plan.order === 0 && !plan.smooth) return finish(nearest(first, plan, whole));
    return finish(interpolated(first, plan, whole, options.clip !== false));
  });
}

/** What is resized to what, and how. */
export interface ResizePlan {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly order: number;
  readonly mode: EdgeMode;
  /** In the precision of the result. */
  readonly cval: number;
  /** By what integers are multiplied first. */
  readonly factor: number;
  /** Whether it is smoothed, and by what deviation along each axis. */
  readonly smooth: boolean;
  readonly sigmas: readonly number[];
  /** What is computed in. */
  readonly dtype: FloatDType;
}

/** A region of the result, from the box of the volume that it needs; not cut off at the ends of the range. */
export function resizeBox(first: Work, plan: ResizePlan, window: Window): Work {
  if (plan.order === 0 && !plan.smooth) return nearest(first, plan, window);
  return interpolated(first, plan, window, false);
}

function lazily(volume: LazyVolume, plan: ResizePlan, options: ResizeOptions): LazyVolume {
  const kept = plan.order === 0 && !plan.smooth;
  const result = {
    ...{ caller: 'resize', shape: plan.to, dtype: kept ? volume.dtype : plan.dtype },
    ...{ around: plan.smooth || plan.order > 1, chunks: options.chunks },
  };
  const resized = mapWindows(volume, result, (region) => boxOf(region, plan), 'resizeBlock', [plan]);
  // Orders 0 and 1 stay in the range by themselves.
  if (options.clip === false || plan.order < 2) return resized;
  const signed = dtypeInfo(volume.dtype).kind === 'signed' && plan.factor !== 1;
  const [low, high] = lazyLimits(volume).map((limit, i) => {
    const scaled = limit.multiply(plan.factor);
    const unit = signed ? scaled.maximum(-1) : scaled;
    const outside = i === 0 ? unit.minimum(plan.cval) : unit.maximum(plan.cval);
    return (plan.mode === 'constant' ? outside : unit).astype(plan.dtype);
  }) as [LazyVolume, LazyVolume];
  return resized.maximum(low).minimum(high);
}

/** The box that a region of the result needs. */
function boxOf({ start, shape }: Region, plan: ResizePlan): Region {
  const { order, mode, smooth, sigmas } = plan;
  return boxOfSpans(
    start.map((first, axis) => {
      const [from, to] = [plan.from[axis] as number, plan.to[axis] as number];
      const count = shape[axis] as number;
      const changes = from !== to;
      const taps = changes ? order : 0;
      const beyond = order > 1 && paddingOf(mode) > 0 ? 'nearest' : mode;
      const { indices } = interpolationTaps(from, count, taps, beyond, 0, (j) => centre(j + first, from, to));
      const wide = widened(spanOf(indices), changes ? splineReach(order) : 0, from, mode === 'wrap');
      const sigma = smooth ? (sigmas[axis] as number) : 0;
      return widened(wide, sigma > NO_SIGMA ? gaussianWeights(sigma).length >> 1 : 0, from, mode === 'wrap');
    }),
  );
}

function planOf(volume: Volume | LazyVolume, outputShape: readonly number[], options: ResizeOptions): ResizePlan {
  const from = volume.shape;
  const to = outputShapeOf(volume, outputShape);
  const { kind } = dtypeInfo(volume.dtype);
  const order = checkOrder('resize', options.order ?? (kind === 'bool' ? 0 : 1));
  const integers = kind === 'unsigned' || kind === 'signed';
  if (kind === 'bool' && order > 0) {
    throw new DTypeError(`resize: order ${order} of bool: between true and false there is nothing; give order: 0`);
  }
  const shrinks = to.some((extent, d) => extent < (from[d] as number));
  const smooth = options.antiAliasing ?? (shrinks && kind !== 'bool' && !(integers && order === 0));
  if (smooth && (kind === 'bool' || (integers && order === 0))) {
    throw new DTypeError(
      `resize: antiAliasing of ${volume.dtype} with order 0, which keeps its values; convert it to floats first`,
    );
  }
  const { cval = 0 } = options;
  if (!Number.isFinite(cval)) throw new ArgumentError(`resize: cval ${valueText(cval)} must be a finite number`);
  const mode = edgeModeOf('resize', options.mode ?? 'reflect');
  const sigmas = sigmasOf(from, to, options.antiAliasingSigma);
  const float32 = volume.dtype === 'float32';
  const kept = options.preserveRange === true || order === 0;
  return {
    ...{ from, to, order, mode, smooth, sigmas },
    cval: float32 ? Math.fround(cval) : cval,
    factor: kept ? 1 : unitFactor(volume.dtype),
    dtype: float32 ? 'float32' : 'float64',
  };
}

function outputShapeOf({ shape, dtype }: Volume | LazyVolume, wanted: readonly number[]): readonly number[] {
  checkShape('resize', wanted, dtypeInfo(dtype).itemsize);
  const full = wanted.length === shape.length - 1 ? [...wanted, shape.at(-1) as number] : [...wanted];
  if (full.length !== shape.length || full.includes(0) || shape.includes(0)) {
    throw new ArgumentError(
      `resize: outputShape [${wanted.join(', ')}] for a volume of shape [${shape.join(', ')}]: give an extent from 1 on ` +
        'for each axis, or for all but the last',
    );
  }
  return full;
}

function sigmasOf(
  from: readonly number[],
  to: readonly number[],
  given: number | readonly number[] | undefined,
): readonly number[] {
  if (given === undefined) return from.map((extent, d) => Math.max(0, (extent / (to[d] as number) - 1) / 2));
  const sigmas = perAxis('resize', 'antiAliasingSigma', from.length, given);
  if (!sigmas.every((sigma) => sigma >= 0 && sigma <= MOST_SIGMA)) {
    throw new ArgumentError(
      `resize: antiAliasingSigma ${valueText(given)} must be a number from 0 to ${MOST_SIGMA}, or ${from.length}, one an axis`,
    );
  }
  return sigmas;
}

/** Where the centre of a voxel of the result lies, in voxels of the source. */
function centre(j: number, from: number, to: number): number {
  return (j + 0.5) * (from / to) - 0.5;
}

function nearest(first: Work, { from, to, mode }: ResizePlan, { region, box }: Window): Work {
  let work = first;
  to.forEach((extent, axis) => {
    const length = from[axis] as number;
    if (extent === length) return;
    const indices = Int32Array.from({ length: region.shape[axis] as number }, (_, j) => {
      const at = centre(j + (region.start[axis] as number), length, extent);
      const index = extendedIndex(Math.floor(at + 0.5), length, mode);
      return index < 0 ? -1 : index - (box.start[axis] as number);
    });
    work = takePass(work, axis, indices);
  });
  return work;
}

/** Deviations below this leave an axis alone. */
const NO_SIGMA = 1e-15;

function interpolated(first: Work, plan: ResizePlan, window: Window, clipped: boolean): Work<DType> {
  const { from, to, mode, cval, dtype } = plan;
  let work: Work = asFloats(first, plan);
  const changed = to.flatMap((extent, axis) => (extent === from[axis] ? [] : [axis]));
  return inPasses(
    () => work,
    () => {
      const range = clipped ? rangeOf(work) : undefined;
      plan.sigmas.forEach((sigma, axis) => {
        if (!plan.smooth || sigma <= NO_SIGMA) return;
        const weights = gaussianWeights(sigma);
        const taps = correlationTaps(work.volume.shape[axis] as number, weights, mode, cval);
        work = sumPass(work, axis, taps, dtype);
      });
      for (const axis of changed) work = interpolateAxis(work, axis, plan, window, axis === changed.at(-1));
      work = cutOut(work, changed, window);
      const result = convertPass(work, dtype);
      work = result;
      if (range !== undefined) clipTo(result, range, mode, cval);
      return result;
    },
  );
}

/** Without what only smoothing needed, along axes that keep their extent. */
function cutOut(first: Work, changed: readonly number[], { region, box }: Window): Work {
  let work = first;
  region.shape.forEach((extent, axis) => {
    if (changed.includes(axis) || extent === box.shape[axis]) return;
    const start = (region.start[axis] as number) - (box.start[axis] as number);
    work = takePass(
      work,
      axis,
      Int32Array.from({ length: extent }, (_, j) => start + j),
    );
  });
  return work;
}

/** As skimage.img_as_float: the highest value of an integer type becomes 1, and the lowest no less than -1. */
function asFloats(first: Work, { dtype, factor }: ResizePlan): Work<FloatDType> {
  if (first.volume.dtype === dtype) return first as Work<FloatDType>;
  const signed = dtypeInfo(first.volume.dtype).kind === 'signed';
  const floats = convertPass(first, dtype, factor);
  if (signed && factor !== 1) {
    inPasses(
      () => floats,
      () => clip(floats, -1, 1),
    );
  }
  return floats;
}

/** So far the spline of an image that ends at a constant is followed beyond its edges, as in SciPy. */
const PADDING = 12;

function paddingOf(mode: EdgeMode): number {
  return mode === 'nearest' || mode === 'constant' ? PADDING : 0;
}

function interpolateAxis(work: Work, axis: number, plan: ResizePlan, { region, box }: Window, last: boolean): Work {
  const { order, mode, dtype, cval } = plan;
  const length = work.volume.shape[axis] as number;
  const count = region.shape[axis] as number;
  const [from, to] = [plan.from[axis] as number, plan.to[axis] as number];
  const [start, before] = [region.start[axis] as number, box.start[axis] as number];
  const place = (j: number): number => centre(j + start, from, to) - before;
  // In between float64, so that rounding happens once.
  const result = last ? dtype : 'float64';
  if (order < 2) {
    return sumPass(work, axis, interpolationTaps(length, count, order, mode, cval, place), result);
  }
  const padding = paddingOf(mode);
  const padded = length + 2 * padding;
  const copied = () => interpolationTaps(length, padded, 0, mode, cval, (j) => j - padding);
  const taps = interpolationTaps(padded, count, order, mode, cval, (j) => place(j) + padding);
  const values = padding === 0 ? work : sumPass(work, axis, copied(), 'float64');
  return sumPass(values, axis, taps, result, { poles: splinePoles(order), boundary: SPLINES[mode] });
}

/** How the spline goes on where the image does so. */
const SPLINES: Readonly<Record<EdgeMode, SplineBoundary>> = {
  mirror: 'mirror',
  constant: 'mirror',
  reflect: 'reflect',
  nearest: 'reflect',
  wrap: 'wrap',
};

/** As skimage: to the range of the input, with `cval` where results have it. */
function clipTo(work: Work<FloatDType>, range: readonly [number, number], mode: EdgeMode, cval: number): void {
  let [low, high] = range;
  if (mode === 'constant' && (cval < low || cval > high)) {
    const found = rangeOf(work);
    if (found !== undefined && found[0] <= cval && cval <= found[1]) {
      low = Math.min(low, cval);
      high = Math.max(high, cval);
    }
  }
  clip(work, low, high);
}
