import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsCalls } from '../../src/kernels/js/index.js';
import { KERNEL_DTYPES, type KernelArray, type KernelDType, newArray } from '../../src/kernels/kernel-dtype.js';
import { core, type KernelCalls } from '../../src/native.js';
import { bitsOf, randomArray, seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;
const OFFSET = 24;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imglib2-node-runs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const random = seeded(4711);

const values = (dtype: KernelDType, length: number): KernelArray =>
  randomArray(random, dtype, length, () => (random() % 50 === 0 ? Number.NaN : (random() / 2 ** 32 - 0.5) * 1000));

/** Files of `count` blocks each a run, behind something else. */
async function withRuns<T>(runs: readonly KernelArray[], use: (descriptors: Int32Array) => T): Promise<T> {
  const descriptors = runs.map((elements, i) => {
    const path = join(folder, `${i}.bin`);
    const bytes = Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength);
    writeFileSync(path, Buffer.concat([Buffer.alloc(OFFSET, 255), bytes]));
    return openSync(path, 'r');
  });
  try {
    return use(Int32Array.from(descriptors));
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

// Columns of more than a piece, planes, rows, all, and a number of runs that is no multiple of those added together.
const SHAPES = [
  { count: 6, block: [1, 1, 70_001] },
  { count: 3, block: [1, 5, 7] },
  { count: 2, block: [300, 257, 1] },
  { count: 2, block: [3, 4, 5] },
  { count: 3, block: [1, 70_001, 1] },
  { count: 1, block: [1, 1, 1] },
  { count: 2, block: [1, 0, 4] },
] as const;
const OPERATIONS = ['sum', 'prod', 'min', 'max', 'any', 'all'];

describe.each(KERNEL_DTYPES.map((dtype, code) => ({ dtype, code })))('runs of $dtype in files', ({ dtype, code }) => {
  it.each(SHAPES)('$count of $block are reduced alike in C++ and in JavaScript', async ({ count, block }) => {
    const [outer, axis, inner] = block;
    const runs = Array.from({ length: count }, () => values(dtype, outer * axis * inner));
    const offsets = new Float64Array(count).fill(OFFSET);
    await withRuns(runs, (descriptors) => {
      let compared = 0;
      for (const op of OPERATIONS.keys()) {
        for (const kind of new Set(['uint64', 'float64', 'uint32', 'bool', dtype] as const)) {
          const start = newArray(kind, outer * inner);
          const type = KERNEL_DTYPES.indexOf(kind);
          const [a, b, whole] = [start.slice(), start.slice(), start.slice()];
          const done = native.reduceFiles?.(op, descriptors, offsets, code, outer, axis, inner, a, type);
          // Combinations that there are not, the checks before it never let through.
          if (done !== undefined) continue;
          compared += 1;
          expect(jsCalls.reduceFiles?.(op, descriptors, offsets, code, outer, axis, inner, b, type)).toBe(undefined);
          expect(bitsOf(b), `${OPERATIONS[op]} into ${kind}`).toBe(bitsOf(a));
          // Rows are added up as floats in pieces, in another order than at once.
          if (inner === 1 && kind.startsWith('float')) continue;
          for (const run of runs) native.reduce(op, run, code, outer, axis, inner, whole, type);
          expect(bitsOf(whole), `${OPERATIONS[op]} at once`).toBe(bitsOf(a));
        }
      }
      expect(compared).toBeGreaterThanOrEqual(OPERATIONS.length);
    });
  });
});

it('keeps sums of more runs than fit in two bytes', async () => {
  const run = new Uint8Array(100).fill(255);
  await withRuns([run], (descriptors) => {
    const many = new Int32Array(600).fill(descriptors[0] as number);
    const sums = new BigUint64Array(100).fill(5n);
    expect(native.reduceFiles?.(0, many, new Float64Array(600).fill(OFFSET), 0, 1, 1, 100, sums, 6)).toBe(undefined);
    expect(sums.every((sum) => sum === 600n * 255n + 5n)).toBe(true);
  });
});

describe.each([
  ['C++', native],
  ['JavaScript', jsCalls],
] as const)('in %s', (_, calls) => {
  it('tells which run ends too early, or is no file', async () => {
    const runs = [new Uint8Array(50), new Uint8Array(49), new Uint8Array(50)];
    await withRuns(runs, (descriptors) => {
      for (const [axis, inner] of [
        [1, 50],
        [50, 1],
      ] as const) {
        const sums = new BigUint64Array(50);
        const offsets = new Float64Array(3).fill(OFFSET);
        expect(calls.reduceFiles?.(0, descriptors, offsets, 0, 1, axis, inner, sums, 6)).toBe(1);
        const closed = Int32Array.of(descriptors[0] as number, descriptors[0] as number, 2 ** 30);
        expect(calls.reduceFiles?.(0, closed, offsets, 0, 1, axis, inner, sums, 6)).toBe(2);
      }
    });
  });
});

it('refuses runs that are none, and accumulators that are too short', () => {
  const call = (descriptors: Int32Array, offsets: Float64Array, sums: BigUint64Array) =>
    native.reduceFiles?.(0, descriptors, offsets, 0, 1, 1, 4, sums, 6);
  const refused = (problem: string) => ({ failed: 'ArgumentError', message: expect.stringContaining(problem) });
  const sums = new BigUint64Array(4);
  expect(call(Int32Array.of(1, 2), Float64Array.of(0), sums)).toMatchObject(refused('not as many'));
  expect(call(Int32Array.of(-1), Float64Array.of(0), sums)).toMatchObject(refused('none'));
  expect(call(Int32Array.of(1), Float64Array.of(-8), sums)).toMatchObject(refused('none'));
  expect(call(Int32Array.of(1), Float64Array.of(0), sums.subarray(1))).toMatchObject(refused('too short'));
});
