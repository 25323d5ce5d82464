/**
 * What functions do where memory is lacking: the first of their allocations and kernels fails, then the second alone, and
 * so on until none does. Each time they throw MemoryLimitError, and none of their volumes is left.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isError, MemoryLimitError } from '../../src/errors.js';
import * as functions from '../../src/functions/index.js';
import { jsCalls } from '../../src/kernels/js/index.js';
import { fromVolume } from '../../src/lazy/index.js';
import { MemoryBlock, memoryReport } from '../../src/memory/index.js';
import { core } from '../../src/native.js';
import { asVolume, createVolume, newElements, Volume } from '../../src/volume/index.js';
import { pattern } from '../support/patterns.js';

const SHAPE = [6, 7, 8];
/** In C order, and two that have to be copied first. */
const image = pattern(SHAPE, 'uint16') as Volume;
const turned = image.flip();
const floats = functions.astype(image, 'float32') as Volume<'float32'>;
const mask = functions.greater(image, 200) as Volume;
const markers = functions.label(mask).labels;
const ascending = functions.sort(floats.pick(0, 0).pick(0, 0)) as Volume;
const halves = functions.astype(turned, 'float16') as Volume;
const ends = asVolume(Float32Array.of(1, 500));
const places = asVolume(Int32Array.of(1, 0, 2), [3]);

const EAGER: Readonly<Record<string, () => unknown>> = {
  add: () => functions.add(turned, 1),
  where: () => functions.where(mask, image, 3),
  astype: () => functions.astype(turned, 'float64'),
  clip: () => functions.clip(image, 1, 50),
  sum: () => functions.sum(turned, { axis: 1 }),
  mean: () => functions.mean(turned),
  variance: () => functions.variance(turned, { axis: 0 }),
  argmax: () => functions.argmax(turned, { axis: 2 }),
  sort: () => functions.sort(turned, { axis: 0 }),
  argsort: () => functions.argsort(turned),
  'argsort of another axis': () => functions.argsort(image, { axis: 0 }),
  nonzero: () => functions.nonzero(turned),
  searchsorted: () => functions.searchsorted(ascending, floats),
  take: () => functions.take(turned, places, { axis: 1 }),
  uniqueAll: () => functions.uniqueAll(turned),
  uniqueCounts: () => functions.uniqueCounts(turned),
  uniqueInverse: () => functions.uniqueInverse(turned),
  uniqueValues: () => functions.uniqueValues(turned),
  stack: () => functions.stack([image, turned]),
  concat: () => functions.concat([image, floats]),
  roll: () => functions.roll(image, 3, { axis: 1 }),
  tile: () => functions.tile(image, [2, 1, 1]),
  repeat: () => functions.repeat(image, 2, { axis: 0 }),
  cumulativeSum: () => functions.cumulativeSum(turned, { axis: 1 }),
  diff: () => functions.diff(image),
  tril: () => functions.tril(image),
  any: () => functions.any(turned),
  'add of halves': () => functions.add(halves.flip(), halves),
  'astype of halves': () => functions.astype(halves.flip(), 'int32'),
  'sum of halves': () => functions.sum(halves.flip(), { axis: 1 }),
  'mean of halves': () => functions.mean(halves),
  'variance of halves': () => functions.variance(halves, { axis: 0 }),
  'argmax of halves': () => functions.argmax(halves, { axis: 2 }),
  'sort of halves': () => functions.sort(halves, { axis: 0 }),
  'argsort of halves': () => functions.argsort(halves),
  'cumulativeSum of halves': () => functions.cumulativeSum(halves, { axis: 1, includeInitial: true }),
  'uniqueAll of halves': () => functions.uniqueAll(halves),
  'uniqueValues of halves': () => functions.uniqueValues(halves),
  'searchsorted of halves': () => functions.searchsorted(ends, halves),
  label: () => functions.label(turned),
  watershed: () => functions.watershed(turned, markers, { mask: mask.flip() }),
  distanceTransform: () => functions.distanceTransform(turned, { maxDistance: 3 }),
  medianFilter: () => functions.medianFilter(turned, 3),
  gaussianFilter: () => functions.gaussianFilter(turned, 1),
  uniformFilter: () => functions.uniformFilter(turned, 3),
  sobel: () => functions.sobel(turned),
  zoom: () => functions.zoom(turned, [1.5, 1, 2]),
  resize: () => functions.resize(turned, [4, 7, 9], { order: 3 }),
  'resize to the nearest': () => functions.resize(turned, [4, 7, 9], { order: 0, antiAliasing: false }),
  affineTransform: () =>
    functions.affineTransform(turned, [
      [1, 0, 0],
      [0, 0.5, 0],
      [0, 0, 1],
    ]),
  downscaleLocalMean: () => functions.downscaleLocalMean(turned, 2),
  histogram: () => functions.histogram(turned),
  thresholdOtsu: () => functions.thresholdOtsu(turned),
  rescaleIntensity: () => functions.rescaleIntensity(turned),
  maximumProjection: () => functions.maximumProjection(turned, { axis: 1 }),
};

