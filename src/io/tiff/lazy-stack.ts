/** Files as lazy volumes. */
import { ArgumentError } from '../../errors.js';
import { fromSource, type LazyVolume } from '../../lazy/index.js';
import type { DType } from '../../volume/index.js';
import { expandPaths } from '../paths.js';
import { type PageLayout, pageShape } from './layout.js';
import type { StackFiles } from './open-slices.js';
import { grainOf } from './stack-source.js';
import { withTiff } from './tiff-file.js';

/** Options of `fromTiffStack` and `fromTiff`. */
export interface LazyTiffOptions<D extends DType = DType> {
  /** What each file holds: `[y, x]`, or `[z, y, x]` for files of many pages. Without it the first file is asked. */
  readonly shape?: readonly number[];
  /** The element type of the files. Without it the first file is asked; nothing is converted. */
  readonly dtype?: D;
}

/**
 * Many TIFF files of one shape and dtype as one lazy volume with a new first axis: slices `[y, x]` become `[z, y, x]`.
 * A chunk is a page of a file; of pages that are not compressed, or cut into strips or tiles, only the parts that are
 * needed are read.
 *
 * Of the first file the headers are read, of the others nothing; with `shape` and `dtype` no file is opened. A file that
 * is missing, corrupt or unlike these fails the computation that needs it, with an error that names it.
 *
 * @param paths files in their order, or a folder or a glob, whose files are sorted as people count (z2 before z10).
 * @throws ArgumentError when there are no files; of the first file, what `readTiffInfo` throws.
 * @example
 * const volume = await fromTiffStack('scan/*.tif');
 * const projection = await volume.max({ axis: 0 }).compute();
 */
export async function fromTiffStack<D extends DType = DType>(
  paths: string | readonly string[],
  options: LazyTiffOptions<D> = {},
): Promise<LazyVolume<D>> {
  const files = typeof paths === 'string' ? (await expandPaths(paths)).files : [...paths];
  const first = files[0];
  if (first === undefined) throw new ArgumentError('fromTiffStack: the list of files is empty');
  const { shape, dtype, lead, grain } = await contentOf(first, options);
  const stack: StackFiles = { files, shape, dtype, ...(grain && { grain }) };
  return fromSource<D>({
    // The built module: worker threads cannot import TypeScript.
    module: new URL('../../../dist/io/tiff/stack-source.js', import.meta.url),
    export: 'openStack',
    args: [stack],
    shape: [files.length, ...shape],
    dtype,
    chunks: [1, ...shape.map((_, d) => (d < lead ? 1 : null))],
    divisible: true,
    name: `fromTiffStack(${JSON.stringify(typeof paths === 'string' ? paths : `${first}, ... ${files.length} files`)})`,
  });
}

/**
 * A TIFF file of many pages as a lazy volume, in the shape that `readTiffInfo` tells; a chunk is a page.
 *
 * @throws ArgumentError, FormatError, UnsupportedFormatError as `readTiffInfo`.
 * @example const cells = await fromTiff('cells.ome.tif');
 */
export async function fromTiff<D extends DType = DType>(
  path: string,
  options: LazyTiffOptions<D> = {},
): Promise<LazyVolume<D>> {
  return (await fromTiffStack<D>([path], options)).pick(0, 0);
}

interface Content<D extends DType> {
  readonly shape: readonly number[];
  readonly dtype: D;
  /** How many axes come before those of a page. */
  readonly lead: number;
  readonly grain?: readonly number[];
}

async function contentOf<D extends DType>(path: string, given: LazyTiffOptions<D>): Promise<Content<D>> {
  const { shape, dtype } = given;
  // Without headers nobody knows whether a third axis is one of pages or of samples: such a file is one chunk.
  if (shape !== undefined && dtype !== undefined) return { shape, dtype, lead: 0 };
  return withTiff(path, (file) => {
    const page = file.pages[0] as PageLayout;
    const own = { shape: shape ?? file.shape, dtype: dtype ?? (page.dtype as D) };
    const lead = own.shape.length - pageShape(page).length;
    if (own.shape.join() !== file.shape.join()) return { ...own, lead: Math.max(0, lead) };
    return { ...own, lead, grain: grainOf(file) };
  });
}
