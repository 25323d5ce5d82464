/** What `writeOmeZarr` can be told. */
import type { LazyVolume } from '../../../lazy/index.js';
import type { Volume } from '../../../volume/index.js';
import type { ZarrStoreOptions } from '../../zarr/index.js';
import type { NgffVersion } from '../model.js';

/** How one channel is to be shown. */
export interface ChannelOptions {
  readonly name?: string;
  /** '#rrggbb'; default: white for one channel, else colours that differ. */
  readonly color?: string;
  /** The values shown black and in full colour. Default: the range of the dtype, 0 to 1 for floats. */
  readonly displayRange?: readonly [number, number];
  /** Whether it is shown at first; default true. */
  readonly active?: boolean;
}

/** Labels, and how they are to be shown. */
export interface LabelsToWrite {
  /** Integers: the image's extents, or those without the axis of channels. 0 is the background. */
  readonly volume: Volume | LazyVolume;
  /** Colours of some labels: [red, green, blue, opacity], each in 0..255. */
  readonly colors?: Readonly<Record<number, readonly number[]>>;
  /** Anything that is known of some labels: `{ 'label-value': 7, name: 'nucleus' }`. */
  readonly properties?: readonly Readonly<Record<string, unknown>>[];
}

/** Options of `writeOmeZarr`. What has an entry an axis is in the order of the axes, slowest first. */
export interface WriteOmeZarrOptions extends ZarrStoreOptions {
  /** The version of OME-NGFF: '0.5' (default), in Zarr v3, or '0.4', in Zarr v2. */
  readonly version?: NgffVersion;
  /**
   * A letter of t, c, z, y, x for each axis, in that order. Default by the number of axes: 'yx', 'zyx', 'czyx', 'tczyx'.
   */
  readonly axes?: string;
  /** Extents of chunks. Default: at most 64 voxels along each of the last three axes, 1 along others. */
  readonly chunks?: number | readonly number[];
  /** Extents of shards, multiples of the chunks. Version 0.5. */
  readonly shards?: number | readonly number[];
  /**
   * How many resolutions, the finest included; or the factors from each to the next, e.g. [[1, 2, 2], [2, 2, 2]]. Default:
   * until no axis of space has more than 128 voxels; each level halves the axes whose voxels are less than twice as long as
   * the shortest ones. Images are averaged, labels take the most frequent value.
   */
  readonly levels?: number | readonly (readonly number[])[];
  /** Extent of a voxel along each axis, or along those of space alone. Default 1. */
  readonly scale?: readonly number[];
  /** Where the centre of voxel 0 lies, as `scale`. Default 0. */
  readonly translation?: readonly number[];
  /** The unit of the axes of space, or units by axis: `{ t: 'second', z: 'micrometer' }`. 'µm' and its like are known. */
  readonly units?: string | Readonly<Record<string, string>>;
  /** The image's name. */
  readonly name?: string;
  /** How channels are to be shown, one for each; one where there is no axis c. */
  readonly channels?: readonly ChannelOptions[];
  /** Labels by name. */
  readonly labels?: Readonly<Record<string, Volume | LazyVolume | LabelsToWrite>>;
}
