import { describe, expect, it } from 'vitest';
import {
  distanceAlongAxis,
  faceVoxels,
  floodBasins,
  labelComponents,
  nearestAlongAxis,
  spreadBasins,
} from '../../src/kernels/index.js';
import { jsCalls } from '../../src/kernels/js/index.js';
import { KERNEL_DTYPES, type KernelArray, newArray } from '../../src/kernels/kernel-dtype.js';
import { core, type KernelCalls } from '../../src/native.js';
import { seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;
const codes = KERNEL_DTYPES.map((dtype, code) => [dtype, code] as const);

const random = seeded(20260101);

const SHAPES = [
  [0],
  [1],
  [37],
  [0, 3],
  [1, 9],
  [9, 1],
  [12, 17],
  [5, 6, 7],
  [2, 1, 4],
  [3, 4, 2, 5],
  [2, 3, 2, 3, 2, 2],
];
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Few values, so that many are equal; floats with what is special among them. */
function levels(code: number, length: number): KernelArray {
  const [dtype] = codes[code] as (typeof codes)[number];
  const array = newArray(dtype, length);
  const special = [Number.NaN, -0, Infinity, -Infinity, 0.1, -0.1, 1e-30];
  for (let i = 0; i < length; i++) {
    const level = random() % (dtype === 'bool' ? 2 : 5);
    if (dtype.startsWith('float')) array[i] = random() % 4 === 0 ? (special[random() % 7] as number) : level - 2;
    else if (dtype.endsWith('64')) array[i] = (BigInt(level) * 2n ** 60n) as unknown as number;
    else array[i] = dtype.startsWith('u') || dtype === 'bool' ? level : level - 2;
  }
  return array;
}

describe.each(codes)('kernels of regions give the same bits natively and in JavaScript, of %s', (_, code) => {
  it.each(SHAPES)('components of %j', (...shape) => {
    for (let connectivity = 1; connectivity <= shape.length; connectivity++) {
      const source = levels(code, sizeOf(shape));
      const [a, b] = [native, jsCalls].map((calls) => {
        const labels = new Int32Array(source.length).fill(9);
        return { count: calls.label(source, code, shape, connectivity, labels), labels };
      });
      expect(b).toEqual(a);
    }
  });

  it.each(SHAPES)('distances of %j', (...shape) => {
    for (const spacing of [1, 0.37, 12.5]) {
      const source = levels(code, sizeOf(shape));
      const [a, b] = [native, jsCalls].map((calls) => {
        const distances = new Float64Array(source.length);
        shape.forEach((length, axis) => {
          const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
          if (axis === 0) calls.distanceAlongAxis(source, code, outer, length, inner, spacing, distances);
          else calls.nearestAlongAxis(distances, outer, length, inner, spacing);
        });
        return Buffer.from(distances.buffer).toString('hex');
      });
      expect(b).toBe(a);
    }
  });

  it.each(SHAPES)('basins of %j', (...shape) => {
    for (let connectivity = 1; connectivity <= shape.length; connectivity++) {
      // With lines and hundreds of neighbours voxels are reached from everywhere, again and again, as in scikit-image.
      for (const line of connectivity < 3 ? [false, true] : [false]) {
        const source = levels(code, sizeOf(shape));
        const markers = Int32Array.from({ length: source.length }, () =>
          random() % 12 === 0 ? (random() % 9) - 4 : 0,
        );
        const mask =
          random() % 2 === 0
            ? new Uint8Array(0)
            : Uint8Array.from({ length: source.length }, () => Number(random() % 5 !== 0));
        const [a, b] = [native, jsCalls].map((calls) => {
          const labels = markers.slice();
          expect(calls.watershed(source, code, shape, mask, connectivity, line, labels)).toBe(undefined);
          return labels;
        });
        expect(b).toEqual(a);
      }
    }
  });
  it.each(SHAPES)('basins of parts of %j', (...shape) => {
    for (let connectivity = 1; connectivity <= shape.length; connectivity++) {
      const size = sizeOf(shape);
      const source = levels(code, size);
      const mask = random() % 2 === 0 ? new Uint8Array(0) : Uint8Array.from({ length: size }, () => random() % 5);
      const markers = Int32Array.from({ length: size }, () => (random() % 12 === 0 ? (random() % 9) - 4 : 0));
      const around = reachedAround(shape);
      const [a, b] = [native, jsCalls].map((calls) => {
        const labels = markers.slice();
        const faces = new Float64Array(5 * faceVoxels(shape, 0));
        expect(calls.spread(source, code, shape, mask, connectivity, around, labels, faces)).toBe(undefined);
        return { labels, faces: Buffer.from(faces.buffer).toString('hex') };
      });
      expect(b).toEqual(a);
    }
  });
});

/** The planes of all layers around: here and there something has come to a voxel. */
function reachedAround(shape: readonly number[]): Float64Array {
  const around = new Float64Array(5 * faceVoxels(shape, 1));
  let from = 0;
  for (const axis of shape.keys()) {
    const count = sizeOf(shape.filter((_, d) => d !== axis).map((extent) => extent + 2));
    for (let side = 0; side < 2; side++, from += 5 * count) {
      for (let i = 0; i < count; i++) {
        if (random() % 4 > 0) continue;
        const [level, before] = [(random() % 5) - 2, (random() % 3) - 6];
        const planes = [(random() % 9) + 1, level, random() % 3, before, random() % 3];
        for (const [plane, value] of planes.entries()) around[from + plane * count + i] = value;
      }
    }
  }
  return around;
}

describe('kernels of regions', () => {
  it('number components by their first voxels', () => {
    const target = new Int32Array(8);
    const source = new Uint8Array([0, 7, 0, 1, 1, 0, 1, 0]);
    expect(labelComponents(source, { dtype: 'uint8', shape: [2, 4], connectivity: 1 }, target)).toBe(4);
    expect([...target]).toEqual([0, 1, 0, 2, 3, 0, 4, 0]);
    expect(labelComponents(source, { dtype: 'uint8', shape: [2, 4], connectivity: 2 }, target)).toBe(1);
    expect([...target]).toEqual([0, 1, 0, 1, 1, 0, 1, 0]);
  });

  it('measure distances, infinite where nothing is 0', () => {
    const target = new Float64Array(6);
    distanceAlongAxis(new Uint8Array([1, 1, 0, 1, 1, 1]), 'uint8', { outer: 1, length: 3, inner: 2 }, 2, target);
    expect([...target]).toEqual([4, Infinity, 0, Infinity, 4, Infinity]);
    nearestAlongAxis(target, { outer: 3, length: 2, inner: 1 }, 3);
    expect([...target]).toEqual([4, 13, 0, 9, 4, 13]);
  });

  it('flood low voxels first, and split plateaus', () => {
    const flood = (heights: number[], markers: number[], line = false): number[] => {
      const labels = Int32Array.from(markers);
      const around = { dtype: 'uint8', shape: [heights.length], connectivity: 1 };
      floodBasins(Uint8Array.from(heights), around, { mask: undefined, line }, labels);
      return [...labels];
    };
    expect(flood([1, 2, 3, 2, 1], [1, 0, 0, 0, 2])).toEqual([1, 1, 1, 2, 2]);
    expect(flood([1, 2, 3, 2, 1], [1, 0, 0, 0, 2], true)).toEqual([1, 1, 0, 2, 2]);
    expect(flood([0, 0, 0, 0, 0, 0, 0], [5, 0, 0, 0, 0, 0, -6])).toEqual([5, 5, 5, 5, -6, -6, -6]);
  });

  it('refuse what does not fit', () => {
    const wrong = expect.objectContaining({ name: 'ArgumentError' });
    const around = { dtype: 'uint8', shape: [2, 3], connectivity: 1 };
    const six = new Uint8Array(6);
    expect(() => labelComponents(six, { ...around, connectivity: 3 }, new Int32Array(6))).toThrow(wrong);
    expect(() => labelComponents(six, { ...around, connectivity: 0 }, new Int32Array(6))).toThrow(wrong);
    expect(() => labelComponents(six, { ...around, shape: [] }, new Int32Array(6))).toThrow(wrong);
    expect(() => labelComponents(six, { ...around, shape: [2 ** 20, 2 ** 20] }, new Int32Array(6))).toThrow(wrong);
    expect(() => labelComponents(six, around, new Int32Array(5))).toThrow(wrong);
    expect(() => labelComponents(six.subarray(1), around, new Int32Array(6))).toThrow(wrong);
    expect(() => labelComponents(six, { ...around, dtype: 'int8' }, new Int32Array(6))).toThrow(wrong);
    const lines = { outer: 1, length: 3, inner: 2 };
    expect(() => distanceAlongAxis(six, 'uint8', lines, 1, new Float64Array(5))).toThrow(wrong);
    expect(() => nearestAlongAxis(new Float64Array(5), lines, 1)).toThrow(wrong);
    const flood = (mask: Uint8Array, labels: Int32Array) => () =>
      floodBasins(six, around, { mask, line: false }, labels);
    expect(flood(new Uint8Array(5), new Int32Array(6))).toThrow(wrong);
    expect(flood(new Uint8Array(6), new Int32Array(5))).toThrow(wrong);
    const spread = (around: number, faces: number) => () =>
      spreadBasins(six, { dtype: 'uint8', shape: [2, 3], connectivity: 1 }, undefined, new Int32Array(6), {
        around: new Float64Array(around),
        faces: new Float64Array(faces),
      });
    expect(spread(89, 50)).toThrow(wrong);
    expect(spread(90, 49)).toThrow(wrong);
    expect(spread(90, 50)).not.toThrow();
  });

  it('refuse it in native code as well', () => {
    const refused = expect.objectContaining({ failed: 'ArgumentError' });
    const six = new Uint8Array(6);
    const none = new Uint8Array(0);
    expect(native.label(six, 0, [2, 4], 1, new Int32Array(8))).toEqual(refused);
    expect(native.label(six, 0, [2, 3], 1, new Int32Array(5))).toEqual(refused);
    expect(native.label(six, 0, [2, 3], 3, new Int32Array(6))).toEqual(refused);
    expect(native.label(six, 99, [2, 3], 1, new Int32Array(6))).toEqual(refused);
    expect(native.label(six, 0, [0, 2 ** 40], 1, new Int32Array(6))).toEqual(refused);
    expect(native.distanceAlongAxis(six, 0, 1, 4, 2, 1, new Float64Array(8))).toEqual(refused);
    expect(native.nearestAlongAxis(new Float64Array(5), 1, 3, 2, 1)).toEqual(refused);
    expect(native.watershed(six, 0, [2, 3], new Uint8Array(5), 1, false, new Int32Array(6))).toEqual(refused);
    expect(native.watershed(six, 0, [2, 3], none, 1, false, new Int32Array(5))).toEqual(refused);
    const [around, labels, faces] = [new Float64Array(5 * 18), new Int32Array(6), new Float64Array(5 * 10)];
    expect(native.spread(six, 0, [2, 3], none, 1, around, labels, faces)).toBe(undefined);
    expect(native.spread(six, 0, [2, 3], none, 1, around.subarray(1), labels, faces)).toEqual(refused);
    expect(native.spread(six, 0, [2, 3], none, 1, around, labels.subarray(1), faces)).toEqual(refused);
    expect(native.spread(six, 0, [2, 3], none, 1, around, labels, faces.subarray(1))).toEqual(refused);
    expect(native.watershed(six, 0, [7], none, 1, false, new Int32Array(7))).toEqual(refused);
  });
});
