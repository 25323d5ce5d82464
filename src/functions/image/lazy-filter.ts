/** Filters of lazy volumes, block by block. */
import { ArgumentError } from '../../errors.js';
import type { LazyVolume, ModuleFunction } from '../../lazy/index.js';
import type { DType } from '../../volume/index.js';
import type { EdgeMode } from './extension.js';

/**
 * A function on each block and `depth` voxels around it, which gives as many voxels as it gets. Blocks at the edge of the
 * volume end there: the function makes up what is beyond, as it would for the whole volume. Only with mode 'wrap' they have
 * the voxels of the other end.
 * @throws ArgumentError if the volume is not as large as it would have to be for that.
 */
export function filterBlocks<D extends DType>(
  caller: string,
  volume: LazyVolume,
  fn: ModuleFunction,
  depth: readonly number[],
  mode: EdgeMode,
  dtype: D,
): LazyVolume<D> {
  const { shape } = volume;
  if (mode !== 'wrap') return volume.mapOverlap(fn, { depth, boundary: 'none', dtype, name: caller });
  const short = shape.findIndex((extent, d) => extent > 0 && extent < (depth[d] as number));
  if (short >= 0) {
    throw new ArgumentError(
      `${caller}: axis ${short} of extent ${shape[short]} is shorter than the ${depth[short]} voxels that mode 'wrap' needs ` +
        'of a lazy volume; compute() it first',
    );
  }
  return volume.mapOverlap(fn, { depth, boundary: 'periodic', dtype, name: caller });
}
