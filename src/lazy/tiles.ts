/** How a reduction goes through its input: in boxes that fit in the processor's cache, where sources allow it. */
import { dtypeInfo, type Region } from '../volume/index.js';
import type { Environment } from './environment.js';
import { inputsOf, type Node } from './graph.js';
import { cutEvery, piecesOf } from './grid.js';

/** A tile: it and the part of the state it goes to stay in the processor's caches. */
const TILE_BYTES = 4 * 1024 * 1024;
/** What is read of one chunk at a time: less would be many calls for few bytes. */
const LINE_BYTES = 128 * 1024;

/** Of so many chunks sources keep the files open. */
export const OPEN_CHUNKS = 128;

/**
 * Cuts `region` of a reduction's input. The part of the result that a tile belongs to is a row of elements of the state.
 */
export async function* tilesOf(
  env: Environment,
  input: Node,
  region: Region,
  axes: readonly number[],
): AsyncGenerator<Region> {
  if (!isDivisible(input)) {
    // One chunk at a time. The caller's region lies in one chunk along the kept axes.
    for (const piece of piecesOf(
      region,
      input.chunks,
      region.shape.map((_, d) => axes.includes(d)),
    ))
      yield piece.region;
    return;
  }
  const extents = tileShape(input, region, axes, await granularityOf(env, input));
  const cuts = region.shape.map((extent, d) => cutEvery(region.start[d] as number, extent, extents[d] as number));
  // In C order: the chunks of one tile are opened once, and all their lines are gone through before the next ones.
  for (const piece of piecesOf(region, cuts)) yield piece.region;
}

/** The extents of tiles: whole lines, as many as LINE_BYTES holds, of as many chunks as fit. */
function tileShape(input: Node, region: Region, axes: readonly number[], grains: readonly number[]): number[] {
  const { shape } = region;
  const ndim = shape.length;
  const tile = shape.map((extent, d) => Math.min(extent, grains[d] as number));
  let bytes = tile.reduce((product, extent) => product * extent, dtypeInfo(input.dtype).itemsize);
  const grow = (d: number, limit: number): void => {
    const extent = shape[d] as number;
    const grain = tile[d] as number;
    const fits = Math.max(1, Math.floor(limit / Math.max(1, bytes)));
    const grown = Math.min(extent, grain * fits);
    bytes = (bytes / Math.max(1, grain)) * grown;
    tile[d] = grown;
  };
  const first = axes[0] ?? 0;
  // The state's elements must lie in a row: once a kept axis is cut, those before it have extent 1.
  let cut = false;
  for (let d = ndim - 1; d >= 0; d--) {
    if (d === first && d !== ndim - 1) continue;
    const kept = !axes.includes(d);
    if (kept && cut) tile[d] = Math.min(1, shape[d] as number);
    else grow(d, d === ndim - 1 ? Number.POSITIVE_INFINITY : LINE_BYTES);
    if (kept && tile[d] !== shape[d]) cut = true;
  }
  grow(first, TILE_BYTES);
  return tile;
}

/** Whether any box of the node costs only itself: no indivisible chunk, no function on blocks below it. */
export function isDivisible(node: Node): boolean {
  const known = divisible.get(node);
  if (known !== undefined) return known;
  const found =
    node.kind === 'source'
      ? node.divisible
      : node.kind !== 'blocks' && node.kind !== 'reduce' && inputsOf(node).every(isDivisible);
  divisible.set(node, found);
  return found;
}

const divisible = new WeakMap<Node, boolean>();

/** The boxes that are read at no extra cost; all 1 where any box is. */
export async function granularityOf(env: Environment, node: Node): Promise<readonly number[]> {
  switch (node.kind) {
    case 'source': {
      const reader = await env.reader(node).catch(() => undefined);
      // A file that can't be opened is told of when its chunk is read.
      const grains = await Promise.resolve(reader?.granularity?.()).catch(() => undefined);
      return grains ?? node.shape.map(() => 1);
    }
    case 'view': {
      const below = await granularityOf(env, node.input);
      return node.axes.map(({ axis, step }) =>
        axis === undefined ? 1 : Math.ceil((below[axis] as number) / Math.max(1, Math.abs(step))),
      );
    }
    case 'join':
      return granularityOf(env, node.inputs[0] as Node);
    case 'take': {
      const below = await granularityOf(env, node.input);
      return below.map((grain, d) => (d === node.axis ? 1 : grain));
    }
    case 'reshape':
      return node.shape.map(() => 1);
    default: {
      const all = await Promise.all(inputsOf(node).map((input) => granularityOf(env, input)));
      return node.shape.map((_, d) => Math.max(1, ...all.map((grains) => grains[d] ?? 1)));
    }
  }
}
