/** What is computed of lazy volumes of halves and complex numbers, beside the same of memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { openOmeZarr, writeOmeZarr } from '../../src/io/index.js';
import { fromVolume, LazyVolume } from '../../src/lazy/index.js';
import { type Complex, createVolume, type DType, dtypeInfo, Volume } from '../../src/volume/index.js';
import { seeded } from '../support/random.js';

const TYPES = ['float16', 'complex64', 'complex128'] as const;
type Call = (...args: unknown[]) => unknown;
const called = functions as unknown as Readonly<Record<string, Call>>;

const UNARY = [
  ...['abs', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'bitwiseInvert', 'ceil', 'conj', 'cos', 'cosh', 'exp'],
  ...[
    'expm1',
    'floor',
    'imag',
    'isfinite',
    'isinf',
    'isnan',
    'log',
    'log1p',
    'log2',
    'log10',
    'logicalNot',
    'negative',
  ],
  ...[
    'positive',
    'real',
    'reciprocal',
    'round',
    'sign',
    'signbit',
    'sin',
    'sinh',
    'square',
    'sqrt',
    'tan',
    'tanh',
    'trunc',
  ],
];
const BINARY = [
  ...['add', 'atan2', 'bitwiseAnd', 'copysign', 'divide', 'equal', 'floorDivide', 'greater', 'greaterEqual', 'hypot'],
  ...['less', 'lessEqual', 'logaddexp', 'logicalAnd', 'logicalOr', 'logicalXor', 'maximum', 'minimum', 'multiply'],
  ...['nextafter', 'notEqual', 'pow', 'remainder', 'subtract'],
];
const REDUCTIONS = [
  'sum',
  'prod',
  'mean',
  'min',
  'max',
  'variance',
  'std',
  'any',
  'all',
  'argmin',
  'argmax',
  'countNonzero',
];
const BESIDE: readonly DType[] = [
  'bool',
  'uint8',
  'int16',
  'int64',
  'float32',
  'float64',
  'float16',
  'complex64',
  'complex128',
];
const NUMBERS: readonly (number | boolean | bigint | Complex)[] = [2, 0.5, true, 3n, Number.NaN, { re: 0.5, im: -1 }];

/** Numbers of all signs and sizes, some of them none, infinite or 0. */
function numbers(random: () => number, shape: readonly number[], dtype: DType): Volume {
  const volume = createVolume(shape, dtype) as Volume;
  const { kind } = dtypeInfo(dtype);
  const one = (): number => {
    const lot = random() % 40;
    if (lot === 0) return Number.NaN;
    if (lot === 1) return Number.POSITIVE_INFINITY;
    if (lot < 4) return lot === 2 ? 0 : -0;
    return ((random() % 4001) - 2000) / 2 ** (random() % 12);
  };
  const index = shape.map(() => 0);
  for (let i = 0; i < volume.size; i++) {
    const value = one();
    const whole = Number.isFinite(value) ? Math.trunc(value) & 127 : 0;
    const scalar = {
      ...{ unsigned: whole, signed: whole, color: whole, bool: whole % 2 === 1, float: value },
      complex: { re: value, im: one() },
    }[kind];
    volume.set((dtype === 'int64' ? BigInt(whole) : scalar) as never, ...index);
    for (let d = shape.length - 1; d >= 0 && ++(index[d] as number) === shape[d]; d--) index[d] = 0;
  }
  return volume;
}

/** The numbers of all voxels, of complex ones both parts. */
function numbersOf(volume: Volume): (number | bigint | boolean)[] {
  const found: (number | bigint | boolean)[] = [];
  const index = volume.shape.map(() => 0);
  for (let i = 0; i < volume.size; i++) {
    const value = volume.get(...index);
    if (typeof value === 'object') found.push(value.re, value.im);
    else found.push(value);
    for (let d = index.length - 1; d >= 0 && ++(index[d] as number) === volume.shape[d]; d--) index[d] = 0;
  }
  return found;
}

