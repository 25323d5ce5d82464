/** Which files a path, a folder or a glob means. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ArgumentError } from '../errors.js';
import { glob, isGlob } from './glob.js';

/** What `expandPaths` found. */
export interface ExpandedPaths {
  readonly kind: 'file' | 'folder' | 'glob';
  readonly files: string[];
}

/**
 * The files that `path` means: itself, the TIFF files in a folder (not in folders within it), or what a glob matches
 * (`*`, `?`, `[ab]`, `{a,b}`, `**`). Sorted as people count: z2 before z10. A path that exists is never a glob.
 *
 * @throws ArgumentError when there is no such file.
 * @example const { files } = await expandPaths('scan/z*.tif');
 */
export async function expandPaths(path: string): Promise<ExpandedPaths> {
  if (path === '') throw new ArgumentError('the path is empty; give a file, a folder or a glob');
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    const entries = await readdir(path, { withFileTypes: true });
    const files = entries
      // A leading dot: macOS leaves '._z1.tif' beside z1.tif on foreign disks, which is no TIFF.
      .filter((entry) => /^[^.].*\.tiff?$/i.test(entry.name) && !entry.isDirectory())
      .map((entry) => join(path, entry.name));
    if (files.length === 0) throw new ArgumentError(`${path}: the folder has no .tif or .tiff file`);
    return { kind: 'folder', files: sortNaturally(files) };
  }
  if (found !== undefined) return { kind: 'file', files: [path] };
  if (!isGlob(path)) throw new ArgumentError(`${path}: no such file or folder`);
  const files = await glob(path);
  if (files.length === 0) throw new ArgumentError(`${path}: no file matches this glob`);
  return { kind: 'glob', files: sortNaturally(files) };
}

/** A copy, sorted by the numbers in the names where they have some: z2, z10; the same on every machine. */
export function sortNaturally(paths: readonly string[]): string[] {
  return [...paths].sort((a, b) => ORDER.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0));
}

const ORDER = new Intl.Collator('en', { numeric: true });
