import { expect, test } from 'vitest';
import { concat, stack, sum, where } from '../../src/functions/index.js';
import { delayed, fromDelayed, fromFunction, fromVolume } from '../../src/lazy/index.js';
import { asVolume, createVolume } from '../../src/volume/index.js';

const ramp = (shape: number[], chunks: number[], divisible = false) => {
  const reads: number[][] = [];
  const volume = fromFunction({
    shape,
    chunks,
    dtype: 'uint16',
    divisible,
    read: (region, target) => {
      reads.push([...region.start]);
      const [d, h, w] = region.shape as [number, number, number];
      const [z0, y0, x0] = region.start as [number, number, number];
      for (let z = 0; z < d; z++)
        for (let y = 0; y < h; y++)
          for (let x = 0; x < w; x++) target[(z * h + y) * w + x] = (z0 + z) * 100 + (y0 + y) * 10 + x0 + x;
    },
  });
  return { volume, reads };
};

test('reads only chunks that a slice needs', async () => {
  const { volume, reads } = ramp([6, 4, 5], [1, 2, 5]);
  const part = await volume.slice([4, 0, -3], [1, 2], [null, null, -2]).compute();
  expect([...part.data]).toEqual([414, 412, 410, 114, 112, 110]);
  expect(reads).toEqual([
    [4, 0, 0],
    [1, 0, 0],
  ]);
});

test.each([true, false])('sums', async (divisible) => {
  const { volume } = ramp([6, 4, 5], [2, 3, 4], divisible);
  const got = await sum(volume, { axis: [0, 2] }).compute();
  const want = [0, 1, 2, 3].map((y) => {
    let s = 0;
    for (let z = 0; z < 6; z++) for (let x = 0; x < 5; x++) s += z * 100 + y * 10 + x;
    return BigInt(s);
  });
  expect(got.dtype).toBe('uint64');
  expect([...got.data]).toEqual(want);
});

test('stacks delayed calls', async () => {
  const load = delayed(async (z: number) => new Uint8Array(4).fill(z));
  const vol = stack([0, 1, 2].map((z) => fromDelayed(load(z), { shape: [2, 2], dtype: 'uint8' })));
  expect(vol.shape).toEqual([3, 2, 2]);
  expect([...(await vol.mean({ axis: [1, 2] }).compute()).data]).toEqual([0, 1, 2]);
  const both = concat([vol, vol], { axis: 2 });
  expect([...(await both.max().compute()).data]).toEqual([2]);
  const m = await where(vol.greater(0), vol, 7).compute();
  expect([...m.data]).toEqual([7, 7, 7, 7, 1, 1, 1, 1, 2, 2, 2, 2]);
});

test('overlap', async () => {
  const v = fromVolume(asVolume(Float64Array.from([1, 2, 3, 4, 5])), [2]);
  const seen: number[][] = [];
  const f = (b: { data: unknown }) => {
    const d = b.data as Float64Array;
    seen.push([...d]);
    return d.slice();
  };
  const out = await v.mapOverlap(f as never, { depth: 1 }).compute();
  expect([...out.data]).toEqual([1, 2, 3, 4, 5]);
  expect(seen.sort((a, b) => (a[1] as number) - (b[1] as number))).toEqual([
    [1, 1, 2, 3],
    [2, 3, 4, 5],
    [4, 5, 5],
  ]);
});

test('refuses colours by name', () => {
  const reason = expect.objectContaining({
    name: 'DTypeError',
    message: expect.stringMatching(/dtype argb: supported are uint8.*, complex128; give/),
  });
  expect(() => fromVolume(createVolume([2], 'argb'))).toThrow(reason);
  expect(() => fromFunction({ shape: [2], chunks: [1], dtype: 'argb', read: () => {} })).toThrow(reason);
  const wrongType = expect.objectContaining({ name: 'DTypeError' });
  expect(() => fromVolume(createVolume([2], 'uint8')).astype('argb')).toThrow(wrongType);
});
