import { describe, expect, it } from 'vitest';
import { affineTransform, type PadMode, resize, type ZoomMode, zoom } from '../../src/functions/index.js';
import { fromFunction, fromVolume, LazyVolume } from '../../src/lazy/index.js';
import { createVolume, type DType, type Volume } from '../../src/volume/index.js';
import { seeded } from '../support/random.js';

const wrong = expect.objectContaining({ name: 'ArgumentError' });

function noise(shape: readonly number[], dtype: DType = 'float64'): Volume {
  const volume = createVolume(shape, dtype) as Volume;
  const data = volume.data as Float64Array;
  const random = seeded(99);
  for (let i = 0; i < data.length; i++) {
    const state = random();
    data[i] = dtype.startsWith('float') ? state / 2 ** 32 - 0.4 : dtype === 'bool' ? state >>> 31 : state >>> 20;
  }
  return volume;
}

/** The largest difference of what is computed lazily and at once. */
async function difference(lazy: LazyVolume, eager: Volume): Promise<number> {
  expect(lazy).toBeInstanceOf(LazyVolume);
  const found = await lazy.compute();
  expect([found.dtype, found.shape]).toEqual([eager.dtype, eager.shape]);
  let largest = 0;
  for (let i = 0; i < eager.size; i++) {
    const [a, b] = [Number(found.data[i]), Number(eager.data[i])];
    if (!Object.is(a, b)) largest = Math.max(largest, Number.isNaN(a - b) ? Number.POSITIVE_INFINITY : Math.abs(a - b));
  }
  return largest;
}

const MODES: readonly ZoomMode[] = ['constant', 'grid-constant', 'nearest', 'reflect', 'mirror', 'grid-wrap'];
const volume = noise([7, 9, 90]);
const lazy = fromVolume(volume, [3, 9, 16]);

describe('zoom of lazy volumes', () => {
  it.each(MODES)('gives what that of volumes in memory gives, with mode %s', async (mode) => {
    for (const order of [0, 1, 3, 5]) {
      for (const gridMode of [false, true]) {
        for (const factor of [
          [1.4, 1, 0.7],
          [0.5, 2, 1.3],
        ]) {
          const options = { mode, order, gridMode, cval: 0.3, chunks: [3, 9, 16] };
          const found = await difference(zoom(lazy, factor, options), zoom(volume, factor, options));
          // The spline through a part is not quite that through the whole, and positions in it are rounded otherwise.
          expect(found, JSON.stringify({ order, gridMode, factor })).toBeLessThanOrEqual(order > 1 ? 5e-14 : 0);
        }
      }
    }
  });

  it.each(['uint8', 'int16', 'float32', 'bool'] as DType[])('keeps the dtype: %s', async (dtype) => {
    const source = noise([6, 40], dtype);
    const options = { order: dtype === 'bool' ? 0 : 3, chunks: [10, 13] };
    const found = await difference(zoom(fromVolume(source, [6, 11]), 1.7, options), zoom(source, 1.7, options));
    expect(found).toBeLessThanOrEqual(dtype === 'float32' ? 6e-8 : 0);
  });

  it('reads slices a few times at most, however many voxels the spline needs around each', async () => {
    let read = 0;
    const source = fromFunction({
      ...{ shape: [300, 30, 30], dtype: 'uint8' as const, chunks: [1, 30, 30] },
      read: ({ start }, target) => {
        read += 1;
        target.fill(start[0] as number);
      },
    });
    const found = await zoom(source, [1.5, 1.5, 1]).compute();
    expect(found.shape).toEqual([450, 45, 30]);
    expect(read).toBeLessThan(3 * 300);
  });

  it('does not filter what is filtered already, and refuses what does not fit', async () => {
    const options = { prefilter: false };
    expect(await difference(zoom(lazy, [1, 1, 1.5], options), zoom(volume, [1, 1, 1.5], options))).toBe(0);
    expect(() => zoom(lazy, 0)).toThrow(wrong);
    expect(() => zoom(lazy, 2, { chunks: [3] })).toThrow(wrong);
    expect(zoom(lazy, 2, { order: 1 }).chunks.map((sizes) => sizes.length)).toEqual([5, 2, 12]);
    expect(() => zoom(lazy, 2, { mode: 'wrap' as never })).toThrow(wrong);
    expect(() => zoom(fromVolume(createVolume([3], 'bool')), 2)).toThrow(
      expect.objectContaining({ name: 'DTypeError' }),
    );
  });
});

