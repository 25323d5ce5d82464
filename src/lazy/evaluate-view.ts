/** Views: asks for the box that is seen, straight into the place where its voxels belong. */
import type { Region } from '../volume/index.js';
import { contiguousPlace, copyStrided, type Place, placeAt } from './copy.js';
import type { Environment, Fill } from './environment.js';
import type { ViewNode } from './graph.js';
import { piecesOf, sizeOf } from './grid.js';

/** Fills a region of a view. */
export async function fillView(
  fill: Fill,
  env: Environment,
  node: ViewNode,
  region: Region,
  place: Place,
): Promise<void> {
  const repeated = node.axes.findIndex(({ axis }, d) => axis === undefined && (region.shape[d] as number) > 1);
  if (repeated >= 0) return fillRepeated(fill, env, node, region, place, repeated);
  const sparse = node.axes.map(({ step }, d) => Math.abs(step) > 1 && (region.shape[d] as number) > 1);
  if (!sparse.includes(true)) {
    const through = throughView(node, region, place);
    return fill(env, node.input, through.region, through.place);
  }
  // Chunk by chunk, so that those between two steps are not read.
  for (const { region: piece } of piecesOf(region, node.chunks, sparse)) {
    const into = placeAt(
      place,
      piece.start.map((at, d) => at - (region.start[d] as number)),
    );
    await fillSparse(fill, env, node, piece, into);
  }
}

/** Once, and then copied along the repeated axis. */
async function fillRepeated(
  fill: Fill,
  env: Environment,
  node: ViewNode,
  region: Region,
  place: Place,
  axis: number,
): Promise<void> {
  const one = region.shape.map((extent, d) => (d === axis ? 1 : extent));
  await fillView(fill, env, node, { start: region.start, shape: one }, place);
  for (let i = 1; i < (region.shape[axis] as number); i++) {
    const to = placeAt(
      place,
      region.shape.map((_, d) => (d === axis ? i : 0)),
    );
    copyStrided(one, place, to);
  }
}

/** The input's box and where its voxels go, if all steps are 1 or -1 (or the extents 1) and nothing is repeated. */
export function throughView<P extends Pick<Place, 'offset' | 'strides'>>(
  node: ViewNode,
  region: Region,
  place: P,
): { region: Region; place: P } {
  const start = [...node.origin];
  const shape = start.map(() => 1);
  const strides = start.map(() => 0);
  let { offset } = place;
  node.axes.forEach(({ axis, step }, d) => {
    if (axis === undefined) return;
    const extent = region.shape[d] as number;
    const first = (node.origin[axis] as number) + step * (region.start[d] as number);
    const stride = place.strides[d] as number;
    const back = step < 0 && extent > 1;
    start[axis] = back ? first - (extent - 1) : first;
    shape[axis] = extent;
    strides[axis] = back ? -stride : stride;
    if (back) offset += (extent - 1) * stride;
  });
  return { region: { start, shape }, place: { ...place, offset, strides } };
}

async function fillSparse(fill: Fill, env: Environment, node: ViewNode, region: Region, place: Place): Promise<void> {
  const start = [...node.origin];
  const shape = start.map(() => 1);
  node.axes.forEach(({ axis, step }, d) => {
    if (axis === undefined) return;
    const first = (node.origin[axis] as number) + step * (region.start[d] as number);
    const reach = step * ((region.shape[d] as number) - 1);
    start[axis] = Math.min(first, first + reach);
    shape[axis] = Math.abs(reach) + 1;
  });
  const box = env.scratch.take(node.dtype, sizeOf(shape));
  const boxPlace = contiguousPlace(box, node.dtype, shape);
  await fill(env, node.input, { start, shape }, boxPlace);
  let offset = 0;
  const strides = node.axes.map(({ axis, step }, d) => {
    if (axis === undefined) return 0;
    const stride = boxPlace.strides[axis] as number;
    if (step < 0) offset += -step * ((region.shape[d] as number) - 1) * stride;
    return step * stride;
  });
  copyStrided(region.shape, { ...boxPlace, offset, strides }, place);
  env.scratch.give(box);
}
