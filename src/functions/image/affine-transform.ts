import { ArgumentError, DTypeError } from '../../errors.js';
import { BEYOND, MOST_AFFINE_AXES, type SplineBoundary, sampleAffine } from '../../kernels/index.js';
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
import type { EdgeMode } from './extension.js';
import { checkImage, perAxis } from './input.js';
import { boxOfSpans, mapWindows, type Span, splineReach, type Window, wholeWindow, widened } from './lazy-windows.js';
import { begin, convertPass, finish, inPasses, samplePass, splinePass, sumPass, type Work } from './passes.js';
import { checkOrder, splinePoles } from './spline.js';
import { interpolationTaps } from './taps.js';
import type { ZoomMode } from './zoom.js';

/** Options of {@link affineTransform}: those of scipy.ndimage.affine_transform. */
export interface AffineOptions {
  /** Added to the matrix times the position: one number for all axes, or one an axis; default 0. */
  readonly offset?: number | readonly number[];
  /** Default: the shape of the volume. */
  readonly outputShape?: readonly number[];
  /** Of the interpolating spline, from 0 (nearest) to 5; default 3. */
  readonly order?: number;
  /** How the image goes on beyond its edges; default 'constant'. */
  readonly mode?: ZoomMode;
  /** What it is there with the modes 'constant' and 'grid-constant'; default 0. */
  readonly cval?: number;
  /** Whether values are turned into the spline's coefficients first; false if they are such already. Default true. */
  readonly prefilter?: boolean;
  /** Of lazy volumes: how the result is cut. Default: as the volume, or into cubes where much is read around each block. */
  readonly chunks?: ChunkSpec;
}

const OPTIONS: OptionNames = {
  offset: 'value',
  outputShape: 'value',
  order: 'value',
  mode: 'value',
  cval: 'value',
  prefilter: 'flag',
  chunks: 'value',
};

const PADDING = 12;

/**
 * An image moved, turned, stretched or sheared, as scipy.ndimage.affine_transform: voxel p of the result is what the image
 * has at `matrix * p + offset`, interpolated in float64, of the dtype that it had. Positions are in C order, [z, y, x].
 *
 * @param matrix a row an axis: n x n; n x (n + 1), whose last column is the offset; or (n + 1) x (n + 1), homogeneous.
 * @returns a new volume that the caller owns; integers are rounded to the nearest and stay within their type. Of a lazy volume
 * a lazy one, as by {@link zoom}; its positions are rounded from each block on.
 * @throws ArgumentError for a matrix or options that don't fit, or more than 8 axes; DTypeError for float16, complex and
 * argb, and for bool with an order above 0; ReleasedError if the volume is closed; MemoryLimitError.
 * @example
 * const [cos, sin] = [Math.cos(0.3), Math.sin(0.3)];
 * const turned = affineTransform(slice, [[cos, -sin], [sin, cos]], { offset: [10, -20], order: 1 });
 */
