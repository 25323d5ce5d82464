import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { asVolume, type DType, dtypeInfo, halfOfNumber, numberOfHalf, Volume } from '../../src/volume/index.js';

interface Packed {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: string;
}
interface Case {
  readonly f: string;
  readonly args: unknown[];
  readonly result: Packed | Packed[];
  /** 'ulp': within one unit in the last place; 'sum': within what another order of adding gives; else exact. */
  readonly within?: 'ulp' | 'sum';
}
const file = new URL('../fixtures/arrays/numpy.json.gz', import.meta.url);
const fixture = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
  readonly inputs: Record<string, Packed>;
  readonly cases: Case[];
};

function unpack({ dtype, shape, data }: Packed): Volume {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  const array = new (dtypeInfo(dtype).array)(bytes.buffer) as Uint8Array;
  return asVolume(array, shape, { dtype: dtype as 'uint8' }) as unknown as Volume;
}

/** The same voxels elsewhere in memory, backwards with gaps, as a view that shows them in order. */
function scattered(x: Volume): Volume {
  if (x.ndim === 0 || x.size === 0) return x;
  const { array } = dtypeInfo(x.dtype);
  const wide = x.shape.map((extent) => 2 * extent);
  const size = wide.reduce((a, b) => a * b, 1);
  const memory = new array(new ArrayBuffer(size * dtypeInfo(x.dtype).itemsize)) as Uint8Array;
  const whole = asVolume(memory, wide, { dtype: x.dtype as 'uint8' }) as unknown as Volume;
  const view = whole.slice(...wide.map(() => [null, null, -2] as const));
  functions.astype(x, x.dtype, { out: view });
  return view;
}

const inputs = Object.fromEntries(Object.entries(fixture.inputs).map(([name, packed]) => [name, unpack(packed)]));

function resolve(argument: unknown, make: (x: Volume) => unknown): unknown {
  if (Array.isArray(argument)) return argument.map((each) => resolve(each, make));
  const name = (argument as { in?: string } | null)?.in;
  return name === undefined ? argument : make(inputs[name] as Volume);
}

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

function expectSame(actual: Volume, expected: Volume, within: Case['within'], terms: number): void {
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

function volumesOf(result: unknown): Volume[] {
  if (result instanceof Volume) return [result];
  return (Array.isArray(result) ? result : Object.values(result as object)) as Volume[];
}

const called = functions as unknown as Record<string, (...args: unknown[]) => unknown>;
const names = [...new Set(fixture.cases.map(({ f }) => f))];

function check(name: string, make: (x: Volume) => unknown): number {
  let count = 0;
  for (const { f, args, result, within } of fixture.cases) {
    if (f !== name) continue;
    const given = volumesOf(called[name]?.(...(resolve(args, make) as unknown[])));
    const expected = (Array.isArray(result) ? result : [result]).map(unpack);
    expect(given.length).toBe(expected.length);
    const [first] = JSON.stringify(args).match(/\d+(x\d+)*(?= (all|small|unit|finite) )/) ?? [''];
    const terms = Math.max(
      1,
      ...first.split('x').map(Number),
      first.split('x').reduce((a, b) => a * Number(b), 1),
    );
    given.forEach((volume, i) => {
      try {
        expectSame(volume, expected[i] as Volume, within, terms);
      } catch (error) {
        (error as Error).message = `${f} ${JSON.stringify(args)}: ${(error as Error).message}`;
        throw error;
      }
    });
    count += 1;
  }
  return count;
}

describe.each(names)('%s gives what NumPy gives', (name) => {
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
const lazyNames = names.filter((name) => !NOT_LAZY.has(name));

it.each(lazyNames)('%s of lazy volumes gives what it gives in memory', async (name) => {
  let count = 0;
  for (const [i, { args }] of fixture.cases.filter((each) => each.f === name).entries()) {
    // Some of them: each of them computes on its own.
    if (i % 7 !== 0) continue;
    const lazyArgs = resolve(args, (x) => fromVolume(x, x.shape.length > 0 ? 2 : undefined)) as unknown[];
    const deferred = called[name]?.(...lazyArgs);
    const lazies = (Array.isArray(deferred) ? deferred : [deferred]) as LazyVolume[];
    const eager = volumesOf(called[name]?.(...(resolve(args, (x) => x) as unknown[])));
    for (const [k, lazy] of lazies.entries()) {
      const computed = await lazy.compute();
      const within = dtypeInfo(computed.dtype).kind === 'float' ? 'sum' : undefined;
      expectSame(computed, eager[k]!.isContiguous ? (eager[k] as Volume) : (eager[k] as Volume).copy(), within, 300);
    }
    count += 1;
  }
  expect(count).toBeGreaterThan(0);
});
