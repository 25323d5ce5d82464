/** What `convert` reads: TIFF files, slices, and OME-Zarr. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ChannelOptions,
  expandPaths,
  fromTiff,
  fromTiffStack,
  type LazyVolume,
  openOmeZarr,
  readVolumeInfo,
} from '../index.js';

/** An image, its voxels still unread. */
export interface ConvertInput {
  readonly volume: LazyVolume;
  /** A letter of T, C, Z, Y, X, S (samples) or Q (no name) for each axis. */
  readonly axes: string;
  /** Extent of a voxel along [z, y, x] or [y, x], and its unit. */
  readonly spacing: { readonly size: readonly number[]; readonly unit: string | undefined } | undefined;
  /** Where the centre of voxel 0 lies, along the same axes. */
  readonly origin?: readonly number[];
  readonly name?: string | undefined;
  readonly channels: readonly ChannelOptions[];
  readonly labels: Readonly<
    Record<string, { volume: LazyVolume; colors: Readonly<Record<number, readonly number[]>> }>
  >;
}

const METADATA = ['zarr.json', '.zgroup', '.zattrs'];

/** Whether a path or URL is to be read as OME-Zarr. */
export function isOmeZarr(path: string): boolean {
  if (/^https?:/i.test(path)) return true;
  if (/\.zarr(\.zip)?\/*$/i.test(path)) return true;
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  return isFolder && METADATA.some((name) => existsSync(join(path, name)));
}

/** Opens an image; of OME-Zarr the resolution `level`. */
export function openInput(path: string, level: number): Promise<ConvertInput> {
  return isOmeZarr(path) ? openZarrInput(path, level) : openTiffInput(path);
}

async function openTiffInput(path: string): Promise<ConvertInput> {
  const { axes, voxelSize } = await readVolumeInfo(path);
  const { kind, files } = await expandPaths(path);
  const volume = await (kind === 'file' ? fromTiff(path) : fromTiffStack(files));
  const spacing = voxelSize && { size: voxelSize.size, unit: voxelSize.unit };
  return { volume, axes, spacing, channels: [], labels: {} };
}

async function openZarrInput(path: string, level: number): Promise<ConvertInput> {
  const image = await openOmeZarr(path);
  const chosen = image.levels[level];
  if (chosen === undefined) throw new Error(`${path}: has ${image.levels.length} levels; level ${level} is wanted`);
  const spatial = image.axes.flatMap(({ type, name }, d) => (type === 'space' || 'zyx'.includes(name) ? [d] : []));
  const unit = image.units[spatial.at(-1) ?? 0];
  const labels = image.labels.map(({ name, levels, colors }) => {
    const same = levels.find(({ volume }) => volume.shape.slice(-2).join() === chosen.volume.shape.slice(-2).join());
    return same && ([name, { volume: same.volume, colors }] as const);
  });
  return {
    volume: chosen.volume,
    axes: image.axes.map(({ name }) => (/^[tczyx]$/.test(name) ? name.toUpperCase() : 'Q')).join(''),
    spacing: { size: spatial.map((d) => chosen.scale[d] as number), unit },
    origin: spatial.map((d) => chosen.translation[d] as number),
    name: image.name,
    channels: image.channels.map(({ name, color, displayRange, active }) => ({
      ...{ color, active },
      ...(name !== undefined && { name }),
      ...(displayRange && { displayRange }),
    })),
    labels: Object.fromEntries(labels.filter((entry) => entry !== undefined)),
  };
}
