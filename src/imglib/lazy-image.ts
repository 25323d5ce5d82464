import { totalmem } from 'node:os';
import { ArgumentError, ReleasedError, SharingError } from '../errors.js';
import { bridge, type JavaObject, javaCall, javaClass, startJvmSync } from '../jvm/index.js';
import { checked, jni } from '../native.js';
import {
  checkRegion,
  createVolume,
  type DType,
  dtypeInfo,
  type LazyLike,
  NATIVE_BYTE_ORDER,
  type Region,
  reverseAxes,
  type Volume,
} from '../volume/index.js';
import { CellGrid } from './lazy-grid.js';
import { serve, stopServing } from './lazy-service.js';

/** Options of `toImgLib2` for a lazy volume. */
export interface LazyImgLib2Options {
  /**
   * The most bytes of loaded cells that this image keeps for when they are asked for again; cells in use are alive beside
   * it. Default: one cache for all lazy images, an eighth of the machine's memory but at most 2 GiB.
   */
  readonly cacheBytes?: number;
  /** What messages call it; default 'lazy volume'. */
  readonly name?: string;
}

/** In place of a cell's number: zeros that stand for what is not loaded, and for what can't be. */
const ZEROS = [-1, -2];
const DEFAULT_CACHE = Math.min(2 ** 31, totalmem() / 8);

let commonCache: number | undefined;

/**
 * A lazy volume as an ImgLib2 cell image in Java. Its cells are read or computed here when Java asks for them, newest
 * request first, and lie in memory that both sides see.
 *
 * It serves Java until `close()`, which it needs: Java's images do not keep it. Requests alone do not keep the program
 * running. What cannot be loaded is shown as zeros and told to `onError`; `reload()` has it tried again.
 */
export class LazyImgLib2Handle {
  /** The number by which Java's `LazyImages` knows the image. */
  readonly id: number;
  readonly #lazy: LazyLike;
  readonly #grid: CellGrid;
  readonly #ownCache: number | undefined;
  readonly #abort = new AbortController();
  readonly #images = new Map<string, JavaObject>();
  readonly #errorListeners = new Set<(error: Error, region: Region) => void>();
  readonly #listeners = new Set<(volume: Volume, region: Region) => void>();
  readonly #loads = new Set<Load>();
  #closed = false;

  /** @internal Use `toImgLib2`. */
  constructor(lazy: LazyLike, options: LazyImgLib2Options) {
    const { cacheBytes, name = 'lazy volume' } = options;
    this.#lazy = lazy;
    this.#grid = new CellGrid(lazy);
    const { shape, cellShape, cellBytes } = this.#grid;
    if (cacheBytes !== undefined && !(cacheBytes >= cellBytes)) {
      throw new ArgumentError(
        `toImgLib2: cacheBytes ${cacheBytes} do not hold one cell of ${cellBytes} bytes ([${cellShape.join(', ')}])`,
      );
    }
    const LazyImages = javaClass('LazyImages');
    // ImgLib2 has no volatile truth values: they are bytes of 0 and 1.
    const { code } = dtypeInfo(lazy.dtype === 'bool' ? 'uint8' : lazy.dtype);
    this.#ownCache = cacheBytes === undefined ? undefined : createCache(cacheBytes);
    const cache = this.#ownCache ?? defaultCache();
    this.id = javaCall(() => Number(LazyImages.beginSync(code)));
    const zeros = createVolume(cellShape, lazy.dtype);
    for (const cell of ZEROS) this.#give(cell, zeros);
    zeros.close();
    serve(this.id, (cell) => this.#load(cell));
    const dims = reverseAxes(shape);
    javaCall(() => LazyImages.openSync(BigInt(this.id), name, dims, reverseAxes(cellShape), BigInt(cache)));
  }

  /**
   * For viewers: a `RandomAccessibleInterval` of a volatile type, as a java-bridge object. It never waits: a voxel that is
   * not loaded says so, is asked for, and is there later. Axes are Java's, fastest first.
   * @throws ReleasedError after `close()`.
   */
  get image(): JavaObject {
    return this.#face('loading');
  }

  /**
   * For algorithms on Java's threads: of an ordinary type; it waits for what it reads, and throws `CellLoadException` for
   * what cannot be loaded. Read it through asynchronous calls: on JavaScript's own thread, which would have to load what
   * it waits for, it throws `WouldDeadlockException` for cells that are not loaded (both arrive as JavaError).
   * @throws ReleasedError after `close()`.
   */
  get blockingImage(): JavaObject {
    return this.#face('blocking');
  }

  /** As `blockingImage`, with zeros for what cannot be loaded: for painting. @throws ReleasedError after `close()`. */
  get filledImage(): JavaObject {
    return this.#face('filled');
  }

  #face(name: 'loading' | 'blocking' | 'filled'): JavaObject {
    this.#assertOpen();
    let image = this.#images.get(name);
    if (image === undefined) {
      image = javaCall(() => javaClass('LazyImages')[`${name}Sync`](BigInt(this.id)));
      this.#images.set(name, image);
    }
    return image;
  }

  /** Extents of a cell, the unit that is loaded; C order. */
  get cellShape(): readonly number[] {
    return this.#grid.cellShape;
  }

  /** Bytes of the cells that the cache keeps, those of other images included if they share it. */
  get cachedBytes(): number {
    const cache = this.#ownCache ?? defaultCache();
    return javaCall(() => javaClass('LazyImages').cachedBytesSync(BigInt(cache)) as number);
  }

