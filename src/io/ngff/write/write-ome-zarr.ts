/** Volumes into images of OME-Zarr. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { downscale } from '../../../functions/index.js';
import type { LazyVolume } from '../../../lazy/index.js';
import type { Volume } from '../../../volume/index.js';
import {
  type ArrayMetadata,
  beginPlace,
  chunkCount,
  innerChunks,
  openZarr,
  type Place,
  writeArray,
  writeGroup,
} from '../../zarr/index.js';
import { omeAttributes } from '../attributes.js';
import type { OmeMetadata } from '../model.js';
import type { WriteOmeZarrOptions } from './options.js';
import { type ImagePlan, type OmePlan, planOme } from './plan.js';

/**
 * Writes a volume as an image of OME-Zarr (OME-NGFF 0.5 in Zarr v3, or 0.4 in v2), in several resolutions, with labels.
 * Each coarser level is computed from the files of the finer one when those are written: images by local means, labels by
 * the most frequent value, so that no label is invented. All is computed, encoded and written in worker threads, with
 * bounded memory.
 *
 * It is written into `PATH.part`, each file under another name and then renamed, the metadata last; when all is whole
 * that folder takes the name `PATH`. So nothing half written is ever read as whole, also after a kill, which `resume`
 * goes on from.
 *
 * @param volume two to five axes of t, c, z, y, x in this order; integers, floats or bool. It stays the caller's,
 * and must not be written to meanwhile.
 * @throws ArgumentError for options that do not fit together, and where something is there that was not to be replaced;
 * DTypeError for other types; ComputeError when a lazy volume fails; ReleasedError when a volume is closed meanwhile; the
 * signal's reason when aborted.
 * @example
 * await writeOmeZarr(await fromTiffStack('scan/*.tif'), 'scan.ome.zarr', { scale: [2, 0.5, 0.5], units: 'micrometer' });
 */
export async function writeOmeZarr(
  volume: Volume | LazyVolume,
  path: string,
  options: WriteOmeZarrOptions = {},
): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  const plan = planOme(volume, options);
  const described = plan.images.map(({ path: at, metadata, levels }) => ({
    at,
    metadata,
    arrays: levels.map(({ array }) => array),
  }));
  const place = await beginPlace('writeOmeZarr', path, described, options);
  try {
    await writeImages(plan, place, options);
    signal?.throwIfAborted();
  } catch (error) {
    await place.abandon();
    throw error;
  }
  await place.finish();
}

async function writeImages(plan: OmePlan, place: Place, options: WriteOmeZarrOptions): Promise<void> {
  const arrays = plan.images.flatMap(({ levels }) => levels.map(({ array }) => array));
  const total = arrays.reduce((sum, array) => sum + chunkCount(array), 0);
  let before = 0;
  const progress = (array: ArrayMetadata) => {
    const base = before;
    before += chunkCount(array);
    return ({ done }: { readonly done: number }) => options.onProgress?.({ done: base + done, total });
  };
  for (const image of plan.images) await writeLevels(image, place, options, progress);
  const write = (at: string, ome: OmeMetadata) => {
    return writeGroup(plan.version === '0.5' ? 3 : 2, omeAttributes(ome), place, at);
  };
  if (plan.labels.length > 0) await write('labels', { version: plan.version, labels: plan.labels });
  // The image itself comes last.
  for (const { path: at, metadata } of plan.images.toReversed()) await write(at, metadata);
}

async function writeLevels(
  image: ImagePlan,
  place: Place,
  options: WriteOmeZarrOptions,
  progress: (array: ArrayMetadata) => (done: { readonly done: number }) => void,
): Promise<void> {
  const { concurrency, memoryLimit, signal } = options;
  for (const [level, { array, step }] of image.levels.entries()) {
    const path = join(image.path, String(level));
    const onProgress = progress(array);
    // The metadata of an array are its last file.
    if (existsSync(join(place.folder, path, array.format === 3 ? 'zarr.json' : '.zarray'))) {
      onProgress({ done: chunkCount(array) });
      continue;
    }
    const source = level === 0 ? image.source : await coarser(image, level, step, array, place);
    await writeArray(source, array, place, path, {
      onProgress,
      ...(concurrency !== undefined && { concurrency }),
      ...(memoryLimit !== undefined && { memoryLimit }),
      ...(signal && { signal }),
    });
  }
}

/** A level from the files of the one before it. */
async function coarser(
  image: ImagePlan,
  level: number,
  step: readonly number[],
  array: ArrayMetadata,
  place: Place,
): Promise<LazyVolume> {
  const finer = await openZarr(join(place.folder, image.path, String(level - 1)));
  return downscale(finer, step, { method: image.method, chunks: innerChunks(array) });
}
