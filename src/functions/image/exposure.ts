import { ArgumentError, DTypeError } from '../../errors.js';
import { cast, elementwise, histogramCounts } from '../../kernels/index.js';
import { type ComputeOptions, LazyVolume, stackVolumes } from '../../lazy/index.js';
import { type DType, dtypeInfo, newElements, type TypedArray, type Volume, valueText } from '../../volume/index.js';
import { named } from '../named.js';
import { checkImage } from './input.js';
import { type Limits, lazyLimits, lazyRescale } from './lazy-rescale.js';
import { begin, end, PART, parts, pass, rangeOf, type Work } from './passes.js';

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
 * @returns the histogram, which is the caller's; of a lazy volume a promise of it. Lazy volumes are read twice, for the range
 * and for the counts, but those of 8 and 16 bits once; never are more than a few blocks in memory.
 * @throws ArgumentError for a volume without values, or of infinities, or integers that are more than 2^26 apart;
 * DTypeError for float16, complex, argb and bool; ReleasedError. Lazy: also what `compute` throws.
 * @example
 * const { counts, centers } = histogram(volume);
 * const { counts } = await histogram(lazy, { signal: AbortSignal.timeout(60_000) });
 */
export function histogram(volume: Volume, options?: HistogramOptions): Histogram;
export function histogram(volume: LazyVolume, options?: HistogramOptions & ComputeOptions): Promise<Histogram>;
export function histogram(
  volume: Volume | LazyVolume,
  options: HistogramOptions & ComputeOptions = {},
): Histogram | Promise<Histogram> {
  checkHistogram('histogram', volume, options);
  if (volume instanceof LazyVolume) return lazyHistogram('histogram', volume, options).then(({ found }) => found);
  return countedIn('histogram', volume, options);
}

function countedIn(caller: string, volume: Volume, options: HistogramOptions): Histogram {
  const bins = binsOf(caller, volume.dtype, options.bins);
  return named(caller, () => {
    const work = begin(volume);
    try {
      const { edges, centers } = edgesOf(caller, volume, rangeOf(work), bins);
      const counts = newElements(caller, 'float64', centers.length);
      histogramCounts(work.volume.data, volume.dtype, edges, counts);
      return { counts, centers };
    } finally {
      end(work);
    }
  });
}

/** @throws as `checkImage`; what `compute` takes is for lazy volumes. */
function checkHistogram(caller: string, volume: Volume | LazyVolume, options: object): void {
  const compute = { concurrency: 'value', memoryLimit: 'value', signal: 'value', onProgress: 'value' } as const;
  checkImage(caller, volume, { options, names: { bins: 'value', ...(volume instanceof LazyVolume && compute) } });
}

/** How many bins floats get. @throws ArgumentError, or DTypeError for bool. */
function binsOf(caller: string, dtype: DType, bins = 256): number {
  if (!Number.isSafeInteger(bins) || bins < 1 || bins > MOST_BINS) {
    throw new ArgumentError(`${caller}: bins ${valueText(bins)} must be a whole number from 1 to ${MOST_BINS}`);
  }
  if (dtype === 'bool') throw new DTypeError(`${caller}: of bool; sum() counts what is true`);
  return bins;
}

/** Bins for the values of a volume between two. @throws ArgumentError if there are none, or too many. */
function edgesOf(
  caller: string,
  volume: { readonly dtype: DType; toString(): string },
  range: readonly [number, number] | undefined,
  bins: number,
): Edges {
  if (range?.every(Number.isFinite)) {
    const found =
      dtypeInfo(volume.dtype).kind === 'float' ? ofFloats(volume.dtype, range, bins) : ofIntegers(caller, range);
    checkApart(caller, found.edges, range);
    return found;
  }
  throw new ArgumentError(`${caller}: ${volume.toString()} has ${range === undefined ? 'no values' : 'infinities'}`);
}

