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

/** All cuts through a volume, for each axis by the index of the first voxel after it; 0 where nothing was kept. */
export class Cuts<D extends DType> {
  readonly #axes: readonly ReadonlyMap<number, Cut<D>>[];

  constructor({ shape, chunks }: LazyVolume, dtype: D) {
    this.#axes = chunks.map((sizes, axis) => {
      const layer = (): Volume<D> => createVolume(without(shape, axis), dtype);
      let at = 0;
      return new Map(
        sizes.slice(0, -1).map((extent) => {
          at += extent;
          return [at, { before: layer(), after: layer() }];
        }),
      );
    });
  }

  /** Every one. */
  all(): Cut<D>[] {
    return this.#axes.flatMap((cuts) => [...cuts.values()]);
  }

  /** Copies the outermost layers of a block; tells whether any differ from what was kept. */
  keep(block: Volume<D>, region: Region): boolean {
    let changed = false;
    this.#axes.forEach((cuts, axis) => {
      const first = region.start[axis] as number;
      const extent = region.shape[axis] as number;
      const across = { start: without(region.start, axis), shape: without(region.shape, axis) };
      const put = (layer: Volume<D> | undefined, index: number): void => {
        if (layer === undefined) return;
        const place = layer.slice(...rangesOf(across));
        const face = faceOf(block, axis, index);
        changed ||= !equal(place, face);
        copyElements(face.shape, face.dtype, face, place);
      };
      put(cuts.get(first)?.after, 0);
      put(cuts.get(first + extent)?.before, extent - 1);
    });
    return changed;
  }

  /** Writes what lies next to a block into a volume of the box `around`, the block and a voxel more on each side. */
  ring(around: Region, { start, shape }: Region, target: Volume<D>): void {
    this.#axes.forEach((cuts, axis) => {
      const first = start[axis] as number;
      const extent = shape[axis] as number;
      const across = { start: without(around.start, axis), shape: without(around.shape, axis) };
      const take = (layer: Volume<D> | undefined, index: number): void => {
        if (layer === undefined) return;
        const face = faceOf(target, axis, index);
        copyElements(face.shape, face.dtype, layer.slice(...rangesOf(across)), face);
      };
      take(cuts.get(first)?.before, 0);
      take(cuts.get(first + extent)?.after, (around.shape[axis] as number) - 1);
    });
  }
}

function without(values: readonly number[], axis: number): number[] {
  return values.filter((_, d) => d !== axis);
}

function faceOf<D extends DType>(volume: Volume<D>, axis: number, index: number): Volume<D> {
  return volume.slice(...volume.shape.map((_, d): SliceRange => (d === axis ? index : null)));
}

function equal(a: Volume, b: Volume): boolean {
  const [one, other] = [a.copy(), b.copy()];
  try {
    const [x, y] = [one.data as Float64Array, other.data as Float64Array];
    return x.every((value, i) => value === y[i]);
  } finally {
    one.close();
    other.close();
  }
}
