/** Images worked on axis by axis: each pass makes a new array of one, and frees the one before. */
import {
  type AxisSpline,
  type AxisTaps,
  elementwise,
  newAccumulator,
  reduce,
  roundTo,
  splineAlongAxis,
  sumAlongAxis,
  takeAlongAxis,
} from '../../kernels/index.js';
import {
  createUnset,
  type DType,
  dtypeInfo,
  NATIVE_BYTE_ORDER,
  type TypedArray,
  type Volume,
} from '../../volume/index.js';

/** The dtypes that are computed in. */
export type FloatDType = 'float32' | 'float64';

/** An image in C order with no gaps; `own` if nobody else has its memory. */
export interface Work<D extends DType = DType> {
  readonly volume: Volume<D>;
  readonly own: boolean;
}

/** A volume as the first pass takes it: in C order and this machine's byte order, and so copied where it isn't. */
export function begin<D extends DType>(volume: Volume<D>): Work<D> {
  const ready = volume.isContiguous && volume.byteOrder === NATIVE_BYTE_ORDER;
  return ready ? { volume, own: false } : { volume: volume.copy(), own: true };
}

/**
 * Runs a pass over the array of `work`, and frees it; with `reuse`, where its memory is of the same shape and dtype and
 * nobody else's, writes into that: memory that was never touched takes the system longer than such a pass.
 */
export function pass<D extends DType>(
  work: Work,
  shape: readonly number[],
  dtype: D,
  run: (target: Volume<D>) => void,
  reuse = false,
): Work<D> {
  const inPlace = reuse && canReuse(work, shape, dtype);
  let target: Volume<D> | undefined;
  try {
    target = inPlace ? (work.volume as unknown as Volume<D>) : createUnset(shape, dtype);
    run(target);
  } catch (error) {
    target?.close();
    end(work);
    throw error;
  }
  if (!inPlace) end(work);
  return { volume: target, own: true };
}

function canReuse({ volume, own }: Work, shape: readonly number[], dtype: DType): boolean {
  return own && volume.dtype === dtype && volume.shape.every((extent, d) => extent === shape[d]);
}

/** Frees the array of `work` if it is nobody else's. */
export function end(work: Work): void {
  if (work.own) work.volume.close();
}

/** Runs passes, and frees the array of the last that came to its end if what follows fails. */
export function inPasses<R>(last: () => Work, run: () => R): R {
  try {
    return run();
  } catch (error) {
    end(last());
    throw error;
  }
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

/** Weighted sums along an axis; of a spline's coefficients, where one is given. */
export function sumPass(
  work: Work,
  axis: number,
  taps: AxisTaps,
  dtype: FloatDType,
  spline?: AxisSpline,
): Work<FloatDType> {
  const { volume } = work;
  const lines = linesOf(volume, axis);
  return pass(
    work,
    resized(volume.shape, axis, taps.count),
    dtype,
    (target) => sumAlongAxis(volume.data, volume.dtype, lines, taps, target.data, dtype, spline),
    true,
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
export function splinePass(work: Work, axis: number, spline: AxisSpline): Work<'float64'> {
  const { volume } = work;
  const lines = linesOf(volume, axis);
  return pass(
    work,
    volume.shape,
    'float64',
    (target) => splineAlongAxis(volume.data, volume.dtype, lines, spline, target.data),
    true,
  );
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

/** Any pass from float64 to another array of any dtype. */
export function samplePass<D extends DType>(
  work: Work,
  shape: readonly number[],
  dtype: D,
  sample: (source: Float64Array, target: TypedArray) => void,
): Work<D> {
  return pass(work, shape, dtype, (target) => sample(work.volume.data as Float64Array, target.data));
}

/** Rounded to the nearest of an integer type, within its range; floats as they are stored. */
export function roundPass<D extends DType>(work: Work, dtype: D): Work<D> {
  if (work.own && work.volume.dtype === (dtype as DType)) return work as unknown as Work<D>;
  const { volume } = work;
  return pass(work, volume.shape, dtype, (target) => roundTo(volume.data as Float64Array, target.data, dtype));
}

/** As many elements are worked on at a time where several steps follow one another, so that the cache holds them. */
export const PART = 2 ** 16;

/** The parts of so many elements: where each begins and ends. */
export function* parts(size: number): Generator<readonly [number, number]> {
  for (let first = 0; first < size; first += PART) yield [first, Math.min(size, first + PART)];
}

/** Lowest and highest value, NaN left out; undefined if there is no other. */
export function rangeOf({ volume }: Work): readonly [number, number] | undefined {
  const { data, dtype, size } = volume;
  if (size === 0) return undefined;
  const [lowest, highest] = [newAccumulator('min', dtype, 1), newAccumulator('max', dtype, 1)];
  for (const [first, end] of parts(size)) {
    const part = (data as TypedArray).subarray(first, end);
    const block = { dtype, outer: 1, axis: end - first, inner: 1 };
    reduce('min', part, block, lowest);
    reduce('max', part, block, highest);
  }
  const [low, high] = [Number(lowest[0]), Number(highest[0])];
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
