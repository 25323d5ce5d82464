import { describe, expect, it } from 'vitest';
import { downscale } from '../../src/functions/index.js';
import { fromFunction, fromVolume } from '../../src/lazy/index.js';
import { pyramid } from '../../src/viewers/index.js';
import { asVolume, createVolume, type DType, dtypeInfo, type Volume } from '../../src/volume/index.js';
import { bytesOf, pattern } from '../support/patterns.js';

/** Box by box, voxel by voxel. */
function expected(volume: Volume, factors: readonly number[], method: 'mean' | 'mode'): Volume {
  const shape = volume.shape.map((extent, d) => Math.ceil(extent / (factors[d] as number)));
  const result = createVolume(shape, volume.dtype) as Volume;
  const each = (extents: readonly number[], use: (place: number[]) => void): void => {
    const count = extents.reduce((a, b) => a * b, 1);
    for (let i = 0; i < count; i++) {
      const place: number[] = [];
      let rest = i;
      for (const extent of [...extents].reverse()) {
        place.unshift(rest % extent);
        rest = Math.floor(rest / extent);
      }
      use(place);
    }
  };
  each(shape, (place) => {
    const values: (number | bigint)[] = [];
    each(factors, (inside) => {
      const at = place.map((o, d) => o * (factors[d] as number) + (inside[d] as number));
      if (at.every((i, d) => i < (volume.shape[d] as number))) values.push(volume.get(...at) as number | bigint);
    });
    result.set((method === 'mean' ? mean(values, volume.dtype) : mode(values)) as never, ...place);
  });
  return result;
}

function mean(values: readonly (number | bigint | boolean)[], dtype: DType): number | bigint | boolean {
  if (dtypeInfo(dtype).kind === 'float') return values.reduce<number>((sum, v) => sum + Number(v), 0) / values.length;
  // The nearest whole number, halves up, exactly.
  const sum = 2n * values.reduce<bigint>((total, v) => total + BigInt(v), 0n) + BigInt(values.length);
  const count = 2n * BigInt(values.length);
  const rounded = sum / count - (sum < 0n && sum % count !== 0n ? 1n : 0n);
  if (dtype === 'bool') return rounded === 1n;
  return dtype === 'int64' || dtype === 'uint64' ? rounded : Number(rounded);
}

function mode<T>(values: readonly T[]): T {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return values.find((value) => counts.get(value) === most) as T;
}

const INTEGERS = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64', 'bool'] as const;