/** @throws ArgumentError for bins of no width, since there are no more numbers between. */
function checkApart(caller: string, edges: Float64Array, [low, high]: readonly [number, number]): void {
  if (edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number))) return;
  throw new ArgumentError(
    `${caller}: values from ${low} to ${high} are too close together for ${edges.length - 1} bins: there are not that many ` +
      'numbers between them; subtract the lowest first, or give fewer bins',
  );
}

interface Edges {
  readonly edges: Float64Array;
  readonly centers: Float64Array;
}

function ofIntegers(caller: string, [low, high]: readonly [number, number]): Edges {
  const bins = high - low + 1;
  if (!(bins <= MOST_BINS)) {
    throw new ArgumentError(`${caller}: values from ${low} to ${high} are too many to count each; convert to floats`);
  }
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low - 0.5 + i);
  return { edges, centers: Float64Array.from({ length: bins }, (_, i) => low + i) };
}

/** Edges as numpy.histogram has them, in the type of the values. */
function ofFloats(dtype: DType, range: readonly [number, number], bins: number): Edges {
  const round = dtype === 'float32' ? Math.fround : (value: number): number => value;
  const [low, high] = range[0] === range[1] ? [round(range[0] - 0.5), round(range[1] + 0.5)] : range;
  const step = round(round(high - low) / bins);
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : round(round(i * step) + low)));
  const centers = Float64Array.from({ length: bins }, (_, i) =>
    round(round((edges[i] as number) + (edges[i + 1] as number)) / 2),
  );
  return { edges, centers };
}

/**
 * The value that divides the voxels into two classes best (Otsu 1979), as skimage.filters.threshold_otsu: what is above it
 * is the foreground.
 *
 * @returns a value in the middle of a bin of `histogram`; of a volume of one value, that. Of a lazy volume a promise of it.
 * @throws the errors of `histogram`.
 * @example
 * const foreground = greater(volume, thresholdOtsu(volume)); // bool
 * const lazyForeground = greater(lazy, await thresholdOtsu(lazy)); // lazy again
 */
export function thresholdOtsu(volume: Volume, options?: HistogramOptions): number;
export function thresholdOtsu(volume: LazyVolume, options?: HistogramOptions & ComputeOptions): Promise<number>;
export function thresholdOtsu(
  volume: Volume | LazyVolume,
  options: HistogramOptions & ComputeOptions = {},
): number | Promise<number> {
  checkHistogram('thresholdOtsu', volume, options);
  const { dtype } = volume;
  if (volume instanceof LazyVolume) {
    return lazyHistogram('thresholdOtsu', volume, options).then(({ found, low, high }) =>
      low === high ? low : otsuOf(dtype, found),
    );
  }
  const found = countedIn('thresholdOtsu', volume, options);
  const occupied = found.counts.reduce((sum, count) => sum + Number(count > 0), 0);
  if (occupied === 1 && isConstant(volume)) return Number(volume.get(...volume.shape.map(() => 0)));
  return otsuOf(dtype, found);
}

