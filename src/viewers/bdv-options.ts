import { ArgumentError } from '../errors.js';
import type { JvmOptions } from '../jvm/index.js';
import type { Region } from '../volume/index.js';
import type { Color, Layer, Viewer } from './viewer.js';

/** One of BigDataViewer's orders of axes, fastest axis first: the reverse of a volume's shape. */
export type AxisOrder =
  | 'XY'
  | 'XYZ'
  | 'XYC'
  | 'XYT'
  | 'XYZC'
  | 'XYZT'
  | 'XYCT'
  | 'XYTC'
  | 'XYCZ'
  | 'XYZCT'
  | 'XYZTC'
  | 'XYCZT';

const AXIS_ORDERS: readonly AxisOrder[] = [
  'XY',
  'XYZ',
  'XYC',
  'XYT',
  'XYZC',
  'XYZT',
  'XYCT',
  'XYTC',
  'XYCZ',
  'XYZCT',
  'XYZTC',
  'XYCZT',
];

/** What places voxels or points in BigDataViewer's space. */
export interface BdvPlacement {
  /** Shown in the list of sources. */
  readonly name?: string;
  /** From voxels to BigDataViewer's space, twelve numbers: 3 x 4, row by row, x first, as BigDataViewer has them. */
  readonly sourceTransform?: readonly number[];
  /** Instead of `sourceTransform`: the size of a voxel along [z, y, x] ([y, x] of a picture). */
  readonly voxelSize?: readonly number[];
  /** Unit of the scale bar, such as 'mm'; default 'pixel'. */
  readonly unit?: string;
  /** A source or viewer that is there already: it is added to that window. */
  readonly addTo?: Layer | Viewer;
}

/** What a new window takes; with `addTo` it must be left out. */
export interface BdvWindowOptions {
  readonly frameTitle?: string;
  /** Width and height in pixels; default [800, 600]. */
  readonly preferredSize?: readonly [number, number];
  /** Navigate in the plane only; for pictures. Default: whether the volume has no z axis. */
  readonly is2D?: boolean;
  /** No window; the source's `snapshot()` gives pictures, also without a display. */
  readonly headless?: boolean;
  /** How Java is started, if it isn't yet. */
  readonly jvm?: JvmOptions;
}

/** What has extents, slowest axis first. */
export interface Shaped {
  readonly shape: readonly number[];
}

/** How the axes of a volume are read. */
export interface BdvAxes {
  /** BigDataViewer's name of the order of axes, x first. Default by their number: XY, XYZ, XYZT, XYZTC. */
  readonly axisOrder?: AxisOrder;
  /**
   * Whether an axis is time. Instead of `axisOrder`: true makes the slowest of three axes time (XYT), false makes the
   * slowest of four channels (XYZC).
   */
  readonly timepoints?: boolean;
}

/** Options of `showInBigDataViewer` for an image. */
export interface BdvImageOptions extends BdvPlacement, BdvWindowOptions, BdvAxes {
  readonly as?: 'image';
  /** The values drawn black and in full colour. Default: 0..255 for uint8, else lowest and highest value. */
  readonly displayRange?: readonly [number, number];
  /** The colour of the highest value; one for each channel if there are several. Default white. */
  readonly color?: Color | readonly Color[];
  /** As `rgb` of `view`: whether the last axis is the colour of a pixel; then `axisOrder` leaves it out. */
  readonly rgb?: boolean;
}

/** Options of `showInBigDataViewer` for labels. */
export interface BdvLabelsOptions extends BdvPlacement, BdvWindowOptions, BdvAxes {
  readonly as: 'labels';
  /** Colours of chosen labels; all others get one that depends on the label alone. */
  readonly labelColors?: Readonly<Record<number, Color>>;
  /** From 0 to 1; default 0.5. */
  readonly opacity?: number;
}

/** Options of `showInBigDataViewer` for points. */
export interface BdvPointsOptions extends BdvPlacement, BdvWindowOptions {
  readonly as?: 'points';
  readonly names?: readonly string[];
  /** One colour, or one for each point. Default 'yellow'. */
  readonly color?: Color | readonly Color[];
  /** Diameter in pixels of the screen; default 9. */
  readonly size?: number;
}

/**
 * The order of axes of a volume, from options.
 * @throws ArgumentError if it doesn't fit the volume, or `timepoints` and `axisOrder` disagree.
 */
export function axisOrderOf({ shape: extents }: Shaped, options: BdvAxes & { readonly is2D?: boolean }): AxisOrder {
  const ndim = extents.length;
  const order = options.axisOrder ?? defaultOrder(ndim, options.timepoints, options.is2D === true);
  const shape = `shape [${extents.join(', ')}]`;
  if (order === undefined || !AXIS_ORDERS.includes(order)) {
    throw new ArgumentError(
      `no axis order for a volume of ${shape} (axisOrder ${options.axisOrder}, timepoints ${options.timepoints}); ` +
        `BigDataViewer has ${AXIS_ORDERS.join(', ')}`,
    );
  }
  if (order.length !== ndim) {
    throw new ArgumentError(`axisOrder ${order} has ${order.length} axes, the volume has ${ndim} (${shape})`);
  }
  if (options.timepoints !== undefined && options.timepoints !== order.includes('T')) {
    throw new ArgumentError(`timepoints is ${options.timepoints}, but axisOrder is ${order}; leave one of them out`);
  }
  if (extents.includes(0)) throw new ArgumentError(`a volume of ${shape} has no voxels to show`);
  return order;
}

