/** Voxels at some places of an axis: of each chunk that has any, one box is asked for, and its rows go where they belong. */
import type { Region } from '../volume/index.js';
import { sourceAt } from './build-take.js';
import { contiguousPlace, copyStrided, type Place, placeAt } from './copy.js';
import type { Environment, Fill } from './environment.js';
import type { TakeNode } from './graph.js';
import { chunkAt, chunkStarts, piecesOf, sizeOf } from './grid.js';
import { isDivisible } from './tiles.js';

/** `length` voxels, `step` apart, from `from` on, each `times` times in a row: the places from `at` of the region on. */
interface Run {
  readonly at: number;
  readonly from: number;
  readonly times: number;
  step: number;
  length: number;
}

/** What is taken of one chunk: runs, the first and last voxel of them all, and how many there are. */
interface Taken {
  readonly runs: Run[];
  low: number;
  high: number;
  count: number;
}

/** Where boxes are free to choose, one that has so many times the voxels that are needed is not asked for. */
const SPARSE = 8;

/** Fills a region of what is taken. */
export async function fillTake(
  fill: Fill,
  env: Environment,
  node: TakeNode,
  region: Region,
  place: Place,
): Promise<void> {
  // Chunk by chunk, so that no more than a chunk's voxels are held at a time.
  for (const { region: piece } of piecesOf(region, node.chunks)) {
    const into = placeAt(
      place,
      piece.start.map((at, d) => at - (region.start[d] as number)),
    );
    for (const taken of takenOf(node, piece)) {
      env.signal?.throwIfAborted();
      await fillTaken(fill, env, node, piece, taken, into);
    }
  }
}

/** Boxes of the input with all that a region needs, and of lists of indices no chunk that it does not. */
export function* takenBoxes(node: TakeNode, region: Region): Generator<Region> {
  const { axis, places, input } = node;
  const start = region.start[axis] as number;
  const end = start + (region.shape[axis] as number);
  if (places.kind !== 'list') {
    const low = sourceAt(places, start);
    yield along(node, region, low, sourceAt(places, end - 1) - low + 1);
    return;
  }
  const sizes = input.chunks[axis] as readonly number[];
  const spans = new Map<number, { low: number; high: number }>();
  for (let at = start; at < end; at++) {
    const from = places.list[at] as number;
    const chunk = chunkAt(sizes, from);
    const span = spans.get(chunk);
    if (span === undefined) spans.set(chunk, { low: from, high: from });
    else if (from < span.low) span.low = from;
    else if (from > span.high) span.high = from;
  }
  for (const { low, high } of spans.values()) yield along(node, region, low, high - low + 1);
}

/** Voxels and how often each comes in a row, in a region. */
function* repeatsOf({ axis, places }: TakeNode, region: Region): Generator<{ from: number; times: number }> {
  const start = region.start[axis] as number;
  const end = start + (region.shape[axis] as number);
  for (let at = start; at < end; ) {
    const from = sourceAt(places, at);
    let next = at + 1;
    if (places.kind === 'every') next = Math.min(end, (from + 1) * places.times);
    else if (places.kind === 'ends') next = Math.min(end, places.ends[from] as number);
    else while (next < end && places.list[next] === from) next += 1;
    yield { from, times: next - at };
    at = next;
  }
}

/** What a region needs of each chunk along the axis, in the order of the chunks that come first in it. */
function takenOf(node: TakeNode, region: Region): Iterable<Taken> {
  const sizes = node.input.chunks[node.axis] as readonly number[];
  const starts = chunkStarts(sizes);
  const chunks = new Map<number, Taken>();
  let [begin, end, at] = [0, 0, 0];
  let taken: Taken | undefined;
  let run: Run | undefined;
  for (const { from, times } of repeatsOf(node, region)) {
    if (taken === undefined || from < begin || from >= end) {
      const chunk = chunkAt(sizes, from);
      [begin, end] = [starts[chunk] as number, starts[chunk + 1] as number];
      taken = chunks.get(chunk) ?? { runs: [], low: from, high: from, count: 0 };
      chunks.set(chunk, taken);
      run = undefined;
    }
    taken.low = Math.min(taken.low, from);
    taken.high = Math.max(taken.high, from);
    taken.count += 1;
    if (run?.length === 1) run.step = from - run.from;
    if (run?.times === times && from === run.from + run.step * run.length) run.length += 1;
    else {
      run = { at, from, times, step: 1, length: 1 };
      taken.runs.push(run);
    }
    at += times;
  }
  return chunks.values();
}

/** A region with other voxels along the axis. */
function along({ axis }: TakeNode, region: Region, from: number, length: number): Region {
  return {
    start: region.start.map((at, d) => (d === axis ? from : at)),
    shape: region.shape.map((extent, d) => (d === axis ? length : extent)),
  };
}

async function fillTaken(
  fill: Fill,
  env: Environment,
  node: TakeNode,
  region: Region,
  { runs, low, high, count }: Taken,
  place: Place,
): Promise<void> {
  const { axis, input } = node;
  const [run] = runs as [Run];
  if (runs.length === 1 && run.times === 1 && (run.step === 1 || run.length === 1)) {
    return fill(env, input, along(node, region, run.from, run.length), placeOf(node, place, run.at));
  }
  if (high - low + 1 > SPARSE * count && isDivisible(input)) {
    for (const part of runs.flatMap(apart)) {
      const end = part.from + part.length - 1;
      const taken = { runs: [part], low: part.from, high: end, count: part.length };
      await fillTaken(fill, env, node, region, taken, place);
    }
    return;
  }
  const box = along(node, region, low, high - low + 1);
  const elements = env.scratch.take(node.dtype, sizeOf(box.shape));
  const rows = contiguousPlace(elements, node.dtype, box.shape);
  await fill(env, input, box, rows);
  const stride = rows.strides[axis] as number;
  for (const each of runs) {
    const shape = along(node, region, 0, each.length).shape.toSpliced(axis + 1, 0, each.times);
    const target = placeOf(node, place, each.at);
    const own = target.strides[axis] as number;
    copyStrided(
      shape,
      {
        ...rows,
        offset: (each.from - low) * stride,
        strides: rows.strides.toSpliced(axis, 1, each.step * stride, 0),
      },
      { ...target, strides: target.strides.toSpliced(axis, 1, own * each.times, own) },
    );
  }
  env.scratch.give(elements);
}

/** The part of a place that begins at index `at` of the axis. */
function placeOf({ axis }: TakeNode, place: Place, at: number): Place {
  return { ...place, offset: place.offset + at * (place.strides[axis] as number) };
}

/** A run of neighbours as it is; of others, each voxel. */
function apart(run: Run): Run[] {
  if (run.step === 1) return [run];
  return Array.from({ length: run.length }, (_, i) => ({
    at: run.at + i * run.times,
    from: run.from + i * run.step,
    times: run.times,
    step: 1,
    length: 1,
  }));
}
