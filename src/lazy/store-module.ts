/** `store` into a module: blocks are handed to a writer in the worker threads that compute them. */
import { createVolume, dtypeInfo, type Region, type Volume } from '../volume/index.js';
import { Environment } from './environment.js';
import type { MemoryNode, ModuleFunction, Node } from './graph.js';
import { nextId } from './graph.js';
import { type Chunks, evenChunks, piecesOf, sizeOf, wholeRegion } from './grid.js';
import { isPortable } from './portable.js';
import type { RunContext } from './steps.js';

/** Computes a box into a volume. */
type Compute = (node: Node, region: Region, volume: Volume) => Promise<void>;

/** Less is written in this thread: no worker is worth starting for it. */
const SMALL_BYTES = 1024 * 1024;

/**
 * Hands all blocks of a node (its chunks) to the writer that a module exports, those that it does not want left out.
 *
 * A worker computes what it writes, box by box. What only this thread can compute, and what comes in larger boxes than
 * are written (strips and slices of files, each of which would be decoded again for every block), is computed first, as
 * much as the limit on memory allows at a time, and written from memory.
 */
export async function storeInModule(
  run: RunContext & { readonly signal: AbortSignal },
  compute: Compute,
  node: Node,
  sink: ModuleFunction,
): Promise<void> {
  const regions = [...piecesOf(wholeRegion(node.shape), node.chunks)].map(({ region }) => region);
  run.expect(regions.length);
  const wanted = new Set<string>();
  const env = new Environment({ signal: run.signal, blockLimit: 0 });
  try {
    const writer = await env.writer(sink);
    for (const region of regions) {
      run.signal.throwIfAborted();
      if ((await writer.wanted?.(region)) === false) run.advance();
      else wanted.add(region.start.join());
    }
  } finally {
    await env.close();
  }
  const write = async (from: Node, some: readonly Region[]): Promise<void> => {
    const bytes = sizeOf(node.shape) * dtypeInfo(node.dtype).itemsize;
    const job = run.openWriteJob(from, bytes > SMALL_BYTES);
    try {
      await run.lanes(some, run.options.concurrency, async (region) => {
        await job.do({ kind: 'write', node: from.id, region, sink });
        run.advance();
      });
    } finally {
      await job.close();
    }
  };
  const slabs = slabsOf(node, run.options.memoryLimit);
  const only = (some: readonly Region[]) => some.filter(({ start }) => wanted.has(start.join()));
  if (slabs === undefined) return write(node, only(regions));
  for (const { region: slab } of piecesOf(wholeRegion(node.shape), slabs)) {
    const some = only([...piecesOf(slab, node.chunks)].map(({ region }) => region));
    if (some.length === 0) continue;
    const volume = createVolume(slab.shape, node.dtype);
    try {
      await compute(node, slab, volume);
      await write(memoryAt(node, slab, volume), some);
    } finally {
      volume.close();
    }
  }
}

/** A node that stands for all of another and has the voxels of one box. */
function memoryAt({ shape, dtype, chunks }: Node, { start }: Region, volume: Volume): MemoryNode {
  return { id: nextId(), kind: 'memory', shape, dtype, chunks, volume, start };
}

/** The boxes that are computed at a time, of whole blocks; undefined where a worker can as well do block by block. */
function slabsOf(node: Node, limit: number): Chunks | undefined {
  const block = node.chunks.map((sizes) => Math.max(...sizes));
  const natural = naturalChunks(node);
  const portable = isPortable(node);
  if (portable && natural.every((sizes, d) => Math.max(...sizes) <= (block[d] as number))) return undefined;
  let bytes = sizeOf(block) * dtypeInfo(node.dtype).itemsize;
  const extents = [...block];
  // From the fastest axis on: lines and planes first.
  for (let d = extents.length - 1; d >= 0; d--) {
    const whole = node.shape[d] as number;
    const each = block[d] as number;
    const most = Math.max(1, Math.floor(limit / bytes));
    const needed = portable ? Math.max(...(natural[d] as readonly number[])) : whole;
    const count = Math.min(most, Math.ceil(needed / each));
    extents[d] = Math.min(whole, count * each);
    bytes *= count;
  }
  return node.shape.map((extent, d) => evenChunks(extent, Math.max(1, extents[d] as number)));
}

/** How a node is cut where its voxels come from; of views and arithmetic, as they are cut themselves. */
function naturalChunks(node: Node): Chunks {
  if (node.kind === 'rechunk') return naturalChunks(node.input);
  // Memory gives any box at no cost.
  return node.kind === 'memory' ? node.shape.map(() => [1]) : node.chunks;
}