function defaultOrder(ndim: number, timepoints: boolean | undefined, is2D: boolean): AxisOrder | undefined {
  switch (ndim) {
    case 2:
      return 'XY';
    case 3:
      return timepoints === true || (is2D && timepoints === undefined) ? 'XYT' : is2D ? 'XYC' : 'XYZ';
    case 4:
      if (is2D) return 'XYTC';
      return timepoints === false ? 'XYZC' : 'XYZT';
    case 5:
      return 'XYZTC';
    default:
      return undefined;
  }
}

/** Where voxels lie: twelve numbers, and the size of a voxel along x, y, z. */
export interface Placement {
  readonly transform: readonly number[];
  readonly voxelSizeXyz: readonly [number, number, number];
}

/** @throws ArgumentError for numbers that aren't finite, of the wrong count, or a transform that can't be inverted. */
export function placementOf(options: Pick<BdvPlacement, 'sourceTransform' | 'voxelSize'>): Placement {
  const { sourceTransform, voxelSize } = options;
  if (sourceTransform !== undefined) {
    if (voxelSize !== undefined) throw new ArgumentError('give sourceTransform or voxelSize, not both');
    const transform = checkTransform('sourceTransform', sourceTransform);
    const length = (axis: number) => Math.hypot(...[0, 4, 8].map((row) => transform[row + axis] as number));
    return { transform, voxelSizeXyz: [length(0), length(1), length(2)] };
  }
  const sizes = voxelSize ?? [1, 1, 1];
  const fits = (sizes.length === 2 || sizes.length === 3) && sizes.every((size) => Number.isFinite(size) && size > 0);
  if (!fits) {
    throw new ArgumentError(`voxelSize [${sizes.join(', ')}] must be the positive sizes along [z, y, x] or [y, x]`);
  }
  const [x, y, z] = [...sizes].reverse() as [number, number, number?];
  return { transform: [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z ?? 1, 0], voxelSizeXyz: [x, y, z ?? 1] };
}

/** @throws ArgumentError unless it is twelve finite numbers that can be inverted. */
export function checkTransform(name: string, rows: readonly number[]): readonly number[] {
  if (rows.length !== 12 || !rows.every((value) => Number.isFinite(value))) {
    throw new ArgumentError(`${name} [${rows.join(', ')}] must be 12 finite numbers: 3 x 4, row by row, x first`);
  }
  const [a, b, c, , d, e, f, , g, h, i] = rows as number[] & { length: 12 };
  const determinant = a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
  if (determinant === 0) throw new ArgumentError(`${name} [${rows.join(', ')}] flattens space; it has no inverse`);
  return rows;
}

/** A box of changed voxels as Java takes it: x, y, z of the first and the last voxel, first and last timepoint. */
export function javaBox(
  order: AxisOrder,
  region: Region,
): [number, number, number, number, number, number, number, number] {
  const last = region.start.length - 1;
  const bounds = (axis: string): [number, number] => {
    const at = order.indexOf(axis);
    if (at < 0) return [0, 0];
    const start = region.start[last - at] as number;
    return [start, start + (region.shape[last - at] as number) - 1];
  };
  const [[x0, x1], [y0, y1], [z0, z1], [t0, t1]] = [bounds('X'), bounds('Y'), bounds('Z'), bounds('T')];
  // A source without a time axis is the same at every timepoint of the others.
  return [x0, y0, z0, x1, y1, z1, t0, order.includes('T') ? t1 : 0x7fffffff];
}

/**
 * BigDataViewer's order of axes for a volume whose axes are named slowest first, as in `axes` of the viewer interface.
 * @throws ArgumentError if BigDataViewer has no such order.
 */
export function bdvAxes({ shape }: Shaped, axes = defaultAxes(shape.length)): AxisOrder {
  const order = [...(axes ?? '')].reverse().join('').toUpperCase() as AxisOrder;
  if (axes === undefined || order.length !== shape.length || !AXIS_ORDERS.includes(order)) {
    const names = AXIS_ORDERS.map((name) => [...name].reverse().join('').toLowerCase());
    throw new ArgumentError(
      `axes ${JSON.stringify(axes)} do not fit a volume of shape [${shape.join(', ')}] in BigDataViewer; ` +
        `it shows ${names.join(', ')}`,
    );
  }
  return order;
}

function defaultAxes(ndim: number): string | undefined {
  return ['yx', 'zyx', 'tzyx', 'tczyx'][ndim - 2];
}
