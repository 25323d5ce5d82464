import { ArgumentError } from '../errors.js';
import { type DType, dtypeInfo, Volume } from '../volume/index.js';

/** How many voxels are looked at, at most, so that a volume of any size opens at once. */
const SAMPLES = 1 << 18;

/** How many of the first parts of a lazy volume that are loaded set a display range that nobody gave. */
const PARTS_FOR_RANGE = 4;

/**
 * The range of values to show a volume with when none was given: 0..255 for uint8 and the parts of
 * a color, 0..1 for bool, else lowest to highest of a
 * regular sample of its voxels (all of them up to 262144), NaN and infinities left out.
 */
export function defaultDisplayRange(volume: Volume): [number, number] {
  const { range, kind } = dtypeInfo(volume.dtype);
  if (volume.dtype === 'uint8' || kind === 'bool' || kind === 'color') return [range[0], range[1]];
  const [low, high] = sampledRange(volume);
  if (low > high) return [range[0], range[1]];
  return low === high ? [low, low + 1] : [low, high];
}

/** The same before anything of a lazy volume was read: the range of its type. */
export function firstDisplayRange(volume: Volume | { readonly dtype: DType }): readonly [number, number] {
  return volume instanceof Volume ? defaultDisplayRange(volume) : dtypeInfo(volume.dtype).range;
}

/** The lowest and highest value of the first parts that were loaded: those that are looked at first. */
export function adjustByFirst(
  handle: { onLoad(listener: (volume: Volume) => void): () => void },
  adjust: (range: readonly [number, number]) => void,
): void {
  let parts = 0;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const end = handle.onLoad((volume) => {
    if (++parts >= PARTS_FOR_RANGE) end();
    const [from, to] = defaultDisplayRange(volume);
    if (from >= low && to <= high) return;
    [low, high] = [Math.min(low, from), Math.max(high, to)];
    adjust([low, high]);
  });
}

/** @throws ArgumentError unless it is two finite numbers, the lower one first. */
export function checkDisplayRange(name: string, range: readonly [number, number]): readonly [number, number] {
  const [low, high] = range;
  if (range.length !== 2 || !Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    throw new ArgumentError(`${name} [${range.join(', ')}] must be two finite numbers, the lower one first`);
  }
  return range;
}

function sampledRange(volume: Volume): [number, number] {
  const { shape } = volume;
  const index = shape.map(() => 0);
  // One step for all axes that brings the count below SAMPLES, at least as coarse as needed.
  const steps = sampleSteps(shape);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const visit = (axis: number): void => {
    if (axis === shape.length) {
      const value = Number(volume.get(...index));
      if (Number.isFinite(value)) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      return;
    }
    const [extent, step] = [shape[axis] as number, steps[axis] as number];
    for (let i = 0; i < extent; i += step) {
      index[axis] = i;
      visit(axis + 1);
    }
  };
  visit(0);
  return [low, high];
}

function sampleSteps(shape: readonly number[]): number[] {
  const counts = [...shape];
  const steps = shape.map(() => 1);
  // Halve the axis with the most samples until there are few enough.
  while (counts.reduce((product, count) => product * count, 1) > SAMPLES) {
    const axis = counts.indexOf(Math.max(...counts));
    steps[axis] = (steps[axis] as number) * 2;
    counts[axis] = Math.ceil((shape[axis] as number) / (steps[axis] as number));
  }
  return steps;
}
