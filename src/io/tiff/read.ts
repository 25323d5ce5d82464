/** Whole files into volumes. */
import { createVolume, type Volume } from '../../volume/index.js';
import type { ReadOptions } from '../read-options.js';
import { describe, type TiffInfo } from './info.js';
import type { PageLayout } from './layout.js';
import { readPage } from './read-page.js';
import { type TiffFile, withTiff } from './tiff-file.js';

/**
 * Reads a TIFF file: classic or BigTIFF, either byte order, strips or tiles, one page or many; not compressed, deflate,
 * LZW, PackBits or (Node >= 22.15) Zstandard, with any predictor; integers, floats and complex floats. Values are as
 * stored: neither 'minIsWhite' nor palettes are converted, and the orientation tag is ignored.
 *
 * @returns a volume in C order, `[y, x]` or `[z, y, x]`; files with channels, times or samples (ImageJ, OME) have more
 * axes, which `readTiffInfo` names. The caller owns it.
 * @throws FormatError when the file is corrupt, UnsupportedFormatError for what is not read (it names the feature),
 * ArgumentError when it cannot be opened, the signal's reason when aborted.
 * @example const volume = await readTiff('head.tif', { signal: AbortSignal.timeout(5000) });
 */
export async function readTiff(path: string, options: ReadOptions = {}): Promise<Volume> {
  return (await readTiffWithInfo(path, options)).volume;
}

/** `readTiff`, and what the headers said, in one opening of the file. */
export function readTiffWithInfo(path: string, options: ReadOptions = {}): Promise<{ volume: Volume; info: TiffInfo }> {
  options.signal?.throwIfAborted();
  return withTiff(path, async (file) => {
    const info = describe(file);
    const volume = createVolume(info.shape, info.dtype);
    try {
      await readPages(file, volume, options);
    } catch (error) {
      volume.close();
      throw error;
    }
    return { volume, info };
  });
}

/** Decodes all pages of an open file into `target`, a contiguous volume of its shape and dtype. */
export async function readPages(file: TiffFile, target: Volume, options: ReadOptions): Promise<void> {
  const { signal, onProgress } = options;
  const lead = file.series.shape;
  for (const [i, page] of file.pages.entries()) {
    signal?.throwIfAborted();
    await readPage(file.source, page as PageLayout, planeOf(target, lead, i).data, signal);
    onProgress?.({ done: i + 1, total: file.pages.length });
  }
}

/** The plane at place `index` of the leading axes, in C order. Its `data` is small enough for one typed array. */
function planeOf(target: Volume, lead: readonly number[], index: number): Volume {
  const place: number[] = [];
  let rest = index;
  for (const extent of [...lead].reverse()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place.reduce((plane, i) => plane.pick(0, i), target);
}
