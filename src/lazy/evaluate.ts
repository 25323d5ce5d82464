/**
 * Fills memory with a region of a node: each kind asks its inputs for just the region it needs, so that reading, decoding
 * and arithmetic go tile by tile through little memory, and what the result does not depend on is never touched.
 */
import { cast, elementwise, type Operand } from '../kernels/index.js';
import { contiguousStrides, type Region, type TypedArray } from '../volume/index.js';
import { contiguousPlace, copyStrided, elementsOf, type Place, placeAt } from './copy.js';
import { chunkError, type Environment, type Fill } from './environment.js';
import { fillBlocks } from './evaluate-blocks.js';
import { fillReduce } from './evaluate-reduce.js';
import { fillReshape } from './evaluate-reshape.js';
import { fillTake } from './evaluate-take.js';
import { fillView } from './evaluate-view.js';
import type { CastNode, ElementwiseNode, JoinNode, MemoryNode, Node, SourceNode } from './graph.js';
import { chunkRegion, chunkStarts, piecesOf, sameRegion, sizeOf } from './grid.js';

/** Fills `place` with the voxels of `region` of `node`. @throws ComputeError, or the signal's reason. */
export const fill: Fill = async (env, node, region, place) => {
  if (region.shape.includes(0)) return;
  env.signal?.throwIfAborted();
  const away = env.elsewhere?.(node, region, place);
  if (away !== undefined) return away;
  switch (node.kind) {
    case 'source':
      return fillSource(env, node, region, place);
    case 'memory':
      return fillMemory(node, region, place);
    case 'view':
      return fillView(fill, env, node, region, place);
    case 'cast':
      return fillCast(env, node, region, place);
    case 'rechunk':
      return fill(env, node.input, region, place);
    case 'elementwise':
      return fillElementwise(env, node, region, place);
    case 'join':
      return fillJoin(env, node, region, place);
    case 'take':
      return fillTake(fill, env, node, region, place);
    case 'reshape':
      return fillReshape(fill, env, node, region, place);
    case 'blocks':
      return fillBlocks(fill, env, node, region, place);
    case 'reduce':
      return fillReduce(fill, env, node, region, place);
  }
};

async function fillSource(env: Environment, node: SourceNode, region: Region, place: Place): Promise<void> {
  if (await readAcrossChunks(env, node, region, place)) return;
  for (const { chunk, region: piece } of piecesOf(region, node.chunks)) {
    env.signal?.throwIfAborted();
    const whole = chunkRegion(node.chunks, chunk);
    const into = placeAt(
      place,
      piece.start.map((at, d) => at - (region.start[d] as number)),
    );
    if (node.divisible || sameRegion(piece, whole)) {
      await withElements(env, node, piece.shape, into, (target) => readChunk(env, node, piece, target));
      continue;
    }
    const block = await env.block(node, chunk, async () => {
      const target = env.scratch.take(node.dtype, sizeOf(whole.shape));
      await readChunk(env, node, whole, target);
      return target;
    });
    const from = piece.start.map((at, d) => at - (whole.start[d] as number));
    copyStrided(piece.shape, placeAt(contiguousPlace(block, node.dtype, whole.shape), from), into);
  }
}

/** Reads a box at once where the source can; what fails is left to be read chunk by chunk, which tells the one at fault. */
async function readAcrossChunks(env: Environment, node: SourceNode, region: Region, place: Place): Promise<boolean> {
  if (!node.divisible) return false;
  const reader = await env.reader(node).catch(() => undefined);
  if (reader?.acrossChunks !== true) return false;
  const target = elementsOf(place, region.shape);
  if (target === undefined) return false;
  try {
    await reader.read(region, target, env.signal);
    return true;
  } catch {
    env.signal?.throwIfAborted();
    return false;
  }
}

