/** The components of a volume from those of its blocks. */
import { ArgumentError } from '../../errors.js';
import { takeAlongAxis } from '../../kernels/index.js';
import type { BlockInfo, LazyVolume } from '../../lazy/index.js';
import { contiguousStrides, newElements, type Region, type SliceRange, type Volume } from '../../volume/index.js';
import { Cuts } from './cuts.js';
import { keyOf } from './regions.js';
import { SharedWork } from './shared-work.js';

/** What is known of all blocks once they have been seen. */
interface Joined {
  /** By a block's place, the numbers of its components: element i is that of component i, the first is 0. */
  readonly tables: ReadonlyMap<string, Int32Array>;
  readonly count: number;
}

/** Sees all blocks at the first question, and joins their components. */
export class LabelMerge {
  readonly #blocks: LazyVolume<'int32'>;
  readonly #connectivity: number;
  readonly #joined = new SharedWork((signal) => this.#see(signal));

  /** @param blocks the components of each chunk, numbered from 1 on in the order of their first voxels. */
  constructor(blocks: LazyVolume<'int32'>, connectivity: number) {
    this.#blocks = blocks;
    this.#connectivity = connectivity;
  }

  /** How many components the volume has. */
  async count(): Promise<number> {
    return (await this.#joined.get()).count;
  }

  /** A block with the numbers of the volume. */
  async renumbered(block: Volume<'int32'>, { region, signal }: BlockInfo): Promise<Int32Array> {
    const table = (await this.#joined.get(signal)).tables.get(keyOf(region)) as Int32Array;
    const result = newElements('label', 'int32', block.size);
    takeAlongAxis(table, 'int32', { outer: 1, length: table.length, inner: 1 }, block.data, result);
    return result;
  }

  async #see(signal: AbortSignal): Promise<Joined> {
    const pieces = new Pieces();
    const cuts = new Cuts(this.#blocks, 'int32');
    const ranges = new Map<string, readonly [number, number]>();
    const strides = contiguousStrides(this.#blocks.shape);
    const write = (block: Volume, region: Region): void => {
      const before = pieces.length;
      pieces.add(block as Volume<'int32'>, region, strides);
      ranges.set(keyOf(region), [before, pieces.length]);
      cuts.keep(block as Volume<'int32'>, region);
    };
    try {
      await this.#blocks.store({ write }, { signal });
      joinAcross(cuts, pieces, this.#connectivity);
    } finally {
      cuts.close();
    }
    const { numbers, count } = pieces.numbered();
    const tables = new Map<string, Int32Array>();
    for (const [key, [from, to]] of ranges) {
      const table = newElements('label', 'int32', to - from + 1);
      table.set(numbers.subarray(from + 1, to + 1), 1);
      tables.set(key, table);
    }
    return { tables, count };
  }
}

/** The components of blocks, from 1 on, as a forest: the one whose first voxel comes first stands for those joined to it. */
class Pieces {
  // By number; 0 is the background.
  readonly #firsts: number[] = [0];
  readonly #parents: number[] = [0];

  /** How many there are. */
  get length(): number {
    return this.#firsts.length - 1;
  }

  /** Adds those of a block, and writes their numbers into it. */
  add(block: Volume<'int32'>, { start, shape }: Region, strides: readonly number[]): void {
    const before = this.length;
    const { data } = block;
    let next = 1;
    for (let i = 0; i < data.length; i++) {
      const own = data[i] as number;
      if (own === 0) continue;
      if (own === next) {
        this.#firsts.push(firstOf(i, start, shape, strides));
        this.#parents.push(before + own);
        next += 1;
      }
      data[i] = own + before;
    }
    if (this.length < 2 ** 31) return;
    throw new ArgumentError('label: the blocks have 2^31 components or more; give larger chunks, or a cleaner image');
  }

  /** Notes that two belong together; 0 belongs to none. */
  join(a: number, b: number): void {
    const [one, other] = [this.#root(a), this.#root(b)];
    if (one === other) return;
    const first = (this.#firsts[one] as number) < (this.#firsts[other] as number);
    this.#parents[first ? other : one] = first ? one : other;
  }

  #root(of: number): number {
    const parents = this.#parents;
    let at = of;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  }

  /** For each its number in the volume. */
  numbered(): { readonly numbers: Int32Array; readonly count: number } {
    const numbers = newElements('label', 'int32', this.length + 1);
    const roots: number[] = [];
    for (let i = 1; i <= this.length; i++) if (this.#parents[i] === i) roots.push(i);
    roots.sort((a, b) => (this.#firsts[a] as number) - (this.#firsts[b] as number));
    for (const [i, root] of roots.entries()) numbers[root] = i + 1;
    for (let i = 1; i <= this.length; i++) numbers[i] = numbers[this.#root(i)] as number;
    return { numbers, count: roots.length };
  }
}

/** Where the voxel that is the i-th of a block lies among all voxels in C order. */
function firstOf(i: number, start: readonly number[], shape: readonly number[], strides: readonly number[]): number {
  let rest = i;
  let place = 0;
  for (let d = shape.length - 1; d >= 0; d--) {
    const extent = shape[d] as number;
    place += ((start[d] as number) + (rest % extent)) * (strides[d] as number);
    rest = Math.trunc(rest / extent);
  }
  return place;
}

/** Joins what touches across the cuts. */
function joinAcross(cuts: Cuts<'int32'>, pieces: Pieces, connectivity: number): void {
  for (const cut of cuts.all()) {
    for (const step of stepsAcross(cut.before.ndim, connectivity - 1)) {
      const [a, b] = [shifted(cut.before, step, -1), shifted(cut.after, step, 1)];
      for (let i = 0; i < a.length; i++) {
        const [one, other] = [a[i] as number, b[i] as number];
        if (one === 0 || other === 0) continue;
        // Along a row it is mostly the same two.
        if (i > 0 && a[i - 1] === one && b[i - 1] === other) continue;
        pieces.join(one, other);
      }
    }
    cut.before.close();
    cut.after.close();
  }
}

/** All lists of -1, 0 and 1 with at most `reach` that are not 0. */
function stepsAcross(axes: number, reach: number): number[][] {
  if (axes === 0) return [[]];
  return stepsAcross(axes - 1, reach).flatMap((step) => {
    const room = step.filter((each) => each !== 0).length < reach;
    return (room ? [-1, 0, 1] : [0]).map((each) => [...step, each]);
  });
}

/** The voxels of a layer that have one a step further (`sign` -1), or those a step further (1). */
function shifted(layer: Volume<'int32'>, step: readonly number[], sign: number): Int32Array {
  const ranges = step.map((each, d): SliceRange => {
    const by = each * sign;
    return [Math.max(0, by), (layer.shape[d] as number) + Math.min(0, by)];
  });
  const part = layer.slice(...ranges);
  return part.isContiguous ? part.data.subarray(part.offset, part.offset + part.size) : part.copy().data;
}
