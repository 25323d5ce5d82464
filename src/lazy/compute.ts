/** From a node to voxels. */
import { availableParallelism } from 'node:os';
import { ArgumentError, DTypeError } from '../errors.js';
import { progressBar } from '../progress.js';
import { checkOptions, createVolume, type Region, Volume, valueText } from '../volume/index.js';
import type { ModuleFunction, Node } from './graph.js';
import { regionText, wholeRegion } from './grid.js';
import { Run } from './run.js';

/** How much of a computation is done; parts are chunks, or groups of chunks that are reduced together. */
export interface ComputeProgress {
  readonly done: number;
  readonly total: number;
}

/** Options of `compute`, `persist` and `store`. */
export interface ComputeOptions {
  /** Worker threads, and parts computed at a time. Default: as many as the machine has processors. */
  readonly concurrency?: number;
  /** Bytes for what is computed on the way, the result aside; at least one chunk is always taken. Default 64 MiB. */
  readonly memoryLimit?: number;
  /** Ends the computation: it rejects with the signal's reason as soon as what is under way has stopped. */
  readonly signal?: AbortSignal;
  /** Called after each part; `true`: a bar on standard error where that is a terminal. */
  readonly onProgress?: ((progress: ComputeProgress) => void) | true;
}

/** Where `store` puts what it computes. */
export interface StoreTarget {
  /**
   * Takes a block of the result: a contiguous volume, valid until the returned promise is settled, and its place.
   * Blocks come in any order, several at a time.
   */
  write(block: Volume, region: Region): void | Promise<void>;
}

const COMPUTE_OPTIONS = { concurrency: 'value', memoryLimit: 'value', signal: 'value', onProgress: 'value' } as const;
const MEMORY_LIMIT = 64 * 1024 * 1024;

/** A new volume with all voxels of the node. */
export async function computeVolume(node: Node, options: ComputeOptions): Promise<Volume> {
  const target = createVolume(node.shape, node.dtype);
  try {
    await computeInto(node, target, options);
    return target;
  } catch (error) {
    target.close();
    throw error;
  }
}

/** All voxels of the node, into a volume or to a writer. */
export async function computeInto(
  node: Node,
  target: Volume | StoreTarget | ModuleFunction,
  options: ComputeOptions,
): Promise<void> {
  checkOptions('compute', options, COMPUTE_OPTIONS);
  const { signal } = options;
  const concurrency = options.concurrency ?? availableParallelism();
  const memoryLimit = options.memoryLimit ?? MEMORY_LIMIT;
  check('concurrency', concurrency);
  check('memoryLimit', memoryLimit);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new ArgumentError(`compute: signal ${valueText(signal)} must be an AbortSignal`);
  }
  if (options.onProgress !== undefined && options.onProgress !== true && typeof options.onProgress !== 'function') {
    throw new ArgumentError(`compute: onProgress ${valueText(options.onProgress)} must be a function, or true`);
  }
  checkStore(target);
  signal?.throwIfAborted();
  const bar = options.onProgress === true ? progressBar('computing') : undefined;
  const report = options.onProgress === true ? undefined : options.onProgress;
  const onProgress = (done: number, total: number): void => {
    bar?.(done, total);
    report?.({ done, total });
  };
  const run = new Run({ concurrency, memoryLimit, onProgress, ...(signal && { signal }) });
  try {
    if (target instanceof Volume) await run.into(node, wholeRegion(node.shape), checkedTarget(node, target));
    else if ('module' in target) await run.toModule(node, { ...target, module: String(target.module) });
    else await run.toWriter(node, (block, region) => target.write(block, region));
  } finally {
    bar?.end();
    run.close();
  }
}

function check(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new ArgumentError(`compute: ${name} is ${valueText(value)}; use an integer >= 1`);
}

/** @throws ArgumentError for what takes no voxels. */
function checkStore(target: Volume | StoreTarget | ModuleFunction): void {
  if (target instanceof Volume) return;
  const { write, module } = (target ?? {}) as Partial<StoreTarget & ModuleFunction>;
  if (typeof write === 'function' || module !== undefined) return;
  throw new ArgumentError(
    `store: ${valueText(target)} must be a volume, a writer with a method write(block, region), or { module, export }`,
  );
}

function checkedTarget(node: Node, target: Volume): Volume {
  if (target.dtype !== node.dtype) {
    throw new DTypeError(`store: the target is ${target.dtype}, what is stored is ${node.dtype}; use astype first`);
  }
  if (target.shape.join() !== node.shape.join()) {
    const whole = regionText(wholeRegion(node.shape));
    throw new ArgumentError(`store: the target has the shape [${target.shape.join(', ')}], what is stored is ${whole}`);
  }
  if (target.readOnly) throw new ArgumentError(`store: ${target.toString()} is read-only`);
  return target;
}
