import { describe, expect, it, vi } from 'vitest';
import { isError } from '../../src/errors.js';
import {
  addMoments,
  argReduce,
  cast,
  elementwise,
  kernelsInUse,
  lzwDecode,
  mergeMoments,
  newAccumulator,
  newFound,
  newMoments,
  operationTypes,
  promote,
  reduce,
  restoreRows,
} from '../../src/kernels/index.js';
import { core, type KernelCalls } from '../../src/native.js';

function nameOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isError(error)) return error.name;
    throw error;
  }
  return 'none';
}

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
const block = { dtype: 'uint8', outer: 1, axis: 2, inner: 3 };
const detached = new Uint8Array(6);
structuredClone(detached.buffer, { transfer: [detached.buffer] });

describe('kernels', () => {
  it('run natively where the addon has them, and in JavaScript where the environment says so', async () => {
    vi.stubEnv('IMGLIB2_NODE_KERNELS', '');
    expect(kernelsInUse()).toBe('native');
    vi.stubEnv('IMGLIB2_NODE_KERNELS', 'js');
    vi.resetModules();
    const fresh = await import('../../src/kernels/index.js');
    expect(fresh.kernelsInUse()).toBe('js');
    const sums = new BigUint64Array(3);
    fresh.reduce('sum', bytes, block, sums);
    expect([...sums]).toEqual([5n, 7n, 9n]);
    vi.unstubAllEnvs();
  });

  it('take arrays over shared memory, and parts of larger ones', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(16), 5, 6);
    shared.set(bytes);
    const sums = new BigUint64Array(new SharedArrayBuffer(40), 16, 3);
    reduce('sum', shared, block, sums);
    reduce('sum', shared, block, sums);
    expect([...sums]).toEqual([10n, 14n, 18n]);
    expect(new BigUint64Array(sums.buffer, 0, 2)).toEqual(new BigUint64Array(2));
  });

  it('keep the bytes of a Uint8ClampedArray as they are', () => {
    const clamped = new Uint8ClampedArray(1);
    cast(Int16Array.of(300), 'int16', clamped as never, 'uint8');
    expect(clamped[0]).toBe(44);
  });

  it.each([
    ['a short source', () => reduce('sum', bytes, { ...block, axis: 3 }, new BigUint64Array(3))],
    ['a detached source', () => reduce('sum', detached, block, new BigUint64Array(3))],
    ['a short accumulator', () => reduce('sum', bytes, block, new BigUint64Array(2))],
    ['an accumulator of another kind', () => reduce('sum', bytes, block, new Float32Array(3))],
    ['a source of another kind', () => reduce('sum', new Int8Array(6), block, new BigUint64Array(3))],
    ['a negative size', () => reduce('sum', bytes, { ...block, outer: -1 }, new BigUint64Array(3))],
    ['a broken size', () => reduce('sum', bytes, { ...block, inner: 1.5 }, new BigUint64Array(3))],
    [
      'sizes that overflow',
      () => reduce('sum', bytes, { ...block, outer: 2 ** 40, axis: 2 ** 40 }, new BigUint64Array(3)),
    ],
    [
      'short indices',
      () => argReduce('argmax', bytes, block, 0, { values: new Uint8Array(3), indices: new BigInt64Array(2) }),
    ],
    ['short means', () => addMoments(bytes, block, newMoments(2))],
    ['a short target', () => cast(bytes, 'uint8', new Float32Array(5), 'float32')],
    ['a short result', () => elementwise('add', [6], [{ data: bytes, dtype: 'uint8' }, 1], new Uint8Array(5))],
    [
      'strides that reach out',
      () => elementwise('add', [3, 2], [{ data: bytes, dtype: 'uint8', strides: [3, 1] }, 1], new Uint8Array(6)),
    ],
    [
      'strides that reach below',
      () => elementwise('add', [6], [{ data: bytes, dtype: 'uint8', offset: 4, strides: [-1] }, 1], new Uint8Array(6)),
    ],
    [
      'a stride too few',
      () => elementwise('add', [3, 2], [{ data: bytes, dtype: 'uint8', strides: [1] }, 1], new Uint8Array(6)),
    ],
    ['a number out of range', () => elementwise('add', [6], [{ data: bytes, dtype: 'uint8' }, 256], new Uint8Array(6))],
    [
      'a negative exponent',
      () => elementwise('power', [2], [{ data: new Int8Array(2), dtype: 'int8' }, -1], new Int8Array(2)),
    ],
    ['an operand too many', () => elementwise('abs', [6], [{ data: bytes, dtype: 'uint8' }, 1], new Uint8Array(6))],
    [
      'rows that are not whole',
      () => restoreRows(bytes, { littleEndian: true, predictor: 2, rowLength: 4, samples: 1 }),
    ],
    [
      'more samples than elements',
      () => restoreRows(bytes, { littleEndian: true, predictor: 2, rowLength: 3, samples: 4 }),
    ],
  ])('refuse %s', (_, run) => expect(nameOf(run)).toBe('ArgumentError'));

  it('refuse types they have no arithmetic for', () => {
    expect(nameOf(() => newAccumulator('sum', 'argb', 1))).toBe('DTypeError');
    expect(nameOf(() => elementwise('subtract', [1], [{ data: bytes, dtype: 'bool' }, true], new Uint8Array(1)))).toBe(
      'DTypeError',
    );
  });
});

