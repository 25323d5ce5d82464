/** From a node to voxels. */
import { ArgumentError } from '../errors.js';
import { createVolume, type Region, type Volume } from '../volume/index.js';
import { Environment } from './environment.js';
import { fill } from './evaluate.js';
import type { Node } from './graph.js';
import { piecesOf, wholeRegion } from './grid.js';

/** How much of a computation is done; parts are chunks, or groups of chunks that are reduced together. */
export interface ComputeProgress {
  readonly done: number;
  readonly total: number;
}

/** Options of `compute`, `persist` and `store`. */
export interface ComputeOptions {
  /** Worker threads, and parts computed at a time. Default: as many as the machine has processors. */
  readonly concurrency?: number;
  /** Bytes for what is computed on the way, the result itself aside. Default 64 MiB. */
  readonly memoryLimit?: number;
  /** Ends the computation; it rejects with the signal's reason, and what is under way is waited for. */
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
export async function computeInto(node: Node, target: Volume | StoreTarget, options: ComputeOptions): Promise<void> {
  if ('write' in target) throw new ArgumentError('store: a writer is not taken yet');
  options.signal?.throwIfAborted();
  const env = new Environment({ ...(options.signal && { signal: options.signal }), blockLimit: 64 * 2 ** 20 });
  try {
    for (const { region } of piecesOf(wholeRegion(node.shape), node.chunks)) {
      const part = target.slice(
        ...region.start.map((at, d): [number, number] => [at, at + (region.shape[d] as number)]),
      );
      await fill(env, node, region, { data: part.data, offset: part.offset, strides: part.strides });
    }
  } finally {
    await env.close();
  }
}
