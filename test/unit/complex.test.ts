import { describe, expect, it } from 'vitest';
import { log } from '../../src/functions/index.js';
import { fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { type Complex, dtypeInfo, type TypedArray, Volume } from '../../src/volume/index.js';
import { type Case, NumpyCases, scattered, unpack } from '../support/numpy-arrays.js';

/**
 * What docs/array-api.md states, in units of 2^-52 (of complex64 2^-23): 'parts' of the number's modulus; 'power' of that
 * times 1 + |exponent| (1 + |log base|); 'product' of that times the number of factors; 'sum' of the sum of magnitudes. Zeros,
 * infinities and NaN are NumPy's.
 */
type Within = 'parts' | 'power' | 'product' | 'sum';

const numpy = new NumpyCases<Within>('complex.json.gz');
const EPSILON: Partial<Record<string, number>> = { complex64: 2 ** -23, float32: 2 ** -23 };
const SMALLEST: Partial<Record<string, number>> = { complex64: 2 ** -149, float32: 2 ** -149 };
const UNITS = { parts: 2, power: 2, product: 2, sum: 2 };

/** Beside a NaN, the sign of a zero or an infinity is one that C99 and the standard leave open. */
const SIGN_OPEN = new Set(['sinh', 'cosh', 'tanh', 'sin', 'cos', 'exp', 'acos']);
/** Whose zeros have a sign that tells a side of a branch cut, or the point 0 it came from. */
const SIGNED = new Set([
  ...[
    'negative',
    'positive',
    'conj',
    'real',
    'imag',
    'round',
    'sqrt',
    'log',
    'exp',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
  ],
  ...['atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'add', 'subtract', 'astype', 'where', 'flip', 'roll'],
]);

function numbersOf(x: Volume): TypedArray {
  return x.isContiguous ? x.data : x.copy().data;
}

/** The modulus of a number, or of that element of a volume. */
function sizeOf(side: unknown, element: number): number {
  if (typeof side === 'number') return Math.abs(side);
  if (!(side instanceof Volume)) return Math.hypot((side as Complex).re, (side as Complex).im);
  return Math.hypot(...[0, 1].map((part) => Number(numbersOf(side)[2 * element + part])));
}

function tolerance(
  expected: Volume,
  size: number,
  element: number,
  call: Case<Within>,
  args: readonly unknown[],
): number {
  if (call.within === undefined) return 0;
  const epsilon = EPSILON[expected.dtype] ?? 2 ** -52;
  const smallest = SMALLEST[expected.dtype] ?? 2 ** -1074;
  let scale = size;
  if (call.within === 'sum') scale = 9 * 300;
  if (call.within === 'product') scale *= 50;
  if (call.within === 'power') scale *= 1 + sizeOf(args[1], element) * (1 + sizeOf(log(args[0] as Volume), element));
  return UNITS[call.within] * (epsilon * scale + smallest);
}

function expectSame(actual: Volume, expected: Volume, call: Case<Within>, args: readonly unknown[]): void {
  expect(actual.dtype).toBe(expected.dtype);
  expect(actual.shape).toEqual(expected.shape);
  const [data, want] = [numbersOf(actual), numbersOf(expected)];
  const { components } = dtypeInfo(expected.dtype);
  for (let i = 0; i < want.length; i += components) {
    const parts = Array.from({ length: components }, (_, k) => [Number(data[i + k]), Number(want[i + k])] as const);
    const size = Math.hypot(...parts.map(([, b]) => b));
    for (const [k, [a, b]] of parts.entries()) {
      const within = tolerance(expected, Number.isFinite(size) ? size : Math.abs(b), i / components, call, args);
      const open = SIGN_OPEN.has(call.f) && parts.some(([, other]) => Number.isNaN(other));
      if (Object.is(a, b) || (open && Object.is(Math.abs(a), Math.abs(b)))) continue;
      if (Math.abs(a - b) <= within && !(a === 0 && b === 0 && SIGNED.has(call.f))) continue;
      const [found, wanted] = [0, 1].map((side) => parts.map((part) => part[side]).join(' + i '));
      expect.fail(`element ${i / components}, part ${k}: ${found}; NumPy has ${wanted}`);
    }
  }
}

describe.each(numpy.names)('%s of complex numbers gives what NumPy gives', (name) => {
  it('for contiguous volumes', () => {
    expect(numpy.check(name, (x) => x, expectSame)).toBeGreaterThan(0);
  });

  it('for views of any strides', () => {
    expect(numpy.check(name, scattered, expectSame)).toBeGreaterThan(0);
  });
});

const NOT_LAZY = new Set([
  ...['reshape', 'repeat', 'tril', 'triu', 'nonzero', 'take', 'takeAlongAxis'],
  ...['arange', 'asarray', 'linspace', 'eye', 'full', 'ones'],
]);

it.each(numpy.names.filter((name) => !NOT_LAZY.has(name)))(
  '%s of lazy volumes gives what NumPy gives',
  async (name) => {
    let count = 0;
    for (const [k, call] of numpy.cases.filter(({ f }) => f === name).entries()) {
      const text = JSON.stringify(call.args);
      // Some of them: each computes on its own. A lazy result's shape must be known, and begins with the first element.
      if (k % 3 !== 0 || /includeInitial":true|axis":null/.test(text) || (name === 'roll' && call.args.length === 2))
        continue;
      const args = numpy.resolve(call.args, (x) => fromVolume(x, x.ndim > 0 ? 2 : undefined)) as unknown[];
      const eager = numpy.resolve(call.args, (x) => x) as unknown[];
      const deferred = numpy.call(name, args);
      const expected = (Array.isArray(call.result) ? call.result : [call.result]).map(unpack);
      for (const [n, lazy] of ((Array.isArray(deferred) ? deferred : [deferred]) as LazyVolume[]).entries()) {
        expectSame(await lazy.compute(), expected[n] as Volume, call, eager);
      }
      count += 1;
    }
    expect(count).toBeGreaterThan(0);
  },
);
