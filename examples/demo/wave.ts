/** A wave of light and shadow that runs through the grey matter, along its folds. */
import { createVolume, type Region, type Volume } from 'imglib2-node';

const GREY_MATTER = 1;
const WHITE = 255;
/** How bright the first crest is, how far the next one is behind it, and how far behind it all is calm; in voxels. */
const HEIGHT = 180;
const LENGTH = 16;
const WIDTH = 40;

/** A voxel, [z, y, x]. */
export type Voxel = readonly [number, number, number];

/** What the front reaches in one step. */
interface Front {
  /** Indices in the volume's `data`. */
  readonly voxels: Uint32Array;
  /** First and last voxel of the box around them, along z, y, x. */
  readonly low: Voxel;
  readonly high: Voxel;
}

/**
 * Writes the wave into `head`. Where it has gone by, the voxels are as they were; `end()` puts back all.
 * Both volumes are uint8, contiguous and of one shape; in `labels` grey matter is 1.
 */
export class Wave {
  readonly #head: Volume<'uint8'>;
  readonly #before: Volume<'uint8'>;
  readonly #fronts: readonly Front[];
  #step = 0;

  /** The wave begins at the voxels of grey matter nearest to `seeds`. */
  constructor(head: Volume<'uint8'>, labels: Volume<'uint8'>, seeds: readonly Voxel[]) {
    this.#head = head;
    this.#before = createVolume(head.shape, 'uint8');
    this.#before.data.set(head.data);
    this.#fronts = flood(labels, seeds);
  }

  /** After so many steps it has gone through, and nothing of it is left. */
  get steps(): number {
    return this.#fronts.length + WIDTH;
  }

  /** Moves the wave to a step. @returns the box of the voxels that it wrote, or undefined if there were none. */
  moveTo(step: number): Region | undefined {
    const first = Math.min(step, this.#step) - WIDTH + 1;
    const last = Math.max(step, this.#step);
    this.#step = step;
    const { data } = this.#head;
    const before = this.#before.data;
    const touched: Front[] = [];
    for (let i = Math.max(first, 0); i <= Math.min(last, this.#fronts.length - 1); i++) {
      const front = this.#fronts[i] as Front;
      const swing = swingAt(step - i);
      for (const voxel of front.voxels) {
        data[voxel] = Math.min(WHITE, Math.max(0, (before[voxel] as number) + swing));
      }
      touched.push(front);
    }
    return boxAround(touched);
  }

  /** Some of the voxels at the front, [z, y, x] each. */
  riders(count: number): Voxel[] {
    const { voxels } = this.#fronts[Math.min(this.#step, this.#fronts.length - 1)] as Front;
    const every = Math.max(1, Math.floor(voxels.length / count));
    return Array.from(voxels.filter((_, i) => i % every === 0).slice(0, count), (voxel) => at(this.#head.shape, voxel));
  }

  /** Puts every voxel back, and frees the copy that was kept for that. @returns the box of all that it wrote. */
  end(): Region | undefined {
    this.moveTo(this.steps);
    this.#before.close();
    return boxAround(this.#fronts);
  }
}

/** What the wave adds so many steps after its front came by. */
function swingAt(age: number): number {
  if (age < 0 || age >= WIDTH) return 0;
  return HEIGHT * (1 - age / WIDTH) * Math.cos((2 * Math.PI * age) / LENGTH);
}

/** The grey matter in the order in which a wave from `seeds` reaches it, from voxel to neighbouring voxel. */
function flood(labels: Volume<'uint8'>, seeds: readonly Voxel[]): Front[] {
  const { data, shape } = labels;
  const [plane, row] = labels.strides as [number, number, number];
  const seen = Uint8Array.from(data, (label) => (label === GREY_MATTER ? 0 : 1));
  const fronts: Front[] = [];
  let reached = seeds.map((seed) => nearest(labels, seed));
  for (const voxel of reached) seen[voxel] = 1;
  while (reached.length > 0) {
    fronts.push(frontOf(shape, reached));
    const next: number[] = [];
    for (const voxel of reached) {
      // The brain ends before the volume does, so a neighbour is never on the other side of it.
      for (const neighbour of [voxel - 1, voxel + 1, voxel - row, voxel + row, voxel - plane, voxel + plane]) {
        if (seen[neighbour] !== 0) continue;
        seen[neighbour] = 1;
        next.push(neighbour);
      }
    }
    reached = next;
  }
  return fronts;
}

function nearest(labels: Volume<'uint8'>, [z, y, x]: Voxel): number {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  labels.data.forEach((label, voxel) => {
    if (label !== GREY_MATTER) return;
    const [vz, vy, vx] = at(labels.shape, voxel);
    const distance = (vz - z) ** 2 + (vy - y) ** 2 + (vx - x) ** 2;
    if (distance < least) [least, found] = [distance, voxel];
  });
  if (found < 0) throw new Error('there is no grey matter in the labels');
  return found;
}

function at(shape: readonly number[], voxel: number): Voxel {
  const [, height, width] = shape as Voxel;
  return [Math.floor(voxel / (width * height)), Math.floor(voxel / width) % height, voxel % width];
}

function frontOf(shape: readonly number[], reached: readonly number[]): Front {
  const low: [number, number, number] = [...(shape as Voxel)];
  const high: [number, number, number] = [-1, -1, -1];
  for (const voxel of reached) {
    at(shape, voxel).forEach((index, d) => {
      low[d] = Math.min(low[d] as number, index);
      high[d] = Math.max(high[d] as number, index);
    });
  }
  return { voxels: Uint32Array.from(reached), low, high };
}

function boxAround(fronts: readonly Front[]): Region | undefined {
  if (fronts.length === 0) return undefined;
  const axes = [0, 1, 2];
  const start = axes.map((d) => Math.min(...fronts.map(({ low }) => low[d] as number)));
  const end = axes.map((d) => Math.max(...fronts.map(({ high }) => high[d] as number)));
  return { start, shape: axes.map((d) => (end[d] as number) - (start[d] as number) + 1) };
}
