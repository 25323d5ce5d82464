/** Image functions of `npm run bench -- functions`, beside scipy.ndimage's and scikit-image's. */
import {
  affineTransform,
  asVolume,
  distanceTransform,
  downscaleLocalMean,
  gaussianFilter,
  histogram,
  label,
  maximumProjection,
  medianFilter,
  rescaleIntensity,
  resize,
  sobel,
  thresholdOtsu,
  uniformFilter,
  type Volume,
  watershed,
  zoom,
} from 'imglib2-node';
import type { FunctionCase } from './functions-cases.js';

/** A turn about all three axes, as in test/bench/peers/functions_images.py. */
const TURN = [
  [0.9, -0.3, 0.1],
  [0.3, 0.9, -0.2],
  [-0.1, 0.2, 1],
] as const;
const SHIFT = [10, 20, -5] as const;

const numbers = (values: Float64Array, shape: readonly number[]): Volume => asVolume(values, shape) as Volume;

/**
 * What is a number or a list of them is compared as float64. Tolerances: float32 is rounded after each pass, and sums are
 * added in another order.
 */
export const IMAGE_CASES: readonly FunctionCase[] = [
  { name: 'gaussianFilter', inputs: ['head'], ours: (a) => gaussianFilter(a, 2), tolerance: 1e-6 },
  { name: 'uniformFilter', inputs: ['head'], ours: (a) => uniformFilter(a, 5), tolerance: 1e-6 },
  { name: 'sobel', inputs: ['head'], ours: (a) => sobel(a), tolerance: 1e-6 },
  { name: 'medianFilter', inputs: ['head'], ours: (a) => medianFilter(a, 3) },
  // NumPy adds float32 as float32.
  { name: 'downscaleLocalMean', inputs: ['head'], ours: (a) => downscaleLocalMean(a, 2), tolerance: 1e-6 },
  { name: 'resize', inputs: ['head'], ours: (a) => resize(a, [128, 128, 128]), tolerance: 1e-6 },
  { name: 'zoom', inputs: ['head'], ours: (a) => zoom(a, 0.5), tolerance: 1e-6 },
  {
    name: 'affineTransform',
    inputs: ['head'],
    ours: (a) => affineTransform(a, TURN, { offset: SHIFT }),
    tolerance: 1e-6,
  },
  {
    name: 'affineTransform of order 1',
    inputs: ['head'],
    ours: (a) => affineTransform(a, TURN, { offset: SHIFT, order: 1 }),
    tolerance: 1e-6,
  },
  { name: 'rescaleIntensity', inputs: ['head'], ours: (a) => rescaleIntensity(a), tolerance: 1e-6 },
  { name: 'histogram', inputs: ['head'], ours: (a) => numbers(histogram(a).counts, [256]) },
  { name: 'thresholdOtsu', inputs: ['head'], ours: (a) => numbers(Float64Array.of(thresholdOtsu(a)), [1]) },
  { name: 'maximumProjection', inputs: ['head'], ours: (a) => maximumProjection(a) },
  // SciPy would round integers after each axis; here they become float64.
  { name: 'gaussianFilter of uint8', inputs: ['headBytes'], ours: (a) => gaussianFilter(a, 2), tolerance: 1e-13 },
  { name: 'medianFilter of uint8', inputs: ['headBytes'], ours: (a) => medianFilter(a, 3) },
  { name: 'downscaleLocalMean of uint8', inputs: ['headBytes'], ours: (a) => downscaleLocalMean(a, 2) },
  { name: 'histogram of uint8', inputs: ['headBytes'], ours: (a) => numbers(histogram(a).counts, [256]) },
  { name: 'label', inputs: ['headMask'], ours: (a) => label(a).labels },
  { name: 'distanceTransform', inputs: ['headMask'], ours: (a) => distanceTransform(a) },
  {
    name: 'watershed',
    inputs: ['headBytes', 'headSeeds', 'headMask'],
    ours: (a, seeds, mask) => watershed(a, seeds, { mask }),
  },
];
