/** Volumes into TIFF files. */
import { basename } from 'node:path';
import { ArgumentError } from '../../../errors.js';
import { LazyVolume } from '../../../lazy/index.js';
import { type Volume, valueText } from '../../../volume/index.js';
import type { WriteTiffOptions } from './options.js';
import { planFile } from './plan.js';
import { planesOf, planesOfLazy } from './plane-source.js';
import { replaceFile } from './replace-file.js';
import { writeFile } from './write-file.js';

/**
 * Writes a volume as a TIFF file of many pages: classic or BigTIFF, in strips, plane by plane, so that views with
 * strides need no copy of the whole, and lazy volumes larger than memory can be written. Without `imagej` and `ome` the file says its shape as tifffile's do, which reads
 * volumes of any number of axes back, as `readTiff` does (without axes of one plane). Byte order is this machine's.
 *
 * The file is written under another name and renamed when it is whole: a failure leaves what was there before.
 *
 * @param volume of any dtype but bool and argb, two axes or more, in C order (`[y, x]`, `[z, y, x]`); it stays the caller's, and must not be written to
 * meanwhile.
 * @throws ArgumentError for options that do not fit together or a file that cannot be written, DTypeError for a type
 * that ImageJ or OME lacks, ReleasedError when the volume is closed meanwhile, ComputeError when a lazy one fails, the signal's reason when aborted.
 * @example await writeTiff(cells, 'cells.tif', { imagej: true, compression: 'deflate', voxelSize: [2, 0.5, 0.5], unit: 'µm' });
 */
export async function writeTiff(
  volume: Volume | LazyVolume,
  path: string,
  options: WriteTiffOptions = {},
): Promise<void> {
  if (typeof path !== 'string' || path === '') {
    throw new ArgumentError(`writeTiff: path ${valueText(path)} must be the name of the file to write`);
  }
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const plan = planFile(volume, options, basename(path));
  const planes = volume instanceof LazyVolume ? planesOfLazy(volume, plan.axes, signal) : planesOf(volume, plan.axes);
  try {
    await replaceFile(path, (file) =>
      writeFile(file, planes, plan, { ...(signal && { signal }), ...(onProgress && { onProgress }) }),
    );
  } finally {
    planes.close();
  }
}
