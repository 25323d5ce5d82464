import { describe, expect } from 'vitest';
import {
  type AffineOptions,
  affineTransform,
  gaussianFilter,
  histogram,
  maximumProjection,
  type RescaleOptions,
  rescaleIntensity,
  sobel,
  thresholdOtsu,
  uniformFilter,
  type ZoomMode,
  type ZoomOptions,
  zoom,
} from '../../src/functions/index.js';
import { asVolume, type Volume } from '../../src/volume/index.js';
import { besidePython, largestDifference, type ReferenceCase } from '../support/image-reference.js';

/** A case: what Python is to compute, ours, and by how much they may differ. */
interface Case extends ReferenceCase {
  readonly ours: (input: Volume) => Volume | readonly Volume[];
  readonly tolerance: number;
}

const noise = { image: 'noise', dtype: 'float64' } as const;
const coins = { image: 'coins', dtype: 'uint8' } as const;
const head = { image: 'head', dtype: 'uint8' } as const;
/** Ventricles, cortex and the edges of the brain, in 60 slices. */
const slices = { ...head, crop: [[70, 130]] } as const;

function zoomCase(
  input: Pick<Case, 'image' | 'dtype' | 'crop'>,
  factor: number | number[],
  options: ZoomOptions,
  tolerance: number,
): Case {
  const { gridMode, ...rest } = options;
  return {
    ...input,
    call: 'scipy.ndimage.zoom',
    args: [factor],
    options: { ...rest, ...(gridMode !== undefined && { grid_mode: gridMode }) },
    ours: (volume) => zoom(volume, factor, options),
    tolerance,
  };
}

/** Integers as SciPy has them with output='float64'; of float32 a unit of its precision, in a range of 255. */
function filterCase(
  input: Pick<Case, 'image' | 'dtype' | 'crop'>,
  name: string,
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  ours: (volume: Volume) => Volume,
): Case {
  const float32 = input.dtype === 'float32';
  const output = float32 ? {} : { output: 'float64' };
  return {
    ...input,
    call: `scipy.ndimage.${name}`,
    args,
    options: { ...options, ...output },
    ours,
    tolerance: float32 ? 1e-6 : 1e-12,
  };
}

const TURN = [
  [0.9, -0.3, 0.1],
  [0.35, 0.8, 0.05],
  [-0.1, 0.02, 1.2],
];

function affineCase(
  input: Pick<Case, 'image' | 'dtype' | 'crop'>,
  matrix: number[][],
  options: AffineOptions,
  tolerance: number,
): Case {
  const { outputShape, ...rest } = options;
  return {
    ...input,
    call: 'scipy.ndimage.affine_transform',
    args: [matrix],
    options: { ...rest, ...(outputShape && { output_shape: outputShape }) },
    ours: (volume) => affineTransform(volume, matrix, options),
    tolerance,
  };
}

/** Cubic splines add up rounding over their whole length. */
const TOLERANCE = 1e-13;
/**
 * SciPy 1.17 begins with mode 'reflect' from a sum to whose last term it adds the sum so far: of order 5 and 11 voxels that is
 * 0.43^21 of a value too much. Far beyond the edge its mode 'nearest' is off by as much.
 */
const REFLECT_TOLERANCE = 3e-8;

function rescaleCase(input: Pick<Case, 'image' | 'dtype' | 'crop'>, options: RescaleOptions): Case {
  const { inRange = 'image', outRange = 'dtype' } = options;
  return {
    ...input,
    call: 'skimage.exposure.rescale_intensity',
    options: { in_range: inRange, out_range: outRange },
    ours: (volume) => rescaleIntensity(volume, options),
    tolerance: 0,
  };
}

function histogramCase(input: Pick<Case, 'image' | 'dtype' | 'crop'>, bins?: number): Case {
  return {
    ...input,
    call: 'skimage.exposure.histogram',
    options: bins === undefined ? {} : { nbins: bins },
    ours: (volume) => {
      const { counts, centers } = histogram(volume, bins === undefined ? {} : { bins });
      return [asVolume(counts), asVolume(centers)] as Volume[];
    },
    tolerance: 0,
  };
}

function otsuCase(input: Pick<Case, 'image' | 'dtype' | 'crop'>): Case {
  const ours = (volume: Volume) => asVolume(new Float64Array([thresholdOtsu(volume)])) as Volume;
  return { ...input, call: 'skimage.filters.threshold_otsu', ours, tolerance: 0 };
}

const INPUTS = [
  coins,
  noise,
  { image: 'coins', dtype: 'float32' },
  { image: 'coins', dtype: 'uint16' },
  { image: 'coins', dtype: 'int16' },
  { image: 'camera', dtype: 'uint8' },
  head,
  { ...slices, dtype: 'float32' },
] as const;

/** Exactly between two voxels either may be the nearest. */
const OFF_TIES = [-4.013, 1.517, -6.019];

function rough(mode: ZoomMode, order: number): number {
  return order > 1 && (mode === 'reflect' || mode === 'nearest') ? 2 * REFLECT_TOLERANCE : TOLERANCE;
}

