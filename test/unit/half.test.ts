/** Half precision: the same bits in C++ and in JavaScript, and what no fixture of NumPy's has. */
import { describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { partsOf } from '../../src/kernels/half.js';
import { argReduce, newFound, reduce, scan } from '../../src/kernels/index.js';
import { jsCalls } from '../../src/kernels/js/index.js';
import { codeOf, KERNEL_DTYPES, type KernelArray, newArray, REAL_DTYPES } from '../../src/kernels/kernel-dtype.js';
import { OPERATIONS, operandsOf, resultOf } from '../../src/kernels/operations.js';
import { core, type KernelCalls } from '../../src/native.js';
import { asVolume, type DType, halfOfNumber, numberOfHalf, type Volume } from '../../src/volume/index.js';
import { bitsOf, randomArray, seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;
const random = seeded(16);
const FLOAT16 = codeOf('float16');
const every = Uint16Array.from({ length: 65536 }, (_, i) => i);

/** One NaN for all: which one it is, neither C nor JavaScript says. */
const oneNaN = (halves: Uint16Array): Uint16Array => halves.map((x) => ((x & 0x7fff) > 0x7c00 ? 0x7e00 : x));
/** Any halves, but one NaN, as JavaScript's have no sign. */
const halvesOf = (length: number): Uint16Array => oneNaN(new Uint16Array(length).map(() => random() >>> 7));
const halves = (numbers: readonly number[], shape?: number[]): Volume =>
  functions.asarray(shape === undefined ? numbers : functions.reshape(asVolume(Float64Array.from(numbers)), shape), {
    dtype: 'float16',
  });
/** The numbers of a volume, with one 0 for both. */
const numbersIn = (x: Volume): number[] => [...functions.astype(x, 'float64').data].map((value) => Number(value) + 0);

const named = (name: string, message: RegExp) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });

/** Between any two halves the middle and the numbers next to it; beyond the largest, below the smallest. */
function between(step: number): number[] {
  const numbers = [65519.999, 65520, 1e5, 1e300, 2 ** -25, 2 ** -25 * 1.001, 2 ** -26, 1e-300, 1 + 2 ** -11 + 2 ** -40];
  for (let bits = 0; bits < 0x7c00; bits++) {
    const middle = (numberOfHalf(bits) + (bits === 0x7bff ? 65536 : numberOfHalf(bits + 1))) / 2;
    numbers.push(middle, middle - middle * step, middle + middle * step);
  }
  return [...numbers, ...numbers.map((x) => -x), Number.NaN, Infinity, -Infinity];
}

describe('conversions give the same bits in C++ and in JavaScript', () => {
  it.each(KERNEL_DTYPES)('of every half to %s', (dtype) => {
    const [a, b] = [newArray(dtype, every.length), newArray(dtype, every.length)];
    expect(native.cast(every, FLOAT16, a, codeOf(dtype), every.length)).toBe(undefined);
    jsCalls.cast(every, FLOAT16, b, codeOf(dtype), every.length);
    expect(bitsOf(b)).toBe(bitsOf(a));
  });

  it.each([
    ['float64', 2 ** -52],
    ['float32', 2 ** -23],
  ] as const)('of %s around ties', (dtype, step) => {
    const source = newArray(dtype, 0).constructor as unknown as { from(numbers: number[]): KernelArray };
    const numbers = source.from(between(step));
    const [a, b] = [new Uint16Array(numbers.length), new Uint16Array(numbers.length)];
    expect(native.cast(numbers, codeOf(dtype), a, FLOAT16, numbers.length)).toBe(undefined);
    jsCalls.cast(numbers, codeOf(dtype), b, FLOAT16, numbers.length);
    expect(b).toEqual(a);
    expect(new Set(a).size).toBeGreaterThan(60_000);
  });

  it.each(KERNEL_DTYPES)('of %s, any bits', (dtype) => {
    const source = randomArray(random, dtype, 5000, () => (random() / 2 ** 32 - 0.5) * 2 ** (random() % 40));
    if (!dtype.startsWith('float') && dtype !== 'bool') {
      for (let i = 0; i < 2000; i++) source[i] = (typeof source[0] === 'bigint' ? BigInt(i) : i) as never;
    }
    const [a, b] = [new Uint16Array(5000), new Uint16Array(5000)];
    native.cast(source, codeOf(dtype), a, FLOAT16, 5000);
    jsCalls.cast(source, codeOf(dtype), b, FLOAT16, 5000);
    expect(b).toEqual(a);
  });

  it('halves stay the halves that they are, NaNs with their bits', () => {
    for (const calls of [native, jsCalls]) {
      const copy = new Uint16Array(every.length);
      calls.cast(every, FLOAT16, copy, FLOAT16, every.length);
      expect(copy).toEqual(every);
    }
  });
});

