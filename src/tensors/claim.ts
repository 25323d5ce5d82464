/** What keeps a volume's memory while a tensor uses it. */
import type { MemoryBlock } from '../memory/index.js';
import type { TypedArray, Volume } from '../volume/index.js';

const registry = new FinalizationRegistry<MemoryBlock>((block) => block.release());

/**
 * The voxels of a contiguous volume as an array of their own, by which a tensor holds the memory: as long as anything
 * refers to it, `volume.close()` frees nothing and empties no array.
 */
export function claimedData(volume: Volume): TypedArray {
  const { data } = volume;
  const own = data.subarray(0) as TypedArray;
  registry.register(own, volume.block.retain());
  return own;
}
