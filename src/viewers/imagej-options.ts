import { ArgumentError, DTypeError } from '../errors.js';
import type { JvmOptions } from '../jvm/index.js';
import { DTYPES, type DType, dtypeInfo, type LazyLike, type Region, reverseAxes, Volume } from '../volume/index.js';
import { checkDisplayRange, firstDisplayRange } from './display-range.js';
import { isRgb, placedShape } from './rgb.js';

/** Options of `shareToImageJ`. */
export interface ImageJOptions {
  /** Title of the window; default 'volume'. */
  readonly title?: string;
  /**
   * One letter of t, c, z, y, x for each axis of the volume, slowest first as its shape; y and x must be there.
   * Default by the number of axes: 'yx', 'zyx', 'tzyx', 'tczyx'.
   */
  readonly axes?: string;
  /** Size of a voxel along [z, y, x] ([y, x] of a picture), in `unit`; default 1 each. */
  readonly voxelSize?: readonly number[];
  /** Unit of `voxelSize`, such as 'mm'; default 'pixel'. */
  readonly unit?: string;
  /** The values shown black and white. Default: 0..255 for uint8, else lowest and highest value. */
  readonly displayRange?: readonly [number, number];
  /**
   * Show every value as the 32-bit float next to it, read-only: for the types that ImageJ lacks. Integers above 2^24
   * and float64 lose digits. What ImageJ does to the picture stays in ImageJ.
   */
  readonly convert?: 'float32';
  /** Nothing that is done in ImageJ is written to the volume. */
  readonly readOnly?: boolean;
  /**
   * As `rgb` of `view`: whether the last axis is the colour of a pixel; then `axes` leave it out. With three of them what
   * is painted in ImageJ is written back; four, with an opacity, are read-only.
   */
  readonly rgb?: boolean;
  /** No window: ImageJ's commands work on `imagePlus`, and `snapshot()` gives pictures, also without a display. */
  readonly headless?: boolean;
  /** How Java is started, if it isn't yet. */
  readonly jvm?: JvmOptions;
}

/** Checked options, in the form the Java side takes. */
export interface CheckedImageJOptions {
  readonly title: string;
  /** Slowest axis first, as the shape; s is the colour of a pixel. */
  readonly axes: string;
  /** Fastest axis first. */
  readonly javaAxes: string;
  readonly voxelSizeXyz: readonly [number, number, number];
  readonly unit: string;
  readonly displayRange: readonly [number, number];
  readonly convert: boolean;
  readonly writable: boolean;
  /** Whether nobody gave a display range. */
  readonly findRange: boolean;
  /** Whether the last axis is the colour of a pixel. */
  readonly rgb: boolean;
}

const DEFAULT_AXES: Readonly<Record<number, string>> = { 2: 'yx', 3: 'zyx', 4: 'tzyx', 5: 'tczyx' };

/** The element types of ImageJ's own 8, 16 and 32 bit images. */
const IMAGEJ_DTYPES: readonly DType[] = ['uint8', 'uint16', 'float32'];

/** Those whose voxels are one number each. */
const CONVERTIBLE = DTYPES.filter((dtype) => !['complex', 'color'].includes(dtypeInfo(dtype).kind));