describe('resize of lazy volumes', () => {
  const PAD_MODES: readonly PadMode[] = ['constant', 'edge', 'symmetric', 'reflect', 'wrap'];

  it.each(PAD_MODES)('gives what that of volumes in memory gives, with mode %s', async (mode) => {
    for (const order of [0, 1, 3]) {
      for (const shape of [
        [5, 9, 120],
        [11, 4, 31],
      ]) {
        for (const antiAliasing of [false, true]) {
          const options = { mode, order, antiAliasing, chunks: [3, 4, 20] };
          const found = await difference(resize(lazy, shape, options), resize(volume, shape, options));
          // Orders 0 and 1 are not cut off at the ends of the range, which rounding may leave.
          expect(found, JSON.stringify({ order, shape, antiAliasing })).toBeLessThanOrEqual(order > 1 ? 1e-14 : 3e-16);
        }
      }
    }
    const options = { mode, antiAliasingSigma: [1.5, 0, 2.5], antiAliasing: true, clip: false, chunks: 5 };
    expect(await difference(resize(lazy, [7, 9, 90], options), resize(volume, [7, 9, 90], options))).toBe(0);
  });

  it.each(['uint8', 'int8', 'float32', 'bool'] as DType[])('has the same dtypes and range: %s', async (dtype) => {
    const source = noise([12, 50], dtype);
    const cut = fromVolume(source, [5, 20]);
    for (const order of dtype === 'bool' ? [0] : [0, 1, 3]) {
      for (const preserveRange of [false, true]) {
        const options = { order, preserveRange, chunks: [20, 15] };
        const found = await difference(resize(cut, [20, 41], options), resize(source, [20, 41], options));
        expect(found).toBeLessThanOrEqual(dtype === 'float32' ? 6e-8 : preserveRange ? 1e-12 : 1e-14);
      }
    }
  });

  it('refuses what does not fit', () => {
    expect(() => resize(lazy, [1])).toThrow(wrong);
    expect(() => resize(lazy, [7, 9, 5], { order: 6 })).toThrow(wrong);
  });
});

describe('affineTransform of lazy volumes', () => {
  const TURN = [
    [0.9, -0.3, 0.01],
    [0.35, 0.8, 0.02],
    [-0.1, 0.5, 1.2],
  ];

  it.each(MODES)('gives what that of volumes in memory gives, with mode %s', async (mode) => {
    for (const order of [0, 1, 2, 3]) {
      for (const offset of [
        [1.013, 0.517, -6.019],
        [-9.013, 3.517, 130.019],
        [2.031, -4.077, -400.113],
      ]) {
        const options = { mode, order, offset, cval: 0.7, outputShape: [8, 7, 60], chunks: [3, 7, 16] };
        const found = await difference(affineTransform(lazy, TURN, options), affineTransform(volume, TURN, options));
        // Positions are rounded otherwise.
        expect(found, JSON.stringify({ order, offset })).toBeLessThanOrEqual(2e-12);
      }
    }
  });

  it('reads what is needed, and nothing else', async () => {
    const read: number[] = [];
    const source = fromFunction({
      ...{ shape: [400, 20], dtype: 'uint8' as const, chunks: [10, 20] },
      read: ({ start }, target) => {
        read.push(start[0] as number);
        target.fill(start[0] as number);
      },
    });
    const unit = [
      [1, 0],
      [0, 1],
    ];
    const moved = affineTransform(source, unit, { offset: [200, 0], order: 1, outputShape: [20, 20], chunks: 10 });
    expect(read).toEqual([]);
    const found = await moved.compute();
    expect(found.get(0, 3)).toBe(200);
    expect(Math.min(...read)).toBeGreaterThanOrEqual(190);
    expect(Math.max(...read)).toBeLessThanOrEqual(220);
    read.length = 0;
    await zoom(source, 2, { order: 3, chunks: 20 }).slice([400, 410]).compute();
    expect(Math.min(...read)).toBeGreaterThanOrEqual(160);
    expect(Math.max(...read)).toBeLessThanOrEqual(240);
  });

  it('refuses what does not fit', () => {
    expect(() => affineTransform(lazy, [[1]])).toThrow(wrong);
    expect(() => affineTransform(lazy, TURN, { outputShape: [3] })).toThrow(wrong);
  });
});