  /**
   * Calls `listener` for each part that cannot be loaded. Without a listener it is a warning of the process.
   * @returns a function that ends it.
   */
  onError(listener: (error: Error, region: Region) => void): () => void {
    this.#errorListeners.add(listener);
    return () => this.#errorListeners.delete(listener);
  }

  /**
   * Calls `listener` for each part that was loaded, before Java has it; the volume is not the listener's to keep.
   * @returns a function that ends it.
   */
  onLoad(listener: (volume: Volume, region: Region) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Forgets what was loaded of a region (all of it without one), and what could not be: it is read again when it is asked
   * for. Viewers are to repaint then.
   */
  reload(region?: Region): void {
    this.#assertOpen();
    const { start, shape } = checkRegion('reload', region, this.#lazy.shape);
    if (shape.includes(0)) return;
    // What is being read may be what was there before.
    for (const load of this.#loads) if (regionsMeet(load.region, { start, shape })) load.stale = true;
    const min = reverseAxes(start);
    const max = reverseAxes(start.map((from, d) => from + (shape[d] as number) - 1));
    javaCall(() => javaClass('LazyImages').reloadSync(BigInt(this.id), min, max));
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Serves no more cells; threads of Java that wait for one go on. What Java has loaded it can still read. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    stopServing(this.id);
    this.#abort.abort(new ReleasedError('the lazy ImgLib2 image was closed'));
    for (const image of this.#images.values()) bridge.deleteObject(image);
    this.#images.clear();
    javaCall(() => {
      const LazyImages = javaClass('LazyImages');
      LazyImages.closeSync(BigInt(this.id));
      if (this.#ownCache !== undefined) LazyImages.closeCacheSync(BigInt(this.#ownCache));
    });
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #assertOpen(): void {
    if (this.#closed) throw new ReleasedError('the lazy ImgLib2 image was closed; call toImgLib2(lazy) again');
  }

  async #load(cell: number): Promise<void> {
    // Two of Java's threads may ask for one cell, the second just when the first one's request was served.
    if (javaCall(() => javaClass('LazyImages').isSettledSync(BigInt(this.id), BigInt(cell)) as boolean)) return;
    const load: Load = { region: this.#grid.region(cell), stale: true };
    this.#loads.add(load);
    while (load.stale && !this.#closed) {
      load.stale = false;
      await this.#loadOnce(cell, load);
    }
    this.#loads.delete(load);
  }

  /** Loads a cell; nothing comes of it if it is to be loaded again. Never rejects. */
  async #loadOnce(cell: number, load: Load): Promise<void> {
    const { region } = load;
    try {
      const ranges = region.start.map((from, d) => [from, from + (region.shape[d] as number)] as const);
      const { signal } = this.#abort;
      const volume = await unlessAborted(this.#lazy.slice(...ranges).compute({ signal }), signal);
      try {
        if (this.#closed || load.stale) return;
        assertFits(volume, region, this.#lazy.dtype);
        for (const listener of this.#listeners) listener(volume, region);
        this.#give(cell, volume);
      } finally {
        volume.close();
      }
    } catch (error) {
      if (!this.#closed && !load.stale)
        this.#failed(cell, region, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #give(cell: number, { block, byteOffset, nbytes }: Volume): void {
    const taken = checked(jni().deliverCell(this.id, cell, block.id, byteOffset, nbytes));
    if (!taken && !this.#closed) throw new SharingError(`cell ${cell} of lazy image ${this.id} was refused by Java`);
  }

  #failed(cell: number, region: Region, error: Error): void {
    javaCall(() => javaClass('LazyImages').failSync(BigInt(this.id), BigInt(cell), error.message));
    if (this.#errorListeners.size === 0) {
      process.emitWarning(`a part of a lazy volume is shown as zeros: ${error.message}`, 'LazyVolumeWarning');
    }
    for (const listener of this.#errorListeners) listener(error, region);
  }
}

/** A cell that is being loaded; `stale`: what comes is not to be used. */
interface Load {
  readonly region: Region;
  stale: boolean;
}

function regionsMeet(a: Region, b: Region): boolean {
  return a.start.every((from, d) => {
    const other = b.start[d] as number;
    return from < other + (b.shape[d] as number) && other < from + (a.shape[d] as number);
  });
}

/** Does not wait for a computation that goes on after it was told to stop: it would hold up those of other images. */
function unlessAborted(coming: Promise<Volume>, signal: AbortSignal): Promise<Volume> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      coming.then(
        (late) => late.close(),
        () => undefined,
      );
      reject(signal.reason);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** @internal The form of `toImgLib2` for lazy volumes. */
export function lazyToImgLib2(lazy: LazyLike, options: LazyImgLib2Options = {}): LazyImgLib2Handle {
  dtypeInfo(lazy.dtype, 'toImgLib2');
  startJvmSync();
  return new LazyImgLib2Handle(lazy, options);
}

function assertFits(volume: Volume, region: Region, dtype: DType): void {
  const same = volume.ndim === region.shape.length && volume.shape.every((extent, d) => extent === region.shape[d]);
  if (same && volume.isContiguous && volume.dtype === dtype && volume.byteOrder === NATIVE_BYTE_ORDER) return;
  throw new SharingError(
    `compute() gave ${volume.toString()} where a contiguous volume of shape [${region.shape.join(', ')}] and dtype ` +
      `${dtype} was asked for`,
  );
}

function createCache(bytes: number): number {
  return javaCall(() => Number(javaClass('LazyImages').createCacheSync(BigInt(Math.floor(bytes)))));
}

function defaultCache(): number {
  commonCache ??= createCache(DEFAULT_CACHE);
  return commonCache;
}
