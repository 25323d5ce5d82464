import { describe, expect, it } from 'vitest';
import { boxMean, slidingMedian } from '../../src/kernels/index.js';
import { jsCalls } from '../../src/kernels/js/index.js';
import { KERNEL_DTYPES, type KernelArray, type KernelDType, newArray } from '../../src/kernels/kernel-dtype.js';
import { core, type KernelCalls } from '../../src/native.js';
import { bitsOf, randomArray, seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;
const wrong = expect.objectContaining({ name: 'ArgumentError' });

const random = seeded(4711);

const SPECIAL = [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40];

const values = (dtype: KernelDType, length: number): KernelArray =>
  randomArray(random, dtype, length, () =>
    random() % 9 === 0 ? (SPECIAL[random() % SPECIAL.length] as number) : random() / 2 ** 32 - 0.5,
  );

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

// Rows shorter and longer than what is worked on at a time, footprints of columns that are alike and not, boxes too large
// for a network, and boxes along slow axes alone.
const WINDOWS: readonly (readonly [shape: number[], sizes: number[], left: number])[] = [
  [[1], [1], 0],
  [[5], [3], 0],
  [[4500], [5], 0],
  [[4, 5, 6], [3, 3, 3], 0],
  [[3, 7, 130], [2, 3, 4], 0],
  [[9, 11], [5, 1], 0],
  [[5, 4, 70], [3, 3, 1], 0],
  [[6, 40, 3], [3, 5, 1], 0],
  [[6, 7, 8], [3, 3, 3], 0.3],
  [[6, 7, 8], [3, 4, 2], 0.8],
  [[3, 4, 5], [13, 13, 13], 0],
  [[4, 40, 3], [21, 29, 1], 0.02],
  [[30, 40], [31, 25], 0.01],
  [[3, 2, 70], [80, 60, 1], 0],
  [[2, 3, 2, 3], [2, 1, 3, 2], 0],
];

describe.each(KERNEL_DTYPES.map((dtype, code) => ({ dtype, code })))('of $dtype', ({ dtype, code }) => {
  it.each(WINDOWS)('medians in C++ have the bits of those in JavaScript: %j, box %j', (shape, sizes, left) => {
    const source = values(dtype, product(shape));
    const footprint = new Uint8Array(product(sizes)).map((_, i) => Number(i === 0 || random() / 2 ** 32 >= left));
    // Any places, some of them outside, where boxes are larger than one.
    const places = shape.flatMap((extent, d) =>
      Array.from({ length: extent + (sizes[d] as number) - 1 }, (_, i) =>
        sizes[d] === 1 || (i < extent && random() % 3 > 0) ? i : (random() % (extent + 1)) - 1,
      ),
    );
    const outside = values(dtype, 1);
    const [a, b] = [native, jsCalls].map((calls) => {
      const target = newArray(dtype, source.length);
      const done = calls.medianFilter(source, code, shape, sizes, Int32Array.from(places), footprint, outside, target);
      expect(done).toBe(undefined);
      return bitsOf(target);
    });
    expect(a === b).toBe(true);
  });

  it.each([
    [[1], [1]],
    [[7], [3]],
    [[5000], [3]],
    [[5000], [4999]],
    [
      [4, 5, 6],
      [2, 2, 2],
    ],
    [
      [5, 7, 9],
      [3, 2, 4],
    ],
    [
      [5, 7, 9],
      [1, 9, 1],
    ],
    [
      [3, 3, 2100],
      [2, 5, 7],
    ],
    [[600_001], [600_000]],
  ])('means in C++ have the bits of those in JavaScript: %j by %j', (shape, factors) => {
    const source = values(dtype, product(shape));
    const coarse = product(shape.map((extent, d) => Math.ceil(extent / (factors[d] as number))));
    const kinds = dtype.startsWith('float') ? [] : [{ to: code, padded: false }];
    for (const to of [8, 9]) for (const padded of [false, true]) kinds.push({ to, padded });
    for (const { to, padded } of kinds) {
      const [a, b] = [native, jsCalls].map((calls) => {
        const target = newArray(KERNEL_DTYPES[to] as KernelDType, coarse);
        expect(calls.boxMean(source, code, shape, factors, padded, 0.3, target, to)).toBe(undefined);
        return bitsOf(target);
      });
      expect(a === b, `${KERNEL_DTYPES[to]}, ${padded}`).toBe(true);
    }
  });
});

describe('means of integers', () => {
  it('are exact, halves up', () => {
    const high = 2n ** 63n - 1n;
    const wide = new BigInt64Array(3);
    const numbers = new BigInt64Array([high, high, -high, -high - 1n, -1n, 0n]);
    boxMean(numbers, 'int64', { shape: [6], factors: [2] }, wide, 'int64');
    expect([...wide]).toEqual([high, -high, 0n]);
    const top = new BigUint64Array([2n ** 64n - 1n, 2n ** 64n - 2n]);
    const one = new BigUint64Array(1);
    boxMean(top, 'uint64', { shape: [2], factors: [2] }, one, 'uint64');
    expect(one[0]).toBe(2n ** 64n - 1n);
    const small = new Int8Array(2);
    boxMean(new Int8Array([-3, -2, 3]), 'int8', { shape: [3], factors: [2] }, small, 'int8');
    expect([...small]).toEqual([-2, 3]);
  });

  it('refuse what does not fit', () => {
    const source = new Uint8Array(6);
    const target = new Uint8Array(6);
    expect(() => boxMean(source, 'uint8', { shape: [7], factors: [1] }, new Uint8Array(7), 'uint8')).toThrow(wrong);
    expect(() => boxMean(source, 'uint8', { shape: [6], factors: [0] }, target, 'uint8')).toThrow(wrong);
    expect(() => boxMean(source, 'uint8', { shape: [6], factors: [2, 1] }, target, 'uint8')).toThrow(wrong);
    expect(() => boxMean(source, 'uint8', { shape: [6], factors: [2], outside: 0 }, target, 'uint8')).toThrow(wrong);
    expect(() => boxMean(source, 'uint8', { shape: [6], factors: [2 ** 31] }, target, 'uint8')).toThrow(wrong);
    const failed = expect.objectContaining({ failed: 'ArgumentError' });
    expect(native.boxMean(source, 0, [7], [1], false, 0, target, 0)).toEqual(failed);
    expect(native.boxMean(source, 0, [6], [1], false, 0, target, 1)).toEqual(failed);
    expect(native.boxMean(source, 0, [2 ** 40, 2 ** 40], [1, 1], false, 0, target, 0)).toEqual(failed);
  });
});

describe('medians', () => {
  const outside = new Uint8Array(1);
  const window = { shape: [4], sizes: [3], footprint: new Uint8Array(3).fill(1), outside };

  it('refuse what does not fit', () => {
    const [source, target] = [new Uint8Array(4), new Uint8Array(4)];
    const places = [new Int32Array(6)];
    expect(slidingMedian(source, 'uint8', { ...window, places }, target)).toBe(undefined);
    for (const other of [
      { places: [new Int32Array(5)] },
      { places: [new Int32Array(6).fill(4)] },
      { places: [new Int32Array(6).fill(-2)] },
      { places, footprint: new Uint8Array(3) },
      { places, footprint: new Uint8Array(2).fill(1) },
      { places, shape: [5] },
    ]) {
      expect(() => slidingMedian(source, 'uint8', { ...window, ...other }, target)).toThrow(wrong);
    }
  });
});
