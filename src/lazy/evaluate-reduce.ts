/** Reductions: tiles of the input, small enough for the processor's cache, are added to a state as large as the result. */
import type { DType, Region, TypedArray } from '../volume/index.js';
import { contiguousPlace, copyStrided, elementRange, elementsOf, type Place } from './copy.js';
import type { Environment, Fill } from './environment.js';
import type { ReduceNode } from './graph.js';
import { sizeOf } from './grid.js';
import { reduceStored, storedParts } from './reduce-stored.js';
import { accumulate, finish, initialise, isFinal, stateTypes } from './reducers.js';
import { tilesOf } from './tiles.js';

/** Fills a region of a reduction; the axes that are reduced have extent 1 in it. */
export async function fillReduce(
  fill: Fill,
  env: Environment,
  node: ReduceNode,
  region: Region,
  place: Place,
): Promise<void> {
  const size = sizeOf(region.shape);
  const types = stateTypes(node.op, node.input.dtype);
  const direct = isFinal(node.op, node.input.dtype, node.dtype) ? elementsOf(place, region.shape) : undefined;
  const state = direct === undefined ? types.map((type) => env.scratch.take(type, size)) : [direct];
  initialise(node.op, node.input.dtype, state);
  const input = inputRegion(node, region);
  await reduceInto(fill, env, node, region, input, state, 0);
  if (direct !== undefined) return;
  const there = elementsOf(place, region.shape);
  const target = there ?? env.scratch.take(node.dtype, size);
  finish(node, state, countOf(node, input), target);
  if (there === undefined) {
    copyStrided(region.shape, contiguousPlace(target, node.dtype, region.shape), place);
    env.scratch.give(target);
  }
  for (const array of state) env.scratch.give(array);
}

/** The voxels that a region of a reduction depends on. */
export function inputRegion(node: ReduceNode, region: Region): Region {
  const reduced = (d: number) => node.axes.includes(d);
  return {
    start: region.start.map((at, d) => (reduced(d) ? 0 : at)),
    shape: region.shape.map((extent, d) => (reduced(d) ? (node.input.shape[d] as number) : extent)),
  };
}

/** How many voxels of `input` go into one of the result. */
export function countOf(node: ReduceNode, input: Region): number {
  return node.axes.reduce((count, axis) => count * (input.shape[axis] as number), 1);
}

/**
 * Adds the voxels of `input` to the state of the result's `region`.
 * @param before how many voxels each element of the state has seen already.
 */
export async function reduceInto(
  fill: Fill,
  env: Environment,
  node: ReduceNode,
  region: Region,
  input: Region,
  state: readonly TypedArray[],
  before: number,
): Promise<void> {
  const parts = await storedParts(env, node, input);
  if (parts === undefined) return reduceTiles(fill, env, node, region, input, state, before);
  for (const [i, part] of parts.entries()) {
    env.signal?.throwIfAborted();
    await env.turn();
    const { first, length } = stateRange(node, region, part);
    const [elements] = partOfState(node, state, first, length) as [TypedArray];
    if (await reduceStored(fill, env, node, part, elements)) continue;
    // The others are no different, as a rule, and what is compressed is better not cut into these parts.
    if (i === 0) return reduceTiles(fill, env, node, region, input, state, before);
    await reduceTiles(fill, env, node, region, part, state, before);
  }
}

async function reduceTiles(
  fill: Fill,
  env: Environment,
  node: ReduceNode,
  region: Region,
  input: Region,
  state: readonly TypedArray[],
  before: number,
): Promise<void> {
  const seen = new Map<number, number>();
  for await (const tile of tilesOf(env, node.input, input, node.axes)) {
    env.signal?.throwIfAborted();
    await env.turn();
    const elements = env.scratch.take(node.input.dtype, sizeOf(tile.shape));
    await fill(env, node.input, tile, contiguousPlace(elements, node.input.dtype, tile.shape));
    const { first, length } = stateRange(node, region, tile);
    const part = partOfState(node, state, first, length);
    const count = seen.get(first) ?? before;
    accumulate(node, part, elements, tile, count);
    seen.set(first, count + countOf(node, tile));
    env.scratch.give(elements);
  }
}

/** `length` elements of the state from `first` on. */
function partOfState(node: ReduceNode, state: readonly TypedArray[], first: number, length: number): TypedArray[] {
  const types = stateTypes(node.op, node.input.dtype);
  return state.map((array, i) => elementRange(array, types[i] as DType, first, length));
}

/** The elements of the state that a tile is added to: tiles are cut so that they lie in a row. */
function stateRange(node: ReduceNode, region: Region, tile: Region): { first: number; length: number } {
  let first = 0;
  let length = 1;
  let stride = 1;
  for (let d = region.shape.length - 1; d >= 0; d--) {
    if (node.axes.includes(d)) continue;
    first += ((tile.start[d] as number) - (region.start[d] as number)) * stride;
    length *= tile.shape[d] as number;
    stride *= region.shape[d] as number;
  }
  return { first, length };
}
