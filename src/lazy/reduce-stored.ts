/** Reductions of what lies in files as plain elements: read and added in one go, in pieces that stay in the cache. */
import { KERNEL_DTYPES, type ReduceOp as KernelReduceOp, reduceFiles } from '../kernels/index.js';
import { dtypeInfo, type Region, type TypedArray } from '../volume/index.js';
import { contiguousPlace } from './copy.js';
import { chunkError, type Environment, type Fill } from './environment.js';
import type { ReduceNode, ReduceOp, SourceNode } from './graph.js';
import { cutEvery, piecesOf, sizeOf } from './grid.js';
import { blocksOf } from './reducers.js';
import { OPEN_CHUNKS } from './tiles.js';

/** So much is read before messages, such as that of an abort, are let in. */
const PART_BYTES = 64 * 1024 * 1024;

const KERNEL_OPS: Partial<Record<ReduceOp, KernelReduceOp>> = {
  ...{ sum: 'sum', prod: 'prod', min: 'min', max: 'max', any: 'any', all: 'all' },
  mean: 'sum',
};

/**
 * The parts that `reduceStored` is to try, one after the other; undefined where the reduction or its source have no such
 * way. Each has its voxels of one index of the first axis in one stretch, if the whole has.
 */
export async function storedParts(env: Environment, node: ReduceNode, input: Region): Promise<Region[] | undefined> {
  const { input: source, op, axes } = node;
  const known: boolean = (KERNEL_DTYPES as readonly string[]).includes(source.dtype);
  if (source.kind !== 'source' || !source.divisible || !known || KERNEL_OPS[op] === undefined || !axes.includes(0)) {
    return undefined;
  }
  const one = [1, ...input.shape.slice(1)];
  if (sizeOf(input.shape) === 0 || blocksOf(one, axes).total !== 1) return undefined;
  const reader = await env.reader(source).catch(() => undefined);
  if (reader?.withRuns === undefined) return undefined;
  const axis = input.shape.findIndex((extent, d) => d > 0 && extent > 1);
  const files = Math.min(OPEN_CHUNKS, input.shape[0] as number);
  const line = (sizeOf(one) / (input.shape[axis] ?? 1)) * dtypeInfo(source.dtype).itemsize;
  const lines = Math.max(1, Math.floor(PART_BYTES / (files * line)));
  const cuts = input.shape.map((extent, d) => {
    return cutEvery(input.start[d] as number, extent, d === 0 ? OPEN_CHUNKS : d === axis ? lines : extent);
  });
  return [...piecesOf(input, cuts)].map(({ region }) => region);
}

/**
 * Adds a part to the elements of the state that it belongs to.
 * @returns false, with nothing added, where it can't be done or a file can't be opened: reading chunk by chunk tells why.
 * @throws ComputeError when a file can't be read to its end.
 */
export async function reduceStored(
  fill: Fill,
  env: Environment,
  node: ReduceNode,
  part: Region,
  state: TypedArray,
): Promise<boolean> {
  const source = node.input as SourceNode;
  const { block } = blocksOf([1, ...part.shape.slice(1)], node.axes);
  const reader = await env.reader(source);
  let fault: number | undefined;
  let begun = false;
  try {
    await reader.withRuns?.(part, (runs) => {
      begun = true;
      fault = reduceFiles(KERNEL_OPS[node.op] as KernelReduceOp, runs, { dtype: source.dtype, ...block }, state);
    });
  } catch (error) {
    if (begun) throw error;
  }
  if (fault !== undefined) await failOf(fill, env, source, part, fault);
  return begun;
}

/** Reads what failed in the ordinary way, whose error names the file. @throws always. */
async function failOf(fill: Fill, env: Environment, source: SourceNode, part: Region, run: number): Promise<never> {
  const region = {
    start: part.start.map((at, d) => (d === 0 ? at + run : at)),
    shape: part.shape.map((extent, d) => (d === 0 ? 1 : extent)),
  };
  const elements = env.scratch.take(source.dtype, sizeOf(region.shape));
  await fill(env, source, region, contiguousPlace(elements, source.dtype, region.shape));
  throw chunkError(source.name, region, new Error('it could not be read to its end; try again'));
}
