/** Nodes of voxels at some places of an axis of another: chosen by a list of indices, or repeated. */
import { checkShape, dtypeInfo } from '../volume/index.js';
import { type Node, nextId, type Places, type TakeNode } from './graph.js';
import { checkCount, chunkAt, chunkStarts, sizeOf } from './grid.js';

/** What comes of one chunk stays one chunk, so that it is read once, while it has no more bytes than this. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The voxels of `input` at those places of `axis`; there must be such voxels. */
export function takeNode(caller: string, input: Node, axis: number, places: Places): Node {
  const sizes = input.chunks[axis] as readonly number[];
  const extent = input.shape[axis] as number;
  const shape = input.shape.map((own, d) => (d === axis ? countOf(places, extent) : own));
  const { itemsize } = dtypeInfo(input.dtype);
  checkShape(caller, shape, itemsize);
  const row = sizeOf(input.chunks.map((each, d) => (d === axis ? 1 : largest(each)))) * itemsize;
  const most = Math.max(largest(sizes), Math.floor(MOST_BYTES / Math.max(1, row)));
  const cut = cutWhereSourcesAre(caller, runsOf(sizes, places, shape[axis] as number), largest(sizes), most);
  const chunks = input.chunks.map((own, d) => (d === axis ? cut : own));
  return { id: nextId(), kind: 'take', input, axis, places, shape, dtype: input.dtype, chunks } satisfies TakeNode;
}

/** How many places there are, of an axis of that extent. */
function countOf(places: Places, extent: number): number {
  if (places.kind === 'list') return places.list.length;
  return places.kind === 'every' ? places.times * extent : (places.ends[extent - 1] ?? 0);
}

/** Which voxel of the input's axis is at index `at` of the result's. */
export function sourceAt(places: Places, at: number): number {
  if (places.kind === 'list') return places.list[at] as number;
  if (places.kind === 'every') return Math.floor(at / places.times);
  const { ends } = places;
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function largest(sizes: readonly number[]): number {
  return sizes.reduce((most, size) => Math.max(most, size), 1);
}

/** How many places in a row are of one chunk, from the first on. */
function* runsOf(sizes: readonly number[], places: Places, count: number): Generator<number> {
  const starts = chunkStarts(sizes);
  if (places.kind !== 'list') {
    for (const [i, size] of sizes.entries()) {
      if (places.kind === 'every') yield size * places.times;
      else if (size > 0)
        yield (places.ends[(starts[i + 1] as number) - 1] as number) - (places.ends[(starts[i] as number) - 1] ?? 0);
    }
    return;
  }
  for (let at = 0; at < count; ) {
    const chunk = chunkAt(sizes, places.list[at] as number);
    const [low, high] = [starts[chunk] as number, starts[chunk + 1] as number];
    const from = at;
    while (at < count && (places.list[at] as number) >= low && (places.list[at] as number) < high) at += 1;
    yield at - from;
  }
}

/** Joins runs up to `joined` places; cuts those that have more than `most`. */
function cutWhereSourcesAre(caller: string, runs: Iterable<number>, joined: number, most: number): number[] {
  const cut: number[] = [];
  let open = 0;
  const close = (): void => {
    if (open > 0) cut.push(open);
    open = 0;
  };
  for (const run of runs) {
    if (open + run > joined) close();
    if (run <= most) {
      open += run;
      continue;
    }
    const parts = Math.ceil(run / most);
    checkCount(caller, cut.length + parts);
    for (let i = 0; i < parts; i++) cut.push(Math.floor(((i + 1) * run) / parts) - Math.floor((i * run) / parts));
  }
  close();
  return cut.length === 0 ? [0] : cut;
}