const LAZY: Readonly<Record<string, () => unknown>> = {
  'sum of a lazy volume': () => lazy().sum({ axis: 0 }).compute({ concurrency: 1 }),
  'add of a lazy volume': () => lazy().add(1).compute({ concurrency: 1 }),
  'maximum projection of a lazy volume': () => functions.maximumProjection(lazy()).compute({ concurrency: 1 }),
  'histogram of a lazy volume': () => functions.histogram(lazy(), { concurrency: 1 }),
};

const lazy = () => fromVolume(image, [3, 7, 8]);

const failed = { failed: 'MemoryLimitError', message: 'could not allocate memory', throwables: [] };

/** Until undone, all but number `nth` of what can fail succeeds; says whether it came to that. */
function failAt(nth: number): { readonly reached: () => boolean } {
  let count = 0;
  const fails = () => count++ === nth;
  for (const name of ['allocate', 'allocateUnset'] as const) {
    const allocate = MemoryBlock[name].bind(MemoryBlock);
    vi.spyOn(MemoryBlock, name).mockImplementation((bytes) => {
      if (fails()) throw new MemoryLimitError(failed.message);
      return allocate(bytes);
    });
  }
  const kernels = core().kernels as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const [name, kernel] of Object.entries(kernels)) {
    vi.spyOn(kernels, name).mockImplementation((...args) => (fails() ? failed : kernel(...args)));
  }
  return { reached: () => count > nth };
}

function closeAll(result: unknown): void {
  if (result instanceof Volume) result.close();
  else if (Array.isArray(result)) result.forEach(closeAll);
  else if (typeof result === 'object' && result !== null) Object.values(result).forEach(closeAll);
}

const blocks = () => memoryReport().length;

afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries({ ...EAGER, ...LAZY }))('%s without memory', (_name, use) => {
  it('throws MemoryLimitError, whatever lacks it, and leaves nothing behind', async () => {
    const before = blocks();
    let failures = 0;
    for (let nth = 0; ; nth++) {
      const { reached } = failAt(nth);
      const error: unknown = await Promise.resolve()
        .then(use)
        .then(closeAll, (reason: unknown) => reason);
      vi.restoreAllMocks();
      expect(blocks(), `number ${nth} failed`).toBe(before);
      if (!reached()) {
        expect(error).toBeUndefined();
        break;
      }
      const cause = isError(error, 'ComputeError') ? error.cause : error;
      expect(isError(cause, 'MemoryLimitError'), `number ${nth}: ${String(error)}`).toBe(true);
      failures += 1;
    }
    expect(failures).toBeGreaterThan(0);
  });
});

describe("arrays in JavaScript's own memory", () => {
  it('say what they were for', () => {
    expect(() => newElements('sort', 'float64', 2 ** 40)).toThrow(
      expect.objectContaining({
        name: 'MemoryLimitError',
        message: expect.stringMatching(/^sort: could not allocate/),
      }),
    );
  });

  it('of kernels in JavaScript, too', () => {
    const none = new Float64Array(0);
    expect(() => jsCalls.nearestAlongAxis(none, 0, 2 ** 40, 0, 1)).toThrow(
      expect.objectContaining({ name: 'MemoryLimitError', message: expect.stringMatching(/^nearestAlongAxis: could/) }),
    );
    expect(createVolume([1], 'uint8').size).toBe(1);
  });
});