export function affineTransform<D extends DType>(
  volume: Volume<D>,
  matrix: readonly (readonly number[])[],
  options?: AffineOptions,
): Volume<D>;
export function affineTransform<D extends DType>(
  volume: LazyVolume<D>,
  matrix: readonly (readonly number[])[],
  options?: AffineOptions,
): LazyVolume<D>;
export function affineTransform<D extends DType>(
  volume: Volume<D> | LazyVolume<D>,
  matrix: readonly (readonly number[])[],
  options: AffineOptions = {},
): Volume<D> | LazyVolume<D> {
  checkImage('affineTransform', volume, { options, names: OPTIONS });
  const lazy = volume instanceof LazyVolume;
  const { dtype, ndim } = volume;
  const { mode = 'constant', cval = 0, prefilter = true } = options;
  const order = checkOrder('affineTransform', options.order ?? 3);
  if (dtype === 'bool' && order > 0) throw new DTypeError(`affineTransform: order ${order} of bool; give order: 0`);
  if (!BEYOND.includes(mode)) {
    throw new ArgumentError(`affineTransform: mode ${valueText(mode)} is none of ${BEYOND.join(', ')}`);
  }
  if (!Number.isFinite(cval))
    throw new ArgumentError(`affineTransform: cval ${valueText(cval)} must be a finite number`);
  if (ndim < 1 || ndim > MOST_AFFINE_AXES || volume.size === 0) {
    throw new ArgumentError(`affineTransform: ${volume.toString()}: 1 to ${MOST_AFFINE_AXES} axes, none of them empty`);
  }
  const map = mapOf(ndim, matrix, options.offset);
  const shape = options.outputShape ?? volume.shape;
  checkShape('affineTransform', shape, dtypeInfo(dtype).itemsize);
  if (shape.length !== ndim) {
    throw new ArgumentError(`affineTransform: outputShape [${shape.join(', ')}] needs ${ndim} extents`);
  }
  const plan: AffinePlan = { ...map, order, mode, cval, filtered: prefilter && order > 1 };
  if (!lazy) {
    const whole = wholeWindow(volume.shape, shape);
    return named('affineTransform', () => finish(affineBox(begin(volume), plan, whole)) as Volume<D>);
  }
  const box = (region: Region): Region => boxOf(region, plan, volume.shape);
  const result = { caller: 'affineTransform', shape, dtype, around: true, chunks: options.chunks };
  return mapWindows(volume, result, box, 'affineBlock', [plan]);
}

/** How a volume is seen. */
export interface AffinePlan {
  /** Row by row. */
  readonly matrix: readonly number[];
  readonly offset: readonly number[];
  readonly order: number;
  readonly mode: ZoomMode;
  readonly cval: number;
  /** Whether values are turned into the spline's coefficients first. */
  readonly filtered: boolean;
}

/** A region of the result, from the box of the volume that it needs. */
export function affineBox(first: Work, plan: AffinePlan, { region, box }: Window): Work {
  const { matrix, order, mode, cval, filtered } = plan;
  const { dtype } = first.volume;
  const padding = filtered && (mode === 'nearest' || mode === 'grid-constant') ? PADDING : 0;
  const work = coefficients(first, filtered ? order : 0, mode, padding, cval);
  const sampling = {
    matrix,
    offset: placeOf(region.start, plan).map((each, d) => each - (box.start[d] as number) + padding),
    sourceShape: work.volume.shape,
    targetShape: region.shape,
    order,
    beyond: mode,
    constant: cval,
  };
  return samplePass(work, region.shape, dtype, (from, to) => sampleAffine(from, to, dtype, sampling));
}

/** Where a voxel of the result lies in the volume. */
function placeOf(voxel: readonly number[], { matrix, offset }: AffinePlan): number[] {
  return offset.map((each, d) =>
    voxel.reduce((sum, at, k) => sum + at * (matrix[d * voxel.length + k] as number), each),
  );
}

/** The box that a region of the result needs. */
function boxOf(region: Region, plan: AffinePlan, shape: readonly number[]): Region {
  const { order, mode, matrix, filtered } = plan;
  const first = placeOf(region.start, plan);
  return boxOfSpans(
    shape.map((length, d) => {
      const steps = region.shape.map((extent, k) => (extent - 1) * (matrix[d * shape.length + k] as number));
      const sum = (signs: (step: number) => number): number =>
        steps.reduce((total, step) => total + signs(step), first[d] as number);
      // All elements around all positions, and one more, since positions are rounded otherwise there.
      const low = Math.floor(sum((step) => Math.min(0, step)) - (order + 1) / 2) - 1;
      const high = Math.ceil(sum((step) => Math.max(0, step)) + (order + 1) / 2) + 1;
      return widened(folded(low, high, length, mode), filtered ? splineReach(order) : 0, length, mode === 'grid-wrap');
    }),
  );
}