async function readChunk(env: Environment, node: SourceNode, region: Region, target: TypedArray): Promise<void> {
  try {
    const reader = await env.reader(node);
    await reader.read(region, target, env.signal);
  } catch (error) {
    throw chunkError(node.name, region, error, env.signal);
  }
}

/** Calls `write` with the elements of the place itself, or with others that are copied to it. */
async function withElements(
  env: Environment,
  { dtype }: Node,
  shape: readonly number[],
  place: Place,
  write: (target: TypedArray) => void | Promise<void>,
): Promise<void> {
  const direct = elementsOf(place, shape);
  if (direct !== undefined) return write(direct);
  const target = env.scratch.take(dtype, sizeOf(shape));
  await write(target);
  copyStrided(shape, contiguousPlace(target, dtype, shape), place);
  env.scratch.give(target);
}

function fillMemory({ volume, start }: MemoryNode, region: Region, place: Place): void {
  const part = volume.slice(
    ...region.start.map((at, d): [number, number] => {
      const from = at - (start[d] as number);
      return [from, from + (region.shape[d] as number)];
    }),
  );
  copyStrided(region.shape, part, place);
}

/** The voxels of a region of `node`, in C order. Give them back to `env.scratch`. */
export async function evaluated(env: Environment, node: Node, region: Region): Promise<TypedArray> {
  const elements = env.scratch.take(node.dtype, sizeOf(region.shape));
  await fill(env, node, region, contiguousPlace(elements, node.dtype, region.shape));
  return elements;
}

async function fillCast(env: Environment, node: CastNode, region: Region, place: Place): Promise<void> {
  const source = await evaluated(env, node.input, region);
  await withElements(env, node, region.shape, place, (target) => cast(source, node.input.dtype, target, node.dtype));
  env.scratch.give(source);
}

async function fillElementwise(env: Environment, node: ElementwiseNode, region: Region, place: Place): Promise<void> {
  const operands: (Operand | number | bigint)[] = [];
  for (const input of node.inputs) {
    operands.push(typeof input === 'object' ? await operandOf(env, input, region) : input);
  }
  await withElements(env, node, region.shape, place, (target) => elementwise(node.op, region.shape, operands, target));
  for (const operand of operands) if (typeof operand === 'object') env.scratch.give(operand.data);
}

/** The voxels of an operand; where it is repeated, once, with stride 0. */
async function operandOf(env: Environment, input: Node, region: Region): Promise<Operand> {
  const repeated = (d: number) => input.kind === 'view' && input.axes[d]?.axis === undefined;
  const shape = region.shape.map((extent, d) => (repeated(d) ? 1 : extent));
  const data = await evaluated(env, input, { start: region.start, shape });
  const strides = contiguousStrides(shape).map((stride, d) => (repeated(d) ? 0 : stride));
  return { data, dtype: input.dtype, strides };
}

async function fillJoin(env: Environment, node: JoinNode, region: Region, place: Place): Promise<void> {
  const { axis, inputs } = node;
  // The inputs' extents cut the axis as chunks do.
  const extents = joinExtents(node);
  const cuts = node.shape.map((extent, d) => (d === axis ? extents : [extent]));
  for (const { chunk, region: piece } of piecesOf(region, cuts)) {
    const which = chunk[axis] as number;
    const first = chunkStarts(extents)[which] as number;
    const start = piece.start.map((at, d) => (d === axis ? at - first : at));
    const into = placeAt(
      place,
      piece.start.map((at, d) => at - (region.start[d] as number)),
    );
    await fill(env, inputs[which] as Node, { start, shape: piece.shape }, into);
  }
}

const extentsOfJoin = new WeakMap<JoinNode, readonly number[]>();

/** The extents of a join's inputs along its axis. */
export function joinExtents(node: JoinNode): readonly number[] {
  let extents = extentsOfJoin.get(node);
  if (extents === undefined) {
    extents = node.inputs.map(({ shape }) => shape[node.axis] as number);
    extentsOfJoin.set(node, extents);
  }
  return extents;
}