describe('downscale', () => {
  it.each([...INTEGERS, 'float32', 'float64'] as DType[])('is the mean of each box (%s)', async (dtype) => {
    const volume = pattern([7, 9, 11], dtype) as Volume;
    if (dtype === 'bool')
      (volume.data as Uint8Array).set(Uint8Array.from({ length: volume.size }, (_, i) => Number(i % 3 === 0)));
    for (const factors of [
      [2, 2, 2],
      [1, 2, 3],
      [7, 1, 4],
      [1, 1, 1],
      [20, 20, 20],
    ]) {
      const found = (await downscale(volume, factors, { chunks: [2, 3, 2] }).compute()) as Volume;
      const wanted = expected(volume, factors, 'mean');
      expect(found.shape).toEqual(wanted.shape);
      if (dtypeInfo(dtype).kind !== 'float') expect(Buffer.compare(bytesOf(found), bytesOf(wanted))).toBe(0);
      else for (let i = 0; i < found.size; i++) expect(found.data[i]).toBeCloseTo(wanted.data[i] as number, 2);
    }
  });

  it.each(INTEGERS)('is the most frequent value of each box (%s)', async (dtype) => {
    const volume = createVolume([6, 9, 10], dtype) as Volume;
    const data = volume.data as unknown as { [i: number]: number | bigint };
    for (let i = 0, noise = 7; i < volume.size; i++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      const value = dtype === 'bool' ? noise >>> 31 : (noise >>> 30) * 37;
      data[i] = dtypeInfo(dtype).itemsize === 8 ? BigInt(value) : value;
    }
    for (const factors of [
      [2, 2, 2],
      [3, 1, 4],
    ]) {
      const found = (await downscale(volume, factors, { method: 'mode' }).compute()) as Volume;
      expect(Buffer.compare(bytesOf(found), bytesOf(expected(volume, factors, 'mode')))).toBe(0);
    }
  });

  it('keeps NaN, takes any number of axes, and empty ones', async () => {
    const values = asVolume(Float32Array.of(1, 2, Number.NaN, 4, 5), [5]);
    expect([...(await downscale(values, 2).compute()).data]).toEqual([1.5, Number.NaN, 5]);
    expect((await downscale(createVolume([0, 4], 'uint8'), 2).compute()).shape).toEqual([0, 2]);
    expect((await downscale(pattern([3, 2, 4, 5], 'uint8'), [1, 1, 2, 2]).compute()).shape).toEqual([3, 2, 2, 3]);
  });

  it('computes levels of levels with little memory, several at a time', async () => {
    const volume = pattern([32, 40, 48], 'uint16');
    // In this thread, where all share what they keep.
    const source = fromFunction({
      ...{ shape: volume.shape, dtype: 'uint16', chunks: [8, 8, 8] },
      read: ({ start, shape }, target) => {
        const [z = 0, y = 0, x = 0] = start;
        const [d = 0, h = 0, w = 0] = shape;
        for (let i = 0; i < target.length; i++) {
          target[i] = volume.get(z + Math.floor(i / (h * w)), y + (Math.floor(i / w) % h), x + (i % w)) as number;
        }
        expect(d).toBe(8);
      },
    });
    const chunks = [6, 6, 6];
    const twice = downscale(downscale(source, 2, { chunks }), 2, { chunks });
    const found = (await twice.compute({ memoryLimit: 2000, concurrency: 3 })) as Volume;
    const wanted = expected(expected(volume as Volume, [2, 2, 2], 'mean'), [2, 2, 2], 'mean');
    expect(Buffer.compare(bytesOf(found), bytesOf(wanted))).toBe(0);
  });

  it('refuses other factors, and the mode of floats', () => {
    const volume = pattern([4, 4], 'float32');
    for (const factors of [0, 1.5, [2], [2, -1]]) {
      expect(() => downscale(volume, factors)).toThrow(/give an integer >= 1 an axis/);
    }
    expect(() => downscale(volume, 2, { method: 'mode' })).toThrow(/'mode' is for integers/);
    expect(() => downscale(volume, 2, { method: 'gauss' as never })).toThrow(/use 'mean' or 'mode'/);
  });
});

describe('pyramid of one volume', () => {
  it('computes coarser levels when they are looked at', async () => {
    const volume = pattern([40, 200, 300], 'uint8') as Volume;
    const { levels, dtype } = pyramid(volume);
    expect(dtype).toBe('uint8');
    expect(levels.map((level) => level.volume.shape)).toEqual([
      [40, 200, 300],
      [20, 100, 150],
      [10, 50, 75],
    ]);
    expect(levels.map((level) => level.scale)).toEqual([
      [1, 1, 1],
      [2, 2, 2],
      [4, 4, 4],
    ]);
    const found = (await levels[1]?.volume.compute()) as Volume;
    expect(Buffer.compare(bytesOf(found), bytesOf(expected(volume, [2, 2, 2], 'mean')))).toBe(0);
  });

  it('takes a number of levels, factors, and labels', async () => {
    const lazy = fromVolume(pattern([10, 30, 30], 'uint16'));
    const { levels } = pyramid(lazy, { levels: 3, scale: [1, 3, 2], labels: true });
    expect(levels.map((level) => level.scale)).toEqual([
      [1, 1, 1],
      [1, 3, 2],
      [1, 9, 4],
    ]);
    const known = new Set((await lazy.compute()).data);
    const coarse = (await levels[2]?.volume.compute()) as Volume;
    expect([...coarse.data].filter((value) => !known.has(value as number))).toEqual([]);
    expect(pyramid(createVolume([3, 3], 'uint8'), { scale: 1 }).levels.length).toBe(1);
    expect(() => pyramid(lazy, { levels: 0 })).toThrow(/give an integer >= 1/);
  });
});
