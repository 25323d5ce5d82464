/** Functions on chunks. */
import { asVolume, newElements, type Region, type TypedArray, Volume } from '../volume/index.js';
import { contiguousPlace, copyStrided, type Place, placeAt } from './copy.js';
import { chunkError, type Environment, type Fill } from './environment.js';
import type { BlocksNode, Node } from './graph.js';
import { chunkRegion, piecesOf, sizeOf } from './grid.js';
import { fillFrom } from './result.js';

/** Fills a region of mapped blocks: each block that it cuts is computed as a whole. */
export async function fillBlocks(
  fill: Fill,
  env: Environment,
  node: BlocksNode,
  region: Region,
  place: Place,
): Promise<void> {
  for (const { chunk, region: piece } of piecesOf(region, node.chunks)) {
    const whole = chunkRegion(node.chunks, chunk);
    const block = await env.block(node, chunk, () => computeBlock(fill, env, node, chunk, whole));
    const from = piece.start.map((at, d) => at - (whole.start[d] as number));
    const into = piece.start.map((at, d) => at - (region.start[d] as number));
    copyStrided(piece.shape, placeAt(contiguousPlace(block, node.dtype, whole.shape), from), placeAt(place, into));
  }
}

async function computeBlock(
  fill: Fill,
  env: Environment,
  node: BlocksNode,
  chunk: readonly number[],
  whole: Region,
): Promise<TypedArray> {
  const overlaps = node.depth.some((depth) => depth > 0);
  const around = overlaps ? withNeighbours(node, whole) : undefined;
  const inputRegion = around?.region ?? chunkRegion((node.inputs[0] as Node).chunks, chunk);
  const blocks: Volume[] = [];
  try {
    for (const input of node.inputs) {
      const data = newElements(node.name, input.dtype, sizeOf(inputRegion.shape));
      await fill(env, input, inputRegion, contiguousPlace(data, input.dtype, inputRegion.shape));
      blocks.push(asVolume(data as Uint8Array, inputRegion.shape, { dtype: input.dtype as 'uint8' }) as Volume);
    }
    return await callFunction(env, node, { chunk, whole, blocks, before: around?.before });
  } finally {
    for (const block of blocks) block.close();
  }
}

interface Call {
  readonly chunk: readonly number[];
  readonly whole: Region;
  readonly blocks: readonly Volume[];
  /** With neighbours: how many voxels of them lie in front of the block. */
  readonly before: readonly number[] | undefined;
}

async function callFunction(env: Environment, node: BlocksNode, call: Call): Promise<TypedArray> {
  const { whole, before, chunk } = call;
  const [block, ...others] = call.blocks as [Volume, ...Volume[]];
  const shape = before === undefined ? whole.shape : block.shape;
  // Memory of its own: the function may keep the buffer, and a volume is made over it.
  const target = newElements(node.name, node.dtype, sizeOf(shape));
  try {
    const fn = await env.blockFunction(node);
    const result = await fn(block, { chunk, region: whole, others, ...(env.signal && { signal: env.signal }) });
    fillFrom(node.name, result, shape, node.dtype, target);
    if (result instanceof Volume && !call.blocks.includes(result)) result.close();
  } catch (error) {
    throw chunkError(node.name, whole, error, env.signal);
  }
  if (before === undefined) return target;
  const inner = newElements(node.name, node.dtype, sizeOf(whole.shape));
  const all = contiguousPlace(target, node.dtype, shape);
  copyStrided(whole.shape, placeAt(all, before), contiguousPlace(inner, node.dtype, whole.shape));
  return inner;
}

/** The block and `depth` voxels around it: in the padded input, or as far as there are any. */
function withNeighbours(node: BlocksNode, { start, shape }: Region): { region: Region; before: number[] } {
  const input = node.inputs[0] as Node;
  if (node.boundary !== 'none') {
    const wide = shape.map((extent, d) => extent + 2 * (node.depth[d] as number));
    return { region: { start, shape: wide }, before: [...node.depth] };
  }
  const before = start.map((at, d) => Math.min(at, node.depth[d] as number));
  const from = start.map((at, d) => at - (before[d] as number));
  const wide = start.map((at, d) => {
    const end = Math.min(input.shape[d] as number, at + (shape[d] as number) + (node.depth[d] as number));
    return end - (from[d] as number);
  });
  return { region: { start: from, shape: wide }, before };
}
