import { ArgumentError, DTypeError } from '../../errors.js';
import { cast, elementwise, histogramCounts } from '../../kernels/index.js';
import { createVolume, type DType, dtypeInfo, type TypedArray, type Volume } from '../../volume/index.js';
import { begin, checkInput, end, PART, parts, rangeOf, type Work } from './passes.js';

/** What {@link histogram} gives. */
export interface Histogram {
  /** How many voxels there are in each bin. */
  readonly counts: Float64Array;
  /** The middle of each bin; of integers the value. */
  readonly centers: Float64Array;
}

/** Options of {@link histogram}. */
export interface HistogramOptions {
  /** How many bins for floats; default 256. Of integers each value has its own. */
  readonly bins?: number;
}

/** More bins than these are no histogram any more. */
const MOST_BINS = 2 ** 26;

/**
 * How often values occur, as skimage.exposure.histogram: of integers each value from the lowest to the highest, of floats
 * in bins of one width. NaN is left out.
 *
 * @throws ArgumentError for a volume without values, or of infinities, or integers that are more than 2^26 apart;
 * DTypeError for float16, complex, argb and bool; ReleasedError.
 * @example const { counts, centers } = histogram(volume);
 */
export function histogram(volume: Volume, options: HistogramOptions = {}): Histogram {
  checkInput('histogram', volume);
  const { bins = 256 } = options;
  if (!Number.isSafeInteger(bins) || bins < 1 || bins > MOST_BINS) {
    throw new ArgumentError(`histogram: bins ${String(bins)} must be a whole number from 1 to ${MOST_BINS}`);
  }
  if (volume.dtype === 'bool') throw new DTypeError('histogram: of bool; sum() counts what is true');
  const work = begin(volume);
  try {
    const range = rangeOf(work);
    if (range === undefined || !range.every(Number.isFinite)) {
      throw new ArgumentError(
        `histogram: ${volume.toString()} has ${range === undefined ? 'no values' : 'infinities'}`,
      );
    }
    return dtypeInfo(volume.dtype).kind === 'float' ? ofFloats(work, range, bins) : ofIntegers(work, range);
  } finally {
    end(work);
  }
}

function ofIntegers({ volume }: Work, [low, high]: readonly [number, number]): Histogram {
  const bins = high - low + 1;
  if (!(bins <= MOST_BINS)) {
    throw new ArgumentError(`histogram: values from ${low} to ${high} are too many to count each; convert to floats`);
  }
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low - 0.5 + i);
  const counts = new Float64Array(bins);
  histogramCounts(volume.data, volume.dtype, edges, counts);
  return { counts, centers: Float64Array.from({ length: bins }, (_, i) => low + i) };
}

/** Edges as numpy.histogram has them, in the type of the values. */
function ofFloats({ volume }: Work, range: readonly [number, number], bins: number): Histogram {
  const round = volume.dtype === 'float32' ? Math.fround : (value: number): number => value;
  const [low, high] = range[0] === range[1] ? [round(range[0] - 0.5), round(range[1] + 0.5)] : range;
  const step = round(round(high - low) / bins);
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : round(round(i * step) + low)));
  const counts = new Float64Array(bins);
  histogramCounts(volume.data, volume.dtype, edges, counts);
  const centers = counts.map((_, i) => round(round((edges[i] as number) + (edges[i + 1] as number)) / 2));
  return { counts, centers };
}

/**
 * The value that divides the voxels into two classes best (Otsu 1979), as skimage.filters.threshold_otsu: what is above it
 * is the foreground.
 *
 * @returns a value in the middle of a bin of `histogram`; of a volume of one value, that.
 * @throws the errors of `histogram`.
 * @example const nuclei = greater(volume, thresholdOtsu(volume)); // bool
 */
export function thresholdOtsu(volume: Volume, options: HistogramOptions = {}): number {
  const { counts, centers } = histogram(volume, options);
  const bins = counts.length;
  const occupied = counts.reduce((sum, count) => sum + Number(count > 0), 0);
  if (occupied === 1 && isConstant(volume)) return Number(volume.get(...volume.shape.map(() => 0)));
  // In the precision of scikit-image, so that of nearly equal thresholds the same one is found.
  const single = Math.fround;
  const round = volume.dtype === 'float32' ? single : (value: number): number => value;
  const weighted = counts.map((count, i) => round(single(count) * (centers[i] as number)));
  const below = cumulative(counts, single);
  const above = cumulative(counts.toReversed(), single).reverse();
  const meanBelow = cumulative(weighted, round).map((sum, i) => round(sum / (below[i] as number)));
  const meanAbove = cumulative(weighted.toReversed(), round)
    .reverse()
    .map((sum, i) => round(sum / (above[i] as number)));
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i + 1 < bins; i++) {
    const difference = round((meanBelow[i] as number) - (meanAbove[i + 1] as number));
    const weights = single((below[i] as number) * (above[i + 1] as number));
    const variance = round(weights * round(difference * difference));
    if (variance > most) [best, most] = [i, variance];
  }
  return centers[best] as number;
}