/** The part of an axis in which all elements from `low` to `high` are, as the axis goes on beyond its ends. */
function folded(low: number, high: number, length: number, mode: ZoomMode): Span {
  const all = { low: 0, high: length - 1 };
  if (!Number.isFinite(low) || !Number.isFinite(high)) return all;
  const inside = (index: number): number => Math.min(length - 1, Math.max(0, index));
  const clamped = { low: inside(low), high: inside(high) };
  const ends = mode === 'nearest' || mode === 'constant' || mode === 'grid-constant';
  if (ends || (low >= 0 && high < length)) return clamped;
  const beyondBoth = low < 0 && high >= length;
  if (mode === 'grid-wrap' || beyondBoth || low < -length || high >= 2 * length) return all;
  // Once, from one end.
  if (low < 0) return { low: 0, high: inside(Math.max(high, -low)) };
  return { low: inside(Math.min(low, 2 * length - 2 - high)), high: length - 1 };
}

function mapOf(ndim: number, rows: readonly (readonly number[])[], offset: number | readonly number[] | undefined) {
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw new ArgumentError(
      `affineTransform: matrix ${valueText(rows)} must be a list of rows, each a list of numbers`,
    );
  }
  const homogeneous = rows.length === ndim + 1;
  const width = rows[0]?.length;
  const square = !homogeneous && rows.length === ndim && width === ndim;
  const fits =
    (square || ((homogeneous || rows.length === ndim) && width === ndim + 1)) &&
    rows.every((row) => row.length === width);
  const bottom = homogeneous ? (rows[ndim] as readonly number[]) : undefined;
  const ends = bottom?.every((each, d) => each === (d === ndim ? 1 : 0)) ?? true;
  if (!fits || !ends || !rows.flat().every(Number.isFinite)) {
    throw new ArgumentError(
      `affineTransform: matrix ${valueText(rows)} for ${ndim} axes must be ${ndim} x ${ndim} or ${ndim} x ${ndim + 1} ` +
        `finite numbers, or with a last row of zeros and a 1`,
    );
  }
  const top = rows.slice(0, ndim);
  const given = perAxis('affineTransform', 'offset', ndim, offset ?? 0);
  if (!given.every(Number.isFinite)) {
    throw new ArgumentError(`affineTransform: offset ${valueText(offset)} must be ${ndim} finite numbers`);
  }
  if (!square && offset !== undefined) {
    throw new ArgumentError('affineTransform: the last column of the matrix is the offset already; leave offset out');
  }
  const shift = square ? given : top.map((row) => row[ndim] as number);
  return { matrix: top.flatMap((row) => row.slice(0, ndim)), offset: shift };
}

const TAPS: Readonly<Record<ZoomMode, EdgeMode>> = {
  constant: 'mirror',
  'grid-constant': 'constant',
  nearest: 'nearest',
  reflect: 'reflect',
  mirror: 'mirror',
  'grid-wrap': 'wrap',
};

const SPLINES: Readonly<Record<ZoomMode, SplineBoundary>> = {
  constant: 'mirror',
  'grid-constant': 'mirror',
  nearest: 'reflect',
  reflect: 'reflect',
  mirror: 'mirror',
  'grid-wrap': 'wrap',
};

/** The spline's coefficients in float64, with the image continued by `padding` voxels on all sides. */
function coefficients(first: Work, order: number, mode: ZoomMode, padding: number, cval: number): Work {
  let work: Work = first;
  return inPasses(
    () => work,
    () => {
      first.volume.shape.forEach((extent, axis) => {
        if (padding > 0) {
          const taps = interpolationTaps(extent, extent + 2 * padding, 0, TAPS[mode], cval, (j) => j - padding);
          work = sumPass(work, axis, taps, 'float64');
        }
        if (order > 1) work = splinePass(work, axis, { poles: splinePoles(order), boundary: SPLINES[mode] });
      });
      return work.volume.dtype === 'float64' ? work : convertPass(work, 'float64');
    },
  );
}
