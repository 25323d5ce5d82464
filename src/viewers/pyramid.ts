import { ArgumentError } from '../errors.js';
import type { DType, LazyLike } from '../volume/index.js';

/** One resolution of a {@link Pyramid}. */
export interface PyramidLevel {
  readonly volume: LazyLike;
  /**
   * How many voxels of the finest level one voxel of this one stands for, along each axis, slowest first; its centre is
   * the centre of those. The finest has 1 everywhere.
   */
  readonly scale: readonly number[];
}

/** The same volume in several resolutions, the finest first: viewers read the one that the zoom asks for. */
export class Pyramid {
  readonly levels: readonly PyramidLevel[];

  /** @internal Use `pyramid`. */
  constructor(levels: readonly PyramidLevel[]) {
    this.levels = levels;
  }

  /** The finest level. */
  get finest(): LazyLike {
    return (this.levels[0] as PyramidLevel).volume;
  }

  /** Extents of the finest level. */
  get shape(): readonly number[] {
    return this.finest.shape;
  }

  /** The element type, of all levels. */
  get dtype(): DType {
    return this.finest.dtype;
  }
}

/**
 * A lazy volume in several resolutions, for viewers: BigDataViewer shows coarse voxels at once and fine ones where it is
 * zoomed in. ImageJ shows the finest.
 *
 * @param levels the finest first; without `scale`, it follows from the extents.
 * @throws ArgumentError unless all are of one dtype and their extents are those of the finest, divided by their scale
 * (rounded up or down).
 * @example view(pyramid([{ volume: fine }, { volume: half, scale: [1, 2, 2] }]));
 */
export function pyramid(levels: readonly (Omit<PyramidLevel, 'scale'> & { scale?: readonly number[] })[]): Pyramid {
  const [first] = levels;
  if (first === undefined) throw new ArgumentError('pyramid: no levels; give at least one');
  const { shape, dtype } = first.volume;
  return new Pyramid(
    levels.map(({ volume, scale = scaleOf(shape, volume.shape) }, level) => {
      const what = `pyramid: level ${level} (shape [${volume.shape.join(', ')}], scale [${scale.join(', ')}])`;
      if (volume.dtype !== dtype) throw new ArgumentError(`${what} is of ${volume.dtype}, the finest of ${dtype}`);
      const fits = scale.length === shape.length && volume.shape.length === shape.length && scale.every(fitsAxis);
      if (!fits) throw new ArgumentError(`${what} does not fit the finest, of shape [${shape.join(', ')}]`);
      if (level === 0 && scale.some((factor) => factor !== 1)) throw new ArgumentError(`${what} must have scale 1`);
      return { volume, scale };

      function fitsAxis(factor: number, d: number): boolean {
        const extent = (shape[d] as number) / factor;
        const found = volume.shape[d] as number;
        return factor >= 1 && found >= Math.floor(extent) && found <= Math.ceil(extent);
      }
    }),
  );
}

/** Whole factors where the extents allow them: 197 of 394 or 393 are half. */
function scaleOf(finest: readonly number[], coarse: readonly number[]): number[] {
  return finest.map((extent, d) => {
    const ratio = extent / (coarse[d] ?? Number.NaN);
    const whole = Math.round(ratio);
    const found = coarse[d] as number;
    return found >= Math.floor(extent / whole) && found <= Math.ceil(extent / whole) ? whole : ratio;
  });
}
