/** Components, distances and basins of blocks of lazy volumes. Worker threads import this module. */
import type { BlockInfo } from '../../lazy/index.js';
import type { TypedArray, Volume } from '../../volume/index.js';
import { distances } from './distance-transform.js';
import { components } from './label.js';
import { basins, spreadOn } from './watershed.js';

/** The components of a block, numbered in it alone. */
export function labelBlock(block: Volume, _info: BlockInfo, connectivity: number): TypedArray {
  return components(block, connectivity).labels.data;
}

/** Distances to the zeros that are in the block. */
export function distanceBlock(
  block: Volume,
  _info: BlockInfo,
  sampling: readonly number[],
  maxDistance: number,
): TypedArray {
  return distances(block, sampling, maxDistance).data;
}

/** The basins of the markers that are in the block. */
export function watershedBlock(
  block: Volume,
  { others }: BlockInfo,
  connectivity: number,
  watershedLine: boolean,
): TypedArray {
  const [markers, mask] = others as [Volume, Volume?];
  return basins(block, markers, { connectivity, mask, watershedLine }).data;
}

/** The faces and the basins of a block that floods have come to from around. */
export function spreadBlock(
  block: Volume,
  { others }: BlockInfo,
  connectivity: number,
  around: Float64Array,
): TypedArray {
  const [markers, mask] = others as [Volume, Volume?];
  return spreadOn(block, around, markers, mask, connectivity);
}
