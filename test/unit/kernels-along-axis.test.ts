import { describe, expect, it } from 'vitest';
import { splineAlongAxis, sumAlongAxis, takeAlongAxis } from '../../src/kernels/index.js';
import { jsCalls } from '../../src/kernels/js/index.js';
import { KERNEL_DTYPES, type KernelArray, newArray } from '../../src/kernels/kernel-dtype.js';
import { core, type KernelCalls } from '../../src/native.js';
import { seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;

const random = seeded(4711);

const bytes = (array: ArrayBufferView): string => Buffer.from(array.buffer).toString('hex');
const NONE = new Float64Array();

function wholeArray(dtype: (typeof KERNEL_DTYPES)[number], length: number): KernelArray {
  const array = newArray(dtype, length);
  const big = dtype.endsWith('64') && !dtype.startsWith('float');
  for (let i = 0; i < length; i++) {
    const value = dtype === 'bool' ? random() & 1 : dtype.startsWith('float') ? random() / 7e5 - 900 : random() >> 3;
    array[i] = (big ? BigInt(value) * 3_000_000_019n : value) as number;
  }
  return array;
}

/** Around the number of lines that are worked on at a time. */
const SHAPES = [
  [1, 5, 1],
  [17, 9, 1],
  [3, 7, 5],
  [2, 4, 513],
  [33, 1, 2],
  [40, 6, 3],
  [2, 5, 15],
  [3, 4, 16],
  [0, 3, 2],
] as const;

describe('kernels along an axis give the same bits natively and in JavaScript', () => {
  it.each(KERNEL_DTYPES.flatMap((dtype, code) => SHAPES.map((shape) => [dtype, shape, code] as const)))(
    'sums and elements of %s, %o',
    (dtype, [outer, length, inner], code) => {
      const source = wholeArray(dtype, outer * length * inner);
      const [count, taps] = [6, 3];
      const indices = Int32Array.from({ length: count * taps }, () => (random() % (length + 1)) - 1);
      const weights = Float64Array.from({ length: count * taps }, () => random() / 2 ** 32 - 0.4);
      const poles = new Float64Array([-0.3]);
      for (const target of ['float32', 'float64'] as const) {
        for (const spline of [NONE, poles]) {
          const [a, b] = [native, jsCalls].map((calls) => {
            const result = newArray(target, outer * count * inner);
            const lines = [source, code, outer, length, inner, result, KERNEL_DTYPES.indexOf(target)] as const;
            calls.sumAlongAxis(...lines, count, taps, indices, weights, 0.3, spline, 1);
            return bytes(result);
          });
          expect(a).toBe(b);
        }
      }
      const [c, d] = [native, jsCalls].map((calls) => {
        const result = new Float64Array(outer * length * inner);
        calls.splineAlongAxis(source, code, outer, length, inner, poles, 0, result);
        return bytes(result);
      });
      expect(c).toBe(d);
      const [a, b] = [native, jsCalls].map((calls) => {
        const result = newArray(dtype, outer * indices.length * inner);
        calls.takeAlongAxis(source, code, outer, length, inner, result, indices.length, indices);
        return bytes(result);
      });
      expect(a).toBe(b);
    },
  );

  // One row of weights that slides along lines that go on beyond their ends; up to more weights than are added at once.
  it.each(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 25].flatMap((taps) => [1, 3, 300].map((inner) => [taps, inner] as const)),
  )('%i weights that slide along lines, %i apart, also in place', (taps, inner) => {
    const [outer, length] = [5, 40];
    const source = wholeArray('float32', outer * length * inner);
    const row = Float64Array.from({ length: taps }, () => random() / 2 ** 32 - 0.4);
    const at = (j: number, t: number): number => j + t - (taps >> 1);
    for (const beyond of ['outside', 'end'] as const) {
      const indices = Int32Array.from({ length: length * taps }, (_, i) => {
        const index = at(Math.floor(i / taps), i % taps);
        if (index >= 0 && index < length) return index;
        return beyond === 'outside' ? -1 : index < 0 ? 0 : length - 1;
      });
      const weights = Float64Array.from({ length: length * taps }, (_, i) => row[i % taps] as number);
      const [a, b, c, d] = [native, jsCalls].flatMap((calls) =>
        [source.slice(), undefined].map((copy) => {
          const [from, to] = copy === undefined ? [source, new Float32Array(source.length)] : [copy, copy];
          const lines = [from, 8, outer, length, inner, to, 8] as const;
          calls.sumAlongAxis(...lines, length, taps, indices, weights, 0.3, NONE, 0);
          return bytes(to);
        }),
      );
      expect([b, c, d]).toEqual([a, a, a]);
    }
  });

  it.each(SHAPES.flatMap((shape) => [0, 1, 2].map((boundary) => [shape, boundary] as const)))(
    'coefficients of splines, in place, %o, boundary %i',
    ([outer, length, inner], boundary) => {
      const values = Float64Array.from({ length: outer * length * inner }, () => random() / 2 ** 32);
      const poles = new Float64Array([Math.sqrt(3) - 2, -0.43]);
      const [a, b] = [native, jsCalls].map((calls) => {
        const array = values.slice();
        calls.splineAlongAxis(array, KERNEL_DTYPES.indexOf('float64'), outer, length, inner, poles, boundary, array);
        return bytes(array);
      });
      expect(a).toBe(b);
    },
  );
});

