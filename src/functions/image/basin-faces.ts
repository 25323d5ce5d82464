/** What is known of the faces of blocks: the planes of `Reached` in native/kernels/spread.h, as a first axis. */
import { REACHED_PLANES } from '../../kernels/index.js';
import { asVolume, type Region, type Volume } from '../../volume/index.js';

/** A side of a block where something else has come. */
export interface Change {
  readonly axis: number;
  /** -1 before the block, 1 behind it. */
  readonly step: number;
  readonly region: Region;
  /** What was in the block's part of its layer. */
  readonly before: Volume<'float64'>;
  /** The layers at the cut, of the whole volume. */
  readonly own: Volume<'float64'>;
  readonly beyond: Volume<'float64'>;
  /** The lowest level of what has changed. */
  readonly level: number;
}

/** Where the planes of a face begin, and the face's extents. */
export interface FacePlace {
  readonly from: number;
  readonly shape: readonly number[];
}

/** The faces of `spreadBasins`, in its order. */
export function facePlaces(shape: readonly number[], margin: 0 | 1): FacePlace[] {
  let from = 0;
  return shape.flatMap((_, axis) => {
    const across = shape.filter((_, d) => d !== axis).map((extent) => extent + 2 * margin);
    return [0, 1].map(() => {
      const place = { from, shape: across };
      from += REACHED_PLANES * across.reduce((a, b) => a * b, 1);
      return place;
    });
  });
}

/** The planes of a face. */
export function faceAt(values: Float64Array, { from, shape }: FacePlace): Volume<'float64'> {
  const planes = [REACHED_PLANES, ...shape];
  return asVolume(values.subarray(from, from + planes.reduce((a, b) => a * b, 1)), planes);
}

/** A box with all planes. */
export function planesOf({ start, shape }: Region): Region {
  return { start: [0, ...start], shape: [REACHED_PLANES, ...shape] };
}

/** Of what differs the lowest level, before or after; undefined if nothing does. */
export function lowestChange(before: Float64Array, after: Float64Array): number | undefined {
  return lowestOf(before, after, () => true);
}

/**
 * Of what differs the lowest level, before or after, where it matters to the voxels beyond: something lower comes to them, or
 * what they had from there has gone.
 */
export function lowestThatMatters(before: Float64Array, after: Float64Array, beyond: Float64Array): number | undefined {
  return lowestOf(before, after, (at, count) => {
    const voxel = reachAt(beyond, at, count);
    if (voxel.label === 0) return voxel.level !== Number.NEGATIVE_INFINITY;
    const [was, is] = [rankFrom(reachAt(before, at, count), voxel), rankFrom(reachAt(after, at, count), voxel)];
    return is < 0 || (was === 0 && is !== 0);
  });
}

function lowestOf(
  before: Float64Array,
  after: Float64Array,
  matters: (at: number, count: number) => boolean,
): number | undefined {
  const count = after.length / REACHED_PLANES;
  let lowest: number | undefined;
  for (let at = 0; at < count; at++) {
    let same = true;
    for (let i = at; i < after.length; i += count) same &&= before[i] === after[i];
    if (same || !matters(at, count)) continue;
    for (const planes of [before, after]) {
      const level = planes[count + at] as number;
      if (planes[at] !== 0 && (lowest === undefined || level < lowest)) lowest = level;
    }
  }
  return lowest;
}

interface Reach {
  readonly label: number;
  readonly level: number;
  readonly steps: number;
  readonly levelBefore: number;
  readonly stepsBefore: number;
}

function reachAt(planes: Float64Array, at: number, count: number): Reach {
  const plane = (which: number): number => planes[which * count + at] as number;
  return { label: plane(0), level: plane(1), steps: plane(2), levelBefore: plane(3), stepsBefore: plane(4) };
}

/** Below 0 if a voxel is reached from a neighbour before how it is reached now, 0 if as it is. */
function rankFrom(from: Reach, voxel: Reach): number {
  if (from.label === 0 || from.level > voxel.level) return 1;
  if (voxel.steps === 0) {
    // Its level is its height.
    if (from.level === voxel.level) return 1;
    return from.level - voxel.levelBefore || from.steps - voxel.stepsBefore || from.label - voxel.label;
  }
  if (from.level < voxel.level) return -1;
  return (
    from.steps + 1 - voxel.steps ||
    from.levelBefore - voxel.levelBefore ||
    from.stepsBefore - voxel.stepsBefore ||
    from.label - voxel.label
  );
}
