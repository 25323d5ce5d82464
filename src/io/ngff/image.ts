/** What opening an image of OME-Zarr gives. */
import type { LazyVolume } from '../../lazy/index.js';
import type { ZarrStorage } from '../zarr/index.js';
import type { OmeChannel } from './channels.js';
import type { Axis, NgffVersion, OmeMetadata } from './model.js';

/** One resolution of an image. */
export interface OmeLevel {
  readonly volume: LazyVolume;
  /** The array's path within the store. */
  readonly path: string;
  /** Extent of a voxel along each axis, in the unit of the axis. */
  readonly scale: readonly number[];
  /** Where the centre of voxel 0 lies along each axis, in the unit of the axis. */
  readonly translation: readonly number[];
  /** How the array is stored. */
  readonly storage: ZarrStorage;
}

/** An image of OME-Zarr. Nothing is open: it needs no closing. */
export interface OmeZarr {
  readonly version: NgffVersion;
  readonly name: string | undefined;
  /** Where it is: store and path, for messages. */
  readonly source: string;
  /** The axes of all levels, slowest first. */
  readonly axes: readonly Axis[];
  /** The resolutions, the finest first. */
  readonly levels: readonly OmeLevel[];
  /** Those of the finest level. */
  readonly scale: readonly number[];
  readonly translation: readonly number[];
  /** The unit of each axis, where it is said. */
  readonly units: readonly (string | undefined)[];
  /** How its channels are to be shown; as many as the axis of channels has voxels, or one, or none where nothing is said. */
  readonly channels: readonly OmeChannel[];
  /** Images of labels on the same place, by name. */
  readonly labels: readonly OmeLabels[];
  /** The metadata as it stands. */
  readonly metadata: OmeMetadata;
}

/** An image whose voxels are numbers of objects. */
export interface OmeLabels extends Omit<OmeZarr, 'labels' | 'name'> {
  readonly name: string;
  /** The colours of some labels, [red, green, blue, opacity] in 0..255. */
  readonly colors: Readonly<Record<number, readonly number[]>>;
}
