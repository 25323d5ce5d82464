/** The same voxels with other axes: of each group of axes, the row in C order that holds a region, which boxes make up. */
import { contiguousStrides, type Region } from '../volume/index.js';
import { contiguousPlace, copyStrided, elementsOf, type Place, placeAt } from './copy.js';
import type { Environment, Fill } from './environment.js';
import type { AxisGroup, ReshapeNode } from './graph.js';
import { piecesOf, sizeOf } from './grid.js';

/** A row of voxels of one group of axes, in C order. */
interface Row {
  readonly first: number;
  readonly length: number;
  /** How far apart in it neighbours along the result's axes are. */
  readonly strides: readonly number[];
}

/** A box of the input. `offset` and `strides`: where its voxels lie in the rows of all groups. */
interface BoxBelow {
  readonly box: Region;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** A region that is so much less than the rows that hold it is taken apart. */
const SPARSE = 64;

/** Fills a region of a reshaped node. */
export async function fillReshape(
  fill: Fill,
  env: Environment,
  node: ReshapeNode,
  region: Region,
  place: Place,
): Promise<void> {
  // Chunk by chunk: in each, a region lies in one row of each group.
  for (const { region: piece } of piecesOf(region, node.chunks)) {
    const into = placeAt(
      place,
      piece.start.map((at, d) => at - (region.start[d] as number)),
    );
    await fillPiece(fill, env, node, piece, into);
  }
}

async function fillPiece(fill: Fill, env: Environment, node: ReshapeNode, region: Region, place: Place): Promise<void> {
  env.signal?.throwIfAborted();
  const rows = node.groups.map((group) => rowOf(node, group, region));
  const [covered, needed] = [sizeOf(rows.map(({ length }) => length)), sizeOf(region.shape)];
  if (covered > SPARSE * needed) {
    const apart = region.shape.map((extent, d) =>
      d === sparseAxis(node, rows, region) ? new Array<number>(extent).fill(1) : [extent],
    );
    const whole = { start: region.start.map(() => 0), shape: region.shape };
    for (const { region: part } of piecesOf(whole, apart)) {
      const start = part.start.map((at, d) => at + (region.start[d] as number));
      await fillPiece(fill, env, node, { start, shape: part.shape }, placeAt(place, part.start));
    }
    return;
  }
  const direct = covered === needed ? elementsOf(place, region.shape) : undefined;
  const elements = direct ?? env.scratch.take(node.dtype, covered);
  for (const { box, offset, strides } of boxesBelow(node, region)) {
    await fill(env, node.input, box, { data: elements, dtype: node.dtype, offset, strides });
  }
  if (direct !== undefined) return;
  const outer = contiguousStrides(rows.map(({ length }) => length));
  const strides = rows.flatMap((row, i) => row.strides.map((stride) => stride * (outer[i] as number)));
  copyStrided(region.shape, { ...contiguousPlace(elements, node.dtype, [covered]), strides }, place);
  env.scratch.give(elements);
}

/** The row of a group that holds a region. */
function rowOf({ shape }: ReshapeNode, { to }: AxisGroup, region: Region): Row {
  const strides = contiguousStrides(shape.slice(...to));
  const dot = (at: readonly number[]) => strides.reduce((sum, stride, d) => sum + stride * (at[d] as number), 0);
  const last = region.shape.slice(...to).map((extent) => extent - 1);
  return { first: dot(region.start.slice(...to)), length: dot(last) + 1, strides };
}

/** The first axis with several voxels of the group whose row has most that are not needed. */
function sparseAxis({ groups }: ReshapeNode, rows: readonly Row[], region: Region): number {
  const shares = groups.map(({ to }, i) => (rows[i] as Row).length / sizeOf(region.shape.slice(...to)));
  const { to } = groups[shares.indexOf(Math.max(...shares))] as AxisGroup;
  return to[0] + region.shape.slice(...to).findIndex((extent) => extent > 1);
}

/** The boxes of the input that make up the rows which hold a region. */
export function boxesBelow(node: ReshapeNode, region: Region): BoxBelow[] {
  const rows = node.groups.map((group) => rowOf(node, group, region));
  const outer = contiguousStrides(rows.map(({ length }) => length));
  let boxes: BoxBelow[] = [{ box: { start: [], shape: [] }, offset: 0, strides: [] }];
  node.groups.forEach(({ from }, i) => {
    const { first, length } = rows[i] as Row;
    const stride = outer[i] as number;
    const parts = boxesOf(node.input.shape.slice(...from), first, length);
    boxes = boxes.flatMap(({ box, offset, strides }) =>
      parts.map(({ start, shape, at }) => ({
        box: { start: [...box.start, ...start], shape: [...box.shape, ...shape] },
        offset: offset + at * stride,
        strides: [...strides, ...contiguousStrides(shape).map((own) => own * stride)],
      })),
    );
  });
  return boxes;
}

/** The boxes that a row of voxels in C order is made of, one after the other; `at`: where in the row each begins. */
function boxesOf(extents: readonly number[], first: number, length: number): (Region & { readonly at: number })[] {
  if (extents.length === 0) return [{ start: [], shape: [], at: 0 }];
  const inner = extents.slice(1);
  const size = sizeOf(inner);
  const boxes: (Region & { readonly at: number })[] = [];
  for (let at = 0; at < length; ) {
    const index = Math.floor((first + at) / size);
    const within = first + at - index * size;
    const whole = within === 0 ? Math.floor((length - at) / size) : 0;
    if (whole > 0) {
      boxes.push({ start: [index, ...inner.map(() => 0)], shape: [whole, ...inner], at });
      at += whole * size;
      continue;
    }
    const part = Math.min(size - within, length - at);
    for (const below of boxesOf(inner, within, part)) {
      boxes.push({ start: [index, ...below.start], shape: [1, ...below.shape], at: at + below.at });
    }
    at += part;
  }
  return boxes;
}
