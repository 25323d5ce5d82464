import { ArgumentError } from '../errors.js';

/** What `slice` takes for one axis: all of it, one index, or `[start, stop, step?]` as in NumPy. */
export type SliceRange = null | number | readonly [start: number | null, stop: number | null, step?: number];

/** A range of one axis: from `start`, `extent` indices, `step` apart; no extent if the axis goes away. */
export interface ResolvedRange {
  readonly start: number;
  readonly step: number;
  readonly extent: number | undefined;
}

/** Works a range out against the axis's length, with NumPy's rules for negative and missing ends. */
export function resolveRange(range: SliceRange, length: number, axis: number): ResolvedRange {
  if (range === null) return { start: 0, step: 1, extent: length };
  if (typeof range === 'number') {
    const index = range < 0 ? range + length : range;
    if (!Number.isInteger(range) || index < 0 || index >= length) {
      throw new ArgumentError(`slice: index ${range} is outside axis ${axis}, which has ${length} voxels`);
    }
    return { start: index, step: 1, extent: undefined };
  }
  const [start, stop, step = 1] = range;
  for (const value of [start ?? 0, stop ?? 0, step]) {
    if (!Number.isInteger(value)) {
      throw new ArgumentError(`slice: axis ${axis} has the range [${String(range)}]; use integers or null`);
    }
  }
  if (step === 0) throw new ArgumentError(`slice: axis ${axis} has the step 0; use another step`);
  const clamp = (value: number): number => {
    const positive = value < 0 ? value + length : value;
    return step > 0 ? Math.min(Math.max(positive, 0), length) : Math.min(Math.max(positive, -1), length - 1);
  };
  const from = start === null ? (step > 0 ? 0 : length - 1) : clamp(start);
  const to = stop === null ? (step > 0 ? length : -1) : clamp(stop);
  const extent = Math.max(0, Math.ceil((to - from) / step));
  // An empty range begins nowhere; the first voxel keeps the view's address inside the volume.
  return { start: extent === 0 ? 0 : from, step, extent };
}
