/** Volumes into Zarr arrays. */
import { fromVolume, LazyVolume } from '../../../lazy/index.js';
import type { Volume } from '../../../volume/index.js';
import type { WriteZarrOptions } from './options.js';
import { beginPlace } from './place.js';
import { planArray } from './plan.js';
import { writeArray } from './write-array.js';

/**
 * Writes a volume as a Zarr array in a folder: version 3 or 2, in chunks, compressed, in shards if wanted; computed,
 * encoded and written in worker threads, a lazy volume with bounded memory.
 *
 * It is written into `PATH.part`, each file under another name and then renamed, the metadata last; when all is whole
 * that folder takes the name `PATH`. So nothing half written is ever read as whole, also after a kill, which `resume`
 * goes on from.
 *
 * @param volume of any number of axes, in C order, and of any type but argb; it stays the caller's, and must not be written
 * to meanwhile.
 * @throws ArgumentError for options that do not fit together, and where something is there that was not to be replaced;
 * DTypeError for other types; ComputeError when a lazy volume fails; ReleasedError when the volume is closed meanwhile;
 * the signal's reason when aborted.
 * @example await writeZarr(volume, 'cells.zarr', { chunks: [64, 64, 64], compression: { name: 'blosc', cname: 'lz4' } });
 */
export async function writeZarr(
  volume: Volume | LazyVolume,
  path: string,
  options: WriteZarrOptions = {},
): Promise<void> {
  const { version = 3, chunks, shards, compression, fillValue, dimensionNames, attributes, signal } = options;
  signal?.throwIfAborted();
  const { shape, dtype } = volume;
  const array = planArray('writeZarr', {
    ...{ version, shape, dtype, chunks, shards, compression, dimensionNames, attributes },
    ...(fillValue !== undefined && { fillValue }),
  });
  const source = volume instanceof LazyVolume ? volume : (fromVolume(volume) as LazyVolume);
  const place = await beginPlace('writeZarr', path, array, options);
  try {
    await writeArray(source, array, place, '', options);
    signal?.throwIfAborted();
  } catch (error) {
    await place.abandon();
    throw error;
  }
  await place.finish();
}
