import { describe, expect, it } from 'vitest';
import {
  affineTransform,
  gaussianFilter,
  histogram,
  maximumProjection,
  rescaleIntensity,
  resize,
  sobel,
  thresholdOtsu,
  uniformFilter,
  zoom,
} from '../../src/functions/index.js';
import { histogramCounts, roundTo } from '../../src/kernels/index.js';
import { jsCalls } from '../../src/kernels/js/index.js';
import { KERNEL_DTYPES, newArray } from '../../src/kernels/kernel-dtype.js';
import { fromVolume, LazyVolume } from '../../src/lazy/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { core, type KernelCalls } from '../../src/native.js';
import { asVolume, createVolume, type Volume } from '../../src/volume/index.js';

const wrong = expect.objectContaining({ name: 'ArgumentError' });
const wrongType = expect.objectContaining({ name: 'DTypeError' });

describe('zoom', () => {
  it('keeps the last voxel where rounding would put it outside', () => {
    const ones = asVolume(new Float64Array(8).fill(1)) as Volume;
    expect([...(zoom(ones, 26 / 8, { order: 1 }).data as Float64Array)]).toEqual(Array(26).fill(1));
  });

  it('takes views with strides and frees what it needed', () => {
    const volume = asVolume(
      Float32Array.from({ length: 60 }, (_, i) => i),
      [3, 4, 5],
    ) as Volume;
    const view = volume.permuteDims([2, 1, 0]).flip(0);
    const before = memoryReport().length;
    const result = zoom(view, 2);
    expect(memoryReport().length).toBe(before + 1);
    const wanted = zoom(view.copy(), 2);
    expect([result.shape, [...(result.data as Float32Array)]]).toEqual([
      [10, 8, 6],
      [...(wanted.data as Float32Array)],
    ]);
  });

  it('refuses what does not fit', () => {
    const volume = createVolume([4, 5], 'uint8') as Volume;
    for (const factor of [0, -1, Number.NaN, [2], [1, 2, 3]]) expect(() => zoom(volume, factor)).toThrow(wrong);
    expect(() => zoom(volume, 0.01)).toThrow(/nothing is left/);
    expect(() => zoom(volume, 2, { mode: 'wrap' as never })).toThrow(wrong);
    expect(() => zoom(volume, 2, { order: 7 })).toThrow(wrong);
    expect(() => zoom(volume, 2, { cval: Number.NaN })).toThrow(wrong);
    expect(() => zoom(volume, 1e9)).toThrow(wrong);
    const lacking = expect.objectContaining({ name: 'MemoryLimitError' });
    expect(() => zoom(volume, [2 ** 38, 1])).toThrow(lacking);
    expect(() => resize(volume, [2 ** 40, 5])).toThrow(lacking);
    expect(() => zoom(createVolume([3], 'bool'), 2)).toThrow(wrongType);
    expect(() => zoom(createVolume([3], 'complex64'), 2)).toThrow(wrongType);
  });
});

describe('gaussianFilter, uniformFilter and sobel', () => {
  const volume = asVolume(
    Uint16Array.from({ length: 7 * 9 * 11 }, (_, i) => (i * 131) % 997),
    [7, 9, 11],
  ) as Volume;

  it('take views with strides, keep what they are given and free what they needed', () => {
    const view = volume.permuteDims([2, 0, 1]).flip(1);
    const before = memoryReport().length;
    const smooth = gaussianFilter(view, 1);
    expect(memoryReport().length).toBe(before + 1);
    expect([...smooth.data]).toEqual([...gaussianFilter(view.copy(), 1).data]);
    expect([...gaussianFilter(volume, 0).data]).toEqual([...volume.data]);
    expect(uniformFilter(createVolume([0, 3], 'uint8'), 3).shape).toEqual([0, 3]);
  });

  it('refuse what does not fit', () => {
    for (const sigma of [-1, Number.NaN, [1, 2], [1, 2, 3, 4]])
      expect(() => gaussianFilter(volume, sigma)).toThrow(wrong);
    expect(() => gaussianFilter(volume, 1, { truncate: -1 })).toThrow(wrong);
    for (const size of [0, 1.5, [3]]) expect(() => uniformFilter(volume, size)).toThrow(wrong);
    expect(() => sobel(volume, { axis: 3 })).toThrow(wrong);
    expect(() => sobel(volume, { mode: 'edge' as never })).toThrow(wrong);
    expect(() => sobel(volume, { cval: Number.NaN })).toThrow(wrong);
    expect(() => sobel(createVolume([2], 'float16') as Volume)).toThrow(wrongType);
  });
});

