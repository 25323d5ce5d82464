/**
 * Fills memory with a region of a node: each kind asks its inputs for just the region it needs, so that reading, decoding
 * and arithmetic go tile by tile through little memory, and what the result does not depend on is never touched.
 */
import type { Region, TypedArray } from '../volume/index.js';
import { contiguousPlace, copyStrided, elementsOf, type Place, placeAt } from './copy.js';
import { chunkError, type Environment, type Fill } from './environment.js';
import { fillBlocks } from './evaluate-blocks.js';
import { fillReduce } from './evaluate-reduce.js';
import { fillView } from './evaluate-view.js';
import type { CastNode, ElementwiseNode, JoinNode, MemoryNode, Node, SourceNode, WhereNode } from './graph.js';
import { chunkRegion, chunkStarts, piecesOf, sameRegion, sizeOf } from './grid.js';
import { cast, elementwise } from './kernels.js';

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
    case 'where':
      return fillWhere(env, node, region, place);
    case 'join':
      return fillJoin(env, node, region, place);
    case 'blocks':
      return fillBlocks(fill, env, node, region, place);
    case 'reduce':
      return fillReduce(fill, env, node, region, place);
  }
};

async function fillSource(env: Environment, node: SourceNode, region: Region, place: Place): Promise<void> {
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
    const block = await env.block(node, chunk, node.dtype, async () => {
      const target = env.scratch.take(node.dtype, sizeOf(whole.shape));
      await readChunk(env, node, whole, target);
      return target;
    });
    const from = piece.start.map((at, d) => at - (whole.start[d] as number));
    copyStrided(piece.shape, placeAt(contiguousPlace(block, whole.shape), from), into);
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
  copyStrided(shape, contiguousPlace(target, shape), place);
  env.scratch.give(target);
}

function fillMemory({ volume, start }: MemoryNode, region: Region, place: Place): void {
  const part = volume.slice(
    ...region.start.map((at, d): [number, number] => {
      const from = at - (start[d] as number);
      return [from, from + (region.shape[d] as number)];
    }),
  );
  copyStrided(region.shape, { data: part.data, offset: part.offset, strides: part.strides }, place);
}

/** The voxels of a region of `node`, in C order. Give them back to `env.scratch`. */
export async function evaluated(env: Environment, node: Node, region: Region): Promise<TypedArray> {
  const elements = env.scratch.take(node.dtype, sizeOf(region.shape));
  await fill(env, node, region, contiguousPlace(elements, region.shape));
  return elements;
}

async function fillCast(env: Environment, node: CastNode, region: Region, place: Place): Promise<void> {
  const source = await evaluated(env, node.input, region);
  await withElements(env, node, region.shape, place, (target) => cast(source, node.input.dtype, target, node.dtype));
  env.scratch.give(source);
}

async function fillElementwise(env: Environment, node: ElementwiseNode, region: Region, place: Place): Promise<void> {
  const { op, operandType, inputs } = node;
  const operands: (TypedArray | number | bigint)[] = [];
  for (const input of inputs) {
    operands.push(typeof input === 'object' ? await operandOf(env, input, operandType, region) : input);
  }
  const [a, b] = operands as [TypedArray | number | bigint, TypedArray | number | bigint];
  await withElements(env, node, region.shape, place, (target) => elementwise(op, a, b, target, operandType));
  for (const operand of operands) if (typeof operand === 'object') env.scratch.give(operand);
}

async function operandOf(env: Environment, input: Node, dtype: Node['dtype'], region: Region): Promise<TypedArray> {
  const own = await evaluated(env, input, region);
  if (input.dtype === dtype) return own;
  const target = env.scratch.take(dtype, own.length);
  cast(own, input.dtype, target, dtype);
  env.scratch.give(own);
  return target;
}

async function fillWhere(env: Environment, node: WhereNode, region: Region, place: Place): Promise<void> {
  const [condition, a, b] = node.inputs;
  const choose = await evaluated(env, condition, region);
  const yes = await evaluated(env, a, region);
  const no = await evaluated(env, b, region);
  await withElements(env, node, region.shape, place, (target) => {
    const into = target as unknown as number[];
    // Numbers and bigints alike: 0 and 0n are false, and so is no other number. NaN is true in NumPy.
    for (let i = 0; i < choose.length; i++) into[i] = (isTrue(choose[i]) ? yes[i] : no[i]) as number;
  });
  for (const each of [choose, yes, no]) env.scratch.give(each);
}

function isTrue(value: number | bigint | undefined): boolean {
  return typeof value === 'bigint' ? value !== 0n : value !== 0;
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
