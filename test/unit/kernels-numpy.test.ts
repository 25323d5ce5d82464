import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  accumulatorDType,
  addMoments,
  argReduce,
  cast,
  type ElementwiseOp,
  elementwise,
  type KernelArray,
  type KernelDType,
  NUMBER_DTYPES,
  newAccumulator,
  newFound,
  newMoments,
  operationTypes,
  promote,
  type ReduceOp,
  reduce,
} from '../../src/kernels/index.js';
import { type NumberDType, newArray } from '../../src/kernels/kernel-dtype.js';

interface Packed {
  readonly dtype: KernelDType;
  readonly data: string;
}
interface Fixture {
  readonly shape: readonly [number, number, number];
  readonly reductions: { source: Packed; results: (Packed & { op: string; axis: number })[] }[];
  readonly casts: { source: Packed; target: Packed }[];
  readonly elementwise: { op: ElementwiseOp; operands: Packed[]; result: Packed }[];
  readonly promotions: [NumberDType, NumberDType | number | boolean, NumberDType][];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/kernels/numpy.json', import.meta.url), 'utf8')) as Fixture;

function unpack({ dtype, data }: Packed): KernelArray {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  const empty = newArray(dtype, 0);
  const array = new (empty.constructor as new (buffer: ArrayBuffer) => KernelArray)(bytes.buffer);
  expect(array.BYTES_PER_ELEMENT).toBe(empty.BYTES_PER_ELEMENT);
  return array;
}

function reduced(op: string, source: KernelArray, dtype: KernelDType, axis: number): KernelArray {
  const { shape } = fixture;
  const product = (part: readonly number[]) => part.reduce((a, b) => a * b, 1);
  const block = {
    dtype,
    outer: product(shape.slice(0, axis)),
    axis: shape[axis] as number,
    inner: product(shape.slice(axis + 1)),
  };
  const length = block.outer * block.inner;
  if (op === 'argmin' || op === 'argmax') {
    const found = newFound(dtype, length);
    argReduce(op, source, block, 0, found);
    return found.indices;
  }
  if (op === 'mean' || op === 'var') {
    const moments = newMoments(length);
    addMoments(source, block, moments);
    return op === 'mean' ? moments.means : moments.squares.map((square) => square / moments.count);
  }
  const accumulator = newAccumulator(op as ReduceOp, dtype, length);
  reduce(op as ReduceOp, source, block, accumulator);
  return accumulator;
}

/** Floats that NumPy adds in another order, in float32, or in wider integers. */
function expectClose(actual: KernelArray, expected: KernelArray, digits: number): void {
  for (const [i, x] of expected.entries()) {
    const y = Number(actual[i]);
    if (Number.isNaN(x)) expect(y).toBeNaN();
    else if (Number.isFinite(x))
      expect(Math.abs(y - Number(x))).toBeLessThanOrEqual(10 ** -digits * Math.abs(Number(x)));
    else expect(y).toBe(x);
  }
}

const signless = (x: number | bigint) => (x === 0 ? 0 : x);

describe.each(fixture.reductions)('reductions of $source.dtype as NumPy', ({ source, results }) => {
  it.each(results)('$op over axis $axis', ({ op, axis, ...packed }) => {
    const actual = reduced(op, unpack(source), source.dtype, axis);
    const expected = unpack(packed);
    if (op === 'mean' || op === 'var') return expectClose(actual, expected, packed.dtype === 'float32' ? 5 : 12);
    const floats = packed.dtype.startsWith('float');
    if (floats && (op === 'sum' || op === 'prod'))
      return expectClose(actual, expected, packed.dtype === 'float32' ? 5 : 12);
    // Which of 0 and -0 is the least, NumPy doesn't say.
    expect([...actual].map(signless)).toEqual([...expected].map(signless));
    if (op !== 'argmin' && op !== 'argmax') expect(accumulatorDType(op as ReduceOp, source.dtype)).toBe(packed.dtype);
  });
});

it.each(fixture.casts)('casts $source.dtype to $target.dtype as NumPy', ({ source, target }) => {
  const from = unpack(source);
  const to = newArray(target.dtype, from.length);
  cast(from, source.dtype, to, target.dtype);
  expect([...to]).toEqual([...unpack(target)]);
});

it.each(fixture.elementwise)('computes $op of $operands.0.dtype as NumPy', ({ op, operands, result }) => {
  const sides = operands.map((operand) => ({ data: unpack(operand), dtype: operand.dtype }));
  const expected = unpack(result);
  const types = operationTypes(
    op,
    operands.map(({ dtype }) => dtype),
  );
  expect(types.result).toBe(result.dtype);
  const target = newArray(result.dtype, expected.length);
  elementwise(op, [expected.length], sides, target);
  expect([...target]).toEqual([...expected]);
});

it('promotes every pair of types, and types with numbers, as NumPy', () => {
  expect(fixture.promotions.length).toBe(NUMBER_DTYPES.length * (NUMBER_DTYPES.length + 3));
  for (const [a, b, expected] of fixture.promotions) expect([a, b, promote(a, b)]).toEqual([a, b, expected]);
});
