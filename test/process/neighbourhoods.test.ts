import { describe, expect } from 'vitest';
import { downscaleLocalMean, type EdgeMode, type FilterOptions, medianFilter } from '../../src/functions/index.js';
import { asVolume, type DType, type Volume } from '../../src/volume/index.js';
import { besidePython, largestDifference, type ReferenceCase } from '../support/image-reference.js';

interface Case extends ReferenceCase {
  readonly ours: (input: Volume) => Volume;
  readonly tolerance: number;
}
type Input = Pick<ReferenceCase, 'image' | 'dtype' | 'crop'>;

const MIDDLE = [
  [80, 91],
  [30, 190],
  [20, 160],
] as const;
const head = { image: 'head', dtype: 'uint8', crop: MIDDLE } as const;
const noise = { image: 'noise', dtype: 'float64' } as const;
const coins = (dtype: DType): Input => ({ image: 'coins', dtype });

function medianCase(input: Input, size: number | number[], options: FilterOptions = {}): Case {
  return {
    ...input,
    call: 'scipy.ndimage.median_filter',
    options: { size, ...options },
    ours: (volume) => medianFilter(volume, size, options),
    tolerance: 0,
  };
}

function footprintCase(input: Input, footprint: number[][], options: FilterOptions = {}): Case {
  const shape = [footprint.length, (footprint[0] as number[]).length];
  return {
    ...input,
    call: 'scipy.ndimage.median_filter',
    options: { footprint, ...options },
    ours: (volume) => medianFilter(volume, asVolume(Uint8Array.from(footprint.flat()), shape) as Volume, options),
    tolerance: 0,
  };
}

function meanCase(input: Input, factors: number | number[], cval: number, tolerance: number): Case {
  return {
    ...input,
    call: 'skimage.transform.downscale_local_mean',
    args: [factors],
    options: { cval },
    ours: (volume) => downscaleLocalMean(volume, factors, { cval }),
    tolerance,
  };
}

const MODES: readonly EdgeMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];
const DTYPES: readonly DType[] = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64', 'bool'];
const CROSS = [
  [0, 1, 0],
  [1, 1, 1],
  [0, 1, 0],
];
const ODD = [
  [1, 0, 0, 1],
  [0, 0, 1, 0],
];

const CASES: readonly Case[] = [
  medianCase(head, 3),
  medianCase(head, [1, 5, 4]),
  medianCase(head, [9, 9, 9]),
  medianCase({ ...head, dtype: 'float32' }, [3, 3, 3]),
  medianCase({ ...head, dtype: 'uint16' }, [5, 2, 3], { mode: 'constant', cval: 40_000 }),
  ...DTYPES.flatMap((dtype) => [medianCase(coins(dtype), 3), medianCase(coins(dtype), [4, 7])]),
  ...MODES.flatMap((mode) => [
    medianCase(noise, [3, 4, 5], { mode, cval: 0.25 }),
    medianCase(noise, [1, 1, 6], { mode, cval: 0.25 }),
    medianCase(noise, [5, 1, 1], { mode, cval: 0.25 }),
    medianCase(noise, 2, { mode, cval: 0.25 }),
    footprintCase(coins('uint8'), ODD, { mode, cval: 7 }),
  ]),
  // Counted, and found one by one.
  medianCase({ ...head, crop: [[90, 92], [30, 90], [20, 80]] }, [3, 15, 13]), // biome-ignore format: one line
  medianCase({ ...coins('int16'), crop: [[0, 40], [0, 50]] }, [30, 25]), // biome-ignore format: one line
  medianCase({ ...noise, crop: [[0, 4], [0, 5], [0, 6]] }, [20, 17, 15]), // biome-ignore format: one line
  // More than the image has.
  medianCase({ ...noise, crop: [[0, 4], [0, 5], [0, 6]] }, [15, 13, 12]), // biome-ignore format: one line
  medianCase(noise, 1),
  footprintCase(coins('float32'), CROSS),
  footprintCase(coins('int16'), [[0, 0, 1]]),
  meanCase(head, [2, 3, 4], 0, 0),
  meanCase(head, 2, 9, 0),
  meanCase(noise, [11, 1, 20], 0.5, 1e-15),
  meanCase(noise, 3, 0, 1e-15),
  // NumPy adds float32 as float32.
  meanCase(coins('float32'), [5, 40], 0, 1e-6),
  ...(['int8', 'uint16', 'int32', 'bool'] as const).map((dtype) => meanCase(coins(dtype), [3, 7], 0, 0)),
];

describe('medianFilter and downscaleLocalMean, beside scipy.ndimage and scikit-image', () => {
  besidePython(CASES, ({ ours, tolerance }, { input, outputs }) => {
    expect(largestDifference(ours(input), outputs[0] as Volume)).toBeLessThanOrEqual(tolerance);
  });
});
