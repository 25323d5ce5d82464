/** Ranges of lazy volumes, and their values stretched from one to another; all of it stays lazy. */
import { ArgumentError } from '../../errors.js';
import { elementwiseVolumes, type LazyVolume, stackVolumes, whereVolumes } from '../../lazy/index.js';
import { type DType, dtypeInfo } from '../../volume/index.js';
import { blockFunction } from '../block-function.js';

const BLOCKS = 'image/exposure-block';

/** Lowest and highest value. */
export type Limits = readonly [number, number];

/** Lowest and highest value as float64, NaN left out; the lowest is higher if there is no other. */
export function lazyLimits(volume: LazyVolume): readonly [LazyVolume, LazyVolume] {
  const floats = dtypeInfo(volume.dtype).kind === 'float';
  const nan = elementwiseVolumes('notEqual', [volume, volume]);
  const without = (value: number): LazyVolume => (floats ? whereVolumes(nan, value, volume) : volume);
  const low = without(Number.POSITIVE_INFINITY).min();
  return [low.astype('float64'), without(Number.NEGATIVE_INFINITY).max().astype('float64')];
}

type Limit = number | LazyVolume;

/** What `rescaleIntensity` gives: limits are numbers, or those of the image, which stay lazy. */
export function lazyRescale(
  volume: LazyVolume,
  before: Limits | undefined,
  after: (low: number) => Limits | undefined,
  output: DType,
): LazyVolume {
  const known = before && after(before[0]);
  if (before !== undefined && known !== undefined) {
    const fn = blockFunction(BLOCKS, 'rescaleBlock', before, known, output);
    return volume.mapBlocks(fn, { dtype: output, name: 'rescaleIntensity' });
  }
  const image = finiteLimits(volume);
  const [low, high] = before ?? image;
  const [newLow, newHigh] = lazyAfter(low, after, image);
  // As `rescaleInto` does it, in the same steps of the same types.
  const dtype = volume.dtype === 'float32' ? 'float32' : 'float64';
  const typed = (limit: Limit): Limit => (typeof limit === 'number' ? limit : limit.astype(dtype));
  const same = compared('equal', low, high);
  const cut = elementwiseVolumes('minimum', [
    elementwiseVolumes('maximum', [volume.astype(dtype), typed(chosen(same, newLow, low))]),
    typed(chosen(same, newHigh, high)),
  ]);
  const scaled = elementwiseVolumes('add', [
    elementwiseVolumes('multiply', [
      elementwiseVolumes('divide', [elementwiseVolumes('subtract', [cut, typed(low)]), typed(difference(high, low))]),
      typed(difference(newHigh, newLow)),
    ]),
    typed(newLow),
  ]);
  return (typeof same === 'boolean' ? (same ? cut : scaled) : whereVolumes(same, cut, scaled)).astype(output);
}

/** The range of the result, which may depend on whether the image has values below 0. */
function lazyAfter(
  low: Limit,
  after: (low: number) => Limits | undefined,
  image: readonly [LazyVolume, LazyVolume],
): readonly [Limit, Limit] {
  if (typeof low === 'number') return after(low) ?? image;
  const [positive, negative] = [after(0), after(-1)];
  if (positive === undefined || negative === undefined) return image;
  const from = positive[0] === negative[0] ? positive[0] : chosen(low.greaterEqual(0), positive[0], negative[0]);
  return [from, positive[1]];
}

/** The image's, of which the computation fails if they are not finite. */
function finiteLimits(volume: LazyVolume): readonly [LazyVolume, LazyVolume] {
  if (volume.size === 0) {
    throw new ArgumentError(`rescaleIntensity: ${volume.toString()} has no finite range of values`);
  }
  const limits = stackVolumes(lazyLimits(volume), 0);
  const checked = limits.rechunk(2).mapBlocks(blockFunction(BLOCKS, 'finiteBlock', volume.toString()));
  return [checked.pick(0, 0), checked.pick(0, 1)];
}

function compared(op: 'equal', a: Limit, b: Limit): boolean | LazyVolume {
  return typeof a === 'number' && typeof b === 'number' ? a === b : elementwiseVolumes(op, [a, b]);
}

function difference(a: Limit, b: Limit): Limit {
  return typeof a === 'number' && typeof b === 'number' ? a - b : elementwiseVolumes('subtract', [a, b]);
}

function chosen(condition: boolean | LazyVolume, a: Limit, b: Limit): Limit {
  if (typeof condition === 'boolean') return condition ? a : b;
  return whereVolumes(condition, a, b).astype('float64');
}