describe('kernels along an axis', () => {
  const lines = { outer: 1, length: 3, inner: 2 };
  const source = new Uint8Array([1, 2, 3, 4, 5, 6]);

  it('add what taps say, and take elements', () => {
    const taps = { count: 2, taps: 2, indices: new Int32Array([0, 2, -1, 1]), weights: new Float64Array([1, 2, 3, 4]) };
    const target = new Float64Array(4);
    sumAlongAxis(source, 'uint8', lines, { ...taps, outside: 100 }, target, 'float64');
    expect([...target]).toEqual([11, 14, 312, 316]);
    const taken = new Uint8Array(6);
    takeAlongAxis(source, 'uint8', lines, new Int32Array([2, -1, 0]), taken);
    expect([...taken]).toEqual([5, 6, 0, 0, 1, 2]);
  });

  it('refuse what reaches out of arrays', () => {
    const taps = { count: 1, taps: 1, indices: new Int32Array([3]), weights: new Float64Array([1]), outside: 0 };
    const target = new Float64Array(2);
    const wrong = expect.objectContaining({ name: 'ArgumentError' });
    const sum =
      (change: object, into = target) =>
      () =>
        sumAlongAxis(source, 'uint8', lines, { ...taps, ...change }, into, 'float64');
    expect(sum({})).toThrow(wrong);
    expect(sum({ indices: new Int32Array([-2]) })).toThrow(wrong);
    expect(sum({ indices: new Int32Array(0) })).toThrow(wrong);
    expect(sum({ weights: new Float64Array(0) })).toThrow(wrong);
    expect(sum({ taps: 0 })).toThrow(wrong);
    expect(sum({ count: -1 })).toThrow(wrong);
    expect(sum({ indices: new Int32Array([0]) }, new Float64Array(1))).toThrow(wrong);
    const longer = { outer: 2, length: 3, inner: 2 };
    expect(() => takeAlongAxis(source, 'uint8', longer, new Int32Array(1), new Uint8Array(9))).toThrow(wrong);
    expect(() => takeAlongAxis(source, 'uint8', lines, new Int32Array([3]), new Uint8Array(9))).toThrow(wrong);
    const spline =
      (poles: number[], values = new Float64Array(6), into = new Float64Array(6)) =>
      () =>
        splineAlongAxis(values, 'float64', lines, { poles, boundary: 'wrap' }, into);
    expect(spline([-0.2])).not.toThrow();
    expect(spline([-0.2], new Float64Array(5))).toThrow(wrong);
    expect(spline([-0.2], undefined, new Float64Array(5))).toThrow(wrong);
    expect(spline([0.2])).toThrow(wrong);
    expect(spline([-1])).toThrow(wrong);
  });
});