const CASES: readonly Case[] = [
  // Exactly between two integers rounding in another order decides.
  zoomCase(coins, 0.4, { order: 1 }, 1),
  zoomCase(coins, [1.7, 1], {}, 0),
  zoomCase(coins, 2, { order: 0 }, 0),
  zoomCase({ image: 'coins', dtype: 'int16' }, 0.7, { order: 2 }, 0),
  zoomCase({ image: 'coins', dtype: 'float32' }, 1.3, { order: 3 }, 1.2e-7),
  zoomCase({ image: 'coins', dtype: 'bool' }, 1.3, { order: 0 }, 0),
  zoomCase(noise, [0.5, 2, 1.2], { order: 4 }, TOLERANCE),
  zoomCase(noise, 1.6, { order: 5, mode: 'reflect' }, REFLECT_TOLERANCE),
  zoomCase(noise, 1.5, { order: 0, cval: 4, gridMode: true }, TOLERANCE),
  zoomCase(noise, 1.5, { order: 3, prefilter: false }, TOLERANCE),
  ...(['constant', 'grid-constant', 'nearest', 'reflect', 'mirror', 'grid-wrap'] as const).flatMap((mode) =>
    [false, true].flatMap((gridMode) =>
      [1, 3].map((order) => zoomCase(noise, [1.4, 0.6, 1], { mode, gridMode, order, cval: 0.3 }, TOLERANCE)),
    ),
  ),
  affineCase(
    coins,
    [
      [0.8, 0.3],
      [-0.2, 1.1],
    ],
    { offset: [10, 20.5], order: 1 },
    1,
  ),
  affineCase(
    coins,
    [
      [0.8, 0.3, 4],
      [-0.2, 1.1, 9],
    ],
    { outputShape: [100, 90] },
    0,
  ),
  affineCase(
    coins,
    [
      [2, 0, 4],
      [0, 3, 9],
      [0, 0, 1],
    ],
    { order: 0 },
    0,
  ),
  affineCase(
    { image: 'coins', dtype: 'float32' },
    [
      [0, 1],
      [1, 0],
    ],
    { outputShape: [384, 303], order: 2 },
    1.2e-7,
  ),
  affineCase(noise, TURN, { order: 5, offset: -2 }, TOLERANCE),
  affineCase(noise, TURN, { order: 4, offset: 1.25, outputShape: [20, 5, 9] }, TOLERANCE),
  ...(['constant', 'grid-constant', 'nearest', 'reflect', 'mirror', 'grid-wrap'] as const).flatMap((mode) =>
    [0, 1, 3].map((order) =>
      affineCase(
        noise,
        TURN,
        { mode, order, cval: 0.7, offset: OFF_TIES, outputShape: [16, 18, 30] },
        rough(mode, order),
      ),
    ),
  ),
  zoomCase(head, 0.5, {}, 1),
  zoomCase({ ...slices, dtype: 'float32' }, [2, 0.7, 0.7], {}, 1.2e-7),
  affineCase(head, TURN, { offset: [10, 20, -5] }, 1),
  affineCase({ ...slices, dtype: 'float32' }, TURN, { offset: [10, 20, -5], order: 1 }, 1.2e-7),
  ...[
    noise,
    coins,
    slices,
    { ...slices, dtype: 'float32' } as const,
    { image: 'coins', dtype: 'float32' } as const,
    { image: 'coins', dtype: 'bool' } as const,
  ].flatMap((input) => [
    filterCase(input, 'gaussian_filter', [2.3], {}, (volume) => gaussianFilter(volume, 2.3)),
    filterCase(input, 'uniform_filter', [4], {}, (volume) => uniformFilter(volume, 4)),
    filterCase(input, 'sobel', [0], {}, (volume) => sobel(volume, { axis: 0 })),
  ]),
  ...(['reflect', 'mirror', 'nearest', 'wrap', 'constant'] as const).flatMap((mode) => [
    filterCase(noise, 'gaussian_filter', [[0.6, 0, 3]], { mode, cval: 2 }, (volume) =>
      gaussianFilter(volume, [0.6, 0, 3], { mode, cval: 2 }),
    ),
    filterCase(noise, 'uniform_filter', [[3, 1, 6]], { mode, cval: 2 }, (volume) =>
      uniformFilter(volume, [3, 1, 6], { mode, cval: 2 }),
    ),
    filterCase(noise, 'sobel', [-1], { mode, cval: 2 }, (volume) => sobel(volume, { mode, cval: 2 })),
  ]),
  ...INPUTS.flatMap((input) => [histogramCase(input), otsuCase(input), rescaleCase(input, {})]),
  histogramCase(noise, 7),
  rescaleCase(coins, { inRange: [30, 120] }),
  rescaleCase(coins, { outRange: [-1, 2] }),
  rescaleCase(coins, { outRange: 'uint16' }),
  rescaleCase({ image: 'coins', dtype: 'float32' }, { inRange: [0.2, 0.5], outRange: 'uint8' }),
  rescaleCase({ image: 'coins', dtype: 'float32' }, { inRange: [0.2, 0.5], outRange: [3, 4] }),
  rescaleCase(noise, { inRange: 'dtype', outRange: 'dtype' }),
  rescaleCase({ image: 'coins', dtype: 'int16' }, { inRange: 'image', outRange: 'image' }),
  ...[noise, head].flatMap((input) =>
    ([0, 1, 2] as const).map((axis) => ({
      ...input,
      call: 'numpy.max',
      options: { axis },
      ours: (volume: Volume) => maximumProjection(volume, { axis }),
      tolerance: 0,
    })),
  ),
];

/** Counts and thresholds are numbers here, in whatever type they are there. */
function asFloat64(volume: Volume): Volume {
  return asVolume(Float64Array.from(volume.data as Float64Array, Number), volume.shape) as Volume;
}

describe('image functions, beside scikit-image and scipy.ndimage', () => {
  besidePython(CASES, ({ ours, tolerance, call }, { input, outputs }) => {
    const numbers = call.includes('histogram') || call.includes('otsu');
    const got = [ours(input)].flat() as Volume[];
    outputs.forEach((wanted, part) => {
      const difference = largestDifference(got[part] as Volume, numbers ? asFloat64(wanted) : wanted);
      expect(difference).toBeLessThanOrEqual(tolerance);
    });
  });
});