describe('affineTransform', () => {
  const volume = asVolume(
    Float32Array.from({ length: 20 }, (_, i) => i),
    [4, 5],
  ) as Volume;

  it('moves by whole voxels exactly, views too, and leaves the input alone', () => {
    const unit = [
      [1, 0],
      [0, 1],
    ];
    const moved = affineTransform(volume, unit, { offset: [1, -1], order: 1, cval: -9 });
    expect([...(moved.data as Float32Array)].slice(0, 10)).toEqual([-9, 5, 6, 7, 8, -9, 10, 11, 12, 13]);
    const turned = affineTransform(volume.permuteDims([1, 0]), unit, { order: 0 });
    expect([...(turned.data as Float32Array)]).toEqual([...(volume.permuteDims([1, 0]).copy().data as Float32Array)]);
    expect(volume.get(1, 0)).toBe(5);
  });

  it('frees what it needed', () => {
    const before = memoryReport().length;
    const result = affineTransform(
      volume.flip(),
      [
        [2, 0],
        [0, 2],
      ],
      { mode: 'nearest' },
    );
    expect(memoryReport().length).toBe(before + 1);
    result.close();
  });

  it('refuses what does not fit', () => {
    const unit = [
      [1, 0],
      [0, 1],
    ];
    for (const matrix of [
      [],
      [[1, 0]],
      [[1], [1]],
      [
        [1, 0],
        [0, Number.NaN],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 1],
      ],
    ]) {
      expect(() => affineTransform(volume, matrix)).toThrow(wrong);
    }
    expect(() =>
      affineTransform(
        volume,
        [
          [1, 0, 3],
          [0, 1, 4],
        ],
        { offset: 1 },
      ),
    ).toThrow(/leave offset out/);
    expect(() => affineTransform(volume, unit, { offset: [1] })).toThrow(wrong);
    expect(() => affineTransform(volume, unit, { outputShape: [3] })).toThrow(wrong);
    expect(() => affineTransform(volume, unit, { mode: 'edge' as never })).toThrow(wrong);
    expect(() => affineTransform(createVolume([2, 2], 'bool'), unit)).toThrow(wrongType);
    expect(() => affineTransform(createVolume([2, 2], 'complex64'), unit)).toThrow(wrongType);
    expect(() => affineTransform(createVolume([], 'uint8'), [])).toThrow(wrong);
  });

  it('has the same bits in JavaScript, of every order and boundary', () => {
    const native = core().kernels as KernelCalls;
    const source = Float64Array.from({ length: 4 * 5 * 6 }, (_, i) => Math.sqrt(i) - 3);
    const matrix = new Float64Array([0.7, 0.3, -0.1, 0.2, -1.1, 0.4, 0.05, 0.3, 0.9]);
    const offset = new Float64Array([-2.5, 6, 1]);
    const code = KERNEL_DTYPES.indexOf('float64');
    for (let order = 0; order <= 5; order++) {
      for (let beyond = 0; beyond < 6; beyond++) {
        const [a, b] = [native, jsCalls].map((calls) => {
          const target = new Float64Array(7 * 6 * 8);
          calls.sampleAffine(source, [4, 5, 6], target, [7, 6, 8], code, matrix, offset, order, beyond, 0.3);
          return Buffer.from(target.buffer).toString('hex');
        });
        expect(a, `order ${order}, boundary ${beyond}`).toBe(b);
      }
    }
  });

  it('has the same bits in JavaScript, of any axes and dtypes, in the middle of an image', () => {
    const native = core().kernels as KernelCalls;
    for (let axes = 1; axes <= 4; axes++) {
      const shape = Array(axes).fill(9);
      const source = Float64Array.from({ length: 9 ** axes }, (_, i) => ((i * 7919) % 2003) / 9 - 20);
      const matrix = Float64Array.from({ length: axes * axes }, (_, i) => (i % (axes + 1) === 0 ? 0.3 : i / 97));
      const offset = new Float64Array(axes).fill(3.1);
      for (const dtype of ['float32', 'float64', 'int8', 'uint16'] as const) {
        for (const order of [1, 3]) {
          const [a, b] = [native, jsCalls].map((calls) => {
            const target = newArray(dtype, 9 ** axes);
            const code = KERNEL_DTYPES.indexOf(dtype);
            calls.sampleAffine(source, shape, target, shape, code, matrix, offset, order, 3, 0);
            return Buffer.from(target.buffer).toString('hex');
          });
          expect(a, `${axes} axes, ${dtype}, order ${order}`).toBe(b);
        }
      }
    }
  });
});