function otsuOf(dtype: DType, { counts, centers }: Histogram): number {
  const bins = counts.length;
  // In the precision of scikit-image, so that of nearly equal thresholds the same one is found.
  const single = Math.fround;
  const round = dtype === 'float32' ? single : (value: number): number => value;
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

/** A histogram, and the lowest and highest value. */
interface LazyHistogram {
  readonly found: Histogram;
  readonly low: number;
  readonly high: number;
}

/** Blocks are computed in worker threads, and counted in this one. */
async function lazyHistogram(
  caller: string,
  volume: LazyVolume,
  { bins, ...options }: HistogramOptions & ComputeOptions,
): Promise<LazyHistogram> {
  const { dtype } = volume;
  const binCount = binsOf(caller, dtype, bins);
  const { kind, itemsize, range } = dtypeInfo(dtype);
  // Of few possible values all are counted, and those at the ends that do not occur are cut off.
  const few = kind !== 'float' && itemsize <= 2 && volume.size > 0;
  const [low, high] = few ? range : await computedRange(volume, options);
  const { edges, centers } = edgesOf(caller, volume, low > high ? undefined : [low, high], binCount);
  const counts = newElements(caller, 'float64', centers.length);
  await volume.store({ write: ({ data }) => histogramCounts(data, dtype, edges, counts) }, options);
  if (!few) return { found: { counts, centers }, low, high };
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  const found = { counts: counts.slice(first, last + 1), centers: centers.slice(first, last + 1) };
  return { found, low: centers[first] as number, high: centers[last] as number };
}

/** The lowest is higher where there are no values. */
async function computedRange(volume: LazyVolume, options: ComputeOptions): Promise<Limits> {
  if (volume.size === 0) return [1, 0];
  const computed = await stackVolumes(lazyLimits(volume), 0).compute(options);
  const [low, high] = computed.data as unknown as Limits;
  computed.close();
  return [low, high];
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
 * @returns a new volume that the caller owns; of a lazy volume a lazy one, which finds the range of the image, where that is
 * needed, when it is computed.
 * @throws ArgumentError for a range that is none (of a lazy image: ComputeError, when it is computed); DTypeError for float16,
 * complex, argb and bool; ReleasedError.
 * @example const bright = rescaleIntensity(volume, { inRange: [10, 90] });
 */
export function rescaleIntensity(volume: Volume, options?: RescaleOptions): Volume;
export function rescaleIntensity(volume: LazyVolume, options?: RescaleOptions): LazyVolume;
export function rescaleIntensity(volume: Volume | LazyVolume, options: RescaleOptions = {}): Volume | LazyVolume {
  checkImage('rescaleIntensity', volume, { options, names: { inRange: 'value', outRange: 'value' } });
  const { inRange = 'image', outRange = 'dtype' } = options;
  const lazy = volume instanceof LazyVolume;
  const { dtype } = volume;
  if (dtype === 'bool') throw new DTypeError('rescaleIntensity: of bool; convert it first');
  const output = outputDType(dtype, outRange);
  const before = limitsOf(dtype, 'inRange', inRange, false);
  const after = (low: number) => limitsOf(dtype, 'outRange', outRange, low >= 0);
  // Whatever the image has, what comes out must be a range.
  after(0);
  if (lazy) return lazyRescale(volume, before, after, output);
  return named('rescaleIntensity', () => {
    const work = begin(volume);
    const rescaled = pass(work, volume.shape, output, (target) => {
      const image = before === undefined || after(0) === undefined ? finiteRange(work) : undefined;
      const range = before ?? (image as Limits);
      rescaleInto(work.volume, range, after(range[0]) ?? (image as Limits), target);
    });
    return rescaled.volume;
  });
}

/** @throws ArgumentError for what has no such range. */
function finiteRange(work: Work): Limits {
  const found = rangeOf(work);
  if (found?.every(Number.isFinite)) return found;
  throw new ArgumentError(`rescaleIntensity: ${work.volume.toString()} has no finite range of values`);
}

/** The range that was asked for; undefined where it is the image's. */
function limitsOf(dtype: DType, name: string, range: IntensityRange, clipNegative: boolean): Limits | undefined {
  if (typeof range !== 'string') {
    if (Array.isArray(range) && range.length === 2 && range.every(Number.isFinite)) return range as Limits;
    throw new ArgumentError(`rescaleIntensity: ${name} ${valueText(range)} must be two finite numbers, or a name`);
  }
  if (range === 'image') return undefined;
  const info = dtypeInfo(range === 'dtype' ? dtype : range, 'rescaleIntensity');
  const lowest = info.kind === 'float' ? -1 : info.range[0];
  return [clipNegative ? 0 : lowest, info.range[1]];
}

function outputDType(dtype: DType, range: IntensityRange): DType {
  if (typeof range !== 'string') return dtype === 'float32' ? 'float32' : 'float64';
  return range === 'image' || range === 'dtype' ? dtype : range;
}

/** Rescales a contiguous volume into another. */
export function rescaleInto(source: Volume, [low, high]: Limits, [newLow, newHigh]: Limits, target: Volume): void {
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