/** @throws ArgumentError for options that don't fit the volume; DTypeError for a type that ImageJ lacks. */
export function checkImageJOptions(volume: Volume | LazyLike, options: ImageJOptions): CheckedImageJOptions {
  const rgb = isRgb(volume, options.rgb, options.axes?.length);
  const planes = axesOf('shareToImageJ', placedShape(volume, rgb), options.axes);
  const axes = rgb ? `${planes}s` : planes;
  if (rgb && (options.displayRange ?? options.convert) !== undefined) {
    throw new ArgumentError('shareToImageJ: displayRange and convert do not go with colours; leave them out');
  }
  if (options.convert !== undefined && options.convert !== 'float32') {
    throw new ArgumentError(`shareToImageJ: convert ${JSON.stringify(options.convert)} must be 'float32' or left out`);
  }
  if (!CONVERTIBLE.includes(volume.dtype)) {
    throw new DTypeError(
      `shareToImageJ: ImageJ has no ${volume.dtype} images, nor one number for each voxel to show as float32; ` +
        `supported: ${IMAGEJ_DTYPES.join(', ')}, and with convert: 'float32' also ` +
        `${CONVERTIBLE.filter((dtype) => !isImageJDType(dtype)).join(', ')}`,
    );
  }
  const convert = options.convert === 'float32' && volume.dtype !== 'float32';
  if (!convert && !isImageJDType(volume.dtype)) {
    throw new DTypeError(
      `shareToImageJ: ImageJ has no ${volume.dtype} images, only ${IMAGEJ_DTYPES.join(', ')}; ` +
        "give convert: 'float32' to show it rounded to floats, read-only",
    );
  }
  const displayRange = options.displayRange ?? firstDisplayRange(volume);
  return {
    title: options.title ?? 'volume',
    axes,
    javaAxes: reverseAxes([...axes]).join(''),
    voxelSizeXyz: voxelSizeOf(options.voxelSize ?? [1, 1, 1]),
    unit: options.unit ?? 'pixel',
    displayRange: checkDisplayRange('shareToImageJ: displayRange', displayRange),
    convert,
    writable: !convert && options.readOnly !== true && volume instanceof Volume && !(rgb && volume.shape.at(-1) === 4),
    findRange: options.displayRange === undefined && !rgb,
    rgb,
  };
}

/** Whether ImageJ has images of that type. */
export function isImageJDType(dtype: DType): boolean {
  return IMAGEJ_DTYPES.includes(dtype);
}

/** The axes of a volume, slowest first: as given, or by their number. */
export function axesOf(
  caller: string,
  { shape: extents }: { readonly shape: readonly number[] },
  given: string | undefined,
): string {
  const shape = `shape [${extents.join(', ')}]`;
  const axes = given ?? DEFAULT_AXES[extents.length];
  if (axes === undefined) throw new ArgumentError(`${caller}: ImageJ shows 2 to 5 axes, not a volume of ${shape}`);
  const known = [...axes].every((axis, i) => 'tczyx'.includes(axis) && axes.indexOf(axis) === i);
  if (!known || axes.length !== extents.length || !axes.includes('x') || !axes.includes('y')) {
    throw new ArgumentError(
      `${caller}: axes '${axes}' for a volume of ${shape}: give one letter of t, c, z, y, x an axis, with y and x`,
    );
  }
  if (extents.includes(0)) throw new ArgumentError(`${caller}: a volume of ${shape} has no voxels to show`);
  const plane = (extents[axes.indexOf('y')] as number) * (extents[axes.indexOf('x')] as number);
  const size = extents.reduce((product, extent) => product * extent, 1);
  if (plane > 0x7fffffff || size / plane > 0x7fffffff) {
    throw new ArgumentError(`${caller}: ImageJ takes planes of at most 2^31 pixels, not those of ${shape}`);
  }
  return axes;
}

function voxelSizeOf(sizes: readonly number[]): readonly [number, number, number] {
  const fits = (sizes.length === 2 || sizes.length === 3) && sizes.every((size) => Number.isFinite(size) && size > 0);
  if (!fits) {
    throw new ArgumentError(
      `shareToImageJ: voxelSize [${sizes.join(', ')}] must be the positive sizes along [z, y, x] or [y, x]`,
    );
  }
  const [x, y, z = 1] = reverseAxes(sizes) as [number, number, number?];
  return [x, y, z];
}

/** A region as Java takes it: the corners of its first and last voxel, fastest axis first; undefined if it is empty. */
export function boxText(region: Region): string | undefined {
  if (region.shape.includes(0)) return undefined;
  const last = region.start.map((start, d) => start + (region.shape[d] as number) - 1);
  return `${reverseAxes(region.start).join(',')};${reverseAxes(last).join(',')}`;
}

/** The inverse of {@link boxText}. */
export function regionOfBox(text: string): Region {
  const [first = [], last = []] = text.split(';').map((corner) => reverseAxes(corner.split(',').map(Number)));
  return { start: first, shape: last.map((end, d) => end - (first[d] as number) + 1) };
}
