/** Reductions in several threads: each adds groups of chunks to a state of its own, and the states are merged. */
import { createVolume, dtypeInfo, type Region, type Volume } from '../volume/index.js';
import { copyStrided } from './copy.js';
import { bytesBelow } from './demand.js';
import { Environment } from './environment.js';
import { countOf, inputRegion } from './evaluate-reduce.js';
import type { ReduceNode } from './graph.js';
import { chunkStarts, cutFirstAxis, piecesOf, sizeOf } from './grid.js';
import type { JobRun } from './job-run.js';
import type { Spot } from './messages.js';
import { finish, initialise, isFinal, stateTypes } from './reducers.js';
import { elementsAt, placeIn } from './spot.js';
import { moved, type RunContext, type Target } from './steps.js';
import { granularityOf, isDivisible, OPEN_CHUNKS } from './tiles.js';

/** A group of chunks is about so large: enough for one message, little enough for all threads to end together. */
const GROUP_BYTES = 32 * 1024 * 1024;
/** And there are about so many for each thread. */
const GROUPS_A_LANE = 4;

/** Parts of a result for each thread, so that one that is held up does not hold up the others. */
const PARTS_A_LANE = 4;

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
    const bytes = bytesBelow(node.input, inputRegion(node, region));
    const parts = planParts(run, node, region, target, volumes, await cutsOf(run, node, region, bytes));
    run.expect(parts.reduce((sum, part) => sum + part.groups.length, 0));
    const job = run.openJob(node, bytes, volumes);
    try {
      await reduceParts(run, job, node, parts);
    } finally {
      await job.close();
    }
    for (const part of parts) finishPart(node, part, volumes);
  } finally {
    for (const volume of volumes.slice(1)) volume.close();
  }
}

/**
 * The result in parts, for the threads to take by turns: then none needs a state of its own, and nothing is merged. Only
 * where sources can be divided at no extra cost; else undefined.
 */
async function cutsOf(run: RunContext, node: ReduceNode, region: Region, bytes: number): Promise<Region[] | undefined> {
  const { concurrency } = run.options;
  const axis = region.shape.findIndex((extent) => extent > 1);
  if (concurrency === 1 || axis < 0 || bytes < GROUP_BYTES || !isDivisible(node.input)) return undefined;
  const env = new Environment({ signal: run.signal, blockLimit: 0 });
  try {
    const grain = (await granularityOf(env, node.input))[axis] as number;
    const parts = Math.min(PARTS_A_LANE * concurrency, Math.floor((region.shape[axis] as number) / grain));
    return parts < 2 * concurrency ? undefined : cutAtGrains(region, axis, parts, grain);
  } finally {
    await env.close();
  }
}

/** Cuts a region into parts that begin at multiples of `grain`, counted from the array's start. */
function cutAtGrains(region: Region, axis: number, parts: number, grain: number): Region[] {
  const first = region.start[axis] as number;
  const extent = region.shape[axis] as number;
  const cuts = Array.from({ length: parts - 1 }, (_, i) => {
    return Math.round((first + (extent * (i + 1)) / parts) / grain) * grain - first;
  });
  const ends = [...new Set([...cuts.filter((end) => end > 0 && end < extent), extent])];
  return ends.map((end, i) => alongAxis(region, axis, ends[i - 1] ?? 0, end));
}

/** The stretch of a region from `begin` to before `end`, counted from its start, along an axis. */
function alongAxis({ start, shape }: Region, axis: number, begin: number, end: number): Region {
  return {
    start: start.map((at, d) => (d === axis ? at + begin : at)),
    shape: shape.map((all, d) => (d === axis ? end - begin : all)),
  };
}

/**
 * Each of `cuts` as a part with one state. Without them, one part with a state for each thread, if there is memory for
 * those; else, where sources can be divided, one part and state for each thread; else as many threads as there is memory
 * for states.
 */
