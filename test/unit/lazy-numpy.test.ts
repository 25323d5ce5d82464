import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { asVolume, type DType, dtypeInfo, type TypedArray, type Volume, volumeOver } from '../../src/volume/index.js';

interface Packed {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: string;
}

interface Fixtures {
  readonly inputs: Record<string, Packed>;
  readonly reductions: {
    readonly input: string;
    readonly op: 'sum';
    readonly axis: number | number[] | null;
    readonly keepdims: boolean;
    readonly result: Packed;
  }[];
  readonly elementwise: { op: 'add'; left: string; right: string | number; result: Packed }[];
  readonly overlaps: { boundary: 'reflect'; result: Packed }[];
}

const fixtures: Fixtures = JSON.parse(readFileSync(new URL('../fixtures/lazy/numpy.json', import.meta.url), 'utf8'));

function elements({ dtype, data }: Packed): TypedArray {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return new (dtypeInfo(dtype).array)(bytes.buffer);
}

function input(name: string, chunks: number): LazyVolume {
  const packed = fixtures.inputs[name] as Packed;
  const { block } = asVolume(elements(packed) as Uint8Array);
  const strides = packed.shape.map((_, d) => packed.shape.slice(d + 1).reduce((a, b) => a * b, 1));
  const volume = volumeOver(block.retain(), { byteOffset: 0, dtype: packed.dtype, shape: packed.shape, strides });
  return fromVolume(volume, chunks);
}

/** The size of the numbers that are added: NumPy adds float32 in float32, so that sums near 0 keep its rounding. */
const ADDENDS = 50;

/** Integers and truth values exactly; floats to a few units of their type's precision. */
function expectSame(got: Volume, want: Packed): void {
  const wanted = elements(want);
  expect([got.dtype, [...got.shape]]).toEqual([want.dtype, want.shape]);
  const bound = want.dtype === 'float32' ? 1e-6 : want.dtype === 'float64' ? 1e-12 : 0;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got.data[i], wanted[i]];
    if (Object.is(a, b) || a === b) continue;
    if (bound > 0 && Math.abs(Number(a) - Number(b)) <= bound * Math.max(ADDENDS, Math.abs(Number(b)))) continue;
    expect(`element ${i}: ${String(a)}`).toBe(`element ${i}: ${String(b)}`);
  }
}

const text = (value: unknown) => JSON.stringify(value);

describe.each([2, 4, 100])('in chunks of %s, as NumPy:', (chunks) => {
  test.each(fixtures.reductions.map((each) => [each.op, each.input, text(each.axis), each] as const))(
    '%s of %s over %s',
    async (op, name, _, { axis, keepdims, result }) => {
      expectSame(await input(name, chunks)[op]({ axis, keepdims }).compute({ concurrency: 3 }), result);
    },
  );

  test.each(fixtures.elementwise.map((each) => [each.op, each.left, each.right, each] as const))(
    '%s of %s and %s',
    async (op, left, right, { result }) => {
      const other = typeof right === 'string' ? input(right, chunks) : right;
      expectSame(await input(left, chunks)[op](other).compute(), result);
    },
  );
});

test.each(fixtures.overlaps.map((each) => [each.boundary, each] as const))(
  'maps blocks that overlap as dask (boundary %s)',
  async (boundary, { result }) => {
    const volume = input('int32', 100).astype('float64').rechunk([2, 4, 7]);
    expectSame(await volume.mapOverlap(neighbours, { depth: 1, boundary }).compute(), result);
  },
);

/** The sum of the six neighbours, the other end's where there is none. */
function neighbours(block: Volume): Float64Array {
  const sum = new Float64Array(block.size);
  const [depth, height, width] = block.shape as [number, number, number];
  const at = (z: number, y: number, x: number) =>
    block.get((z + depth) % depth, (y + height) % height, (x + width) % width) as number;
  let i = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const pairs = [at(z + 1, y, x) + at(z - 1, y, x), at(z, y + 1, x) + at(z, y - 1, x)];
        sum[i++] = at(z, y, x + 1) + at(z, y, x - 1) + (pairs[0] as number) + (pairs[1] as number);
      }
    }
  }
  return sum;
}
