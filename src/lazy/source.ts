/** Where the voxels of a lazy volume come from. */
import { ArgumentError } from '../errors.js';
import {
  checkOptions,
  checkShape,
  type DType,
  dtypeInfo,
  type OptionNames,
  type Region,
  type TypedArray,
  type TypedArrayOf,
  Volume,
  valueText,
} from '../volume/index.js';
import { memoryNode } from './build.js';
import { type ChunkReader, type ModuleFunction, nextId } from './graph.js';
import { type ChunkSpec, normalizeChunks } from './grid.js';
import { LazyVolume } from './lazy-volume.js';
import { fillFrom } from './result.js';

/** What every source says of its voxels: extents in C order, element type, and how they are cut. */
export interface SourceOptions<D extends DType = DType> {
  readonly shape: readonly number[];
  readonly dtype: D;
  /** The boxes that are read at a time. Default: one chunk. */
  readonly chunks?: ChunkSpec;
  /** Shown in messages and pictures, e.g. `fromTiffStack('t1/*.tif')`. */
  readonly name?: string;
}

/** Options of {@link fromFunction}. */
export interface FunctionSourceOptions<D extends DType> extends SourceOptions<D> {
  /**
   * Fills `target`, which has exactly the elements of `region` (a chunk) in C order, in this thread. It may be
   * asynchronous, and is then called for several chunks at a time.
   */
  readonly read: (region: Region, target: TypedArrayOf[D], signal?: AbortSignal) => void | Promise<void>;
  /** Also parts of a chunk may be asked for, which is quicker where little is needed. Default false. */
  readonly divisible?: boolean;
}

/** Options of {@link fromSource}. */
export interface ModuleSourceOptions<D extends DType> extends SourceOptions<D>, ModuleFunction {
  /** Also parts of a chunk may be asked for, which is quicker where little is needed. Default false. */
  readonly divisible?: boolean;
}

/**
 * A lazy volume whose chunks a function of this thread fills, when they are needed.
 *
 * @returns a lazy volume; nothing is read.
 * @throws ArgumentError for a bad shape or chunks, DTypeError for an unknown dtype.
 * @example
 * const ramp = fromFunction({ shape: [100, 512, 512], dtype: 'uint8', chunks: [1, 512, 512],
 *   read: ({ start }, target) => { target.fill(start[0]); } });
 */
export function fromFunction<D extends DType>(options: FunctionSourceOptions<D>): LazyVolume<D> {
  checkSource('fromFunction', options, { read: 'value', divisible: 'flag' });
  const { read, divisible = false } = options;
  if (typeof read !== 'function') {
    throw new ArgumentError(`fromFunction: read ${valueText(read)} must be a function that fills a chunk`);
  }
  const { name = read.name || 'function' } = options;
  return sourceVolume('fromFunction', options, { reader: { read: read as ChunkReader['read'] } }, divisible, name);
}

/**
 * A lazy volume whose chunks a module reads, in worker threads: `export(...args)` of `module` gives a `ChunkReader` (or
 * a promise of one), once a thread and computation.
 *
 * @returns a lazy volume; the module is not even imported yet.
 * @throws ArgumentError for a bad shape or chunks, DTypeError for an unknown dtype.
 * @example
 * const volume = fromSource({ module: new URL('./reader.js', import.meta.url), export: 'openReader', args: [path],
 *   shape: [100, 512, 512], dtype: 'uint16', chunks: [1, null, null] });
 */
export function fromSource<D extends DType>(options: ModuleSourceOptions<D>): LazyVolume<D> {
  checkSource('fromSource', options, { module: 'value', export: 'value', args: 'value', divisible: 'flag' });
  const { export: name, args = [], divisible = false } = options;
  const module = String(options.module);
  if (!URL.canParse(module)) {
    throw new ArgumentError(
      `fromSource: module ${JSON.stringify(module)} is no URL; use new URL(..., import.meta.url)`,
    );
  }
  return sourceVolume('fromSource', options, { module, export: name, args }, divisible, options.name ?? name);
}

/** @throws ArgumentError for options that are missing, or that there are not. */
function checkSource(caller: string, options: object, own: OptionNames): void {
  const names = { shape: 'value', dtype: 'value', chunks: 'value', name: 'value', ...own } as const;
  // Without any, what is wrong is that they are missing.
  checkOptions(caller, options ?? null, names);
}

function sourceVolume<D extends DType>(
  caller: string,
  options: SourceOptions<D>,
  origin: ModuleFunction | { readonly reader: ChunkReader },
  divisible: boolean,
  name: string,
): LazyVolume<D> {
  const { shape, dtype } = options;
  checkShape(caller, shape, dtypeInfo(dtype, caller).itemsize);
  const chunks = normalizeChunks(caller, shape, options.chunks);
  return new LazyVolume<D>({
    id: nextId(),
    kind: 'source',
    shape: Object.freeze([...shape]),
    dtype,
    chunks,
    origin,
    divisible,
    name,
  });
}

/** A volume in memory as a lazy volume; no voxel is copied. Keep it open as long as that is used. */
export function fromVolume<D extends DType>(volume: Volume<D>, chunks?: ChunkSpec): LazyVolume<D> {
  return new LazyVolume<D>(memoryNode(volume, chunks));
}

/** A call that has not been made yet. */
export interface Delayed<T> {
  /** Makes the call, each time anew. */
  compute(): Promise<T>;
  /** The function's name and arguments, for messages. */
  readonly name: string;
}

/**
 * Turns a function into one that notes the call and does nothing yet.
 *
 * @example const slices = files.map((file) => delayed(readTiff)(file));
 */
export function delayed<A extends unknown[], T>(fn: (...args: A) => T | Promise<T>): (...args: A) => Delayed<T> {
  if (typeof fn !== 'function') throw new ArgumentError(`delayed: expected a function, not ${valueText(fn)}`);
  return (...args) => ({
    name: `${fn.name || 'function'}(${args.map(argumentText).join(', ')})`,
    compute: async () => await fn(...args),
  });
}

function argumentText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? '...' : String(value);
}

/**
 * A lazy volume of one chunk from a delayed call that gives a volume or typed array of that shape and dtype.
 *
 * @throws ArgumentError for a bad shape, DTypeError for an unknown dtype. When it is computed: ComputeError if the call
 * fails or gives another shape or dtype.
 * @example const slice = fromDelayed(delayed(readTiff)('z000.tif'), { shape: [2048, 2048], dtype: 'uint8' });
 */
export function fromDelayed<D extends DType>(
  call: Delayed<Volume | TypedArray>,
  options: { readonly shape: readonly number[]; readonly dtype: D },
): LazyVolume<D> {
  if (typeof call?.compute !== 'function') {
    throw new ArgumentError(`fromDelayed: ${valueText(call)} must be a delayed call, such as delayed(readTiff)(path)`);
  }
  checkOptions('fromDelayed', options ?? null, { shape: 'value', dtype: 'value' });
  const { shape, dtype } = options;
  const read = async (_: Region, target: TypedArray): Promise<void> => {
    const result = await call.compute();
    try {
      fillFrom(call.name, result, shape, dtype, target);
    } finally {
      if (result instanceof Volume) result.close();
    }
  };
  return sourceVolume('fromDelayed', { shape, dtype }, { reader: { read } }, false, call.name);
}
