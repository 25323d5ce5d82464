/** Volumes whose last axis is the colour of a pixel: pictures, and stacks or films of them. */
import { ArgumentError, DTypeError } from '../errors.js';
import type { DType, LazyLike, Region, Volume } from '../volume/index.js';
import { Pyramid, pyramid } from './pyramid.js';

/** An axis of 3 or 4 voxels is taken for colours only if both axes of the plane have more than that. */
const MOST_SAMPLES = 4;

/** What has extents, slowest axis first, and an element type. */
interface Typed {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/**
 * Whether the last axis of a volume is red, green, blue and perhaps opacity: as `rgb` says; else, of uint8 volumes with
 * 3 or 4 voxels along it, whether `axes` (their number is enough) leave it out; else, by the plane's extents.
 * @throws ArgumentError or DTypeError if `rgb` is true and the volume has no such axis.
 */
export function isRgb(volume: Typed, rgb: boolean | undefined, axes: number | undefined): boolean {
  if (rgb === false) return false;
  const { shape, dtype } = volume;
  const [height = 0, width = 0, samples = 0] = shape.slice(-3);
  const colors = shape.length >= 3 && (samples === 3 || samples === 4);
  if (rgb === true) {
    if (dtype !== 'uint8') {
      throw new DTypeError(`rgb: colours are of uint8, not ${dtype}; convert the volume, or leave rgb out`);
    }
    if (!colors) {
      throw new ArgumentError(
        `rgb: the last axis of a volume of shape [${shape.join(', ')}] must be 3 (red, green, blue) or 4 (and opacity)`,
      );
    }
    return true;
  }
  if (!colors || dtype !== 'uint8') return false;
  return axes === undefined ? Math.min(height, width) > MOST_SAMPLES : axes === shape.length - 1;
}

/** The volume as viewers place it: without the axis of colours, if it has one. */
export function placedShape(
  { shape }: { readonly shape: readonly number[] },
  rgb: boolean,
): {
  readonly shape: readonly number[];
} {
  return { shape: rgb ? shape.slice(0, -1) : shape };
}

/** A region of it, likewise. */
export function placedRegion(region: Region, rgb: boolean): Region {
  return rgb ? { start: region.start.slice(0, -1), shape: region.shape.slice(0, -1) } : region;
}

/**
 * A volume with the axis of colours as its first, red, green and blue: a view of the same memory. The opacity is left out.
 * @throws ArgumentError for a lazy volume of another library, which can't be seen so.
 */
export function channelsFirst<S extends Volume | LazyLike | Pyramid>(shown: S): S;
export function channelsFirst(shown: Volume | LazyLike | Pyramid): Volume | LazyLike | Pyramid {
  if (shown instanceof Pyramid) {
    return pyramid(
      shown.levels.map(({ volume, scale }) => ({
        volume: channelsFirst(volume),
        scale: [scale.at(-1) as number, ...scale.slice(0, -1)],
      })),
    );
  }
  const last = shown.shape.length - 1;
  const { permuteDims } = shown as { permuteDims?: (axes: readonly number[]) => LazyLike };
  if (typeof permuteDims !== 'function') {
    throw new ArgumentError(
      'rgb: this lazy volume has no permuteDims(), which the browser needs; give one of this package',
    );
  }
  const moved = permuteDims.call(shown, [last, ...shown.shape.slice(0, -1).keys()]);
  return moved.slice([0, 3]);
}
