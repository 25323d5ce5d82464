import { ArgumentError } from '../errors.js';
import { downscale } from '../functions/index.js';
import { fromVolume, LazyVolume } from '../lazy/index.js';
import { type DType, type LazyLike, Volume } from '../volume/index.js';

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

/** A level as `pyramid` takes it; without `scale`, it follows from the extents. */
export type GivenLevel = Omit<PyramidLevel, 'scale'> & { readonly scale?: readonly number[] };

/** How `pyramid` computes levels. */
export interface PyramidOptions {
  /** How many, the finest included. Default: until none of the last three axes has more than 128 voxels. */
  readonly levels?: number;
  /** Factors from each level to the next, one an axis or one for all. Default: 2 along the last three axes. */
  readonly scale?: number | readonly number[];
  /** Whether the voxels are labels: then the most frequent value is taken and not the mean. Default false. */
  readonly labels?: boolean;
}

/**
 * A lazy volume in several resolutions, for viewers: BigDataViewer shows coarse voxels at once and fine ones where it is
 * zoomed in. ImageJ shows the finest.
 *
 * Of one volume the coarser levels are lazy too: each block of theirs is computed from the finer level when it is looked
 * at. That reads all fine voxels below it; for volumes that are shown often, `writeOmeZarr` computes them once.
 *
 * @param of levels, the finest first (without `scale`, it follows from the extents); or one volume.
 * @throws ArgumentError unless all are of one dtype and their extents are those of the finest, divided by their scale
 * (rounded up or down); for other numbers of levels or factors.
 * @example view(pyramid(await fromTiffStack('scan/*.tif'), { levels: 4, scale: [1, 2, 2] }));
 * @example view(pyramid([{ volume: fine }, { volume: half, scale: [1, 2, 2] }]));
 */
export function pyramid(of: readonly GivenLevel[] | LazyVolume | Volume, options: PyramidOptions = {}): Pyramid {
  if (of instanceof LazyVolume || of instanceof Volume) return finished(computedLevels(of, options));
  return finished(of);
}

/** Without a wish: coarser levels until no axis has more voxels. */
const ENOUGH = 128;

function computedLevels(volume: LazyVolume | Volume, { levels, scale, labels = false }: PyramidOptions): GivenLevel[] {
  if (levels !== undefined && !(Number.isSafeInteger(levels) && levels >= 1)) {
    throw new ArgumentError(`pyramid: ${levels} levels; give an integer >= 1`);
  }
  const finest = volume instanceof LazyVolume ? volume : (fromVolume(volume) as LazyVolume);
  const { ndim } = finest;
  const step = scale ?? finest.shape.map((_, d) => (d >= ndim - 3 ? 2 : 1));
  const all: { volume: LazyVolume; scale: number[] }[] = [{ volume: finest, scale: finest.shape.map(() => 1) }];
  for (;;) {
    const last = all.at(-1) as { volume: LazyVolume; scale: number[] };
    const coarse = downscale(last.volume, step, { method: labels ? 'mode' : 'mean' });
    const ends = levels === undefined ? last.volume.shape.slice(-3).every((n) => n <= ENOUGH) : all.length >= levels;
    // Where a factor of 1 keeps an axis long, it would never end.
    if (ends || coarse.shape.join() === last.volume.shape.join()) return all;
    all.push({
      volume: coarse,
      scale: last.scale.map((factor, d) => factor * (typeof step === 'number' ? step : (step[d] as number))),
    });
  }
}

function finished(levels: readonly GivenLevel[]): Pyramid {
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
