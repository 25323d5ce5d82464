/** OME-NGFF's metadata: its terms, for versions 0.4 (Zarr v2) and 0.5 (Zarr v3). */

/** The versions of OME-NGFF that are known here. */
export type NgffVersion = '0.4' | '0.5';

/** An axis of an image; the order of axes is that of the arrays, slowest first. */
export interface Axis {
  readonly name: string;
  /** 'space', 'time', 'channel', or one of the writer's own. */
  readonly type?: string;
  /** e.g. 'micrometer', 'second'. */
  readonly unit?: string;
}

/** A step from a voxel's place to the world; one number an axis. */
export type CoordinateTransformation =
  | { readonly type: 'scale'; readonly scale: readonly number[] }
  | { readonly type: 'translation'; readonly translation: readonly number[] }
  | { readonly type: 'identity' };

/** One resolution: an array, by its path relative to the image's group. */
export interface Dataset {
  readonly path: string;
  readonly coordinateTransformations: readonly CoordinateTransformation[];
}

/** One image in several resolutions, the finest first. */
export interface Multiscale {
  readonly name?: string;
  readonly axes: readonly Axis[];
  readonly datasets: readonly Dataset[];
  /** Applied after those of each dataset. */
  readonly coordinateTransformations?: readonly CoordinateTransformation[];
  /** How the coarser levels were made, e.g. 'gaussian'. */
  readonly type?: string;
  readonly metadata?: unknown;
}

/** How a channel is to be shown: `window` in values of voxels, `color` as RRGGBB. */
export interface OmeroChannel {
  readonly label?: string;
  readonly color: string;
  readonly active?: boolean;
  readonly window?:
    | { readonly start: number; readonly end: number; readonly min: number; readonly max: number }
    | undefined;
}

/** How an image is to be shown. */
export interface Omero {
  readonly name?: string;
  readonly channels: readonly OmeroChannel[];
  readonly rdefs?: { readonly defaultT?: number; readonly defaultZ?: number; readonly model?: string };
}

/** Colours and properties of labels. */
export interface ImageLabel {
  /** `rgba` in 0..255. */
  readonly colors?: readonly { readonly labelValue: number; readonly rgba?: readonly number[] }[];
  readonly properties?: readonly Readonly<Record<string, unknown>>[];
  /** Where the image of these labels lies, relative to their group; default '../../'. */
  readonly source?: { readonly image?: string };
}

/** What the attributes of a group say of an image, of labels, or of the group `labels`. */
export interface OmeMetadata {
  readonly version: NgffVersion;
  readonly multiscales?: readonly Multiscale[];
  readonly omero?: Omero;
  /** Of the group `labels`: the paths of the labels in it. */
  readonly labels?: readonly string[];
  readonly imageLabel?: ImageLabel;
}
