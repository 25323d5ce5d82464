/** Complex numbers in C++ and in JavaScript: the same bits. */
import { expect, it } from 'vitest';
import { COMPLEX, jsCalls, NATIVE_OPERATIONS } from '../../src/kernels/js/index.js';
import {
  codeOf,
  type KernelArray,
  type KernelDType,
  newArray,
  REAL_DTYPES,
  type RealDType,
} from '../../src/kernels/kernel-dtype.js';
import { core, type KernelCalls } from '../../src/native.js';
import { bitsOf, randomArray, seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;
const random = seeded(20261123);

/** Where formulas change: zeros, what is infinite, and what is so large or small that it is scaled. */
const SPECIAL = [
  ...[Number.NaN, 0, -0, Infinity, -Infinity, 1, -1, 5e-324, -1e-310, 2 ** -1022, 2 ** -969, 2 ** -540, 2 ** -500],
  ...[2 ** -499, 1.4e-150, 2 ** 500, -(2 ** 511), 1.7e308, -9e307, 8.98e307, 1e-45, 3e38, 2 ** -130],
];

const float = (): number => {
  const choice = random() % 4;
  if (choice === 0) return SPECIAL[random() % SPECIAL.length] as number;
  const size = choice === 1 ? 2 ** ((random() % 2100) - 1070) : 1;
  return (random() / 2 ** 31 - 1) * size;
};

const numbers = (dtype: RealDType, length: number) =>
  dtype === 'float16' ? new Uint16Array(length).map(() => random()) : randomArray(random, dtype, length, float);
const PARTS = ['float32', 'float64'] as const;
const RESULTS: Partial<Record<string, KernelDType>> = { equal: 'bool', notEqual: 'bool' };

/** An operand of `shape` in an array of its own, with those steps along it: its array, type, offset and strides. */
function operand(code: number, shape: readonly number[], steps: readonly number[]) {
  const complex = code >= COMPLEX;
  const dtype = REAL_DTYPES[complex ? code - COMPLEX : code] as RealDType;
  let [length, offset] = [1, 0];
  const strides = shape.map((extent, d) => {
    const step = (steps[d] as number) * length;
    length += (extent - 1) * Math.abs(step);
    if (step < 0) offset -= (extent - 1) * step;
    return step;
  });
  return [numbers(dtype, complex ? 2 * length : length), code, offset, strides] as const;
}

const LAYOUTS = [
  { shape: [1], steps: [[1], [1]] },
  { shape: [511], steps: [[1], [1]] },
  { shape: [1300], steps: [[1], [0]] },
  { shape: [1300], steps: [[-1], [3]] },
  { shape: [700, 3], steps: [[1, 1], [0, -2]] }, // biome-ignore format: one a line
  { shape: [], steps: [[], []] },
  { shape: [4, 0], steps: [[1, 1], [1, 1]] }, // biome-ignore format: one a line
];

it.each(NATIVE_OPERATIONS.map((op, code) => ({ op, code })))('$op', ({ op, code }) => {
  const count = ['negative', 'positive', 'conj', 'square', 'abs'].includes(op) ? 1 : 2;
  let looked = 0;
  for (const part of PARTS) {
    const own = codeOf(part) + COMPLEX;
    const others = [own, codeOf(part === 'float32' ? 'float64' : 'float32') + COMPLEX, ...REAL_DTYPES.keys()];
    for (const other of others) {
      for (const { shape, steps } of LAYOUTS) {
        const types = random() % 2 === 0 ? [own, other] : [other, own];
        const flat = types.slice(0, count).flatMap((type, k) => [...operand(type, shape, steps[k] as number[])]);
        const size = shape.reduce((a, b) => a * b, 1);
        const results = [native, jsCalls].map((calls) => {
          const target = newArray(RESULTS[op] ?? part, (op in RESULTS || op === 'abs' ? 1 : 2) * size + 1).fill(
            7 as never,
          );
          expect(calls.complexElementwise(code, codeOf(part), target, shape, ...(flat as KernelArray[]))).toBe(
            undefined,
          );
          expect(target.at(-1)).toBe(7);
          return bitsOf(target);
        });
        expect(results[0], `${part}, ${types}, [${shape}]`).toBe(results[1]);
        looked += size;
      }
    }
  }
  expect(looked).toBeGreaterThan(10_000);
});

it('is refused where it does not fit', () => {
  const z = new Float64Array(8);
  const [add, abs, float64, uint8] = [0, 8, codeOf('float64'), codeOf('uint8')];
  const side = [z, float64 + COMPLEX, 0, [1]] as const;
  for (const args of [
    [NATIVE_OPERATIONS.length, float64, z, [4], ...side, ...side],
    [add, uint8, z, [4], ...side, ...side],
    [add, float64, z, [5], ...side, ...side],
    [add, float64, z, [4], ...side, z, float64 + COMPLEX, 1, [1]],
    [add, float64, z, [4], ...side, z, float64 + COMPLEX, 0, [-1]],
    [add, float64, z, [4], ...side, z, uint8 + COMPLEX, 0, [1]],
    [add, float64, z, [4], ...side, z, float64 + COMPLEX, 0, [1, 1]],
    [abs, float64, new Float64Array(3), [4], ...side],
    [add, float64, z, [-1], ...side, ...side],
  ]) {
    const call = native.complexElementwise as (...args: unknown[]) => unknown;
    expect(call(...args)).toMatchObject({ failed: 'ArgumentError' });
  }
});
