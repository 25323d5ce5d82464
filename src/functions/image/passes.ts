/** Images worked on axis by axis: each pass makes a new array of one, and frees the one before. */
import { ArgumentError } from '../../errors.js';
import {
  type AxisTaps,
  elementwise,
  kernelDType,
  newAccumulator,
  reduce,
  roundTo,
  type SplineBoundary,
  splineAlongAxis,
  sumAlongAxis,
  takeAlongAxis,
} from '../../kernels/index.js';
import { createVolume, type DType, dtypeInfo, NATIVE_BYTE_ORDER, Volume } from '../../volume/index.js';

/** The dtypes that are computed in. */
export type FloatDType = 'float32' | 'float64';

/** An image in C order with no gaps; `own` if nobody else has its memory. */
export interface Work<D extends DType = DType> {
  readonly volume: Volume<D>;
  readonly own: boolean;
}

/** @throws ArgumentError for what is no volume in memory; DTypeError for a dtype without arithmetic. */
export function checkInput(caller: string, volume: Volume): void {
  if (!(volume instanceof Volume)) {
    throw new ArgumentError(`${caller}: expected a volume in memory; compute() a lazy one first, or use asVolume`);
  }
  kernelDType(volume.dtype);
}

/** A volume as the first pass takes it: in C order and this machine's byte order, and so copied where it isn't. */
export function begin<D extends DType>(volume: Volume<D>): Work<D> {
  const ready = volume.isContiguous && volume.byteOrder === NATIVE_BYTE_ORDER;
  return ready ? { volume, own: false } : { volume: volume.copy(), own: true };
}

/** Runs a pass over the array of `work`, and frees it. */
function pass<D extends DType>(
  work: Work,
  shape: readonly number[],
  dtype: D,
  run: (target: Volume<D>) => void,
): Work<D> {
  const target = createVolume(shape, dtype);
  try {
    run(target);
    return { volume: target, own: true };
  } catch (error) {
    target.close();
    throw error;
  } finally {
    end(work);
  }
}

/** Frees the array of `work` if it is nobody else's. */
export function end(work: Work): void {
  if (work.own) work.volume.close();
}

/** The result of the last pass, which the caller of a function owns: never the volume that it was given. */
export function finish<D extends DType>({ volume, own }: Work<D>): Volume<D> {
  return own ? volume : volume.copy();
}

/** The lines of an axis of a contiguous volume. */
export function linesOf({ shape }: Volume, axis: number) {
  const product = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);
  return { outer: product(shape.slice(0, axis)), length: shape[axis] as number, inner: product(shape.slice(axis + 1)) };
}

function resized(shape: readonly number[], axis: number, extent: number): number[] {
  return shape.map((old, d) => (d === axis ? extent : old));
}

/** Weighted sums along an axis. */
export function sumPass(work: Work, axis: number, taps: AxisTaps, dtype: FloatDType): Work<FloatDType> {
  const { volume } = work;
  const lines = linesOf(volume, axis);
  return pass(work, resized(volume.shape, axis, taps.count), dtype, (target) =>
    sumAlongAxis(volume.data, volume.dtype, lines, taps, target.data, dtype),
  );
}

/** Elements of an axis by their indices; -1 is 0. */
export function takePass<D extends DType>(work: Work<D>, axis: number, indices: Int32Array): Work<D> {
  const { volume } = work;
  const lines = linesOf(volume, axis);
  return pass(work, resized(volume.shape, axis, indices.length), volume.dtype, (target) =>
    takeAlongAxis(volume.data, volume.dtype, lines, indices, target.data),
  );
}

/** Values to the coefficients of the spline through them, along one axis. */
export function splinePass(work: Work, axis: number, poles: readonly number[], boundary: SplineBoundary): Work {
  const doubles = convertPass(work, 'float64');
  splineAlongAxis(doubles.volume.data as Float64Array, linesOf(doubles.volume, axis), poles, boundary);
  return doubles;
}

/** The same values as float64 or float32, times a factor; in memory of its own. */
export function convertPass(work: Work, dtype: FloatDType, factor = 1): Work<FloatDType> {
  const { volume } = work;
  if (work.own && volume.dtype === dtype && factor === 1) return work as Work<FloatDType>;
  return pass(work, volume.shape, dtype, (target) => {
    const one = new Int32Array([0]);
    const taps = { count: 1, taps: 1, indices: one, weights: new Float64Array([factor]), outside: 0 };
    const lines = { outer: 1, length: 1, inner: volume.size };
    sumAlongAxis(volume.data, volume.dtype, lines, taps, target.data, dtype);
  });
}

/** Any pass from float64 to float64. */
export function samplePass(
  work: Work,
  shape: readonly number[],
  sample: (source: Float64Array, target: Float64Array) => void,
): Work<'float64'> {
  return pass(work, shape, 'float64', (target) => sample(work.volume.data as Float64Array, target.data));
}

/** Rounded to the nearest of an integer type, within its range; floats as they are stored. */
export function roundPass<D extends DType>(work: Work, dtype: D): Work<D> {
  if (work.own && work.volume.dtype === (dtype as DType)) return work as unknown as Work<D>;
  const { volume } = work;
  return pass(work, volume.shape, dtype, (target) => roundTo(volume.data as Float64Array, target.data, dtype));
}

/** Lowest and highest value, NaN left out; undefined if there is no other. */
export function rangeOf({ volume }: Work): readonly [number, number] | undefined {
  const { data, dtype, size } = volume;
  if (size === 0) return undefined;
  const [low, high] = (['min', 'max'] as const).map((op) => {
    const found = newAccumulator(op, dtype, 1);
    reduce(op, data, { dtype, outer: 1, axis: size, inner: 1 }, found);
    return Number(found[0]);
  }) as [number, number];
  return Number.isNaN(low) ? rangeOfNumbers(data as Float64Array) : [low, high];
}

function rangeOfNumbers(data: Float64Array): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? undefined : [low, high];
}

/** Values below `low` become it, and those above `high`; NaN stays. In place, so the array must be `own`. */
export function clip({ volume }: Work<FloatDType>, low: number, high: number): void {
  const { data, dtype, shape } = volume;
  elementwise('maximum', shape, [{ data, dtype }, low], data);
  elementwise('minimum', shape, [{ data, dtype }, high], data);
}

/**
 * The factor that skimage.img_as_float multiplies integers by: the highest value of the type becomes 1; 1 for floats and
 * bool.
 */
export function unitFactor(dtype: DType): number {
  const { kind, range } = dtypeInfo(dtype);
  return kind === 'unsigned' || kind === 'signed' ? 1 / range[1] : 1;
}