function planParts(
  run: RunContext,
  node: ReduceNode,
  region: Region,
  target: Target,
  volumes: Volume[],
  cuts: readonly Region[] | undefined,
): Part[] {
  const { concurrency, memoryLimit } = run.options;
  const types = stateTypes(node.op, node.input.dtype);
  const bytes = sizeOf(region.shape) * types.reduce((sum, type) => sum + dtypeInfo(type).itemsize, 0);
  const direct = cutsThrough(region, target) && isFinal(node.op, node.input.dtype, node.dtype);
  const fits = Math.floor(memoryLimit / Math.max(1, bytes)) + (direct ? 1 : 0);
  const divided = cuts !== undefined || (fits < concurrency && isDivisible(node.input));
  const regions = cuts ?? (divided ? cutFirstAxis(region, concurrency) : [region]);
  const lanes = divided ? 1 : Math.max(1, Math.min(concurrency, fits));
  return regions.map((part) => {
    const from = part.start.map((at, d) => at - (region.start[d] as number));
    const place = moved(target, from);
    const input = inputRegion(node, part);
    const groups = divided ? groupsOfChunks(node, input) : groupsOf(node, input, lanes);
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
  const axis = groupAxis(node, input);
  if (axis === undefined) return input.shape.includes(0) ? [] : [input];
  const extent = input.shape[axis] as number;
  const bytes = (sizeOf(input.shape) / extent) * dtypeInfo(node.input.dtype).itemsize;
  const most = Math.max(1, Math.floor(GROUP_BYTES / bytes));
  const size = Math.min(most, Math.ceil(extent / (lanes * GROUPS_A_LANE)));
  const ends = isDivisible(node.input)
    ? Array.from({ length: Math.ceil(extent / size) }, (_, i) => Math.min(extent, (i + 1) * size))
    : chunkEnds(node.input.chunks[axis] as readonly number[], extent, size);
  return ends.map((end, i) => alongAxis(input, axis, ends[i - 1] ?? 0, end));
}

function groupAxis(node: ReduceNode, { shape }: Region): number | undefined {
  return shape.includes(0) ? undefined : node.axes.find((d) => (shape[d] as number) > 1);
}

function chunkEnds(sizes: readonly number[], extent: number, size: number): number[] {
  const ends: number[] = [];
  for (const end of chunkStarts(sizes).slice(1)) {
    if (end - (ends[ends.length - 1] ?? 0) >= size || end === extent) ends.push(end);
  }
  return ends;
}

/**
 * Cuts the input of a part along the first axis that is reduced, every OPEN_CHUNKS chunks: all threads go through the
 * same ones, whose files stay open meanwhile.
 */
function groupsOfChunks(node: ReduceNode, input: Region): Region[] {
  const axis = groupAxis(node, input);
  if (axis === undefined) return input.shape.includes(0) ? [] : [input];
  // Reduced axes are whole in the input.
  const ends = chunkStarts(node.input.chunks[axis] as readonly number[]).slice(1);
  const last = ends.filter((_, i) => (i + 1) % OPEN_CHUNKS === 0 || i === ends.length - 1);
  return last.map((end, i) => alongAxis(input, axis, last[i - 1] ?? 0, end));
}

/** All groups of a part with several states at a time; of parts with one state each, the same group of all parts. */
async function reduceParts(run: RunContext, job: JobRun, node: ReduceNode, parts: readonly Part[]): Promise<void> {
  const reduce = async (lane: Lane, region: Region, input: Region): Promise<void> => {
    await job.do({ kind: 'reduce', node: node.id, region, input, state: lane.state, before: lane.count });
    lane.count += countOf(node, input);
    run.advance();
  };
  const [first] = parts as [Part];
  if (parts.length === 1) {
    const { region, groups, lanes } = first;
    await run.lanes(groups, lanes.length, (input, number) => reduce(lanes[number] as Lane, region, input));
    return mergeLanes(run, job, node, first);
  }
  for (const group of first.groups.keys()) {
    await run.lanes(parts, run.options.concurrency, ({ region, groups, lanes }) =>
      reduce(lanes[0] as Lane, region, groups[group] as Region),
    );
  }
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
  copyStrided(region.shape, result, place);
  result.close();
}
