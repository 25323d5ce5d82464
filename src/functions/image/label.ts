import { labelComponents } from '../../kernels/index.js';
import { type Delayed, LazyVolume } from '../../lazy/index.js';
import type { Volume } from '../../volume/index.js';
import { named } from '../named.js';
import { LabelMerge } from './label-merge.js';
import { begin, pass } from './passes.js';
import { checkConnectivity, checkRegions, checkVoxels, inWorkers } from './regions.js';

/** Options of {@link label}. */
export interface LabelOptions {
  /**
   * Which voxels are neighbours: those that are at most so many steps apart, each along another axis. From 1 (default: they
   * share a face) to the number of axes (also those that share a corner), as scikit-image's.
   */
  readonly connectivity?: number;
}

/** What {@link label} gives of a volume in memory. */
export interface Labels {
  /** The number of each voxel's component, 0 for the background; the caller owns it. */
  readonly labels: Volume<'int32'>;
  /** How many components there are, which is the highest number. */
  readonly count: number;
}

/** What {@link label} gives of a lazy volume. */
export interface LazyLabels {
  /** The numbers, with the chunks of the input. */
  readonly labels: LazyVolume<'int32'>;
  /** `await count.compute()` gives how many components there are. */
  readonly count: Delayed<number>;
}

/**
 * Numbers the connected components of all voxels that are not 0, as scipy.ndimage.label: from 1 on, in the order of their
 * first voxels in C order.
 *
 * Of a lazy volume each block is labelled in a worker thread, and what touches across blocks is joined; the numbers are the
 * same. The first chunk that is asked for has all of the input read once; what is kept then is the layer of voxels on both
 * sides of each cut between blocks, until they are joined, and a number for each component of each block. Each chunk of the
 * result reads its own chunk again.
 *
 * @param volume 1 to 8 axes; in memory fewer than 2^31 voxels. NaN is not 0.
 * @returns numbers and their count; of a lazy volume lazy ones.
 * @throws ArgumentError for another connectivity or number of axes; DTypeError for float16, complex and argb;
 * ReleasedError; MemoryLimitError.
 * @example
 * const { labels, count } = label(greater(volume, thresholdOtsu(volume)), { connectivity: 3 });
 */
export function label(volume: Volume, options?: LabelOptions): Labels;
export function label(volume: LazyVolume, options?: LabelOptions): LazyLabels;
export function label(volume: Volume | LazyVolume, options: LabelOptions = {}): Labels | LazyLabels {
  checkRegions('label', 'volume', volume, options, { connectivity: 'value' });
  const connectivity = checkConnectivity('label', options.connectivity ?? 1, volume.ndim);
  if (volume instanceof LazyVolume) return merged(volume, connectivity);
  checkVoxels('label', volume);
  return named('label', () => components(volume, connectivity));
}

/** The components of a volume in memory. */
export function components(volume: Volume, connectivity: number): Labels {
  const work = begin(volume);
  const { data, dtype, shape } = work.volume;
  let count = 0;
  const labelled = pass(work, shape, 'int32', (target) => {
    count = labelComponents(data, { dtype, shape, connectivity }, target.data);
  });
  return { labels: labelled.volume, count };
}

function merged(volume: LazyVolume, connectivity: number): LazyLabels {
  const blocks = volume.mapBlocks(inWorkers('labelBlock', connectivity), { dtype: 'int32', name: 'label' });
  const merge = new LabelMerge(blocks, connectivity);
  const labels = blocks.mapBlocks((block, info) => merge.renumbered(block as Volume<'int32'>, info), {
    name: 'label, joined',
  });
  return { labels, count: { name: 'label', compute: () => merge.count() } };
}
