import { describe, expect, it } from 'vitest';
import { histogram, type IntensityRange, rescaleIntensity, thresholdOtsu } from '../../src/functions/index.js';
import { fromVolume, LazyVolume } from '../../src/lazy/index.js';
import { asVolume, createVolume, type DType, type Volume } from '../../src/volume/index.js';
import { bytesOf, pattern } from '../support/patterns.js';

const wrong = expect.objectContaining({ name: 'ArgumentError' });
const wrongType = expect.objectContaining({ name: 'DTypeError' });
const TYPES: readonly DType[] = ['uint8', 'int8', 'uint16', 'int16', 'int32', 'float32', 'float64'];

/** Few values of both signs, where there are such. */
function few(dtype: DType): Volume {
  const volume = createVolume([5, 6, 7], dtype) as Volume;
  const data = volume.data as Float64Array;
  const low = dtype.startsWith('u') ? 3 : -20;
  for (let i = 0; i < data.length; i++) data[i] = low + ((i * 37) % 101) / (dtype.startsWith('float') ? 3 : 1);
  return volume;
}

describe('histogram and thresholdOtsu of lazy volumes', () => {
  it.each(TYPES)('give what those of volumes in memory give (%s)', async (dtype) => {
    const volume = few(dtype);
    if (dtype.startsWith('float')) (volume.data as Float64Array)[4] = Number.NaN;
    const lazy = fromVolume(volume, [2, 6, 3]);
    const [found, wanted] = [await histogram(lazy, { bins: 9 }), histogram(volume, { bins: 9 })];
    expect([...found.counts]).toEqual([...wanted.counts]);
    expect([...found.centers]).toEqual([...wanted.centers]);
    expect(await thresholdOtsu(lazy)).toBe(thresholdOtsu(volume));
  });

  it('take one value', async () => {
    for (const one of [new Uint8Array([7, 7]), new Float32Array([0.3, 0.3])]) {
      const volume = asVolume(one as Uint8Array) as Volume;
      expect(await thresholdOtsu(fromVolume(volume))).toBe(thresholdOtsu(volume));
    }
  });

  it('refuse what has none', async () => {
    for (const run of [histogram, thresholdOtsu]) {
      const of = (volume: unknown) => run(fromVolume(volume as Volume) as never) as unknown as Promise<unknown>;
      await expect(of(createVolume([0], 'uint8'))).rejects.toThrow(/has no values/);
      await expect(of(asVolume(new Float32Array([Number.NaN])))).rejects.toThrow(/has no values/);
      await expect(of(asVolume(new Float64Array([0, Number.POSITIVE_INFINITY])))).rejects.toThrow(/infinities/);
      await expect(of(createVolume([2], 'bool'))).rejects.toThrow(wrongType);
      await expect(of(asVolume(new Uint32Array([0, 2 ** 31])))).rejects.toThrow(/too many/);
    }
    await expect(histogram(fromVolume(few('uint8')), { bins: 0.5 })).rejects.toThrow(wrong);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(histogram(fromVolume(few('uint8')), { signal })).rejects.toThrow('enough');
  });
});

describe('rescaleIntensity of lazy volumes', () => {
  const RANGES: readonly IntensityRange[] = ['image', 'dtype', 'uint16', 'float32', [-3, 17.5]];

  it.each(TYPES)('gives the bits of that of volumes in memory (%s)', async (dtype) => {
    const volume = few(dtype);
    if (dtype.startsWith('float')) (volume.data as Float64Array)[4] = Number.NaN;
    const constant = createVolume([2, 3], dtype) as Volume;
    (constant.data as Float64Array).fill(9);
    for (const source of [volume, constant, pattern([4, 9], dtype) as Volume]) {
      for (const inRange of RANGES) {
        for (const outRange of RANGES) {
          const lazy = rescaleIntensity(fromVolume(source, 2), { inRange, outRange });
          expect(lazy).toBeInstanceOf(LazyVolume);
          const found = await lazy.compute();
          const wanted = rescaleIntensity(source, { inRange, outRange });
          expect([found.dtype, found.shape]).toEqual([wanted.dtype, wanted.shape]);
          expect(Buffer.compare(bytesOf(found), bytesOf(wanted)), `${inRange} to ${outRange}`).toBe(0);
        }
      }
    }
  });

  it('refuses what is no range: at once, or when it is computed', async () => {
    const lazy = fromVolume(few('uint8'));
    expect(() => rescaleIntensity(lazy, { inRange: [0] as never })).toThrow(wrong);
    expect(() => rescaleIntensity(lazy, { outRange: [0, Number.NaN] })).toThrow(wrong);
    expect(() => rescaleIntensity(lazy, { outRange: 'uint10' as never })).toThrow(wrongType);
    expect(() => rescaleIntensity(fromVolume(createVolume([2], 'bool')))).toThrow(wrongType);
    for (const none of [[Number.NaN], [0, Number.POSITIVE_INFINITY]]) {
      const volume = asVolume(new Float32Array(none)) as Volume;
      await expect(rescaleIntensity(fromVolume(volume)).compute()).rejects.toThrow(/no finite range of values/);
    }
  });
});