describe('operations give the same bits in C++ and in JavaScript', () => {
  const ops = OPERATIONS.slice(0, OPERATIONS.indexOf('exp') + 1).map((op, number) => ({ op, number }));
  it.each(ops.filter(({ op }) => op !== 'power' && !op.startsWith('bitwise')))('$op', ({ number }) => {
    for (const other of ['float16', 'uint8', 'bool'] as const) {
      for (const shape of [[], [0, 3], [3, 5, 7], [2, 1029]]) {
        const size = shape.reduce((x, y) => x * y, 1);
        const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((x, y) => x * y, 1));
        const second = other === 'float16' ? halvesOf(2 * size) : randomArray(random, other, 2 * size, () => 0);
        const operands = [
          ...([halvesOf(size), FLOAT16, 0, strides] as const),
          ...([second, codeOf(other), size > 0 ? 2 * size - 1 : 0, strides.map((step) => -2 * step)] as const),
          ...([halvesOf(shape.at(-1) ?? 1), FLOAT16, 0, shape.map((_, d) => Number(d === shape.length - 1))] as const),
        ].slice(0, 4 * operandsOf(number));
        const truth = resultOf(number, 'float32') === 'bool';
        const [a, b] = truth
          ? [new Uint8Array(size), new Uint8Array(size)]
          : [new Uint16Array(size), new Uint16Array(size)];
        expect(native.elementwise(number, FLOAT16, a, shape, ...operands)).toBe(true);
        expect(jsCalls.elementwise(number, FLOAT16, b, shape, ...operands)).toBe(true);
        if (truth) expect(b).toEqual(a);
        else expect(oneNaN(b as Uint16Array)).toEqual(oneNaN(a as Uint16Array));
      }
    }
  });

  it.each([
    [1, 1], [5, 3], [70, 64], [33, 256], [17, 257], [3, 1000], [2, 3001], [0, 4], [4, 0],
  ])('rows are sorted alike: %i of %i', (rows, length) => {
    for (const descending of [false, true]) {
      const source = halvesOf(rows * length).map((x) => (random() % 4 === 0 ? x & 0x8000 : x));
      const [a, b, inPlace] = [new Uint16Array(rows * length), new Uint16Array(rows * length), source.slice()];
      expect(native.sort(source, a, FLOAT16, rows, length, descending)).toBe(undefined);
      native.sort(inPlace, inPlace, FLOAT16, rows, length, descending);
      jsCalls.sort(source, b, FLOAT16, rows, length, descending);
      expect(inPlace).toEqual(a);
      expect(b).toEqual(a);
      const [c, d] = [new BigInt64Array(rows * length), new BigInt64Array(rows * length)];
      expect(native.argSort(source, FLOAT16, rows, length, descending, c)).toBe(undefined);
      jsCalls.argSort(source, FLOAT16, rows, length, descending, d);
      expect(d).toEqual(c);
    }
  }); // biome-ignore format: a table reads as a table

  it('kernels that compute in no halves refuse them', () => {
    const [array, state] = [new Uint16Array(8), new Float64Array(8)];
    expect(native.reduce(0, array, FLOAT16, 1, 8, 1, state, codeOf('float64'))).not.toBe(undefined);
    expect(native.scan(false, array, FLOAT16, 1, 8, 1)).not.toBe(undefined);
    expect(native.moments(array, FLOAT16, 1, 8, 1, 0, state, state)).not.toBe(undefined);
    expect(REAL_DTYPES.length).toBe(FLOAT16 + 1);
  });
});

