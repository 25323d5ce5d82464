/** Files that are the slices of one volume. */
import { ArgumentError, FormatError } from '../../errors.js';
import { createVolume, type DType, type Volume } from '../../volume/index.js';
import { inParallel } from '../parallel.js';
import { expandPaths } from '../paths.js';
import type { ReadOptions } from '../read-options.js';
import { readTiffInfo, type TiffInfo } from './info.js';
import { readPages } from './read.js';
import { type TiffFile, withTiff } from './tiff-file.js';

/** Files open at a time: as many as keep node:zlib's threads and the disk busy. */
const FILES_AT_ONCE = 8;

/** Options of `readTiffStack`. */
export interface StackOptions extends ReadOptions {
  /** The element type that the files must have; without it, that of the first. Nothing is converted. */
  readonly dtype?: DType;
}

/**
 * Reads many TIFF files of one shape and dtype as one volume with a new first axis: slices `[y, x]` become `[z, y, x]`.
 *
 * @param paths files in their order, or a folder or a glob, whose files are sorted as people count (z2 before z10);
 * only .tif and .tiff files of a folder are taken.
 * @returns a volume in C order, which the caller owns.
 * @throws FormatError that names the file that is corrupt or unlike the first; ArgumentError when there are no files;
 * UnsupportedFormatError as `readTiff`; the signal's reason when aborted.
 * @example const volume = await readTiffStack('mni152/t1');
 */
export async function readTiffStack(paths: string | readonly string[], options: StackOptions = {}): Promise<Volume> {
  return (await readTiffStackWithInfo(paths, options)).volume;
}

/** `readTiffStack`, with the files in their order and what the first one's headers said. */
export async function readTiffStackWithInfo(
  paths: string | readonly string[],
  options: StackOptions = {},
): Promise<{ volume: Volume; info: TiffInfo; files: readonly string[] }> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const files = typeof paths === 'string' ? (await expandPaths(paths)).files : paths;
  const first = files[0];
  if (first === undefined) throw new ArgumentError('readTiffStack: the list of files is empty');
  const info = await readTiffInfo(first);
  const dtype = options.dtype ?? info.dtype;
  const volume = createVolume([files.length, ...info.shape], dtype);
  let done = 0;
  try {
    await inParallel(files.length, FILES_AT_ONCE, async (index) => {
      signal?.throwIfAborted();
      await withTiff(files[index] as string, async (file) => {
        checkSlice(file, first, dtype, info.shape);
        await readPages(file, volume.pick(0, index), signal === undefined ? {} : { signal });
      });
      done += 1;
      onProgress?.({ done, total: files.length });
    });
  } catch (error) {
    volume.close();
    throw error;
  }
  return { volume, info, files };
}

function checkSlice(file: TiffFile, first: string, dtype: DType, shape: readonly number[]): void {
  const found = file.pages[0]?.dtype;
  if (found === dtype && file.shape.join() === shape.join()) return;
  throw new FormatError(
    `${file.source.path}: at byte 0: it is ${found} [${file.shape.join(', ')}], but the stack is of ` +
      `${dtype} [${shape.join(', ')}] (as ${first}); take this file out or read the groups one by one`,
  );
}
