/** What `writeTiff` can be told. */
import type { ReadProgress } from '../../read-options.js';
import type { TiffCompression } from './encoders.js';

/** Options of `writeTiff`. */
export interface WriteTiffOptions {
  /** Default 'none'. ImageJ reads all but 'zstd'; 'zstd' needs Node 22.15. */
  readonly compression?: TiffCompression;
  /** How hard it tries: 0 to 9 for 'deflate' (default 6), 1 to 22 for 'zstd' (default 3). */
  readonly level?: number;
  /**
   * Store differences of neighbours, which compress better: 'horizontal' for integers, 'floating point' for floats;
   * `true` takes the one that fits the dtype. Default 'none'.
   */
  readonly predictor?: 'none' | 'horizontal' | 'floating point' | boolean;
  /** BigTIFF, for files above 4 GiB. Default 'auto': when the file could get that large. ImageJ reads none. */
  readonly bigtiff?: 'auto' | boolean;
  /**
   * Write an ImageJ hyperstack: uint8, uint16, int16, float32, or red, green and blue of uint8. Its planes are in
   * ImageJ's order (t, z, c) whatever the order of the volume's axes.
   */
  readonly imagej?: boolean;
  /** Write an OME-TIFF (OME-XML 2016-06); for all dtypes but uint64, int64 and float16, which OME lacks. */
  readonly ome?: boolean;
  /**
   * One letter of T, C, Z, Y, X, S (samples of a pixel, such as red, green, blue) for each axis of the volume, slowest
   * first as its shape; Y and X must be there. Default by the number of axes: 'YX', 'ZYX', 'TZYX', 'TCZYX'. Without
   * `imagej` and `ome`, Q (no name) may stand for any number of axes, and is the default for more than five.
   */
  readonly axes?: string;
  /** Edges of a voxel along [z, y, x] ([y, x] of a picture), in `unit`. It needs `imagej` or `ome`. */
  readonly voxelSize?: readonly number[];
  /** Unit of `voxelSize`, such as 'µm' (default 'pixel'). */
  readonly unit?: string;
  /** The values that ImageJ shows black and white, or a list of such pairs, one a channel. It needs `imagej`. */
  readonly displayRange?: readonly [number, number] | readonly (readonly [number, number])[];
  /** Ends the write: the promise is rejected with the signal's reason, and no file is left or changed. */
  readonly signal?: AbortSignal;
  /** Called after each plane. An error that it throws ends the write. */
  readonly onProgress?: (progress: ReadProgress) => void;
}