describe('parts of blocks', () => {
  it.each([
    [3, 5, 7, 1000],
    [30, 5, 7, 100],
    [3, 50, 7, 100],
    [3, 5, 70, 16],
    [1, 1000, 1, 64],
    [0, 3, 4, 10],
    [2, 0, 3, 10],
  ])('of %i x %i x %i have every element once, in order: at most %i', (outer, axis, inner, most) => {
    const seen = new Map<number, number[]>();
    for (const part of partsOf({ outer, axis, inner }, most)) {
      expect(part.outer * part.axis * part.inner).toBeLessThanOrEqual(most);
      for (let n = 0; n < part.outer * part.axis * part.inner; n++) {
        const [o, k, i] = [
          Math.floor(n / (part.axis * part.inner)),
          Math.floor(n / part.inner) % part.axis,
          n % part.inner,
        ];
        const result = part.into + o * part.inner + i;
        const [o2, i2] = [Math.floor(result / inner), result % inner];
        expect(part.from + n).toBe((o2 * axis + part.start + k) * inner + i2);
        seen.set(result, [...(seen.get(result) ?? []), part.start + k]);
      }
    }
    expect(seen.size).toBe(axis === 0 ? 0 : outer * inner);
    for (const places of seen.values()) expect(places).toEqual(Array.from({ length: axis }, (_, k) => k));
  });
});

describe('reductions of more than a part', () => {
  // 2^17 halves are converted at a time.
  const shapes = [
    [1, 200_000, 1],
    [1, 5, 140_000],
    [3, 40_000, 2],
    [70_000, 4, 1],
  ] as const;

  it.each(shapes)('of %i x %i x %i are those of the same numbers as float32', (outer, axis, inner) => {
    const bits = halvesOf(outer * axis * inner).map((x) => (x & 0x8000) | ((x & 0x7fff) % 0x5c00));
    const numbers = Float32Array.from(bits, numberOfHalf);
    const size = outer * inner;
    const block = { outer, axis, inner };
    for (const op of ['min', 'max'] as const) {
      const [a, b] = [new Float32Array(size), new Float32Array(size)];
      reduce(op, bits, { ...block, dtype: 'float16' }, a);
      reduce(op, numbers, { ...block, dtype: 'float32' }, b);
      expect(a).toEqual(b);
      const [c, d] = [newFound('float16', size), newFound('float32', size)];
      argReduce(`arg${op}`, bits, { ...block, dtype: 'float16' }, 5, c);
      argReduce(`arg${op}`, numbers, { ...block, dtype: 'float32' }, 5, d);
      expect(c).toEqual(d);
    }
    const sums = new Float64Array(size);
    reduce('sum', bits, { ...block, dtype: 'float16' }, sums);
    // Halves below 256 are whole multiples of 2^-24: their sums are exact.
    const exact = new Float64Array(size);
    numbers.forEach((x, n) => {
      const at = Math.floor(n / (axis * inner)) * inner + (n % inner);
      exact[at] = (exact[at] as number) + x;
    });
    expect(sums).toEqual(exact);
    scan('sum', bits, { ...block, dtype: 'float16' });
    scan('sum', numbers, { ...block, dtype: 'float32' });
    expect(bits).toEqual(Uint16Array.from(numbers, halfOfNumber));
  });

  it('means and variances of a long row are those of all of it', () => {
    const numbers = Array.from({ length: 150_000 }, (_, i) => (i % 1000) / 8);
    const x = halves(numbers, [1, 150_000]);
    const mean = 999 / 16;
    expect(numbersIn(functions.mean(x, { axis: 1 }))).toEqual([numberOfHalf(halfOfNumber(mean))]);
    const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / numbers.length;
    expect(numbersIn(functions.variance(x, { axis: 1 }))).toEqual([numberOfHalf(halfOfNumber(variance))]);
  });
});

