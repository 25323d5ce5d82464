import { describe, expect, it } from 'vitest';
import { jsCalls } from '../../src/kernels/js/index.js';
import { KERNEL_DTYPES, type KernelArray, type KernelDType, newArray } from '../../src/kernels/kernel-dtype.js';
import { OPERATIONS, operandsOf, resultOf } from '../../src/kernels/operations.js';
import { core, type KernelCalls } from '../../src/native.js';
import { bitsOf, randomArray, seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;
const codes = KERNEL_DTYPES.map((dtype, code) => ({ dtype, code }));

const random = seeded(20250101);

const SPECIAL = [
  Number.NaN,
  0,
  -0,
  Infinity,
  -Infinity,
  1e-310,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32 + 5,
  2 ** 63,
  -(2 ** 63),
  1e25,
  -1e19,
  255.9,
  -0.7,
];

const values = (dtype: KernelDType, length: number): KernelArray =>
  randomArray(random, dtype, length, () =>
    random() % 3 === 0 ? (SPECIAL[random() % SPECIAL.length] as number) : (random() / 2 ** 32 - 0.5) * 1000,
  );

// Around the sizes of lanes, tiles and partial sums.
const BLOCKS = [
  [1, 1, 1], [3, 5, 7], [2, 7, 1], [1, 8, 1], [2, 29, 1], [1, 1001, 1], [1, 40_000, 1], [2, 300, 3], [2, 1, 9], [3, 0, 4], [0, 3, 3], [1, 2, 2051],
] as const; // biome-ignore format: a table reads as a table

const REDUCTIONS = [
  { name: 'sum', accumulators: ['uint64', 'int64', 'float64', 'uint16', 'uint32'] },
  { name: 'prod', accumulators: ['uint64', 'int64', 'float64'] },
  { name: 'min', accumulators: undefined },
  { name: 'max', accumulators: undefined },
  { name: 'any', accumulators: ['bool'] },
  { name: 'all', accumulators: ['bool'] },
] as const;

const FLOATS = codes.filter(({ dtype }) => dtype.startsWith('float'));

it.each(FLOATS)(
  'min and max of $dtype: which zero is found, of both signs, where the order decides',
  ({ dtype, code }) => {
    for (const length of [1, 63, 64, 127, 128, 129, 300, 1001]) {
      for (const [op, other] of [
        [2, 5],
        [3, -5],
      ] as const) {
        // biome-ignore format: a pair each
        const from = [0, -0, other, other, other, other, other, other];
        const source = newArray(dtype, length).map(() => from[random() % from.length] as never);
        const [a, b] = [newArray(dtype, 1).fill(other as never), newArray(dtype, 1).fill(other as never)];
        native.reduce(op, source, code, 1, length, 1, a, code);
        jsCalls.reduce(op, source, code, 1, length, 1, b, code);
        expect(bitsOf(b), `${op} of ${length}`).toBe(bitsOf(a));
      }
    }
  },
);

describe.each(codes)('kernels of $dtype give the same bits in C++ and in JavaScript', ({ dtype, code }) => {
  it.each(REDUCTIONS.map((row, op) => ({ ...row, op })))('$name', ({ op, accumulators }) => {
    let compared = 0;
    for (const [outer, axis, inner] of BLOCKS) {
      const source = values(dtype, outer * axis * inner);
      for (const kind of accumulators ?? [dtype]) {
        const start = values(kind, outer * inner);
        const [a, b] = [start.slice(), start.slice()];
        const type = KERNEL_DTYPES.indexOf(kind);
        // What native code has no such reduction for, the checks before it never let through.
        if (native.reduce(op, source, code, outer, axis, inner, a, type) !== undefined) continue;
        jsCalls.reduce(op, source, code, outer, axis, inner, b, type);
        expect(bitsOf(b), `${outer} x ${axis} x ${inner} into ${kind}`).toBe(bitsOf(a));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(BLOCKS.length);
  });

  it('argmin and argmax, in blocks of any order', () => {
    for (const [outer, axis, inner] of BLOCKS) {
      for (const greatest of [false, true]) {
        const states = [native, jsCalls].map((calls) => ({
          calls,
          values: newArray(dtype, outer * inner),
          indices: new BigInt64Array(outer * inner).fill(-1n),
        }));
        const blocks = [axis, 0].map((start) => ({
          start,
          source: (values(dtype, outer * axis * inner) as Float64Array).map((x, i) =>
            i % 2 ? x : (newArray(dtype, 1)[0] as never),
          ) as KernelArray,
        }));
        for (const { start, source } of blocks) {
          for (const { calls, values: found, indices } of states) {
            expect(calls.argReduce(greatest, source, code, outer, axis, inner, start, found, indices)).toBe(undefined);
          }
        }
        const [a, b] = states as [(typeof states)[0], (typeof states)[0]];
        expect(b.indices).toEqual(a.indices);
        expect(bitsOf(b.values)).toBe(bitsOf(a.values));
      }
    }
  });

  it('moments', () => {
    for (const [outer, axis, inner] of BLOCKS) {
      const states = [native, jsCalls].map((calls) => ({
        calls,
        means: new Float64Array(outer * inner),
        squares: new Float64Array(outer * inner),
      }));
      for (const count of [0, axis, 2 * axis]) {
        const source = values(dtype, outer * axis * inner);
        for (const { calls, means, squares } of states) {
          expect(calls.moments(source, code, outer, axis, inner, count, means, squares)).toBe(undefined);
        }
      }
      const [a, b] = states as [(typeof states)[0], (typeof states)[0]];
      expect(bitsOf(b.means)).toBe(bitsOf(a.means));
      expect(bitsOf(b.squares)).toBe(bitsOf(a.squares));
    }
  });

  it.each(codes)('conversion to $dtype', ({ dtype: target, code: to }) => {
    for (const length of [0, 1, 15, 1027]) {
      const source = values(dtype, length);
      const [a, b] = [newArray(target, length), newArray(target, length)];
      expect(native.cast(source, code, a, to, length)).toBe(undefined);
      jsCalls.cast(source, code, b, to, length);
      expect(bitsOf(b)).toBe(bitsOf(a));
    }
  });

  it.each(OPERATIONS.slice(0, OPERATIONS.indexOf('exp') + 1).map((op, number) => ({ op, number })))(
    '$op of operands of every type',
    ({ op, number }) => {
      if (!dtype.startsWith('float') && ['divide', 'sqrt', 'copysign', 'exp'].includes(op)) return;
      if (dtype.startsWith('float') && (op === 'power' || op.startsWith('bitwise'))) return;
      for (const { dtype: other, code: otherCode } of codes) {
        for (const shape of [[], [1], [0, 3], [3, 5, 7], [2, 1029]]) {
          const size = shape.reduce((x, y) => x * y, 1);
          const last = shape.at(-1) ?? 1;
          // In C order; backwards with gaps; one row for all.
          const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((x, y) => x * y, 1));
          const rowOnly = shape.map((_, axis) => (axis === shape.length - 1 ? 1 : 0));
          const first = values(op === 'where' ? 'bool' : dtype, size);
          const second = values(other, 2 * size);
          if (op === 'power')
            for (let i = 0; i < second.length; i++)
              if ((second[i] as number) < 0) second[i] = (typeof second[i] === 'bigint' ? 3n : 3) as never;
          const third = values(other, last);
          const operands = [
            first,
            op === 'where' ? 10 : code,
            0,
            strides,
            second,
            otherCode,
            size > 0 ? 2 * size - 1 : 0,
            strides.map((step) => -2 * step),
            third,
            otherCode,
            0,
            rowOnly,
          ].slice(0, 4 * operandsOf(number));
          const [a, b] = [newArray(resultOf(number, dtype), size), newArray(resultOf(number, dtype), size)];
          const done = native.elementwise(number, code, a, shape, ...operands);
          // A power of integers may be refused for a negative exponent, by both.
          if (op !== 'power') expect(done).toBe(true);
          expect(jsCalls.elementwise(number, code, b, shape, ...operands)).toBe(done);
          if (done === true) expect(bitsOf(b), `[${shape}] with ${other}`).toBe(bitsOf(a));
        }
      }
    },
  );
});

describe.each(codes)('rows of $dtype', ({ dtype, code }) => {
  it.each([
    [1, 1], [5, 3], [19, 16], [70, 64], [20, 80], [33, 256], [17, 257], [40, 700], [16, 1024], [3, 1000], [2, 3001], [1, 1025], [0, 4], [4, 0],
  ])('are sorted alike: %i of %i', (rows, length) => {
    for (const descending of [false, true]) {
      const source = values(dtype, rows * length);
      const [a, b, inPlace] = [newArray(dtype, rows * length), newArray(dtype, rows * length), source.slice()];
      expect(native.sort(source, a, code, rows, length, descending)).toBe(undefined);
      expect(native.sort(inPlace, inPlace, code, rows, length, descending)).toBe(undefined);
      jsCalls.sort(source, b, code, rows, length, descending);
      expect(bitsOf(inPlace)).toBe(bitsOf(a));
      expect(bitsOf(b)).toBe(bitsOf(a));
      const [c, d] = [new BigInt64Array(rows * length), new BigInt64Array(rows * length)];
      expect(native.argSort(source, code, rows, length, descending, c)).toBe(undefined);
      jsCalls.argSort(source, code, rows, length, descending, d);
      expect(d).toEqual(c);
    }
  }); // biome-ignore format: a table reads as a table

  it.each([
    [1, 1, 1],
    [2, 9, 1],
    [3, 4, 5],
    [1, 0, 3],
  ])('are added up alike: %i x %i x %i', (outer, axis, inner) => {
    for (const product of [false, true]) {
      const source = values(dtype, outer * axis * inner);
      const [a, b] = [source.slice(), source.slice()];
      expect(native.scan(product, a, code, outer, axis, inner)).toBe(undefined);
      jsCalls.scan(product, b, code, outer, axis, inner);
      expect(bitsOf(b)).toBe(bitsOf(a));
    }
  });
});

it.each([1, 2, 4, 8, 16])('copies of elements of %i bytes from any strides to any', (width) => {
  const make = (length: number) => new Uint8Array(length * width).map(() => random() >>> 7);
  for (const [shape, from, at, to, into] of [
    [[], [], 0, [], 3],
    [[3, 40, 50], [2000, 50, 1], 0, [2000, 50, 1], 0],
    [[50, 40, 3], [1, 50, 2000], 0, [120, 3, 1], 0],
    [[40, 50], [-50, -1], 1999, [1, 40], 0],
    [[37, 41], [0, 2], 1, [41, 1], 5],
    [[5, 4, 3], [12, 1, 4], 0, [-12, 3, 1], 48],
    [[5, 0], [1, 1], 0, [1, 1], 0],
  ] as [number[], number[], number, number[], number][]) {
    const source = make(6200);
    const [a, b] = [new Uint8Array(6200 * width), new Uint8Array(6200 * width)];
    expect(native.copy(shape, width, source, at, from, a, into, to)).toBe(undefined);
    jsCalls.copy(shape, width, source, at, from, b, into, to);
    expect(Buffer.compare(a, b), `[${shape}]`).toBe(0);
  }
});

it('sums of bytes over more planes than a partial sum holds', () => {
  for (const [code, axis, inner, fill] of [
    [0, 259, 2049, 255],
    [1, 259, 70, -128],
    [2, 65539, 3, 65535],
    [3, 65539, 3, -32768],
    [0, 300_001, 1, 255],
  ] as const) {
    const source = newArray(KERNEL_DTYPES[code], axis * inner).fill(fill as never);
    const [a, b] = [new BigUint64Array(inner), new BigUint64Array(inner)];
    native.reduce(0, source, code, 1, axis, inner, a, 6);
    jsCalls.reduce(0, source, code, 1, axis, inner, b, 6);
    expect(a.every((sum) => sum === BigInt.asUintN(64, BigInt(axis) * BigInt(fill)))).toBe(true);
    expect(bitsOf(b)).toBe(bitsOf(a));
  }
});

/** LZW codes that are in the table when they come, with widths that change as TIFF's do; some name the newest string. */
function lzwStream(count: number): Uint8Array {
  const bits: number[] = [];
  let [next, width, began] = [258, 9, false];
  for (let i = 0; i < count; i++) {
    const made = began && next < 4096 ? next + 1 : next;
    const clear = random() % 5000 === 0 || i === 0;
    const code = clear ? 256 : !began ? random() % 256 : random() % 3 === 0 ? made - 1 : random() % made;
    const valid = code === 257 || (code === 256 && !clear) ? 7 : code;
    for (let bit = width - 1; bit >= 0; bit--) bits.push((valid >> bit) & 1);
    [next, width, began] = clear
      ? [258, 9, false]
      : [made, made + 1 >= 2 ** width && width < 12 ? width + 1 : width, true];
  }
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(
      bits
        .slice(8 * i, 8 * i + 8)
        .join('')
        .padEnd(8, '0'),
      2,
    ),
  );
}

describe('decoders', () => {
  it('give the same bytes for long LZW data, into targets that end anywhere', () => {
    for (const count of [3, 40, 300, 9000, 9000, 9000]) {
      const source = lzwStream(count);
      const [status, , length] = jsCalls.lzw(source, new Uint8Array(2 ** 24)) as readonly number[] as [
        number,
        number,
        number,
      ];
      expect(status).toBe(1); // it ends before such a target does
      expect(length).toBeGreaterThan(count / 2);
      for (const size of [length, length - 1, Math.floor(length / 2), Math.floor(length / 3)]) {
        const [a, b] = [new Uint8Array(size), new Uint8Array(size)];
        expect(native.lzw(source, a)).toEqual(jsCalls.lzw(source, b));
        if (size === length) expect(Buffer.compare(a, b)).toBe(0);
      }
    }
  });

  it('end in the same way on random and on damaged bytes', () => {
    const ends = new Set<string>();
    for (let round = 0; round < 3000; round++) {
      const source = new Uint8Array(random() % 60).map(() => random() >>> 11);
      if (round % 2 === 0) source[0] = 128; // LZW's clear code
      for (const kernel of ['lzw', 'packBits'] as const) {
        const a = new Uint8Array(random() % 200);
        const b = new Uint8Array(a.length);
        const end = native[kernel](source, a);
        expect(jsCalls[kernel](source, b)).toEqual(end);
        // Of what failed, the target is nobody's.
        if (end === undefined) expect(b).toEqual(a);
        ends.add(`${kernel} ${end === undefined ? 0 : (end as readonly number[])[0]}`);
      }
    }
    expect(ends.size).toBeGreaterThanOrEqual(6);
  });

  it.each([1, 2, 4, 8])('restore rows of elements of %i bytes', (width) => {
    const dtype = ({ 1: 'uint8', 2: 'uint16', 4: 'float32', 8: 'uint64' } as const)[width as 1 | 2 | 4 | 8];
    for (const predictor of [1, 2, 3]) {
      for (const [rowLength, samples] of [
        [1, 1],
        [7, 1],
        [12, 3],
        [33, 33],
      ] as const) {
        for (const swapped of [false, true]) {
          const bytes = new Uint8Array(rowLength * 3 * width).map(() => random() >>> 9);
          const [a, b] = [bytes.slice(), bytes.slice()];
          const view = (of: Uint8Array) => new (newArray(dtype, 0).constructor as Uint8ArrayConstructor)(of.buffer);
          native.restoreRows(view(a), width, rowLength, samples, predictor, swapped);
          jsCalls.restoreRows(view(b), width, rowLength, samples, predictor, swapped);
          expect(b).toEqual(a);
        }
      }
    }
  });
});
