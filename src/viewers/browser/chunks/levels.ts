/** Which resolutions a volume has for the page, and in which chunks. Lists go fastest axis first. */
import type { LevelInfo } from '../protocol.js';

/** Along x, y and z of a volume in memory: small enough that a change costs little, large enough for few requests. */
const CUBE = 64;
/** Of a picture of one plane. */
const PLANE = 512;
/** No coarser level is made of what has at most so many voxels along x, y and z. */
const COARSE_ENOUGH = 128;

/**
 * The levels of a volume in memory: each halves the axes whose voxels are shortest, until it is small.
 * @param whole the axis whose voxels all go into one chunk ('c^'), or none.
 */
export function memoryLevels(
  axes: readonly string[],
  shape: readonly number[],
  scales: readonly number[],
  whole: string | undefined,
): LevelInfo[] {
  const levels: LevelInfo[] = [];
  let factors = axes.map(() => 1);
  for (;;) {
    const extents = shape.map((extent, d) => Math.ceil(extent / (factors[d] as number)));
    levels.push({ factors, shape: extents, chunk: chunkOf(axes, extents, whole) });
    if (extents.every((extent, d) => d > 2 || extent <= COARSE_ENOUGH)) return levels;
    factors = nextFactors(factors, extents, scales);
  }
}

function nextFactors(factors: readonly number[], extents: readonly number[], scales: readonly number[]): number[] {
  const size = (d: number) => (factors[d] as number) * (scales[d] as number);
  const longEnough = [0, 1, 2].filter((d) => (extents[d] as number) > 1);
  const least = Math.min(...longEnough.map(size));
  return factors.map((factor, d) => (longEnough.includes(d) && size(d) < 1.5 * least ? 2 * factor : factor));
}

function chunkOf(axes: readonly string[], extents: readonly number[], whole: string | undefined): number[] {
  const flat = extents[2] === 1;
  const channels = axes.reduce((count, axis, d) => (axis === whole ? count * (extents[d] as number) : count), 1);
  const side = flat ? PLANE : channels > 4 ? CUBE / 2 : CUBE;
  return axes.map((axis, d) =>
    axis === whole ? (extents[d] as number) : d > 2 ? 1 : Math.min(extents[d] as number, side),
  );
}

/** The most voxels that are read for one chunk. */
const MOST_READ = 1 << 24;
/** The most voxels of one chunk. */
const MOST_SENT = 1 << 19;
/** The longest row of a chunk: any graphics card takes it. */
const LONGEST_ROW = 2048;

/**
 * The levels of a volume that is read when it is looked at, which has one resolution: coarser ones leave z as it is, so
 * that a plane on the screen never costs more than the chunks of that plane.
 * @param own the extents of the volume's own chunks.
 */
export function lazyLevels(
  axes: readonly string[],
  shape: readonly number[],
  own: readonly number[],
  whole: string | undefined,
): LevelInfo[] {
  const levels: LevelInfo[] = [];
  for (let factor = 1; ; factor *= 2) {
    const factors = axes.map((_, d) => (d < 2 ? factor : 1));
    const extents = shape.map((extent, d) => Math.ceil(extent / (factors[d] as number)));
    levels.push({ factors, shape: extents, chunk: lazyChunk(axes, extents, factors, own, whole) });
    if (Math.max(extents[0] as number, extents[1] as number) <= PLANE) return levels;
  }
}

/** Chunks of one level that is there as such: close to its own, of a size that the screen takes well. */
export function lazyChunk(
  axes: readonly string[],
  extents: readonly number[],
  factors: readonly number[],
  own: readonly number[],
  whole: string | undefined,
): number[] {
  const chunk = axes.map((axis, d) => (axis === whole ? (extents[d] as number) : 1));
  // How many more voxels the chunk may get, sent and read.
  let sent = MOST_SENT / product(chunk);
  let read = MOST_READ / product(chunk);
  for (let d = 0; d < 3; d++) {
    const factor = factors[d] as number;
    const extent = extents[d] as number;
    const ownHere = Math.ceil((own[d] as number) / factor);
    // Several small own chunks together, and of a large one a part.
    const wanted = d === 2 ? ownHere : ownHere >= 256 ? ownHere : ownHere * Math.ceil(64 / ownHere);
    const most = Math.max(1, Math.floor(Math.min(sent, read / factor, LONGEST_ROW)));
    chunk[d] = Math.min(extent, wanted, most);
    sent /= chunk[d] as number;
    read /= (chunk[d] as number) * factor;
  }
  return chunk;
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
