import { describe, expect } from 'vitest';
import { BasinMerge, FLOOD_LIMITS } from '../../src/functions/image/basin-merge.js';
import { distanceTransform, label, watershed } from '../../src/functions/index.js';
import { fromFunction, fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { asVolume, type DType, type Region, type Volume } from '../../src/volume/index.js';
import { besidePython, largestDifference, type ReferenceCase } from '../support/image-reference.js';

/** A case: what Python is to compute, what it gave beside the image, and what must be equal to the rest of that. */
interface Case extends ReferenceCase {
  /** How many of the outputs are inputs here. */
  readonly given?: number;
  readonly ours: (input: Volume, given: readonly Volume[]) => readonly Volume[] | Promise<readonly Volume[]>;
  /** 0 where nothing is said. */
  readonly tolerance?: number;
}

type Image = Pick<Case, 'image' | 'dtype' | 'crop'>;

const levels = (shape: string, dtype: DType = 'uint8'): Image => ({ image: `levels ${shape}`, dtype });
const TISSUE: Image = { image: 'head', dtype: 'bool' };
const BLOCKS = [64, 100, 80];
const PART: Image = {
  image: 'head',
  dtype: 'uint8',
  crop: [
    [60, 110],
    [60, 150],
    [40, 120],
  ],
};

function labelCase(image: Image, connectivity: number): Case {
  return {
    ...image,
    call: 'region_reference.label',
    args: [connectivity],
    ours: (volume) => {
      const { labels, count } = label(volume, { connectivity });
      return [labels as Volume, asVolume(BigInt64Array.of(BigInt(count))) as Volume];
    },
  };
}

/** The same of a lazy volume, in blocks that do not divide it. */
function lazyLabelCase(image: Image, connectivity: number): Case {
  return {
    ...labelCase(image, connectivity),
    ours: async (volume) => {
      const { labels, count } = label(fromVolume(volume, BLOCKS) as LazyVolume, { connectivity });
      return [(await labels.compute()) as Volume, asVolume(BigInt64Array.of(BigInt(await count.compute()))) as Volume];
    },
  };
}

function distanceCase(image: Image, sampling?: number[], tolerance = 0): Case {
  return {
    ...image,
    call: 'scipy.ndimage.distance_transform_edt',
    options: sampling === undefined ? {} : { sampling },
    ours: (volume) => [distanceTransform(volume, sampling === undefined ? {} : { sampling }) as Volume],
    tolerance,
  };
}

function lazyDistanceCase(image: Image, sampling: number[], tolerance: number): Case {
  return {
    ...distanceCase(image, sampling, tolerance),
    ours: async (volume) => [
      (await distanceTransform(fromVolume(volume, BLOCKS) as LazyVolume, { sampling }).compute()) as Volume,
    ],
  };
}

function watershedCase(
  image: Image,
  seeds: 'minima' | 'random',
  { connectivity = 1, masked = false, line = false } = {},
): Case {
  return {
    ...image,
    call: 'region_reference.watershed',
    args: [seeds],
    options: { connectivity, masked, line },
    given: 2,
    ours: (volume, [markers, mask]) => [
      watershed(volume, markers as Volume, {
        connectivity,
        watershedLine: line,
        ...(masked && { mask: mask as Volume }),
      }) as Volume,
    ],
  };
}

/** The same of a lazy volume in several chunks; with `inBlocks` as larger ones are flooded, block by block. */
function lazyWatershedCase(image: Image, inBlocks = false): Case {
  return {
    ...watershedCase(image, 'minima'),
    ours: async (volume, [markers]) => {
      const chunks = volume.shape.map((extent) => Math.ceil(extent / 3));
      const [lazy, seeds] = [
        fromVolume(volume, chunks) as LazyVolume,
        fromVolume(markers as Volume, chunks) as LazyVolume,
      ];
      if (!inBlocks) return [(await watershed(lazy, seeds).compute()) as Volume];
      const flood = { image: lazy, markers: seeds, mask: undefined, connectivity: 1, watershedLine: false };
      const merge = new BasinMerge(flood, { ...FLOOD_LIMITS, whole: 0, flooded: 1 });
      const { shape } = volume;
      const read = (region: Region, target: Int32Array) => merge.read(region, target);
      return [(await fromFunction({ shape, dtype: 'int32', chunks, read }).compute()) as Volume];
    },
  };
}

const SHAPES = ['1', '40', '1x1x1', '9x1', '1x17', '13x8', '5x7x6', '3x4x5x4', '2x3x4x2x3', '2x3x2x3x2x3'];
const axesOf = (shape: string): number => shape.split('x').length;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

const CASES: readonly Case[] = [
  ...SHAPES.flatMap((shape) => upTo(axesOf(shape)).map((each) => labelCase(levels(shape, 'bool'), each))),
  ...[1, 2, 3].map((connectivity) => labelCase(TISSUE, connectivity)),
  ...[1, 3].map((connectivity) => lazyLabelCase(TISSUE, connectivity)),
  labelCase({ image: 'coins', dtype: 'bool' }, 1),
  labelCase(levels('11x12', 'float32'), 2),
  distanceCase(TISSUE),
  // 1 unit of the last place of the largest distances.
  distanceCase(TISSUE, [2, 0.7, 1.3], 2e-14),
  lazyDistanceCase(TISSUE, [2, 0.7, 1.3], 2e-14),
  ...['40', '9x2', '13x8', '5x7x6', '3x4x5x4', '2x3x2x3x2x3'].map((shape) => distanceCase(levels(shape))),
  distanceCase(levels('13x18'), [0.3, 2.7], 1e-15),
  distanceCase({ image: 'coins', dtype: 'bool' }),
  ...['40', '9x1', '13x18', '8x9x10', '5x4x5x4'].flatMap((shape) =>
    upTo(axesOf(shape)).flatMap((connectivity) => [
      watershedCase(levels(shape), 'random', { connectivity }),
      watershedCase(levels(shape), 'random', { connectivity, masked: true }),
      // With more neighbours scikit-image takes very long: each voxel is reached again and again.
      ...(connectivity > 2 ? [] : [false, true]).map((masked) =>
        watershedCase(levels(shape), 'random', { connectivity, masked, line: true }),
      ),
    ]),
  ),
  watershedCase(PART, 'minima'),
  lazyWatershedCase(PART),
  watershedCase(PART, 'minima', { connectivity: 3, masked: true }),
  watershedCase(PART, 'minima', { line: true }),
  watershedCase({ image: 'noise', dtype: 'float64' }, 'minima'),
  // No two of its voxels are of one height.
  lazyWatershedCase({ image: 'noise', dtype: 'float64' }, true),
  watershedCase({ image: 'noise', dtype: 'float32' }, 'random', { line: true }),
  watershedCase({ image: 'coins', dtype: 'uint8' }, 'minima', { line: true }),
  watershedCase({ image: 'coins', dtype: 'int16' }, 'random'),
];

describe('components, distances and basins, beside scipy.ndimage and scikit-image', () => {
  besidePython(CASES, async ({ ours, given = 0, tolerance = 0 }, { input, outputs }) => {
    const got = await ours(input, outputs.slice(0, given));
    const wanted = outputs.slice(given);
    expect(got).toHaveLength(wanted.length);
    got.forEach((each, part) => {
      expect(largestDifference(each, wanted[part] as Volume)).toBeLessThanOrEqual(tolerance);
    });
    // What is given must have something to find.
    const distinct = new Set(got[0]?.data as unknown as Iterable<number>);
    expect(distinct.size).toBeGreaterThan(got[0]?.size === 1 ? 0 : 1);
  });
});
