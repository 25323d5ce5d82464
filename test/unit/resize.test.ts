import { describe, expect, it } from 'vitest';
import { resize } from '../../src/functions/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { asVolume, createVolume, type Volume } from '../../src/volume/index.js';

const ramp = (shape: number[]): Volume<'float64'> =>
  asVolume(
    Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i / 10),
    shape,
  );

describe('resize', () => {
  it('puts the centres of voxels where they belong', () => {
    const halves = resize(asVolume(new Float64Array([0, 1, 2, 3]), [4]), [8], { mode: 'edge' });
    expect([...(halves.data as Float64Array)]).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]);
  });

  it('takes views with strides, and leaves the input alone', () => {
    const volume = ramp([6, 8, 5]);
    const before = [...volume.data];
    const view = volume.permuteDims([2, 0, 1]).flip(1).slice([0, 5, 2]);
    const options = { order: 3, mode: 'symmetric' } as const;
    const [got, wanted] = [resize(view, [4, 4, 4], options), resize(view.copy(), [4, 4, 4], options)];
    expect([...(got.data as Float64Array)]).toEqual([...(wanted.data as Float64Array)]);
    expect([...volume.data]).toEqual(before);
  });

  it('gives a copy where nothing changes', () => {
    const volume = ramp([3, 4]);
    const same = resize(volume, [3, 4]);
    expect([...(same.data as Float64Array)]).toEqual([...volume.data]);
    same.set(99, 0, 0);
    expect(volume.get(0, 0)).toBe(0);
    const zeros = resize(createVolume([3, 4], 'uint8'), [3, 4], { order: 0 });
    expect([zeros.dtype, zeros.shape]).toEqual(['uint8', [3, 4]]);
  });

  it('keeps NaN where it is and the range of the others', () => {
    const volume = ramp([5, 5]);
    volume.set(Number.NaN, 2, 2);
    const larger = resize(volume, [10, 10], { order: 1 });
    expect(larger.get(5, 5)).toBeNaN();
    expect(larger.get(0, 0)).toBeGreaterThanOrEqual(0);
    expect(larger.get(9, 9)).toBeLessThanOrEqual(2.4);
  });

  it('takes 64-bit integers by their nearest without rounding them', () => {
    const big = asVolume(new BigInt64Array([2n ** 62n + 1n, -5n]), [2]);
    expect([...(resize(big, [4], { order: 0 }).data as BigInt64Array)]).toEqual([
      2n ** 62n + 1n,
      2n ** 62n + 1n,
      -5n,
      -5n,
    ]);
  });

  it('frees what it needed in between', () => {
    const volume = createVolume([20, 30, 3], 'uint8');
    const before = memoryReport().length;
    const small = resize(volume.permuteDims([1, 0, 2]), [7, 8], { order: 3, mode: 'edge' });
    expect(memoryReport().length).toBe(before + 1);
    small.close();
    expect(() => resize(volume, [7, 8], { order: 9 })).toThrow();
    expect(memoryReport().length).toBe(before);
  });

  it.each([
    [[3], {}, 'outputShape'],
    [[3, 4, 5, 6], {}, 'outputShape'],
    [[0, 4, 3], {}, 'outputShape'],
    [[-1, 4, 3], {}, 'shape'],
    [[2.5, 4, 3], {}, 'shape'],
    [[3, 4], { order: 6 }, 'order'],
    [[3, 4], { order: 1.5 }, 'order'],
    [[3, 4], { mode: 'mirror' }, 'mode'],
    [[3, 4], { cval: Number.NaN }, 'cval'],
    [[3, 4], { antiAliasingSigma: -1 }, 'antiAliasingSigma'],
    [[3, 4], { antiAliasingSigma: [1] }, 'antiAliasingSigma'],
  ] as const)('refuses %o with %o', (shape, options, named) => {
    const error = expect.objectContaining({ name: 'ArgumentError', message: expect.stringContaining(named) });
    expect(() => resize(createVolume([6, 7, 3], 'uint8'), shape, options as never)).toThrow(error);
  });

  it('refuses dtypes without arithmetic, and closed volumes', () => {
    for (const dtype of ['float16', 'complex64', 'argb'] as const) {
      expect(() => resize(createVolume([4, 4], dtype), [2, 2])).toThrow(
        expect.objectContaining({ name: 'DTypeError' }),
      );
    }
    for (const options of [{ order: 1 }, { order: 0, antiAliasing: true }]) {
      const bool = () => resize(createVolume([4, 4], 'bool'), [2, 2], options);
      expect(bool).toThrow(expect.objectContaining({ name: 'DTypeError' }));
    }
    const closed = createVolume([4, 4], 'uint8');
    closed.close();
    expect(() => resize(closed, [2, 2])).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });
});
