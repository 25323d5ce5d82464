/** Reductions in several threads: each adds groups of chunks to a state of its own, and the states are merged. */
import { createVolume, dtypeInfo, type Region, type Volume } from '../volume/index.js';
import { copyStrided, type Place } from './copy.js';
import { bytesBelow } from './demand.js';
import { countOf, inputRegion } from './evaluate-reduce.js';
import type { ReduceNode } from './graph.js';
import { chunkStarts, cutFirstAxis, piecesOf, sizeOf } from './grid.js';
import type { JobRun } from './job-run.js';
import type { Spot } from './messages.js';
import { finish, initialise, stateTypes } from './reducers.js';
import { elementsAt, placeIn } from './spot.js';
import { moved, type RunContext, type Target } from './steps.js';
import { isDivisible } from './tiles.js';

/** A group of chunks is about so large: enough for one message, little enough for all threads to end together. */
const GROUP_BYTES = 32 * 1024 * 1024;
/** And there are about so many for each thread. */
const GROUPS_A_LANE = 4;

/** A part of the result with the states that are added up for it. */
interface Part {
  readonly region: Region;
  readonly groups: readonly Region[];
  readonly lanes: readonly Lane[];
  readonly target: Target;
}

interface Lane {
  readonly state: readonly Spot[];
  count: number;
}

/**
 * Reduces over the axes in several threads; undefined where the result has chunks enough that each can be computed as
 * a whole by one.
 */
export function reduceInLanes(
  run: RunContext,
  node: ReduceNode,
  region: Region,
  target: Target,
): Promise<void> | undefined {
  const pieces = [...piecesOf(region, node.chunks)].map((piece) => piece.region);
  const { concurrency } = run.options;
  const groups = groupsOf(node, inputRegion(node, region), concurrency);
  if (pieces.length > 1 && (pieces.length >= 2 * concurrency || groups.length < 2)) return undefined;
  return reducePieces(run, node, pieces, region, target);
}

async function reducePieces(
  run: RunContext,
  node: ReduceNode,
  pieces: readonly Region[],
  region: Region,
  target: Target,
): Promise<void> {
  for (const piece of pieces) {
    const from = piece.start.map((at, d) => at - (region.start[d] as number));
    await reducePiece(run, node, piece, moved(target, from));
  }
}

async function reducePiece(run: RunContext, node: ReduceNode, region: Region, target: Target): Promise<void> {
  const volumes: Volume[] = [target.volume];
  try {
    const parts = partsOf(run, node, region, target, volumes);
    run.expect(parts.reduce((sum, part) => sum + part.groups.length, 0));
    const job = run.openJob(node, bytesBelow(node.input, inputRegion(node, region)), volumes);
    try {
      await Promise.all(parts.map((part) => reducePart(run, job, node, part)));
    } finally {
      await job.close();
    }
    for (const part of parts) finishPart(node, part, volumes);
  } finally {
    for (const volume of volumes.slice(1)) volume.close();
  }
}

/**
 * One part with a state for each thread, if there is memory for those; else, where sources can be divided, one part and
 * state for each thread; else as many threads as there is memory for states.
 */
function partsOf(run: RunContext, node: ReduceNode, region: Region, target: Target, volumes: Volume[]): Part[] {
  const { concurrency, memoryLimit } = run.options;
  const types = stateTypes(node.op, node.input.dtype);
  const bytes = sizeOf(region.shape) * types.reduce((sum, type) => sum + dtypeInfo(type).itemsize, 0);
  const whole = cutsThrough(region, target);
  const direct = whole && types.length === 1 && types[0] === node.dtype;
  const fits = Math.floor(memoryLimit / Math.max(1, bytes)) + (direct ? 1 : 0);
  const divided = fits < concurrency && isDivisible(node.input);
  const regions = divided ? cutFirstAxis(region, concurrency) : [region];
  const lanes = divided ? 1 : Math.max(1, Math.min(concurrency, fits));
  return regions.map((part) => {
    const from = part.start.map((at, d) => at - (region.start[d] as number));
    const place = moved(target, from);
    const groups = groupsOf(node, inputRegion(node, part), lanes);
    const states = Array.from({ length: Math.max(1, Math.min(lanes, groups.length)) }, (_, lane): Lane => {
      if (direct && lane === 0) return { state: [{ volume: 0, offset: place.offset, strides: [1] }], count: 0 };
      const state = types.map((type): Spot => {
        const volume = volumes.push(createVolume([sizeOf(part.shape)], type)) - 1;
        return { volume, offset: 0, strides: [1] };
      });
      return { state, count: 0 };
    });
    return { region: part, groups, lanes: states, target: place };
  });
}

