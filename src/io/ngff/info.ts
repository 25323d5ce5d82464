/** What a store of Zarr holds, from its metadata alone. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DType, dtypeInfo } from '../../volume/index.js';
import { isHttpUrl, type ReadableStore } from '../store/index.js';
import { openSource, openZarr, readNode, storageOf, type ZarrStorage } from '../zarr/index.js';
import type { OmeChannel } from './channels.js';
import type { Axis, NgffVersion } from './model.js';
import { type OpenOmeZarrOptions, openOmeZarr } from './open.js';

/** One array: the only one, or one resolution of an image. */
export interface ZarrLevelInfo extends ZarrStorage {
  /** The array's path within the store. */
  readonly path: string;
  /** Extents in C order. */
  readonly shape: readonly number[];
  /** Extent of a voxel along each axis, where it is said. */
  readonly scale?: readonly number[];
}

/** What `readZarrInfo` tells. */
export interface ZarrInfo {
  /** The version of OME-NGFF; undefined for an array that is no image of it. */
  readonly ome: NgffVersion | undefined;
  readonly name: string | undefined;
  /** Extents of the finest level, in C order. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Bytes of the voxels of the finest level. */
  readonly nbytes: number;
  /** Its axes; of a plain array only where they have names. */
  readonly axes: readonly Axis[];
  readonly levels: readonly ZarrLevelInfo[];
  readonly channels: readonly OmeChannel[];
  /** The names of the labels. */
  readonly labels: readonly string[];
}

const DOCUMENTS = ['zarr.json', '.zgroup', '.zarray'];

/** Whether a path is of Zarr, as far as names tell: a URL, a .zip file, or a folder with a document of Zarr. */
export async function isZarr(path: string): Promise<boolean> {
  if (isHttpUrl(path)) return true;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return /\.zip$/i.test(path);
  if (!found?.isDirectory()) return false;
  for (const name of DOCUMENTS) if (await stat(join(path, name)).catch(() => undefined)) return true;
  return false;
}

/**
 * Tells what a folder, a .zip file or a URL of Zarr holds: an image of OME-Zarr, or one array.
 *
 * @throws as `openOmeZarr` and `openZarr`.
 * @example const { shape, levels } = await readZarrInfo('cells.ome.zarr');
 */
export async function readZarrInfo(
  source: string | URL | ReadableStore,
  options: OpenOmeZarrOptions = {},
): Promise<ZarrInfo> {
  const path = (options.path ?? '').replace(/^\/+|\/+$/g, '');
  const opened = await openSource(source, options);
  try {
    const node = await readNode(opened.store, path, options.signal);
    if (node.kind === 'group') return await imageInfo(source, options);
    const { shape, dtype, dimensionNames } = node.array;
    await openZarr(source, options);
    return {
      ome: undefined,
      name: undefined,
      shape,
      dtype,
      nbytes: bytesOf(shape, dtype),
      axes: (dimensionNames ?? []).map((name) => ({ name: name ?? '' })),
      levels: [{ path, shape, ...storageOf(node.array, node.document) }],
      channels: [],
      labels: [],
    };
  } finally {
    if (opened.location !== undefined) await opened.store.close();
  }
}

async function imageInfo(source: string | URL | ReadableStore, options: OpenOmeZarrOptions): Promise<ZarrInfo> {
  const { version, name, axes, levels, channels, labels } = await openOmeZarr(source, options);
  const { shape, dtype } = (levels[0] as (typeof levels)[0]).volume;
  return {
    ome: version,
    name,
    shape,
    dtype,
    nbytes: bytesOf(shape, dtype),
    axes,
    levels: levels.map(({ volume, path, scale, storage }) => ({ path, shape: volume.shape, scale, ...storage })),
    channels,
    labels: labels.map((each) => each.name),
  };
}

function bytesOf(shape: readonly number[], dtype: DType): number {
  return shape.reduce((product, extent) => product * extent, dtypeInfo(dtype).itemsize);
}
