/** What a TIFF file holds, from its headers alone. */
import { type DType, dtypeInfo } from '../../volume/index.js';
import type { PageLayout } from './layout.js';
import type { Spacing } from './series.js';
import { COMPRESSION_NAMES, PHOTOMETRIC_NAMES } from './tags.js';
import { type TiffFile, withTiff } from './tiff-file.js';

/** What `readTiffInfo` tells. */
export interface TiffInfo {
  readonly path: string;
  /** Extents in C order, slowest first; axes of one plane (z, c, t) are left out. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Bytes of the pixels when they are decoded. */
  readonly nbytes: number;
  /**
   * A letter for each axis of `shape`: X, Y, Z, C (channel), T (time), S (samples of a pixel, e.g. red, green, blue),
   * Q (an axis without a name). Pages of a file that says nothing about them are Z.
   */
  readonly axes: string;
  /** Planes of the volume. */
  readonly pages: number;
  /** Who described the axes. */
  readonly kind: 'plain' | 'imagej' | 'ome' | 'tifffile';
  readonly compression: string;
  readonly predictor: 'none' | 'horizontal' | 'floating point';
  /** How the values are meant. Values are given as stored: 'minIsWhite' and 'palette' are not converted. */
  readonly photometric: string;
  readonly layout: 'strips' | 'tiles';
  /** Extents [y, x] of a strip or tile. */
  readonly segment: readonly [number, number];
  readonly bigTiff: boolean;
  readonly byteOrder: 'little' | 'big';
  /** Edges of a voxel, [z, y, x], where ImageJ or OME metadata give them. */
  readonly voxelSize?: Spacing;
  readonly fileSize: number;
  /** What was found and not followed, e.g. metadata that does not fit the pages. */
  readonly notes: readonly string[];
}

/**
 * Reads what a TIFF file holds without reading its pixels.
 *
 * @throws FormatError when headers are corrupt; UnsupportedFormatError for what `readTiff` would refuse;
 * ArgumentError when the file cannot be opened.
 * @example const { shape, dtype, axes } = await readTiffInfo('cells.tif');
 */
export function readTiffInfo(path: string): Promise<TiffInfo> {
  return withTiff(path, describe);
}

/** What an open file holds. */
export function describe(file: TiffFile): TiffInfo {
  const page = file.pages[0] as PageLayout;
  const { voxelSize, kind, notes } = file.series;
  return {
    path: file.source.path,
    shape: file.shape,
    dtype: page.dtype,
    nbytes: file.shape.reduce((a, b) => a * b, dtypeInfo(page.dtype).itemsize),
    axes: file.axes,
    pages: file.pages.length,
    kind,
    compression: COMPRESSION_NAMES[page.compression] as string,
    predictor: page.predictor === 3 ? 'floating point' : page.predictor === 2 ? 'horizontal' : 'none',
    photometric: PHOTOMETRIC_NAMES[page.photometric] as string,
    layout: page.tiled ? 'tiles' : 'strips',
    segment: [page.segmentHeight, page.segmentWidth],
    bigTiff: file.bigTiff,
    byteOrder: file.littleEndian ? 'little' : 'big',
    ...(voxelSize === undefined ? {} : { voxelSize }),
    fileSize: file.fileSize,
    notes,
  };
}