function isConstant(volume: Volume): boolean {
  const work = begin(volume);
  const range = rangeOf(work);
  end(work);
  return range !== undefined && range[0] === range[1];
}

function cumulative(values: Float64Array, round: (value: number) => number): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum = round(sum + round(value));
    return sum;
  });
}

/** A range of values: two numbers, the lowest and highest of the image, or those of a dtype. */
export type IntensityRange = readonly [number, number] | 'image' | 'dtype' | DType;

/** Options of {@link rescaleIntensity}. */
export interface RescaleOptions {
  /** What becomes the range of the result; values outside are cut off. Default 'image'. */
  readonly inRange?: IntensityRange;
  /**
   * The range of the result. Default 'dtype': that of the type, of floats 0 to 1, or -1 to 1 if `inRange` begins below 0.
   * Two numbers make floats, a dtype a volume of it.
   */
  readonly outRange?: IntensityRange;
}

/**
 * Stretches or shrinks the range of values, as skimage.exposure.rescale_intensity.
 *
 * @returns a new volume that the caller owns.
 * @throws ArgumentError for a range that is none; DTypeError for float16, complex, argb and bool; ReleasedError.
 * @example const bright = rescaleIntensity(volume, { inRange: [10, 90] });
 */
export function rescaleIntensity(volume: Volume, options: RescaleOptions = {}): Volume {
  checkInput('rescaleIntensity', volume);
  if (volume.dtype === 'bool') throw new DTypeError('rescaleIntensity: of bool; convert it first');
  const { inRange = 'image', outRange = 'dtype' } = options;
  const work = begin(volume);
  try {
    const [low, high] = limits(work, 'inRange', inRange, false);
    const [newLow, newHigh] = limits(work, 'outRange', outRange, low >= 0);
    const target = createVolume(volume.shape, outputDType(volume.dtype, outRange));
    rescaleInto(work.volume, [low, high], [newLow, newHigh], target);
    return target;
  } finally {
    end(work);
  }
}

function limits(work: Work, name: string, range: IntensityRange, clipNegative: boolean): readonly [number, number] {
  if (typeof range !== 'string') {
    const [low, high] = range ?? [];
    if (Array.isArray(range) && range.length === 2 && Number.isFinite(low) && Number.isFinite(high)) return range;
    throw new ArgumentError(`rescaleIntensity: ${name} [${String(range)}] must be two finite numbers, or a name`);
  }
  if (range === 'image') {
    const found = rangeOf(work);
    if (found?.every(Number.isFinite)) return found;
    throw new ArgumentError(`rescaleIntensity: ${work.volume.toString()} has no finite range of values`);
  }
  const info = dtypeInfo(range === 'dtype' ? work.volume.dtype : range);
  const lowest = info.kind === 'float' ? -1 : info.range[0];
  return [clipNegative ? 0 : lowest, info.range[1]];
}

function outputDType(dtype: DType, range: IntensityRange): DType {
  if (typeof range !== 'string') return dtype === 'float32' ? 'float32' : 'float64';
  return range === 'image' || range === 'dtype' ? dtype : range;
}

function rescaleInto(
  source: Volume,
  [low, high]: readonly [number, number],
  [newLow, newHigh]: readonly [number, number],
  target: Volume,
): void {
  const [dtype, Floats] =
    source.dtype === 'float32' ? (['float32', Float32Array] as const) : (['float64', Float64Array] as const);
  const [from, to] = low === high ? [newLow, newHigh] : [low, high];
  const direct = target.dtype === dtype;
  const scratch = direct ? undefined : new Floats(Math.min(PART, source.size));
  for (const [first, end] of parts(source.size)) {
    const values = (source.data as TypedArray).subarray(first, end);
    const result = (target.data as TypedArray).subarray(first, end);
    const data = (scratch?.subarray(0, end - first) ?? result) as TypedArray;
    const shape = [end - first];
    const own = { data, dtype };
    cast(values, source.dtype, data, dtype);
    elementwise('maximum', shape, [own, from], data);
    elementwise('minimum', shape, [own, to], data);
    if (low !== high) {
      elementwise('subtract', shape, [own, low], data);
      elementwise('divide', shape, [own, high - low], data);
      // What changes nothing takes time all the same.
      if (newHigh - newLow !== 1) elementwise('multiply', shape, [own, newHigh - newLow], data);
      if (newLow !== 0 || newHigh < 0) elementwise('add', shape, [own, newLow], data);
    }
    if (!direct) cast(data, dtype, result, target.dtype);
  }
}