/** What a call gives, or the name of the error that it throws. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return (error as Error).name;
  }
}

/** Compares a call of lazy volumes with that of memory. Gives whether there was a result. */
async function compare(
  name: string,
  lazyCall: () => unknown,
  memoryCall: () => unknown,
  random: () => number,
  near?: (a: number, b: number) => boolean,
): Promise<boolean> {
  const [lazy, memory] = [outcome(lazyCall), outcome(memoryCall)];
  if (!(memory instanceof Volume)) {
    expect([name, memory, lazy]).toEqual([name, 'DTypeError', 'DTypeError']);
    return false;
  }
  if (!(lazy instanceof LazyVolume)) throw new Error(`${name} gave ${String(lazy)}`);
  expect([name, lazy.dtype, lazy.shape]).toEqual([name, memory.dtype, memory.shape]);
  const found = await lazy.compute({ concurrency: 1 + (random() % 3), memoryLimit: 1 + (random() % 2 ** 16) });
  const [a, b] = [numbersOf(found as Volume), numbersOf(memory)];
  const differs = b.findIndex((value, i) => {
    if (Object.is(a[i], value)) return false;
    return near === undefined || !near(Number(a[i]), Number(value));
  });
  expect([name, differs, a[differs], b[differs]]).toEqual([name, -1, undefined, undefined]);
  for (const volume of [found, memory]) volume.close();
  return true;
}

