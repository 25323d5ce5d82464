/** What a region of a node depends on, without computing anything. */
import { dtypeInfo, type Region } from '../volume/index.js';
import { joinExtents } from './evaluate.js';
import { inputRegion } from './evaluate-reduce.js';
import { boxesBelow } from './evaluate-reshape.js';
import { takenBoxes } from './evaluate-take.js';
import type { JoinNode, Node, ReduceNode, SourceNode, ViewNode } from './graph.js';
import { chunkRegion, chunkStarts, piecesOf, sizeOf } from './grid.js';

/** What was found. */
export interface Demand {
  /** Bytes that sources must give: whole chunks of those that can't be divided. */
  bytes: number;
  /** The reductions nearest to the result, with the smallest box that is needed of each. */
  readonly reductions: Map<ReduceNode, Region>;
}

/** Adds what a region of `node` needs to `demand`. */
export function addDemand(node: Node, region: Region, demand: Demand): void {
  if (region.shape.includes(0)) return;
  switch (node.kind) {
    case 'memory':
      return;
    case 'source':
      demand.bytes += sourceBytes(node, region);
      return;
    case 'view':
      addDemand(node.input, boxOfView(node, region), demand);
      return;
    case 'join':
      forEachPart(node, region, (input, part) => addDemand(input, part, demand));
      return;
    case 'take':
      for (const box of takenBoxes(node, region)) addDemand(node.input, box, demand);
      return;
    case 'reshape':
      for (const { box } of boxesBelow(node, region)) addDemand(node.input, box, demand);
      return;
    case 'reduce': {
      const known = demand.reductions.get(node);
      demand.reductions.set(node, known === undefined ? region : union(known, region));
      return;
    }
    case 'blocks':
      // Blocks may change extents: all of the input, to be safe.
      for (const input of node.inputs)
        addDemand(input, { start: input.shape.map(() => 0), shape: input.shape }, demand);
      return;
    case 'elementwise':
      for (const input of node.inputs) if (typeof input === 'object') addDemand(input, region, demand);
      return;
    default:
      addDemand(node.input, region, demand);
  }
}

/** Calls `use` with the part of each of a join's inputs that a region needs. */
export function forEachPart(
  node: JoinNode,
  region: Region,
  use: (input: Node, part: Region, from: readonly number[]) => void,
): void {
  const extents = joinExtents(node);
  const cuts = node.shape.map((extent, d) => (d === node.axis ? extents : [extent]));
  for (const { chunk, region: piece } of piecesOf(region, cuts)) {
    const which = chunk[node.axis] as number;
    const first = chunkStarts(extents)[which] as number;
    const start = piece.start.map((at, d) => (d === node.axis ? at - first : at));
    const from = piece.start.map((at, d) => at - (region.start[d] as number));
    use(node.inputs[which] as Node, { start, shape: piece.shape }, from);
  }
}

/** The smallest box of the input that holds a region of a view. */
export function boxOfView(node: ViewNode, region: Region): Region {
  const start = [...node.origin];
  const shape = start.map(() => 1);
  node.axes.forEach(({ axis, step }, d) => {
    if (axis === undefined) return;
    const first = (node.origin[axis] as number) + step * (region.start[d] as number);
    const reach = step * ((region.shape[d] as number) - 1);
    start[axis] = Math.min(first, first + reach);
    shape[axis] = Math.abs(reach) + 1;
  });
  return { start, shape };
}

function sourceBytes(node: SourceNode, region: Region): number {
  const { itemsize } = dtypeInfo(node.dtype);
  if (node.divisible) return sizeOf(region.shape) * itemsize;
  let size = 0;
  for (const { chunk } of piecesOf(region, node.chunks)) size += sizeOf(chunkRegion(node.chunks, chunk).shape);
  return size * itemsize;
}

function union(a: Region, b: Region): Region {
  const start = a.start.map((at, d) => Math.min(at, b.start[d] as number));
  const shape = a.start.map((at, d) => {
    const end = Math.max(at + (a.shape[d] as number), (b.start[d] as number) + (b.shape[d] as number));
    return end - (start[d] as number);
  });
  return { start, shape };
}

/** All bytes that a region depends on, through reductions too. */
export function bytesBelow(node: Node, region: Region): number {
  const demand: Demand = { bytes: 0, reductions: new Map() };
  addDemand(node, region, demand);
  let { bytes } = demand;
  for (const [reduction, part] of demand.reductions) bytes += bytesBelow(reduction.input, inputRegion(reduction, part));
  return bytes;
}

/** About how many bytes computing a region takes at a time, the result aside. */
export function workingBytes(node: Node, region: Region): number {
  const own = sizeOf(region.shape) * dtypeInfo(node.dtype).itemsize;
  switch (node.kind) {
    case 'memory':
      return 0;
    case 'source':
      return node.divisible ? 0 : own;
    case 'view':
      return workingBytes(node.input, boxOfView(node, region)) + own;
    case 'elementwise':
      return node.inputs.reduce<number>((sum, input) => {
        return typeof input === 'object' ? sum + operandBytes(input, region) + workingBytes(input, region) : sum;
      }, 0);
    case 'cast':
      return operandBytes(node.input, region) + workingBytes(node.input, region);
    case 'blocks':
      return node.inputs.reduce((sum, input) => sum + largestChunk(input), 2 * own);
    case 'rechunk':
      return workingBytes(node.input, region);
    case 'take':
    case 'reshape':
      return (
        own +
        largestChunk(node.input) +
        workingBytes(
          node.input,
          chunkRegion(
            node.input.chunks,
            node.input.shape.map(() => 0),
          ),
        )
      );
    default:
      return own;
  }
}

function largestChunk({ chunks, dtype }: Node): number {
  return sizeOf(chunks.map((sizes) => Math.max(...sizes))) * dtypeInfo(dtype).itemsize;
}

function operandBytes(node: Node, region: Region): number {
  return sizeOf(region.shape) * dtypeInfo(node.dtype).itemsize;
}
