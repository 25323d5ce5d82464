/** Blocks of lazy volumes with other ranges of values. Worker threads import this module. */
import { ArgumentError } from '../../errors.js';
import type { BlockInfo } from '../../lazy/index.js';
import { createVolume, type DType, type TypedArray, type Volume } from '../../volume/index.js';
import { rescaleInto } from './exposure.js';
import type { Limits } from './lazy-rescale.js';

/** A block from one range to another. */
export function rescaleBlock(block: Volume, _info: BlockInfo, before: Limits, after: Limits, dtype: DType): TypedArray {
  const target = createVolume(block.shape, dtype);
  rescaleInto(block, before, after, target);
  return target.data;
}

/** A pair of limits as it is. @throws ArgumentError if they are not finite, or the higher one is lower. */
export function finiteBlock(block: Volume, _info: BlockInfo, name: string): TypedArray {
  const [low, high] = block.data as unknown as Limits;
  if (Number.isFinite(low) && Number.isFinite(high) && low <= high) return block.data;
  throw new ArgumentError(`rescaleIntensity: ${name} has no finite range of values`);
}
