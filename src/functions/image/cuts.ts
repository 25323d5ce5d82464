/** The layers of voxels on both sides of the cuts between the blocks of a lazy volume. */
import { copyElements } from '../../kernels/index.js';
import type { LazyVolume } from '../../lazy/index.js';
import { createVolume, type DType, type Region, type SliceRange, type Volume } from '../../volume/index.js';
import { rangesOf } from './regions.js';

/** The layers on both sides of a cut. */
export interface Cut<D extends DType> {
  readonly before: Volume<D>;
  readonly after: Volume<D>;
}

/** The layers at one side of a block. */
export interface Side<D extends DType> {
  readonly axis: number;
  readonly last: boolean;
  readonly own: Volume<D>;
  readonly beyond: Volume<D>;
}

/** All cuts through a volume, for each axis by the index of the first voxel after it; 0 where nothing was kept. */
export class Cuts<D extends DType> {
  readonly #axes: readonly ReadonlyMap<number, Cut<D>>[];

  constructor({ shape, chunks }: Pick<LazyVolume, 'shape' | 'chunks'>, dtype: D) {
    const made: Volume<D>[] = [];
    const layer = (axis: number): Volume<D> => {
      made.push(createVolume(without(shape, axis), dtype));
      return made.at(-1) as Volume<D>;
    };
    try {
      this.#axes = chunks.map((sizes, axis) => {
        let at = 0;
        return new Map(
          sizes.slice(0, -1).map((extent) => {
            at += extent;
            return [at, { before: layer(axis), after: layer(axis) }];
          }),
        );
      });
    } catch (error) {
      for (const volume of made) volume.close();
      throw error;
    }
  }

  /** Frees all layers. Idempotent. */
  close(): void {
    for (const { before, after } of this.all()) {
      before.close();
      after.close();
    }
  }

  /** Every one. */
  all(): Cut<D>[] {
    return this.#axes.flatMap((cuts) => [...cuts.values()]);
  }

  /** Where a block ends at a cut: its own layer and the one beyond, each of the whole volume. */
  sides({ start, shape }: Region): Side<D>[] {
    return this.#axes.flatMap((cuts, axis): Side<D>[] => {
      const first = start[axis] as number;
      const [front, back] = [cuts.get(first), cuts.get(first + (shape[axis] as number))];
      return [
        ...(front === undefined ? [] : [{ axis, last: false, own: front.after, beyond: front.before }]),
        ...(back === undefined ? [] : [{ axis, last: true, own: back.before, beyond: back.after }]),
      ];
    });
  }

  /** Copies the outermost layers of a block. */
  keep(block: Volume<D>, region: Region): void {
    for (const { axis, last, own } of this.sides(region)) {
      const face = faceOf(block, axis, last ? (region.shape[axis] as number) - 1 : 0);
      copyElements(face.shape, face.dtype, face, partOf(own, axis, region));
    }
  }
}

/** What a layer across an axis has of a box. */
export function partOf<D extends DType>(layer: Volume<D>, axis: number, { start, shape }: Region): Volume<D> {
  return layer.slice(...rangesOf({ start: without(start, axis), shape: without(shape, axis) }));
}

function without(values: readonly number[], axis: number): number[] {
  return values.filter((_, d) => d !== axis);
}

function faceOf<D extends DType>(volume: Volume<D>, axis: number, index: number): Volume<D> {
  return volume.slice(...volume.shape.map((_, d): SliceRange => (d === axis ? index : null)));
}
