/** One entry for the command line: a file, a folder or a glob. */
import type { DType, Volume } from '../volume/index.js';
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
  /** The headers of the only or first file. */
  readonly tiff: TiffInfo;
}

/**
 * Tells what a TIFF file, a folder or a glob of slices holds, from headers alone. Of a stack only the first file is
 * opened; `readVolume` checks the others.
 *
 * @throws ArgumentError when there is no such file, FormatError, UnsupportedFormatError.
 * @example const { shape, dtype } = await readVolumeInfo('mni152/t1');
 */
export async function readVolumeInfo(path: string): Promise<VolumeInfo> {
  const { kind, files } = await expandPaths(path);
  const tiff = await readTiffInfo(files[0] as string);
  return kind === 'file' ? single(tiff) : stack(tiff, files);
}

/**
 * Reads a TIFF file, or a folder or glob of slices, and tells what it is.
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
