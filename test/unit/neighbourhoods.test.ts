import { describe, expect, it } from 'vitest';
import {
  downscaleLocalMean,
  type EdgeMode,
  gaussianFilter,
  medianFilter,
  sobel,
  uniformFilter,
} from '../../src/functions/index.js';
import { fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { asVolume, createVolume, type DType, type Volume } from '../../src/volume/index.js';
import { bytesOf, pattern } from '../support/patterns.js';

const wrong = expect.objectContaining({ name: 'ArgumentError' });
const wrongType = expect.objectContaining({ name: 'DTypeError' });
const volume = asVolume(
  Uint16Array.from({ length: 7 * 9 * 11 }, (_, i) => (i * 131) % 997),
  [7, 9, 11],
) as Volume<'uint16'>;

async function same(lazy: LazyVolume, eager: Volume): Promise<void> {
  const computed = await lazy.compute();
  expect([computed.dtype, computed.shape]).toEqual([eager.dtype, eager.shape]);
  expect(Buffer.compare(bytesOf(computed), bytesOf(eager))).toBe(0);
}

describe('medianFilter', () => {
  it('is the value in the middle; of an even number the higher one', () => {
    const row = asVolume(new Int8Array([5, -1, 7, 0, 7])) as Volume<'int8'>;
    expect([...medianFilter(row, 3).data]).toEqual([5, 5, 0, 7, 7]);
    expect([...medianFilter(row, 2).data]).toEqual([5, 5, 7, 7, 7]);
    expect([...medianFilter(row, 3, { mode: 'constant', cval: -9 }).data]).toEqual([-1, 5, 0, 7, 0]);
    const right = asVolume(new Uint8Array([0, 0, 1])) as Volume;
    expect([...medianFilter(row, right, { mode: 'wrap' }).data]).toEqual([-1, 7, 0, 7, 5]);
  });

  it('counts NaN as the greatest number, and is exact for 64 bits', () => {
    const floats = asVolume(new Float32Array([1, Number.NaN, 2, Number.NaN, Number.NaN])) as Volume<'float32'>;
    expect([...medianFilter(floats, 3).data]).toEqual([1, 2, Number.NaN, Number.NaN, Number.NaN]);
    const wide = asVolume(new BigInt64Array([2n ** 60n, 2n ** 60n + 1n, 2n ** 60n + 2n])) as Volume<'int64'>;
    expect([...medianFilter(wide, 3).data]).toEqual([2n ** 60n, 2n ** 60n + 1n, 2n ** 60n + 2n]);
  });

  it('takes views with strides, leaves what it is given alone, and frees what it needed', () => {
    const view = volume.permuteDims([2, 0, 1]).flip(1);
    const before = memoryReport().length;
    const result = medianFilter(view, [3, 1, 4]);
    expect(memoryReport().length).toBe(before + 1);
    const wanted = medianFilter(view.copy(), [3, 1, 4]);
    expect(Buffer.compare(bytesOf(result), bytesOf(wanted))).toBe(0);
    const unchanged = medianFilter(volume, 1);
    expect([...unchanged.data]).toEqual([...volume.data]);
    expect(unchanged.data).not.toBe(volume.data);
    expect(medianFilter(createVolume([0, 3], 'uint8'), 3).shape).toEqual([0, 3]);
    expect(medianFilter(createVolume([], 'float64'), []).shape).toEqual([]);
  });

  it('refuses what does not fit', () => {
    for (const size of [0, 1.5, -3, Number.NaN, [3], [3, 3, 0], 2048]) {
      expect(() => medianFilter(volume, size)).toThrow(/medianFilter: size/);
    }
    expect(() => medianFilter(volume, createVolume([3, 3], 'uint8') as Volume)).toThrow(/footprint of shape \[3, 3\]/);
    expect(() => medianFilter(volume, createVolume([3, 3, 3], 'uint8') as Volume)).toThrow(/is 0 everywhere/);
    expect(() => medianFilter(volume, 3, { mode: 'edge' as EdgeMode })).toThrow(/mode "edge"/);
    for (const cval of [-1, 65_536, 0.5, Number.NaN]) expect(() => medianFilter(volume, 3, { cval })).toThrow(wrong);
    expect(() => medianFilter(fromVolume(volume), 3, { cval: -1 })).toThrow(/cval -1 is no uint16/);
    expect(() => medianFilter(createVolume([2], 'complex64'), 3)).toThrow(wrongType);
    expect(() => medianFilter([1, 2] as never, 3)).toThrow(wrong);
    const closed = createVolume([2], 'uint8');
    closed.close();
    expect(() => medianFilter(closed, 3)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });
});

describe('filters of lazy volumes give the same bits, across blocks', () => {
  const MODES: readonly EdgeMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];

  it.each(MODES)('mode %s', async (mode) => {
    const options = { mode, cval: 7 };
    const plus = asVolume(new Uint8Array([0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1]), [1, 3, 4]) as Volume;
    for (const chunks of [
      [4, 3, 5],
      [1, 9, 2],
      [7, 2, 1],
    ]) {
      const lazy = fromVolume(volume, chunks);
      await same(medianFilter(lazy, [3, 4, 5], options), medianFilter(volume, [3, 4, 5], options));
      await same(medianFilter(lazy, plus, options), medianFilter(volume, plus, options));
      await same(gaussianFilter(lazy, [0.6, 0, 0.9], options), gaussianFilter(volume, [0.6, 0, 0.9], options));
      await same(uniformFilter(lazy, [3, 1, 4], options), uniformFilter(volume, [3, 1, 4], options));
      await same(sobel(lazy, { axis: 1, ...options }), sobel(volume, { axis: 1, ...options }));
    }
  });

  it('also where they reach further than the volume, but for mode wrap', async () => {
    const lazy = fromVolume(volume, [2, 4, 6]);
    for (const mode of ['reflect', 'mirror', 'nearest', 'constant'] as const) {
      await same(medianFilter(lazy, [17, 3, 1], { mode }), medianFilter(volume, [17, 3, 1], { mode }));
    }
    expect(() => medianFilter(lazy, [17, 3, 1], { mode: 'wrap' })).toThrow(/medianFilter: axis 0 of extent 7/);
  });
});

describe('downscaleLocalMean', () => {
  it('counts cval for what is missing', () => {
    const row = asVolume(new Uint8Array([1, 2, 3, 4, 9])) as Volume;
    expect([...downscaleLocalMean(row, 2).data]).toEqual([1.5, 3.5, 4.5]);
    expect([...downscaleLocalMean(row, 4, { cval: 1 }).data]).toEqual([2.5, 3]);
    expect([...downscaleLocalMean(row, 20).data]).toEqual([19 / 20]);
  });

  it.each(['uint8', 'int16', 'uint64', 'float32', 'float64'] as DType[])(
    'of lazy volumes gives the same bits, of views too (%s)',
    async (dtype) => {
      const source = (pattern([7, 9, 11], dtype) as Volume).permuteDims([1, 2, 0]).flip(2);
      for (const factors of [
        [2, 3, 2],
        [1, 1, 5],
        [4, 20, 3],
      ]) {
        const eager = downscaleLocalMean(source, factors, { cval: 3 });
        expect(eager.dtype).toBe(dtype === 'float32' ? 'float32' : 'float64');
        for (const chunks of [
          [9, 11, 7],
          [4, 3, 2],
        ]) {
          await same(downscaleLocalMean(fromVolume(source, chunks), factors, { cval: 3 }), eager);
        }
      }
    },
  );

  it('takes volumes without axes and without voxels, and frees what it needed', () => {
    const scalar = createVolume([], 'uint8');
    scalar.set(7);
    expect(downscaleLocalMean(scalar as Volume, []).get()).toBe(7);
    expect(downscaleLocalMean(createVolume([0, 4], 'uint8') as Volume, 2).shape).toEqual([0, 2]);
    const before = memoryReport().length;
    downscaleLocalMean(volume.flip() as Volume, 2).close();
    expect(memoryReport().length).toBe(before);
  });

  it('refuses what does not fit', () => {
    for (const factors of [0, 1.5, [2], [2, -1, 1]]) {
      expect(() => downscaleLocalMean(volume as Volume, factors)).toThrow(/downscaleLocalMean: factors/);
    }
    expect(() => downscaleLocalMean(volume as Volume, 2048)).toThrow(/2\^31/);
    expect(() => downscaleLocalMean(volume as Volume, 2, { cval: 0.5 })).toThrow(/cval 0.5 is no uint16/);
    expect(() => downscaleLocalMean(createVolume([4], 'float16') as Volume, 2)).toThrow(wrongType);
    expect(() => downscaleLocalMean([1] as never, 2)).toThrow(wrong);
  });
});