/** Whether the target's voxels lie in C order with no gaps. */
function cutsThrough(region: Region, { strides }: Target): boolean {
  let expected = 1;
  for (let d = region.shape.length - 1; d >= 0; d--) {
    const extent = region.shape[d] as number;
    if (extent !== 1 && strides[d] !== expected) return false;
    expected *= extent;
  }
  return true;
}

/** Cuts the input along the first axis that is reduced, where chunks meet if they can't be divided. */
function groupsOf(node: ReduceNode, input: Region, lanes: number): Region[] {
  if (input.shape.includes(0)) return [];
  const axis = node.axes.find((d) => (input.shape[d] as number) > 1);
  if (axis === undefined) return [input];
  const extent = input.shape[axis] as number;
  const bytes = (sizeOf(input.shape) / extent) * dtypeInfo(node.input.dtype).itemsize;
  const most = Math.max(1, Math.floor(GROUP_BYTES / bytes));
  const size = Math.min(most, Math.ceil(extent / (lanes * GROUPS_A_LANE)));
  const ends = isDivisible(node.input)
    ? Array.from({ length: Math.ceil(extent / size) }, (_, i) => Math.min(extent, (i + 1) * size))
    : chunkEnds(node.input.chunks[axis] as readonly number[], extent, size);
  return ends.map((end, i) => {
    const begin = ends[i - 1] ?? 0;
    return {
      start: input.start.map((at, d) => (d === axis ? at + begin : at)),
      shape: input.shape.map((all, d) => (d === axis ? end - begin : all)),
    };
  });
}

function chunkEnds(sizes: readonly number[], extent: number, size: number): number[] {
  const ends: number[] = [];
  for (const end of chunkStarts(sizes).slice(1)) {
    if (end - (ends[ends.length - 1] ?? 0) >= size || end === extent) ends.push(end);
  }
  return ends;
}

async function reducePart(run: RunContext, job: JobRun, node: ReduceNode, part: Part): Promise<void> {
  const { region, groups, lanes } = part;
  await run.lanes(groups, lanes.length, async (input, number) => {
    const lane = lanes[number] as Lane;
    await job.do({ kind: 'reduce', node: node.id, region, input, state: lane.state, before: lane.count });
    lane.count += countOf(node, input);
    run.advance();
  });
  await mergeLanes(run, job, node, part);
}

/** Adds all states to the first, each thread a stretch of them. */
async function mergeLanes(run: RunContext, job: JobRun, node: ReduceNode, { region, lanes }: Part): Promise<void> {
  const [first, ...others] = lanes as [Lane, ...Lane[]];
  const size = sizeOf(region.shape);
  const { concurrency } = run.options;
  const stretches = cutFirstAxis({ start: [0], shape: [size] }, Math.min(concurrency, Math.ceil(size / 2 ** 16)));
  for (const other of others) {
    if (other.count === 0) continue;
    const counts = [first.count, other.count] as const;
    await run.lanes(stretches, concurrency, ({ start: [at = 0], shape: [length = 0] }) => {
      const shifted = (spots: readonly Spot[]) => spots.map((spot) => ({ ...spot, offset: spot.offset + at }));
      const [into, from] = [shifted(first.state), shifted(other.state)];
      return job.do({ kind: 'merge', node: node.id, into, from, length, counts });
    });
    first.count += other.count;
  }
}

/** From the state to the result, which is the state itself for sums and the like. */
function finishPart(node: ReduceNode, { region, lanes, target }: Part, volumes: readonly Volume[]): void {
  const [first] = lanes as readonly [Lane];
  const size = sizeOf(region.shape);
  const state = first.state.map((spot) => elementsAt(volumes[spot.volume] as Volume, spot, size));
  if (first.count === 0) initialise(node.op, node.input.dtype, state);
  if (first.state[0]?.volume === 0) return;
  const place = placeIn(target.volume, target, region.shape);
  if (cutsThrough(region, target)) {
    finish(node, state, first.count, elementsAt(target.volume, target, size));
    return;
  }
  const result = createVolume(region.shape, node.dtype);
  finish(node, state, first.count, result.data);
  const from: Place = { data: result.data, offset: 0, strides: result.strides };
  copyStrided(region.shape, from, place);
  result.close();
}
