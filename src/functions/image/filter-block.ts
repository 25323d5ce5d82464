/** Filters on blocks of lazy volumes. Worker threads import this module. */
import type { BlockInfo } from '../../lazy/index.js';
import type { TypedArray, Volume } from '../../volume/index.js';
import { filterVolume } from './filters.js';

/** A block that has around it what the weights reach; what is made up beyond that is cut off. */
export function filterBlock(block: Volume, _info: BlockInfo, plan: readonly (readonly number[] | null)[]): TypedArray {
  return filterVolume(
    block,
    plan.map((weights) => weights ?? undefined),
    'nearest',
    0,
  ).data;
}
