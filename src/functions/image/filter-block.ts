/** Filters on blocks of lazy volumes. Worker threads import this module. */
import type { BlockInfo } from '../../lazy/index.js';
import type { TypedArray, Volume } from '../../volume/index.js';
import type { EdgeMode } from './extension.js';
import { filterVolume } from './filters.js';
import { medianOf } from './median.js';

/** A block that has around it what the weights reach; what is made up beyond that is cut off. */
export function filterBlock(
  block: Volume,
  _info: BlockInfo,
  plan: readonly (readonly number[] | null)[],
  mode: EdgeMode,
  cval: number,
): TypedArray {
  const weights = plan.map((each) => each ?? undefined);
  return filterVolume(block, weights, mode, cval).data;
}

/** As `filterBlock`. */
export function medianBlock(
  block: Volume,
  _info: BlockInfo,
  sizes: readonly number[],
  footprint: Uint8Array,
  mode: EdgeMode,
  cval: number,
): TypedArray {
  return medianOf(block, { sizes, footprint }, mode, cval).data;
}
