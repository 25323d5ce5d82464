/** Arrays of Zarr as lazy volumes. */
import { ArgumentError } from '../../errors.js';
import { type ChunkReader, fromFunction, fromSource, type LazyVolume } from '../../lazy/index.js';
import { createVolume, type DType, type Volume } from '../../volume/index.js';
import {
  type ByteStore,
  type HttpOptions,
  locateStore,
  openStore,
  type ReadableStore,
  readableStore,
  type StoreLocation,
} from '../store/index.js';
import { chunkReader, chunkSize, type ZarrSource } from './chunk-source.js';
import type { ArrayMetadata } from './metadata.js';
import { readNode, type ZarrNode } from './node.js';
import { storedLayout } from './stored-chunks.js';

/** Options of `openZarr`; those of HTTP are of use for URLs. */
export interface OpenZarrOptions extends HttpOptions {
  /** The array's path within the store, e.g. 'images/0'. */
  readonly path?: string;
  /** Ends the opening. */
  readonly signal?: AbortSignal;
}

/** Smaller chunks are read some at a time: each read of its own costs more than decoding them. */
const WORTH_READING = 256 * 1024;

/** A store that is open, and where it is, so that worker threads can open it too; or one of this thread alone. */
export interface OpenedStore {
  readonly store: ByteStore;
  readonly location: StoreLocation | undefined;
}

/** Opens what a path, URL or object is. The caller closes it. */
export async function openSource(
  source: string | URL | ReadableStore,
  options: HttpOptions = {},
): Promise<OpenedStore> {
  if (typeof source === 'object' && !(source instanceof URL)) {
    if (typeof source?.get !== 'function') throw new ArgumentError('a store must have get(key), as those of zarrita');
    return { store: readableStore(source), location: undefined };
  }
  const { headers, timeout, maxTime, retries, maxBytes, missing } = options;
  const given = Object.entries({ headers, timeout, maxTime, retries, maxBytes, missing });
  const set = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const location = await locateStore(source, set);
  return { store: openStore(location, false), location };
}

/**
 * An array of Zarr, version 2 or 3, as a lazy volume: its chunks, or those within its shards, are read and decoded in
 * worker threads when they are needed. Opening reads the metadata and no chunk; chunks that were never written hold the
 * fill value.
 *
 * @param source a folder, a .zip file, a URL of http or https, or a store of zarrita's kind (which this thread reads).
 * @returns a lazy volume, axes in C order; what fails later fails the computation, with an error that names the chunk.
 * @throws ArgumentError when nothing is there or it is a group; FormatError, UnsupportedFormatError for its metadata, with
 * the document's path; StoreError for a server or file that can't be read.
 * @example const volume = await openZarr('cells.zarr', { path: '0' });
 */
export async function openZarr<D extends DType = DType>(
  source: string | URL | ReadableStore,
  options: OpenZarrOptions = {},
): Promise<LazyVolume<D>> {
  return withArray(source, options, async (opened, path, { array, document }) => {
    return (await arrayVolume(opened, path, array, document)) as LazyVolume<D>;
  });
}

/**
 * An array of Zarr as a volume in memory.
 *
 * @returns a volume in C order; the caller owns it.
 * @throws as `openZarr`; FormatError for a chunk that is corrupt, the signal's reason.
 * @example const spectrum = await readZarr('spectrum.zarr'); // complex64
 */
export async function readZarr<D extends DType = DType>(
  source: string | URL | ReadableStore,
  options: OpenZarrOptions = {},
): Promise<Volume<D>> {
  return withArray(source, options, async ({ store }, path, { array }) => {
    const { shape, dtype } = array;
    const reader = await chunkReader(store, path, array);
    const volume = createVolume(shape, dtype);
    try {
      if (volume.size > 0) await reader.read({ start: shape.map(() => 0), shape }, volume.data, options.signal);
      return volume as unknown as Volume<D>;
    } catch (error) {
      volume.close();
      throw error;
    }
  });
}

async function withArray<T>(
  source: string | URL | ReadableStore,
  options: OpenZarrOptions,
  use: (opened: OpenedStore, path: string, node: Extract<ZarrNode, { kind: 'array' }>) => Promise<T>,
): Promise<T> {
  const path = (options.path ?? '').replace(/^\/+|\/+$/g, '');
  const opened = await openSource(source, options);
  try {
    const node = await readNode(opened.store, path, options.signal);
    if (node.kind === 'array') return await use(opened, path, node);
    throw new ArgumentError(
      `${opened.store.place(path)}: is a group of arrays; give the path of one, or take openOmeZarr for OME-Zarr`,
    );
  } finally {
    if (opened.location !== undefined) await opened.store.close();
  }
}

/** The lazy volume of an array whose document was read. @throws FormatError, UnsupportedFormatError for its codecs */
export async function arrayVolume(
  { store, location }: OpenedStore,
  path: string,
  array: ArrayMetadata,
  document: string,
): Promise<LazyVolume> {
  const { shape, dtype } = array;
  const { chunks } = storedLayout(array, document);
  // Says now what is wrong with the codecs, and not when the first voxel is needed.
  const reader = await chunkReader(store, path, array);
  const common = {
    shape,
    dtype,
    chunks: readTogether(array, chunks),
    name: `openZarr(${JSON.stringify(store.place(path))})`,
  };
  if (location === undefined) return fromFunction({ ...common, read: reader.read as ChunkReader['read'] });
  // Attributes are of no use for reading, and may be long.
  const sent: ZarrSource = { location, path, array: { ...array, attributes: {} } };
  return fromSource({
    ...common,
    // The built module: worker threads cannot import TypeScript.
    module: new URL('../../../dist/io/zarr/chunk-source.js', import.meta.url),
    export: 'openChunks',
    args: [sent],
  });
}

/** The extents of boxes of whole chunks that are worth a read. */
function readTogether(array: ArrayMetadata, chunks: readonly number[]): number[] {
  const { shape } = array;
  const together = [...chunks];
  let bytes = chunkSize(array, chunks);
  for (let d = shape.length - 1; d >= 0; d--) {
    const chunk = chunks[d] as number;
    const most = Math.max(1, Math.ceil((shape[d] as number) / chunk));
    const count = Math.min(most, Math.max(1, Math.floor(WORTH_READING / bytes)));
    together[d] = chunk * count;
    bytes *= count;
  }
  return together;
}
