/** What functions of regions have in common: which volumes they take, and where their workers' code is. */
import { ArgumentError } from '../../errors.js';
import { MOST_NEIGHBOUR_AXES } from '../../kernels/index.js';
import type { LazyVolume, ModuleFunction } from '../../lazy/index.js';
import { type OptionNames, type Region, type SliceRange, type Volume, valueText } from '../../volume/index.js';
import { blockFunction } from '../block-function.js';
import { checkImage } from './input.js';

/** @throws ArgumentError for what is no volume, or has no axes or too many; DTypeError for a dtype without arithmetic. */
export function checkRegions(
  caller: string,
  name: string,
  volume: Volume | LazyVolume,
  options: object,
  names: OptionNames,
): void {
  checkImage(caller, volume, { name, options, names });
  if (volume.ndim >= 1 && volume.ndim <= MOST_NEIGHBOUR_AXES) return;
  throw new ArgumentError(
    `${caller}: ${name} ${volume.toString()} has ${volume.ndim} axes; give it 1 to ${MOST_NEIGHBOUR_AXES}`,
  );
}

/** @throws ArgumentError for a connectivity that is no whole number from 1 to the number of axes. */
export function checkConnectivity(caller: string, connectivity: number, ndim: number): number {
  if (Number.isInteger(connectivity) && connectivity >= 1 && connectivity <= ndim) return connectivity;
  throw new ArgumentError(
    `${caller}: connectivity ${valueText(connectivity)} of ${ndim} axes; give a whole number from 1 (voxels that share a ` +
      `face) to ${ndim} (also those that share a corner)`,
  );
}

/** @throws ArgumentError for more voxels in one array than kernels number. */
export function checkVoxels(caller: string, volume: Volume): void {
  const cells = volume.shape.reduce((product, extent) => product * (extent + 2), 1);
  if (cells < 2 ** 31) return;
  throw new ArgumentError(
    `${caller}: ${volume.toString()} has 2^31 voxels or more; give fromVolume(volume, chunks), which goes block by block`,
  );
}

/** A function of region-block.ts. */
export function inWorkers(name: string, ...args: unknown[]): ModuleFunction {
  return blockFunction('image/region-block', name, ...args);
}

/** A box as ranges of `slice`. */
export function rangesOf({ start, shape }: Region): SliceRange[] {
  return shape.map((extent, d) => [start[d] as number, (start[d] as number) + extent]);
}

/** A box with so many voxels more on each side, as far as there are any. */
export function grown({ start, shape }: Region, by: readonly number[], limits: readonly number[]): Region {
  const from = start.map((at, d) => Math.max(0, at - (by[d] as number)));
  const to = start.map((at, d) => Math.min(limits[d] as number, at + (shape[d] as number) + (by[d] as number)));
  return { start: from, shape: to.map((at, d) => at - (from[d] as number)) };
}

/** All chunks, by where they begin. */
export function blocksOf(chunks: readonly (readonly number[])[]): Map<string, Region> {
  const regions = chunks.reduce<Region[]>(
    (found, sizes) =>
      found.flatMap(({ start, shape }) => {
        let at = 0;
        return sizes.map((size) => {
          at += size;
          return { start: [...start, at - size], shape: [...shape, size] };
        });
      }),
    [{ start: [], shape: [] }],
  );
  return new Map(regions.map((region) => [keyOf(region), region]));
}

/** Where a chunk begins, as a key. */
export function keyOf({ start }: Pick<Region, 'start'>): string {
  return start.join();
}