describe('functions of halves', () => {
  it('take numbers as halves', () => {
    const x = halves([0.1, 1]);
    expect(numbersIn(functions.equal(x, 0.1))).toEqual([1, 0]);
    expect(numbersIn(functions.add(x, 1e-5))).toEqual(numbersIn(x));
    expect(numbersIn(functions.multiply(x, 1e5))).toEqual([Infinity, Infinity]);
    expect(numbersIn(functions.where(functions.less(x, 0.5), x, 1 / 3))).toEqual([
      ...[numberOfHalf(halfOfNumber(0.1)), numberOfHalf(halfOfNumber(1 / 3))],
    ]);
  });

  it('nextafter goes from half to half', () => {
    const x = functions.asarray(
      asVolume(
        every.filter((bits) => (bits & 0x7fff) < 0x7c00),
        { dtype: 'float16' },
      ),
    );
    const up = functions.nextafter(x, Infinity);
    expect(up.dtype).toBe('float16');
    const numbers = numbersIn(x);
    const sorted = [...new Set(numbers)].sort((a, b) => a - b);
    const next = new Map(sorted.map((value, i) => [value, sorted[i + 1] ?? Infinity]));
    expect(numbersIn(up)).toEqual(numbers.map((value) => next.get(value)));
  });

  it('sets have each value once, zeros of both signs as one, every NaN', () => {
    const x = halves([0, -0, 2, Number.NaN, -1, 2, Number.NaN]);
    const all = functions.uniqueAll(x);
    expect([all.values.dtype, numbersIn(all.values)]).toEqual(['float16', [-1, 0, 2, Number.NaN, Number.NaN]]);
    expect([...all.counts.data]).toEqual([1n, 2n, 2n, 1n, 1n]);
    expect([...all.inverseIndices.data]).toEqual([1n, 1n, 2n, 3n, 0n, 2n, 4n]);
    expect(numbersIn(functions.uniqueValues(x))).toEqual(numbersIn(all.values));
  });

  it('write to out, also of an operand', () => {
    const x = halves([1, 2, 3, 4], [2, 2]);
    functions.add(x, x.permuteDims([1, 0]), { out: x });
    expect(numbersIn(x)).toEqual([2, 5, 5, 8]);
    expect(numbersIn(functions.mean(x, { axis: 0, out: halves([0, 0]) }))).toEqual([3.5, 6.5]);
    const wrong = named('DTypeError', /sum: out is of float32; the result is of float16/);
    expect(() => functions.sum(x, { out: functions.zeros([], { dtype: 'float32' }) })).toThrow(wrong);
  });

  it('sums keep the type, and are rounded once', () => {
    const x = halves(new Array(5000).fill(1.25));
    expect([functions.sum(x).dtype, functions.sum(x).get()]).toEqual(['float16', numberOfHalf(halfOfNumber(6250))]);
    expect(functions.sum(x, { dtype: 'float64' }).get()).toBe(6250);
    expect(functions.sum(functions.asarray(new Uint8Array([200, 100])), { dtype: 'float16' }).get()).toBe(300);
    expect(functions.prod(halves([1e3, 1e3, 1e-3])).get()).toBe(1000.5);
    expect([functions.any(x).dtype, functions.all(x).get(), functions.countNonzero(x).get()]).toEqual([
      ...['bool', true, 5000n],
    ]);
  });

  it('beside complex numbers are such', () => {
    const x = halves([0.1, -2]);
    const tenth = numberOfHalf(halfOfNumber(0.1));
    for (const z of [
      functions.multiply(x, { re: 0, im: 1 }),
      functions.multiply(functions.full([2], { re: 0, im: 1 }), x),
    ]) {
      expect(numbersIn(functions.imag(z))).toEqual([tenth, -2]);
    }
    expect(functions.add(x, functions.zeros([2], { dtype: 'complex64' })).dtype).toBe('complex64');
    expect(functions.astype(x, 'complex128').get(0)).toEqual({ re: tenth, im: 0 });
    expect([functions.real(x).dtype, ...numbersIn(functions.imag(x))]).toEqual(['float16', 0, 0]);
    const wrong = named('DTypeError', /astype: complex64 does not become float16/);
    expect(() => functions.astype(functions.zeros([1], { dtype: 'complex64' }), 'float16')).toThrow(wrong);
  });

  it('are told what the type is', () => {
    expect(functions.finfo('float16')).toEqual({
      ...{ bits: 16, eps: 2 ** -10, max: 65504, min: -65504, smallestNormal: 2 ** -14, dtype: 'float16' },
    });
    expect(functions.finfo('float32').max).toBe(3.4028234663852886e38);
    expect(functions.finfo('float64')).toMatchObject({ max: Number.MAX_VALUE, smallestNormal: 2 ** -1022, bits: 64 });
    expect(functions.isdtype('float16', 'real floating')).toBe(true);
    expect(functions.resultType('float16', 'uint16')).toBe('float32');
    expect(functions.resultType('float16', 0.1)).toBe('float16');
    expect([functions.canCast('uint8', 'float16'), functions.canCast('float32', 'float16')]).toEqual([true, false]);
  });

  it('refuse what halves lack, by name', () => {
    const bits = named('DTypeError', /bitwiseAnd: not defined for float/);
    expect(() => functions.bitwiseAnd(halves([1]), halves([1]))).toThrow(bits);
    const colour = named('DTypeError', /add: no arithmetic for dtype argb/);
    expect(() => functions.add(halves([1]), functions.zeros([1], { dtype: 'argb' as DType }))).toThrow(colour);
  });
});