describe('histogram, thresholdOtsu and rescaleIntensity', () => {
  it('count every value once, of floats up to the highest, and leave NaN out', () => {
    const floats = asVolume(new Float64Array([0, 0.1, 0.5, 1, Number.NaN])) as Volume;
    expect([...histogram(floats, { bins: 2 }).counts]).toEqual([2, 2]);
    const same = asVolume(new Float32Array([3, 3])) as Volume;
    expect([...histogram(same, { bins: 2 }).counts]).toEqual([0, 2]);
    expect(thresholdOtsu(same)).toBe(3);
  });

  it('refuse what has no range', () => {
    const runs: readonly ((volume: Volume) => unknown)[] = [histogram, thresholdOtsu, rescaleIntensity];
    for (const run of runs) {
      expect(() => run(createVolume([0], 'uint8'))).toThrow(wrong);
      expect(() => run(asVolume(new Float32Array([Number.NaN])) as Volume)).toThrow(wrong);
      expect(() => run(asVolume(new Float32Array([0, Number.POSITIVE_INFINITY])) as Volume)).toThrow(wrong);
      expect(() => run(createVolume([2], 'bool'))).toThrow(wrongType);
      expect(() => run(createVolume([2], 'float16'))).toThrow(wrongType);
      const closed = createVolume([2], 'uint8') as Volume;
      closed.close();
      expect(() => run(closed)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    }
    expect(() => histogram(asVolume(new Uint32Array([0, 2 ** 31])) as Volume)).toThrow(/too many/);
    expect(() => histogram(createVolume([2], 'float32'), { bins: 0 })).toThrow(wrong);
    const [close, far] = [
      asVolume(new Float64Array([1e17, 1e17 + 16])),
      asVolume(new BigInt64Array([2n ** 60n, 2n ** 60n + 9n])),
    ];
    expect(() => histogram(close)).toThrow(/^histogram: values from 1000.* too close together for 256 bins/);
    expect([...histogram(close, { bins: 1 }).counts]).toEqual([2]);
    expect(() => thresholdOtsu(far as Volume)).toThrow(/^thresholdOtsu: values from 1152.* too close together/);
    const volume = createVolume([2], 'uint8') as Volume;
    expect(() => rescaleIntensity(volume, { inRange: [0] as never })).toThrow(wrong);
    expect(() => rescaleIntensity(volume, { inRange: [0, Number.NaN] })).toThrow(wrong);
    expect(() => rescaleIntensity(volume, { outRange: 'uint10' as never })).toThrow(wrongType);
  });

  it('leave the input alone', () => {
    const volume = asVolume(new Float32Array([1, 2, 3])) as Volume;
    expect([...(rescaleIntensity(volume, { outRange: [0, 1] }).data as Float32Array)]).toEqual([0, 0.5, 1]);
    expect([...(volume.data as Float32Array)]).toEqual([1, 2, 3]);
  });
});

describe('maximumProjection', () => {
  it('looks along any axis, of views too, and stays lazy', async () => {
    const volume = asVolume(
      Int16Array.from({ length: 24 }, (_, i) => (i * 7) % 24),
      [2, 3, 4],
    ) as Volume<'int16'>;
    const along = [...maximumProjection(volume.flip(), { axis: -1 }).data];
    expect(along).toEqual(
      [23, 20, 18, 21, 20, 21].map((_, i) =>
        Math.max(
          ...volume
            .flip()
            .copy()
            .data.slice(4 * i, 4 * i + 4),
        ),
      ),
    );
    const lazy = maximumProjection(fromVolume(volume));
    expect(lazy).toBeInstanceOf(LazyVolume);
    expect([...(await lazy.compute()).data]).toEqual([...maximumProjection(volume).data]);
  });

  it('refuses axes that there are not or have no voxels', () => {
    expect(() => maximumProjection(createVolume([2, 3], 'uint8'), { axis: 2 })).toThrow(wrong);
    expect(() => maximumProjection(createVolume([0, 3], 'uint8'))).toThrow(wrong);
    expect(() => maximumProjection(createVolume([2, 3], 'argb'))).toThrow(wrongType);
  });
});

describe('the kernels of histograms and rounding', () => {
  const native = core().kernels as KernelCalls;

  it.each(KERNEL_DTYPES.map((dtype, code) => [dtype, code] as const))(
    'give the same bits in JavaScript: %s',
    (dtype, code) => {
      const numbers = Float64Array.from(
        { length: 3000 },
        (_, i) => ((i * 7919) % 2003) / 1.7 - 400 + (i % 5 === 0 ? 0.5 : 0),
      );
      numbers.set([
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        1e30,
        -1e30,
        0.5,
        -0.5,
        2 ** 63,
        2 ** 64,
      ]);
      const [a, b] = [native, jsCalls].map((calls) => {
        const target = newArray(dtype, numbers.length);
        calls.roundTo(numbers, target, code);
        const edges = Float64Array.from({ length: 41 }, (_, i) => i * 3.3 - 11);
        const counts = new Float64Array(40);
        calls.histogram(target, code, edges, counts);
        return [Buffer.from(target.buffer).toString('hex'), [...counts]];
      });
      expect(a).toEqual(b);
    },
  );

  it('refuse edges that do not ascend and arrays that are too short', () => {
    const source = new Uint8Array(3);
    expect(() => histogramCounts(source, 'uint8', new Float64Array([1, 1]), new Float64Array(1))).toThrow(wrong);
    expect(() => histogramCounts(source, 'uint8', new Float64Array([1]), new Float64Array(1))).toThrow(wrong);
    expect(() => histogramCounts(source, 'uint8', new Float64Array([0, 1, 2]), new Float64Array(1))).toThrow(wrong);
    expect(() => roundTo(new Float64Array(3), new Uint8Array(2), 'uint8')).toThrow(wrong);
  });
});