describe.each(TYPES)('%s', (dtype) => {
  const random = seeded(4711 + dtype.length);
  const shape = [5, 7, 6];
  const volume = numbers(random, shape, dtype);
  const lazy = fromVolume(volume, [2, 4, 6]) as LazyVolume;

  it('functions of one array give the same bits, or are refused when they are called', async () => {
    let given = 0;
    for (const name of UNARY) {
      const f = called[name] as Call;
      if (
        await compare(
          name,
          () => f(lazy),
          () => f(volume),
          random,
        )
      )
        given++;
    }
    expect(given).toBeGreaterThan(dtype === 'float16' ? 33 : 25);
  });

  it('functions of two arrays, of all types beside, broadcast', async () => {
    let given = 0;
    for (const other of BESIDE) {
      const beside = numbers(random, [7, 1], other);
      const lazyBeside = fromVolume(beside, [3, 1]) as LazyVolume;
      for (const name of BINARY) {
        const f = called[name] as Call;
        const text = `${name} ${other}`;
        if (
          await compare(
            text,
            () => f(lazy, lazyBeside),
            () => f(volume, beside),
            random,
          )
        )
          given++;
        if (
          await compare(
            text,
            () => f(beside, lazy),
            () => f(beside, volume),
            random,
          )
        )
          given++;
      }
    }
    expect(given).toBeGreaterThan(150);
  });

  it('numbers beside, of all kinds', async () => {
    for (const number of NUMBERS) {
      for (const name of BINARY) {
        const f = called[name] as Call;
        await compare(
          `${name} ${String(number)}`,
          () => f(lazy, number),
          () => f(volume, number),
          random,
        );
        await compare(
          `${String(number)} ${name}`,
          () => f(number, lazy),
          () => f(number, volume),
          random,
        );
      }
    }
    const condition = functions.isfinite(volume);
    const lazyCondition = fromVolume(condition, [5, 2, 3]) as LazyVolume;
    for (const number of NUMBERS) {
      const where = functions.where as Call;
      await compare(
        'where',
        () => where(lazyCondition, lazy, number),
        () => where(condition, volume, number),
        random,
      );
      await compare(
        'where',
        () => where(lazyCondition, number, lazy),
        () => where(condition, number, volume),
        random,
      );
    }
    await compare(
      'clip',
      () => functions.clip(lazy, -1, 1.5),
      () => functions.clip(volume, -1, 1.5),
      random,
    );
  });

  it('astype, from and to every type', async () => {
    for (const other of BESIDE) {
      const beside = numbers(random, shape, other);
      const from = fromVolume(beside, [3, 7, 2]) as LazyVolume;
      await compare(
        `${dtype} to ${other}`,
        () => lazy.astype(other),
        () => functions.astype(volume, other),
        random,
      );
      await compare(
        `${other} to ${dtype}`,
        () => from.astype(dtype),
        () => functions.astype(beside, dtype),
        random,
      );
    }
    expect(outcome(() => lazy.astype('argb'))).toBe('DTypeError');
  });

  const axes: readonly (number | number[] | null)[] = [0, 1, 2, [0, 2], [1, 2], null];
  it.each(axes.map((axis) => ({ axis })))('reductions over $axis are as near as is said', async ({ axis }) => {
    const count = [axis ?? [0, 1, 2]].flat().reduce((n, d) => n * (shape[d] as number), 1);
    const finite = functions.where(functions.isfinite(volume), volume, 1.5) as Volume;
    const magnitude = functions.sum(functions.abs(finite) as Volume, { dtype: 'float64' } as never).get() as number;
    const eps = { float16: 2 ** -10, complex64: 2 ** -23, complex128: 2 ** -52 }[dtype];
    // One rounding to the type, and a double's for each addition.
    const near = (a: number, b: number): boolean =>
      Math.abs(a - b) <= eps * Math.abs(b) + (count + 3) * 2 ** -52 * (magnitude + Math.abs(b) * 8);
    const sources: [Volume, LazyVolume][] = [
      [volume, lazy],
      [finite, fromVolume(finite, [1, 3, 2]) as LazyVolume],
    ];
    for (const [memory, source] of sources) {
      for (const name of REDUCTIONS) {
        const f = called[name] as Call;
        const options = { axis, keepdims: random() % 2 === 0 };
        if ((name === 'argmin' || name === 'argmax') && Array.isArray(axis)) continue;
        // In another order complex products of infinities are others, and products of many numbers overflow elsewhere.
        if (name === 'prod' && (count > 10 || memory === volume)) continue;
        await compare(
          `${name} ${JSON.stringify(options)}`,
          () => f(source, options),
          () => f(memory, options),
          random,
          near,
        );
      }
    }
  });

  it('running sums, sorting and differences', async () => {
    for (const axis of [0, 1, 2]) {
      for (const name of ['cumulativeSum', 'cumulativeProd', 'sort', 'argsort', 'diff']) {
        const f = called[name] as Call;
        await compare(
          `${name} ${axis}`,
          () => f(lazy, { axis }),
          () => f(volume, { axis }),
          random,
        );
      }
    }
  });

  it('large volumes in worker threads, with numbers beside', async () => {
    const parts = 2 ** 21;
    const big = createVolume([8, parts / 8], dtype) as Volume;
    const bits = new Uint16Array(big.data.buffer as ArrayBuffer, big.data.byteOffset, big.nbytes / 2);
    // Halves of 1 to 2, and floats of that size.
    const high = { float16: 0x3c00, complex64: 0x3f80, complex128: 0x3ff0 }[dtype];
    const step = dtypeInfo(dtype).itemsize / dtypeInfo(dtype).components / 2;
    for (let i = 0; i < bits.length; i++) bits[i] = (i + 1) % step === 0 ? high | (i % 61) : i * 7919;
    const kind = dtypeInfo(dtype).kind;
    const number = kind === 'complex' ? { re: -0.5, im: 2 } : -0.5;
    const compute = (x: Volume | LazyVolume): unknown => called.multiply?.(x, number);
    const source = fromVolume(big, [1, parts / 16]) as LazyVolume;
    const product = await (compute(source) as LazyVolume).compute({ concurrency: 2 });
    const expected = compute(big) as Volume;
    const same = Buffer.compare(
      Buffer.from(product.data.buffer as ArrayBuffer, product.data.byteOffset, product.nbytes),
      Buffer.from(expected.data.buffer as ArrayBuffer, expected.data.byteOffset, expected.nbytes),
    );
    expect(same).toBe(0);
    for (const name of ['sum', 'mean']) {
      const f = called[name] as Call;
      for (const axis of [0, 1]) {
        const [a, b] = [
          numbersOf((await (f(source, { axis }) as LazyVolume).compute({ concurrency: 2 })) as Volume),
          numbersOf(f(big, { axis }) as Volume),
        ];
        const eps = { float16: 2 ** -10, complex64: 2 ** -23, complex128: 2 ** -34 }[dtype];
        const differs = b.findIndex((value, i) => {
          return !Object.is(a[i], value) && !(Math.abs(Number(a[i]) - Number(value)) <= eps * Math.abs(Number(value)));
        });
        expect([name, axis, differs]).toEqual([name, axis, -1]);
      }
    }
    for (const each of [big, product, expected]) each.close();
  });
});