// The checks above stand before these, which no call from outside this package can reach.
it.each([
  ['reduce', [0, bytes, 0, 1, 7, 1, new BigUint64Array(1), 6]],
  ['reduce', [0, bytes, 0, 1, 2, 3, new BigUint64Array(2), 6]],
  ['reduce', [0, bytes, 0, 2 ** 33, 2 ** 33, 2 ** 33, new BigUint64Array(2), 6]],
  ['reduce', [0, bytes, 0, 1, 2, 3, new Float32Array(6), 8]],
  ['reduce', [9, bytes, 0, 1, 2, 3, new BigUint64Array(3), 6]],
  ['reduce', [0, bytes, 11, 1, 2, 3, new BigUint64Array(3), 6]],
  ['reduce', [0, 'bytes', 0, 1, 2, 3, new BigUint64Array(3), 6]],
  ['reduce', [0, detached, 0, 1, 2, 3, new BigUint64Array(3), 6]],
  ['argReduce', [true, bytes, 0, 1, 6, 1, 0, new Uint8Array(1), new BigInt64Array(0)]],
  ['moments', [bytes, 0, 1, 6, 1, 0, new Float64Array(1), new Float64Array(0)]],
  ['cast', [bytes, 0, new Uint8Array(7), 0, 7]],
  ['cast', [bytes, 0, new Uint8Array(6), 9, 6]],
  ['elementwise', [18, 0, new Uint8Array(6), [6], bytes, 0, 1, [1]]],
  ['elementwise', [18, 0, new Uint8Array(6), [6], bytes, 0, 0, [1, 1]]],
  ['elementwise', [18, 0, new Uint8Array(6), [2, 3], bytes, 0, 0, [2 ** 60, 2 ** 60]]],
  ['elementwise', [3, 0, new Uint8Array(6), [6], bytes, 0, 0, [1], bytes, 0, 0, [1]]],
  ['restoreRows', [bytes, 3, 6, 1, 2, true]],
  ['restoreRows', [bytes, 1, 6, 0, 2, true]],
] as [keyof KernelCalls, unknown[]][])('native %s refuses what does not fit (%#)', (kernel, args) => {
  const call = (core().kernels as KernelCalls)[kernel] as (...args: unknown[]) => unknown;
  expect(call(...args)).toMatchObject({ failed: 'ArgumentError' });
});

