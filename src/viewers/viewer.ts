/**
 * The one interface of all viewers. Its names are napari's (`contrastLimits`, `colormap`, `opacity`, `visible`);
 * each viewer's own functions (`showInBigDataViewer`, `shareToImageJ`) use the names of that program instead.
 *
 * A viewer shows volumes, it doesn't copy them: it holds a claim on their memory until the layer is removed or the
 * viewer is closed, so `volume.close()` while a window is open is safe. Writing voxels changes nothing on the
 * screen until `volume.invalidate(region)`.
 */
import type { LazyLike, Region, Volume } from '../volume/index.js';
import type { Pyramid } from './pyramid.js';

/** The program behind a viewer. */
export type ViewerKind = 'bigdataviewer' | 'imagej' | 'browser';

/** A colour: '#rrggbb', '#rgb', one of the names in colors.ts ('red', 'cyan', ...), or [red, green, blue] in 0..255. */
export type Color = string | readonly [number, number, number];

/**
 * n points of three coordinates each, in voxels, ordered [z, y, x]: a list of triples, or a flat typed array of
 * 3 n numbers, or a float volume of shape [n, 3]. Voxel (z, y, x) has its centre at exactly [z, y, x].
 */
export type PointCoordinates =
  | readonly (readonly number[])[]
  | Float32Array
  | Float64Array
  | Volume<'float32' | 'float64'>;

/** What all layers take. */
export interface LayerOptions {
  /** Shown in the viewer's list of layers. */
  readonly name?: string;
  /** Whether it is drawn; default true. */
  readonly visible?: boolean;
  /** From 0 (not seen) to 1; the default is 1, for labels 0.5. */
  readonly opacity?: number;
  /** Size of a voxel along [z, y, x] ([y, x] for a picture), in `unit`; default 1 each. */
  readonly voxelSize?: readonly number[];
  /** Unit of `voxelSize`, such as 'mm'; default 'pixel'. */
  readonly unit?: string;
}

/** What layers made of voxels take. */
export interface VolumeLayerOptions extends LayerOptions {
  /**
   * One letter of t, c, z, y, x for each axis of the volume, slowest first as its shape; it ends in 'yx'.
   * Default by the number of axes: 'yx', 'zyx', 'tzyx', 'tczyx'.
   */
  readonly axes?: string;
}

/** Options of {@link Viewer.addImage}. */
export interface ImageOptions extends VolumeLayerOptions {
  /** The values shown black and white (or in full colour). Default: 0..255 for uint8, else lowest and highest value. */
  readonly contrastLimits?: readonly [number, number];
  /** The colour of the highest value; one for each channel if there are several. Default 'gray'. */
  readonly colormap?: Color | readonly Color[];
  /**
   * Whether the last axis is the colour of a pixel: red, green, blue, and perhaps opacity (what is not opaque is mixed
   * with black), of a uint8 volume; then `axes` leave it out. Default: if that axis has 3 or 4 voxels and the plane
   * before it is larger than that, as a picture of `readImage`. Such a layer has no `colormap`.
   */
  readonly rgb?: boolean;
}

/** Options of {@link Viewer.addLabels}. Integer volumes only; label 0 is the background and is not drawn. */
export interface LabelsOptions extends VolumeLayerOptions {
  /** Colours of chosen labels; all others get one that depends on the label alone. */
  readonly color?: Readonly<Record<number, Color>>;
}

/** Options of {@link Viewer.addPoints}. */
export interface PointsOptions extends LayerOptions {
  /** A text to draw beside each point. */
  readonly names?: readonly string[];
  /** One colour, or one for each point. Default 'yellow'. */
  readonly color?: Color | readonly Color[];
  /** Diameter in pixels of the screen; default 9. */
  readonly size?: number;
}

/** One thing shown in a viewer. After `remove()` or after the viewer closed, all but `name` throws ReleasedError. */
export interface Layer {
  readonly kind: 'image' | 'labels' | 'points';
  readonly name: string;
  readonly viewer: Viewer;
  visible: boolean;
  opacity: number;
  /** Repaints `region` (voxels of the volume shown), or all of it. `volume.invalidate(region)` does this by itself. */
  update(region?: Region): void;
  /** Takes it out of the viewer and drops its claim on the memory; the window stays. Doing it twice does nothing. */
  remove(): void;
}

/** A layer of grey or coloured voxels. */
export interface ImageLayer extends Layer {
  readonly kind: 'image';
  contrastLimits: readonly [number, number];
  /** What is shown at the highest value; an array for several channels. */
  colormap: Color | readonly Color[];
}

/** A layer that draws each label in its own colour. */
export interface LabelsLayer extends Layer {
  readonly kind: 'labels';
}

/** A layer of points. */
export interface PointsLayer extends Layer {
  readonly kind: 'points';
  /** Shows other points instead (names and colours as given here, else as before where their count still fits). */
  setPoints(points: PointCoordinates, options?: Pick<PointsOptions, 'names' | 'color'>): void;
}

/** Options of {@link Viewer.snapshot}. */
export interface SnapshotOptions {
  /** Pixels; default: those of the window, else 800. */
  readonly width?: number;
  /** Pixels; default: those of the window, else 600. */
  readonly height?: number;
  /** Write the picture to this PNG file as well. */
  readonly path?: string;
}

/** How a viewer is opened; view.ts passes this to `openBigDataViewer` and `openImageJ`. */
export interface OpenOptions {
  /** The window's title. */
  readonly title?: string;
  /** No window: layers and `snapshot` work as they do with one. */
  readonly headless?: boolean;
  /** Width and height of the picture in pixels. */
  readonly size?: readonly [number, number];
  /** Why this viewer was chosen, kept as `viewer.why`. */
  readonly why?: string;
}

/**
 * A viewer: a window, or with `headless` the same without one.
 *
 * An open window keeps the program running; `unref()` lets it end. `close()` and the user closing the window come to
 * the same: `closed` resolves, every claim on memory is dropped, and any further call throws ReleasedError
 * (`close`, `ref`, `unref` and reading the read-only properties never throw).
 */
export interface Viewer {
  readonly kind: ViewerKind;
  /** Why it is this viewer, in one line. */
  readonly why: string;
  /** What is shown, in the order it was added. */
  readonly layers: readonly Layer[];
  /** @throws DTypeError where this viewer can't show the element type; ArgumentError for a wrong option. */
  addImage(volume: Volume | LazyLike | Pyramid, options?: ImageOptions): Promise<ImageLayer>;
  /** @throws DTypeError unless the volume is of integers. */
  addLabels(volume: Volume | LazyLike | Pyramid, options?: LabelsOptions): Promise<LabelsLayer>;
  /** Points in voxels, drawn over what is shown.  ArgumentError for coordinates or options that do not fit. */
  addPoints(points: PointCoordinates, options?: PointsOptions): Promise<PointsLayer>;
  /** The picture as it is now, all data read again: RGBA, shape [height, width, 4], owned by the caller. */
  snapshot(options?: SnapshotOptions): Promise<Volume<'uint8'>>;
  /** Repaints everything. */
  update(): void;
  /** Resolves when the viewer is closed, by `close()` or by the user; never rejects. */
  readonly closed: Promise<void>;
  readonly isClosed: boolean;
  /** Begins to close and returns at once; `await viewer.closed` for the end. Doing it twice does nothing. */
  close(): void;
  /** The program ends though the window is open. */
  unref(): this;
  /** Undoes `unref()`. */
  ref(): this;
  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void;
}
