/** Whether a folder, archive or URL is a valid image of OME-Zarr. */
import type { HttpOptions, ReadableStore } from '../../store/index.js';
import { below, openSource, readNode } from '../../zarr/index.js';
import { checkImages, readGroup, type Validation } from './image.js';
import { type OmeZarrProblem, text } from './problems.js';

/** Options of `validateOmeZarr`; those of HTTP are of use for URLs. */
export interface ValidateOmeZarrOptions extends HttpOptions {
  /** The path of the image's group within the store. */
  readonly path?: string;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * What is wrong with an image of OME-Zarr, version 0.4 or 0.5: all that there is, by path. It reads the metadata of the
 * image, its resolutions and its labels (of a series of images as bioformats2raw writes it, of all), and no chunk.
 *
 * @param source a folder, a .zip file, a URL of http or https, or a store of zarrita's kind.
 * @returns the problems in the order they were found; none for an image that is valid.
 * @throws ArgumentError when there is nothing at all; StoreError for a server or file that can't be read; the signal's
 * reason.
 * @example for (const { path, reason } of await validateOmeZarr('cells.ome.zarr')) console.log(`${path}: ${reason}`);
 */
export async function validateOmeZarr(
  source: string | URL | ReadableStore,
  options: ValidateOmeZarrOptions = {},
): Promise<OmeZarrProblem[]> {
  const { signal } = options;
  const opened = await openSource(source, options);
  const validation: Validation = { opened, found: [], signal };
  try {
    await validate(validation, (options.path ?? '').replace(/^\/+|\/+$/g, ''));
    signal?.throwIfAborted();
    return validation.found;
  } finally {
    if (opened.location !== undefined) await opened.store.close();
  }
}

/** The marker of `src/io/zarr/write/place.ts`. */
const MARKER = '.imglib2-node-unfinished.json';

async function validate(validation: Validation, path: string): Promise<void> {
  const { opened, found, signal } = validation;
  if ((await opened.store.read(below(path, MARKER), { signal })) !== undefined) {
    found.push({ path: below(path, MARKER), reason: 'this write was never finished; `resume` goes on with it' });
    return;
  }
  const group = await readGroup(validation, path);
  if (group === undefined) return;
  const { ome } = group;
  if (ome.multiscales === undefined && ome['bioformats2raw.layout'] !== undefined) return series(validation, path);
  if (ome.multiscales === undefined && Array.isArray(ome.labels)) return labels(validation, path, ome.labels);
  await checkImages(validation, path, group, ome['image-label'] === undefined ? 'image' : 'labels');
  const folder = below(path, 'labels');
  const inside = await readNode(opened.store, folder, signal).catch(() => undefined);
  if (inside?.kind !== 'group') return;
  const own = await readGroup(validation, folder);
  if (own === undefined) return;
  const names = own.ome.labels;
  if (Array.isArray(names)) return labels(validation, folder, names);
  own.problems.at('labels').add(`is ${text(names)}; it must be a list of the paths of labels`);
}

async function series(validation: Validation, path: string): Promise<void> {
  const { store } = validation.opened;
  for (let i = 0; ; i++) {
    const at = below(path, String(i));
    // The first one must be there.
    if (i > 0 && (await readNode(store, at, validation.signal).catch(() => undefined)) === undefined) return;
    await validate(validation, at);
    if (i === 0 && validation.found.some((problem) => problem.path === at)) return;
  }
}

async function labels(validation: Validation, folder: string, names: readonly unknown[]): Promise<void> {
  for (const name of names) {
    if (typeof name !== 'string' || name === '') {
      validation.found.push({ path: folder, reason: `labels names ${text(name)}; names are texts` });
      continue;
    }
    const path = below(folder, name);
    const group = await readGroup(validation, path);
    if (group !== undefined) await checkImages(validation, path, group, 'labels');
  }
}