describe('arithmetic', () => {
  const run = (op: Parameters<typeof elementwise>[0], operands: Parameters<typeof elementwise>[2]) => {
    const types = operationTypes(
      op,
      operands.map((operand) => (typeof operand === 'object' && 'dtype' in operand ? operand.dtype : operand)),
    );
    const target =
      types.result === 'float64'
        ? new Float64Array(3)
        : types.result === 'float32'
          ? new Float32Array(3)
          : new Uint8Array(3);
    elementwise(op, [3], operands, target);
    return [...target];
  };
  const doubles = (...values: number[]) => ({ data: Float64Array.from(values), dtype: 'float64' });

  it('has the functions of JavaScript', () => {
    expect(run('exp', [doubles(0, 1, -Infinity)])).toEqual([1, Math.E, 0]);
    expect(run('log', [doubles(1, Math.E, -1)])).toEqual([0, 1, Number.NaN]);
    expect(run('sqrt', [{ data: bytes, dtype: 'uint8' }])).toEqual([
      1,
      Math.fround(Math.SQRT2),
      Math.fround(Math.sqrt(3)),
    ]);
  });

  it('raises floats as C does', () => {
    expect(run('power', [1, doubles(Number.NaN, Infinity, 3)])).toEqual([1, 1, 1]);
    expect(run('power', [doubles(-1, 2, 0.1), doubles(-Infinity, 0.5, 2)])).toEqual([1, Math.SQRT2, 0.1 * 0.1]);
  });

  it('compares numbers that the type does not have', () => {
    const operand = { data: Uint8Array.of(0, 7, 255), dtype: 'uint8' };
    expect(run('less', [operand, 256])).toEqual([1, 1, 1]);
    expect(run('greaterEqual', [-1, operand])).toEqual([0, 0, 0]);
    expect(run('less', [operand, 6.5])).toEqual([1, 0, 0]);
    const wide = { data: BigInt64Array.of(-1n, 0n, 9007199254740993n), dtype: 'int64' };
    expect(run('equal', [wide, 2 ** 53])).toEqual([0, 0, 0]);
    expect(run('less', [wide, 2n ** 63n])).toEqual([1, 1, 1]);
  });

  it('chooses by a condition of any type', () => {
    expect(
      run('where', [
        { data: Float32Array.of(0, 0.5, Number.NaN), dtype: 'float32' },
        { data: bytes, dtype: 'uint8' },
        9,
      ]),
    ).toEqual([9, 2, 3]);
  });

  it('gives a number the type of the array where that has it', () => {
    expect([promote('uint8', 255), promote('uint8', 0.5), promote('float32', 0.1), promote('bool', 1)]).toEqual([
      'uint8',
      'float64',
      'float32',
      'int64',
    ]);
    expect(nameOf(() => promote('uint8', -1))).toBe('ArgumentError');
    expect(nameOf(() => promote('int64', 2n ** 63n))).toBe('ArgumentError');
  });
});

it('adds means and variances of blocks in any cut', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => Math.sin(i) * 10 + 1e6);
  const whole = newMoments(1);
  addMoments(values, { dtype: 'float64', outer: 1, axis: 100, inner: 1 }, whole);
  const merged = newMoments(1);
  for (const [from, to] of [
    [0, 1],
    [1, 60],
    [60, 60],
    [60, 100],
  ] as const) {
    const part = newMoments(1);
    addMoments(values.subarray(from, to), { dtype: 'float64', outer: 1, axis: to - from, inner: 1 }, part);
    mergeMoments(merged, part);
  }
  expect(merged.count).toBe(100);
  expect(merged.means[0]).toBeCloseTo(whole.means[0] as number, 8);
  expect(merged.squares[0]).toBeCloseTo(whole.squares[0] as number, 6);
});

it('finds the first of equal elements in blocks of any order', () => {
  const found = newFound('uint8', 1);
  argReduce('argmax', Uint8Array.of(9, 9), { dtype: 'uint8', outer: 1, axis: 2, inner: 1 }, 4, found);
  argReduce('argmax', Uint8Array.of(1, 9), { dtype: 'uint8', outer: 1, axis: 2, inner: 1 }, 0, found);
  expect(found).toEqual({ values: Uint8Array.of(9), indices: BigInt64Array.of(1n) });
});

it('says where compressed bytes are corrupt', () => {
  expect(lzwDecode(Uint8Array.of(128), new Uint8Array(4))).toEqual({
    message: 'LZW data ends after 0 of 4 bytes',
    position: 1,
    unsupported: false,
  });
});
