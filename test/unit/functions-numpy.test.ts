import { describe, expect, it } from 'vitest';
import { fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { type DType, dtypeInfo, halfOfNumber, numberOfHalf, type Volume } from '../../src/volume/index.js';
import { NumpyCases, scattered, volumesOf } from '../support/numpy-arrays.js';

/** 'ulp': within one unit in the last place; 'sum': within what another order of adding gives. */
type Within = 'ulp' | 'sum';
const numpy = new NumpyCases<Within>('numpy.json.gz');

/** Distance in units of the last place; numbers of different signs are apart by the way through 0. */
function ulps(a: number, b: number, dtype: DType): number {
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b)) || a === b) return 0;
  const [x, y] = [a, b].map((value) => {
    const [bits, width] = bitsOf(value, dtype);
    return bits < 0n ? -(2n ** (width - 1n)) - bits : bits;
  }) as [bigint, bigint];
  return Number(x > y ? x - y : y - x);
}

/** The bits as an integer with a sign, and how many they are. */
function bitsOf(value: number, dtype: DType): [bigint, bigint] {
  if (dtype === 'float16') return [BigInt.asIntN(16, BigInt(halfOfNumber(value))), 16n];
  if (dtype === 'float32') return [BigInt(new Int32Array(Float32Array.of(value).buffer)[0] as number), 32n];
  return [new BigInt64Array(Float64Array.of(value).buffer)[0] as bigint, 64n];
}

const EPSILON = { float16: 2 ** -10, float32: 2 ** -23, float64: 2 ** -52 } as const;

/** The voxels in C order; halves as numbers, also where Node has only their bits. */
function valuesOf(x: Volume): ArrayLike<number | bigint> {
  const { data } = x.isContiguous ? x : x.copy();
  return x.dtype === 'float16' && data instanceof Uint16Array ? Float64Array.from(data, numberOfHalf) : data;
}

function expectSame(actual: Volume, expected: Volume, within: Within | undefined, terms: number): void {
  expect(actual.dtype).toBe(expected.dtype);
  expect(actual.shape).toEqual(expected.shape);
  const [data, want] = [valuesOf(actual), valuesOf(expected)];
  const floats = dtypeInfo(expected.dtype).kind === 'float';
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [data[i], want[i]];
    if (!floats || within === undefined) {
      // Which of 0 and -0 comes first among equals, NumPy doesn't say.
      if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) expect(a, `voxel ${i}`).toBe(b);
      continue;
    }
    const [x, y] = [Number(a), Number(b)];
    if (within === 'ulp' || !Number.isFinite(y)) {
      const apart = ulps(x, y, expected.dtype);
      if (apart > 1) expect.fail(`voxel ${i}: ${x} is ${apart} units in the last place from ${y}`);
      continue;
    }
    // Sums of n finite numbers below 100 (and squares of them): n^2 roundings at most, and products of n factors.
    const bound = terms * EPSILON[expected.dtype as 'float32'] * Math.max(100 * terms, 100 * Math.abs(y));
    expect(Math.abs(x - y), `voxel ${i}: ${x}, ${y}`).toBeLessThanOrEqual(bound);
  }
}

/** The most numbers that a call adds: its first input's shape, by its name. */
function termsOf(args: readonly unknown[]): number {
  const [first] = JSON.stringify(args).match(/\d+(x\d+)*(?= (all|small|unit|finite) )/) ?? [''];
  const extents = first.split('x').map(Number);
  return Math.max(
    1,
    ...extents,
    extents.reduce((a, b) => a * b, 1),
  );
}

function check(name: string, make: (x: Volume) => unknown): number {
  return numpy.check(name, make, (actual, expected, { args, within }) =>
    expectSame(actual, expected, within, termsOf(args)),
  );
}

describe.each(numpy.names)('%s gives what NumPy gives', (name) => {
  it('for contiguous volumes', () => {
    expect(check(name, (x) => x)).toBeGreaterThan(0);
  });

  it('for views of any strides', () => {
    expect(check(name, scattered)).toBeGreaterThan(0);
  });
});

const NOT_LAZY = new Set([
  ...['nonzero', 'uniqueValues', 'uniqueAll', 'arange', 'linspace', 'eye', 'full', 'ones', 'zeros'],
]);
const lazyNames = numpy.names.filter((name) => !NOT_LAZY.has(name));

it.each(lazyNames)('%s of lazy volumes gives what it gives in memory', async (name) => {
  let count = 0;
  for (const [i, { args }] of numpy.cases.filter((each) => each.f === name).entries()) {
    // Some of them: each of them computes on its own.
    if (i % 7 !== 0) continue;
    const lazyArgs = numpy.resolve(args, (x) => fromVolume(x, x.shape.length > 0 ? 2 : undefined)) as unknown[];
    const deferred = numpy.call(name, lazyArgs);
    const lazies = (Array.isArray(deferred) ? deferred : [deferred]) as LazyVolume[];
    const eager = volumesOf(numpy.call(name, numpy.resolve(args, (x) => x) as unknown[]));
    for (const [k, lazy] of lazies.entries()) {
      const computed = await lazy.compute();
      const within = dtypeInfo(computed.dtype).kind === 'float' ? 'sum' : undefined;
      expectSame(computed, eager[k]!.isContiguous ? (eager[k] as Volume) : (eager[k] as Volume).copy(), within, 300);
    }
    count += 1;
  }
  expect(count).toBeGreaterThan(0);
});
