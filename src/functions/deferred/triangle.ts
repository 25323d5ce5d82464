/** Triangles of lazy volumes: chunks that are wholly kept stay as they are, those that are wholly 0 are not read. */
import { type BlockInfo, constantVolume, joinVolumes, type LazyVolume } from '../../lazy/index.js';
import type { SliceRange, TypedArray, Volume } from '../../volume/index.js';
import { blockFunction } from '../block-function.js';
import { checkTriangle, type Triangle, triangle } from '../eager/more.js';

/** Runs in worker threads. `k`: the diagonal, counted from the first voxel of the volume that is cut into blocks. @internal */
export function triangleBlock(block: Volume, { region }: BlockInfo, name: Triangle, k: number): TypedArray {
  const [row, column] = region.start.slice(-2) as [number, number];
  return triangle(name, block, { k: k + row - column }).data;
}

export function deferTriangle(name: Triangle, x: LazyVolume, { k = 0 }: { readonly k?: number } = {}): LazyVolume {
  checkTriangle(name, x, k);
  let row = 0;
  const rows = (x.chunks.at(-2) as readonly number[]).map((size) => {
    row += size;
    return rowOfChunks(name, x, k, [row - size, row]);
  });
  return rows.length === 1 ? (rows[0] as LazyVolume) : joinVolumes(rows, -2);
}

/** The chunks between two rows: those below the diagonal, those that it cuts, and those above it. */
function rowOfChunks(name: Triangle, x: LazyVolume, k: number, [from, to]: readonly [number, number]): LazyVolume {
  const columns = x.shape.at(-1) as number;
  let [below, cut, at] = [0, 0, 0];
  for (const size of x.chunks.at(-1) as readonly number[]) {
    // Column c of row r is on the diagonal or below it where c - r <= k.
    if (at + size - 1 - from <= k && name === 'tril') below = at + size;
    if (at + size - 1 - from < k && name === 'triu') below = at + size;
    const above = name === 'tril' ? at - (to - 1) > k : at - (to - 1) >= k;
    if (!above) cut = at + size;
    at += size;
  }
  const part = (start: number, stop: number): LazyVolume =>
    x.slice(
      ...x.shape.map((_, d): SliceRange => (d === x.ndim - 1 ? [start, stop] : d === x.ndim - 2 ? [from, to] : null)),
    );
  const zeros = ({ dtype, chunks }: LazyVolume): LazyVolume => constantVolume(name, 0, dtype, chunks);
  const same = (kept: LazyVolume): LazyVolume => kept;
  const diagonal = (mixed: LazyVolume): LazyVolume =>
    mixed.mapBlocks(blockFunction('deferred/triangle', 'triangleBlock', name, k + from - below), { name });
  const [lower, upper] = name === 'tril' ? [same, zeros] : [zeros, same];
  const parts = [
    { start: 0, stop: below, use: lower },
    { start: below, stop: cut, use: diagonal },
    { start: cut, stop: columns, use: upper },
  ].flatMap(({ start, stop, use }) => (stop > start ? [use(part(start, stop))] : []));
  if (parts.length === 0) return part(0, 0);
  return parts.length === 1 ? (parts[0] as LazyVolume) : joinVolumes(parts, -1);
}
