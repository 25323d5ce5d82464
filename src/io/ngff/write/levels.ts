/** Which resolutions an image gets. */
import { ArgumentError } from '../../../errors.js';
import { checkFactors } from '../../../lazy/index.js';
import type { ImageGrid } from './axes.js';
import type { WriteOmeZarrOptions } from './options.js';

/** One resolution. */
export interface PlannedLevel {
  readonly shape: readonly number[];
  /** From the next finer one; 1 everywhere for the finest. */
  readonly step: readonly number[];
  /** From the finest. */
  readonly factors: readonly number[];
}

/** Without a wish: coarser levels until no axis of space has more voxels. */
const ENOUGH = 128;

/** The resolutions, the finest first. @throws ArgumentError */
export function planLevels(
  shape: readonly number[],
  grid: ImageGrid,
  wish: WriteOmeZarrOptions['levels'],
): PlannedLevel[] {
  const ones = shape.map(() => 1);
  const levels: PlannedLevel[] = [{ shape, step: ones, factors: ones }];
  if (typeof wish === 'number' && !(Number.isSafeInteger(wish) && wish >= 1)) {
    throw new ArgumentError(`writeOmeZarr: ${wish} levels: give an integer >= 1, or a list of factors`);
  }
  const wanted = Array.isArray(wish) ? wish.length + 1 : wish;
  for (;;) {
    const last = levels.at(-1) as PlannedLevel;
    if (wanted === undefined ? isSmall(last, grid) : levels.length >= (wanted as number)) return levels;
    const given = Array.isArray(wish) ? (wish[levels.length - 1] as readonly number[]) : undefined;
    const step = given ? checkFactors('writeOmeZarr: levels', shape.length, given) : halvings(last, grid);
    if (step === undefined) return levels;
    levels.push({
      shape: last.shape.map((extent, d) => Math.ceil(extent / (step[d] as number))),
      step,
      factors: last.factors.map((factor, d) => factor * (step[d] as number)),
    });
  }
}

function isSmall({ shape }: PlannedLevel, { axes }: ImageGrid): boolean {
  return shape.every((extent, d) => axes[d]?.type !== 'space' || extent <= ENOUGH);
}

/** Halves the axes of the shortest voxels, so that voxels get more alike; undefined where there is nothing to halve. */
function halvings({ shape, factors }: PlannedLevel, { axes, scale }: ImageGrid): number[] | undefined {
  const lengths = scale.map((extent, d) => extent * (factors[d] as number));
  const divisible = shape.map((extent, d) => axes[d]?.type === 'space' && extent > 1);
  if (!divisible.includes(true)) return undefined;
  const shortest = Math.min(...lengths.filter((_, d) => divisible[d]));
  return shape.map((_, d) => (divisible[d] && (lengths[d] as number) < 2 * shortest ? 2 : 1));
}