describe('pyramids of halves', () => {
  it('have means of each box, rounded once', async () => {
    const volume = numbers(seeded(7), [5, 9, 14], 'float16');
    const wide = functions.astype(volume, 'float64');
    const found = await functions.downscale(fromVolume(volume, [2, 4, 14]), [2, 3, 2]).compute();
    const means = await functions.downscale(wide, [2, 3, 2]).compute();
    expect(found.dtype).toBe('float16');
    expect(numbersOf(found as Volume)).toEqual(numbersOf(functions.astype(means as Volume, 'float16')));
    expect(numbersOf(means as Volume).filter((value) => Number.isFinite(value)).length).toBeGreaterThan(20);
    const refused = expect.objectContaining({
      name: 'DTypeError',
      message: expect.stringMatching(/^downscale: .*complex64/),
    });
    expect(() => functions.downscale(createVolume([4], 'complex64'), 2)).toThrow(refused);
  });

  it('are written as OME-Zarr, and refused of complex numbers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'halves-'));
    const volume = numbers(seeded(8), [3, 40, 50], 'float16');
    const lazy = fromVolume(volume, [1, 40, 50]) as LazyVolume;
    await writeOmeZarr(lazy, join(folder, 'halves.zarr'), { levels: 2, chunks: [1, 16, 16] });
    const { levels } = await openOmeZarr(join(folder, 'halves.zarr'));
    expect(levels.map(({ volume: level }) => level.dtype)).toEqual(['float16', 'float16']);
    expect(numbersOf((await levels[0]?.volume.compute()) as Volume)).toEqual(numbersOf(volume));
    const step = levels[1]?.volume.shape.map((extent, d) =>
      Math.round((volume.shape[d] as number) / extent),
    ) as number[];
    const coarse = (await functions.downscale(lazy, step).compute()) as Volume;
    expect(numbersOf((await levels[1]?.volume.compute()) as Volume)).toEqual(numbersOf(coarse));
    const complex = fromVolume(createVolume([3, 4, 5], 'complex64')) as LazyVolume;
    await expect(writeOmeZarr(complex, join(folder, 'c.zarr'))).rejects.toMatchObject({ name: 'DTypeError' });
    rmSync(folder, { recursive: true });
  });
});

describe('methods of lazy volumes', () => {
  it('take complex numbers beside them', async () => {
    const x = fromVolume(numbers(seeded(3), [4, 3], 'uint8'), [2, 3]) as LazyVolume;
    const sum = x.add({ re: 1, im: -2 });
    expect(sum.dtype).toBe('complex128');
    const expected = functions.add(await x.compute(), { re: 1, im: -2 }) as Volume;
    expect(numbersOf((await sum.compute()) as Volume)).toEqual(numbersOf(expected));
    expect(sum.describe()).toContain('1 + -2i');
    expect(sum.mean().dtype).toBe('complex128');
    expect(() => x.less({ re: 1, im: 0 })).toThrow(expect.objectContaining({ name: 'DTypeError' }));
  });
});
