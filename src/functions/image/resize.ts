import { ArgumentError, DTypeError } from '../../errors.js';
import type { SplineBoundary } from '../../kernels/index.js';
import { checkShape, type DType, dtypeInfo, type Volume } from '../../volume/index.js';
import { type EdgeMode, edgeModeOf, extendedIndex, type PadMode } from './extension.js';
import {
  begin,
  checkInput,
  clip,
  convertPass,
  end,
  type FloatDType,
  finish,
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
}

/**
 * An image in another size, as skimage.transform.resize: smoothed first where it gets smaller (anti-aliasing), then
 * interpolated between the centres of voxels.
 *
 * Integers become floats, the highest value of the type 1, unless `preserveRange`; with order 0 they stay what they
 * are. Computed in float64.
 *
 * @param outputShape one extent an axis, slowest first; without the last axis, that (the channels) stays as it is.
 * @returns a new volume that the caller owns: float32 of float32, the input's dtype with order 0, else float64.
 * @throws ArgumentError for shapes or options that don't fit; DTypeError for float16, complex and argb, and for bool with
 * an order above 0; ReleasedError if the volume is closed; MemoryLimitError.
 * @example
 * const photo = await readImage('cat.jpg', { channels: 3 });
 * const small = resize(photo, [299, 299]); // [299, 299, 3], from 0 to 1
 */
export function resize(volume: Volume, outputShape: readonly number[], options: ResizeOptions = {}): Volume {
  checkInput('resize', volume);
  const plan = planOf(volume, outputShape, options);
  const first = begin(volume);
  if (plan.order === 0 && !plan.smooth) return finish(nearest(first, plan));
  return finish(interpolated(first, plan, options));
}

interface Plan {
  readonly shape: readonly number[];
  readonly order: number;
  readonly mode: EdgeMode;
  readonly cval: number;
  /** Whether it is smoothed, and by what deviation along each axis. */
  readonly smooth: boolean;
  readonly sigmas: readonly number[];
  readonly dtype: FloatDType;
}

function planOf(volume: Volume, outputShape: readonly number[], options: ResizeOptions): Plan {
  const shape = outputShapeOf(volume, outputShape);
  const { kind } = dtypeInfo(volume.dtype);
  const order = checkOrder('resize', options.order ?? (kind === 'bool' ? 0 : 1));
  const integers = kind === 'unsigned' || kind === 'signed';
  if (kind === 'bool' && order > 0) {
    throw new DTypeError(`resize: order ${order} of bool: between true and false there is nothing; give order: 0`);
  }
  const shrinks = shape.some((extent, d) => extent < (volume.shape[d] as number));
  const smooth = options.antiAliasing ?? (shrinks && kind !== 'bool' && !(integers && order === 0));
  if (smooth && (kind === 'bool' || (integers && order === 0))) {
    throw new DTypeError(
      `resize: antiAliasing of ${volume.dtype} with order 0, which keeps its values; convert it to floats first`,
    );
  }
  const { cval = 0 } = options;
  if (!Number.isFinite(cval)) throw new ArgumentError(`resize: cval ${String(cval)} must be a finite number`);
  const mode = edgeModeOf('resize', options.mode ?? 'reflect');
  const sigmas = sigmasOf(volume.shape, shape, options.antiAliasingSigma);
  return { shape, order, mode, cval, smooth, sigmas, dtype: volume.dtype === 'float32' ? 'float32' : 'float64' };
}

function outputShapeOf({ shape, dtype }: Volume, wanted: readonly number[]): readonly number[] {
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
  const sigmas = typeof given === 'number' ? from.map(() => given) : [...given];
  if (sigmas.length !== from.length || !sigmas.every((sigma) => Number.isFinite(sigma) && sigma >= 0)) {
    throw new ArgumentError(
      `resize: antiAliasingSigma [${sigmas.join(', ')}] must be one number from 0 on, or ${from.length}, one an axis`,
    );
  }
  return sigmas;
}

/** Where the centre of a voxel of the result lies, in voxels of the source. */
function centre(j: number, from: number, to: number): number {
  return (j + 0.5) * (from / to) - 0.5;
}

function nearest(first: Work, { shape, mode }: Plan): Work {
  let work = first;
  shape.forEach((extent, axis) => {
    const from = work.volume.shape[axis] as number;
    if (extent === from) return;
    const indices = Int32Array.from({ length: extent }, (_, j) =>
      extendedIndex(Math.floor(centre(j, from, extent) + 0.5), from, mode),
    );
    work = takePass(work, axis, indices);
  });
  return work;
}

function interpolated(first: Work, plan: Plan, options: ResizeOptions): Work<DType> {
  const { shape, mode, cval, dtype } = plan;
  let work: Work = asFloats(first, plan, options.preserveRange === true);
  const range = options.clip === false ? undefined : rangeOf(work);
  const outside = dtype === 'float32' ? Math.fround(cval) : cval;
  const changed = shape.flatMap((extent, axis) => (extent === work.volume.shape[axis] ? [] : [axis]));
  try {
    if (plan.smooth) {
      plan.sigmas.forEach((sigma, axis) => {
        if (sigma <= 1e-15) return;
        const weights = gaussianWeights(sigma);
        const taps = correlationTaps(work.volume.shape[axis] as number, weights, mode, outside);
        work = sumPass(work, axis, taps, dtype);
      });
    }
    for (const axis of changed) work = interpolateAxis(work, axis, plan, outside, axis === changed.at(-1));
  } catch (error) {
    end(work);
    throw error;
  }
  const result = convertPass(work, dtype);
  if (range !== undefined) clipTo(result, range, mode, outside);
  return result;
}

/** As skimage.img_as_float: the highest value of an integer type becomes 1, and the lowest no less than -1. */
function asFloats(first: Work, { dtype, order }: Plan, preserve: boolean): Work<FloatDType> {
  const factor = preserve || order === 0 ? 1 : unitFactor(first.volume.dtype);
  if (first.volume.dtype === dtype) return first as Work<FloatDType>;
  const signed = dtypeInfo(first.volume.dtype).kind === 'signed';
  const floats = convertPass(first, dtype, factor);
  if (signed && factor !== 1) clip(floats, -1, 1);
  return floats;
}

/** So far the spline of an image that ends at a constant is followed beyond its edges, as in SciPy. */
const PADDING = 12;

function interpolateAxis(work: Work, axis: number, plan: Plan, outside: number, last: boolean): Work {
  const { order, mode, shape, dtype } = plan;
  const from = work.volume.shape[axis] as number;
  const to = shape[axis] as number;
  // In between float64, so that rounding happens once.
  const result = last ? dtype : 'float64';
  if (order < 2) {
    const taps = interpolationTaps(from, to, order, mode, outside, (j) => centre(j, from, to));
    return sumPass(work, axis, taps, result);
  }
  const padding = mode === 'nearest' || mode === 'constant' ? PADDING : 0;
  const padded = from + 2 * padding;
  const copied = interpolationTaps(from, padded, 0, mode, outside, (j) => j - padding);
  const values = padding === 0 ? work : sumPass(work, axis, copied, 'float64');
  const position = (j: number): number => centre(j, from, to) + padding;
  const taps = interpolationTaps(padded, to, order, mode, outside, position);
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
