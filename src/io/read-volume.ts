/** One entry for the command line: a file, a folder or a glob; TIFF, or a PNG or JPEG picture. */
import { type DType, dtypeInfo, type Volume } from '../volume/index.js';
import { type ImageInfo, isPicture, readImage, readImageInfo } from './image.js';
import { expandPaths } from './paths.js';
import type { ReadOptions } from './read-options.js';
import { readTiffInfo, readTiffStackWithInfo, readTiffWithInfo, type Spacing, type TiffInfo } from './tiff/index.js';

/** What a path holds. */
export interface VolumeInfo {
  /** Extents in C order, slowest first. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** A letter for each axis, as in `TiffInfo.axes`; the files of a stack are Z, or Q where a file has a Z of its own. */
  readonly axes: string;
  /** Bytes of the voxels. */
  readonly nbytes: number;
  /** Edges of a voxel, [z, y, x], where the file says. */
  readonly voxelSize?: Spacing;
  /** The files in their order. */
  readonly files: readonly string[];
  /** The headers of the only or first file, if it is TIFF. */
  readonly tiff?: TiffInfo;
  /** The header, if it is a PNG or JPEG picture; then grey is [y, x], and other pictures are [y, x, s]. */
  readonly picture?: ImageInfo;
}

/**
 * Tells what a TIFF file, a picture, a folder or a glob of slices holds, from headers alone. Of a stack only the first file is
 * opened; `readVolume` checks the others.
 *
 * @throws ArgumentError when there is no such file, FormatError, UnsupportedFormatError.
 * @example const { shape, dtype } = await readVolumeInfo('mni152/t1');
 */
export async function readVolumeInfo(path: string): Promise<VolumeInfo> {
  const { kind, files } = await expandPaths(path);
  const [first] = files as [string];
  if (kind === 'file' && (await isPicture(first))) return picture(await readImageInfo(first));
  const tiff = await readTiffInfo(first);
  return kind === 'file' ? single(tiff) : stack(tiff, files);
}

/**
 * Reads a TIFF file, a PNG or JPEG picture, or a folder or glob of slices, and tells what it is.
 *
 * @returns the volume (C order; the caller owns it) and its description.
 * @throws ArgumentError when there is no such file, FormatError, UnsupportedFormatError, the signal's reason.
 * @example const { volume, info } = await readVolume('cells.tif');
 */
export async function readVolume(
  path: string,
  options: ReadOptions = {},
): Promise<{ volume: Volume; info: VolumeInfo }> {
  const { kind, files } = await expandPaths(path);
  const [first] = files as [string];
  if (kind === 'file' && (await isPicture(first))) {
    options.signal?.throwIfAborted();
    const info = await readImageInfo(first);
    const volume = await (info.dtype === 'uint16' ? readImage(first, { dtype: 'uint16' }) : readImage(first));
    options.signal?.throwIfAborted();
    options.onProgress?.({ done: 1, total: 1 });
    return { volume: info.shape[2] === 1 ? volume.pick(2, 0) : volume, info: picture(info) };
  }
  if (kind === 'file') {
    const { volume, info } = await readTiffWithInfo(path, options);
    return { volume, info: single(info) };
  }
  const { volume, info } = await readTiffStackWithInfo(files, options);
  return { volume, info: stack(info, files) };
}

function single(tiff: TiffInfo): VolumeInfo {
  const { shape, dtype, axes, nbytes, voxelSize, path } = tiff;
  return { shape, dtype, axes, nbytes, ...(voxelSize === undefined ? {} : { voxelSize }), files: [path], tiff };
}

function picture(info: ImageInfo): VolumeInfo {
  const { shape, dtype, path } = info;
  const gray = shape[2] === 1;
  const nbytes = shape.reduce((product, extent) => product * extent, dtypeInfo(dtype).itemsize);
  return {
    shape: gray ? shape.slice(0, 2) : shape,
    dtype,
    axes: gray ? 'YX' : 'YXS',
    nbytes,
    files: [path],
    picture: info,
  };
}

function stack(tiff: TiffInfo, files: readonly string[]): VolumeInfo {
  const axis = tiff.axes.includes('Z') ? 'Q' : 'Z';
  return {
    ...single(tiff),
    shape: [files.length, ...tiff.shape],
    axes: axis + tiff.axes,
    nbytes: files.length * tiff.nbytes,
    files,
  };
}
