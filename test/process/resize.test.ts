import { describe, expect } from 'vitest';
import { type ResizeOptions, resize } from '../../src/functions/index.js';
import { besidePython, largestDifference, type Reference, type ReferenceCase } from '../support/image-reference.js';

/** Values from 0 to 1: what rounding in another order makes of them. */
const TOLERANCE = 1e-13;
const FLOAT32_TOLERANCE = 1.2e-7;

const PYTHON_NAMES: Readonly<Record<string, string>> = {
  preserveRange: 'preserve_range',
  antiAliasing: 'anti_aliasing',
  antiAliasingSigma: 'anti_aliasing_sigma',
};

type Case = Pick<ReferenceCase, 'image' | 'dtype' | 'crop'> & {
  readonly to: number[];
  readonly options: ResizeOptions;
};

const astronaut = { image: 'astronaut', dtype: 'uint8' } as const;
const noise = { image: 'noise', dtype: 'float64' } as const;

const CASES: readonly Case[] = [
  // What InceptionV3 takes.
  { ...astronaut, to: [299, 299, 3], options: { mode: 'reflect' } },
  { ...astronaut, to: [299, 299], options: { mode: 'constant', order: 3 } },
  { ...astronaut, to: [700, 610, 3], options: { order: 3 } },
  { ...astronaut, to: [100, 611, 3], options: { order: 0 } },
  { ...astronaut, to: [64, 700, 3], options: { antiAliasing: false } },
  { image: 'head', dtype: 'uint8', to: [95, 117, 99], options: {} },
  { image: 'head', dtype: 'float32', crop: [[70, 130]], to: [40, 300, 150], options: { order: 3 } },
  { image: 'camera', dtype: 'uint8', to: [33, 1000], options: { preserveRange: true, order: 2 } },
  { image: 'coins', dtype: 'float32', to: [150, 192], options: {} },
  { image: 'coins', dtype: 'float32', to: [350, 292], options: { order: 3, mode: 'wrap' } },
  { image: 'coins', dtype: 'bool', to: [150, 500], options: {} },
  { image: 'coins', dtype: 'int8', to: [150, 500], options: {} },
  { image: 'coins', dtype: 'uint16', to: [150, 500], options: { order: 4 } },
  { image: 'coins', dtype: 'int32', to: [31, 50], options: { order: 0 } },
  { ...noise, to: [5, 6, 7], options: { antiAliasingSigma: [1.5, 0, 2.5] } },
  { ...noise, to: [22, 5, 17], options: { order: 5, clip: false } },
  { ...noise, to: [1, 1, 1], options: {} },
  { ...noise, crop: [[0, 1]], to: [3, 20, 9], options: { order: 3 } },
  { ...noise, to: [20, 20, 20], options: { order: 1, mode: 'constant', cval: 9 } },
  { ...noise, to: [5, 30, 8], options: { order: 3, mode: 'constant', cval: -3, clip: false } },
  ...(['constant', 'edge', 'symmetric', 'reflect', 'wrap'] as const).flatMap((mode) =>
    ([0, 1, 2, 3] as const).map((order) => ({ ...noise, to: [7, 29, 17], options: { mode, order } })),
  ),
];

/** What Python is to compute, and how it is said here. */
const inPython = ({ to, options: ours, ...input }: Case) => ({
  ...{ ...input, to, ours },
  call: 'skimage.transform.resize',
  args: [to],
  options: Object.fromEntries(Object.entries(ours).map(([name, value]) => [PYTHON_NAMES[name] ?? name, value])),
});

describe('resize, beside skimage.transform.resize', () => {
  besidePython(CASES.map(inPython), ({ to, ours }, { input, outputs }) => {
    const [wanted] = outputs as [Reference['input']];
    const got = resize(input, to, ours);
    const scale = ours.preserveRange ? 255 : 1;
    const float32 = wanted.dtype === 'float32';
    const tolerance = float32 ? FLOAT32_TOLERANCE : wanted.dtype === 'float64' ? TOLERANCE * scale : 0;
    expect(largestDifference(got, wanted)).toBeLessThanOrEqual(tolerance);
  });
});
