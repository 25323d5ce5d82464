/** Flooding of parts of a volume; see native/kernels/spread.h. */
import type { KernelCalls } from '../../native.js';
import { forEachRow } from './strided.js';
import { CLOSED, cellNeighbours, forEachCellLine, Heap } from './watershed.js';

const PLANES = 5;
const UNREACHED = -1;

/** What has come to a voxel around, and where that lies. */
interface Source {
  readonly level: number;
  readonly steps: number;
  readonly levelBefore: number;
  readonly stepsBefore: number;
  readonly label: number;
  readonly at: number;
}

/** A voxel that is higher than those that it was reached from. */
interface Rise {
  readonly level: number;
  readonly at: number;
}

/** Calls `visit` for each voxel of the faces: its planes lie at `place`, `count` apart. */
function forEachFaceVoxel(
  shape: readonly number[],
  margin: number,
  visit: (cell: number, place: number, count: number) => void,
): void {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * (b + 2), 1));
  const wide = shape.map((extent) => extent + 2 * margin);
  let face = 0;
  for (const [across, extent] of shape.entries()) {
    for (const layer of [1 - margin, extent + margin]) {
      const layers = wide.map((each, d) => (d === across ? 1 : each));
      const count = layers.reduce((a, b) => a * b, 1);
      const offset = strides.reduce((sum, stride, d) => sum + stride * (d === across ? layer : 1 - margin), 0);
      const last = strides.at(-1) as number;
      forEachRow(layers, [{ offset, strides }], ([cell], element, length) => {
        for (let i = 0; i < length; i++) visit((cell as number) + i * last, face + element + i, count);
      });
      face += PLANES * count;
    }
  }
}

/** Level by level, and in a level step by step. */
class SpreadFlood {
  readonly #neighbours: readonly number[];
  // The level of a voxel that was not reached is its height.
  readonly #levels: Float64Array;
  readonly #steps: Float64Array;
  readonly #levelsBefore: Float64Array;
  readonly #stepsBefore: Float64Array;
  readonly #labels: Int32Array;
  readonly #sources: Source[] = [];
  readonly #heap = new Heap<Rise>((a, b) => a.level < b.level);

  constructor(shape: readonly number[], connectivity: number) {
    const size = shape.reduce((product, extent) => product * (extent + 2), 1);
    this.#neighbours = cellNeighbours(shape, connectivity);
    this.#levels = new Float64Array(size);
    this.#steps = new Float64Array(size).fill(UNREACHED);
    this.#levelsBefore = new Float64Array(size);
    this.#stepsBefore = new Float64Array(size);
    this.#labels = new Int32Array(size).fill(CLOSED);
  }

  addVoxel(at: number, height: number, label: number): void {
    const level = Number.isNaN(height) ? Number.POSITIVE_INFINITY : height;
    this.#levels[at] = level;
    this.#labels[at] = label;
    if (label === 0) return;
    this.#set(at, { level, steps: 0, levelBefore: Number.NEGATIVE_INFINITY, stepsBefore: -1, label, at });
    this.#heap.push({ level, at });
  }

  addSource(source: Source): void {
    this.#sources.push(source);
  }

  /** What is known of a voxel, in the order of the planes. */
  reached(at: number): readonly number[] {
    if (this.#steps[at] === UNREACHED) return [0, this.#labels[at] === CLOSED ? Number.NEGATIVE_INFINITY : 0, 0, 0, 0];
    return [this.#labels, this.#levels, this.#steps, this.#levelsBefore, this.#stepsBefore].map(
      (plane) => plane[at] as number,
    );
  }

  run(): void {
    const sources = this.#sources.sort((a, b) => a.level - b.level || a.steps - b.steps);
    const heap = this.#heap;
    let next = 0;
    for (;;) {
      const [rise, source] = [heap.top, sources[next]];
      if (rise === undefined && source === undefined) return;
      const rises = rise !== undefined && !(source !== undefined && source.level < rise.level);
      const { level } = (rises ? rise : source) as { level: number };
      let front: number[] = [];
      while (rises && heap.top?.level === level) front.push((heap.pop() as Rise).at);
      let steps = rises ? 0 : (source as Source).steps;
      do {
        for (; sources[next]?.level === level && sources[next]?.steps === steps; next++) {
          const joins = sources[next] as Source;
          this.#set(joins.at, joins);
          front.push(joins.at);
        }
        const reached: number[] = [];
        for (const at of front) this.#spreadFrom(at, level, steps, reached);
        front = reached;
        steps += 1;
      } while (front.length > 0);
    }
  }

  #set(at: number, { level, steps, levelBefore, stepsBefore, label }: Source): void {
    this.#levels[at] = level;
    this.#steps[at] = steps;
    this.#levelsBefore[at] = levelBefore;
    this.#stepsBefore[at] = stepsBefore;
    this.#labels[at] = label;
  }

  #spreadFrom(from: number, level: number, steps: number, reached: number[]): void {
    const label = this.#labels[from] as number;
    const levelBefore = this.#levelsBefore[from] as number;
    const stepsBefore = this.#stepsBefore[from] as number;
    for (const step of this.#neighbours) {
      const at = from + step;
      // From the layers around steps lead out of the array, or to others of those layers.
      if (this.#labels[at] === undefined || this.#labels[at] === CLOSED) continue;
      const height = this.#levels[at] as number;
      const rises = height > level;
      const source = rises
        ? { level: height, steps: 0, levelBefore: level, stepsBefore: steps, label, at }
        : { level, steps: steps + 1, levelBefore, stepsBefore, label, at };
      if (this.#steps[at] === UNREACHED) {
        this.#set(at, source);
        if (rises) this.#heap.push({ level: height, at });
        else reached.push(at);
      } else if ((rises || (height === level && this.#steps[at] === steps + 1)) && this.#isBefore(source)) {
        this.#set(at, source);
      }
    }
  }

  #isBefore({ levelBefore, stepsBefore, label, at }: Source): boolean {
    if (levelBefore !== this.#levelsBefore[at]) return levelBefore < (this.#levelsBefore[at] as number);
    if (stepsBefore !== this.#stepsBefore[at]) return stepsBefore < (this.#stepsBefore[at] as number);
    return label < (this.#labels[at] as number);
  }
}

export const spread: KernelCalls['spread'] = (source, _type, shape, mask, connectivity, around, labels, faces) => {
  if (shape.includes(0)) return undefined;
  const heights = source as unknown as ArrayLike<number | bigint>;
  const flood = new SpreadFlood(shape, connectivity);
  forEachCellLine(shape, (cell, element, length) => {
    for (let i = 0; i < length; i++) {
      if (mask.length > 0 && mask[element + i] === 0) continue;
      flood.addVoxel(cell + i, Number(heights[element + i]), labels[element + i] as number);
    }
  });
  forEachFaceVoxel(shape, 1, (at, place, count) => {
    const plane = (which: number): number => around[place + which * count] as number;
    const label = plane(0);
    if (label === 0) return;
    flood.addSource({
      level: plane(1),
      steps: plane(2),
      levelBefore: plane(3),
      stepsBefore: plane(4),
      label,
      at,
    });
  });
  flood.run();
  forEachCellLine(shape, (cell, element, length) => {
    for (let i = 0; i < length; i++) labels[element + i] = flood.reached(cell + i)[0] as number;
  });
  forEachFaceVoxel(shape, 0, (cell, place, count) => {
    for (const [plane, value] of flood.reached(cell).entries()) faces[place + plane * count] = value;
  });
  return undefined;
};
