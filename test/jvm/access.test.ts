/**
 * Every dtype, in either byte order, with every layout, by every way through an image in Java: all agree with what
 * TypeScript wrote and reads.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { fromImgLib2, toImgLib2 } from '../../src/imglib/index.js';
import { javaCall, javaClass, startJvmSync } from '../../src/jvm/index.js';
import {
  type ByteOrder,
  type Complex,
  createVolume,
  DTYPES,
  type DType,
  dtypeInfo,
  NATIVE_BYTE_ORDER,
  SWAPPED_BYTE_ORDER,
  type Volume,
  volumeOver,
} from '../../src/volume/index.js';
import { type AccessProbe, accessProbe } from '../support/access-probe.js';

const ELEMENTS = 300;

interface Layout {
  readonly name: string;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Of voxel [0, ...] in the memory. */
  readonly first: number;
}

const LAYOUTS: readonly Layout[] = [
  { name: 'contiguous', shape: [3, 4, 5], strides: [20, 5, 1], first: 7 },
  { name: 'no axes', shape: [], strides: [], first: 33 },
  { name: 'one axis', shape: [41], strides: [1], first: 0 },
  { name: 'one voxel', shape: [1, 1], strides: [99, 0], first: 12 },
  { name: 'transposed', shape: [5, 4, 3], strides: [1, 5, 20], first: 3 },
  { name: 'permuted', shape: [4, 3, 5], strides: [5, 20, 1], first: 0 },
  { name: 'flipped', shape: [3, 4, 5], strides: [-20, 5, -1], first: 144 },
  { name: 'stepped', shape: [3, 4, 5], strides: [80, 14, 2], first: 5 },
  { name: 'stepped and flipped', shape: [3, 4, 5], strides: [-80, 14, -3], first: 240 },
  { name: 'cropped', shape: [2, 3, 4], strides: [60, 10, 1], first: 41 },
  { name: 'broadcast', shape: [3, 4, 5], strides: [0, 5, 1], first: 2 },
  { name: 'broadcast along the last axis', shape: [4, 5], strides: [3, 0], first: 2 },
  { name: 'overlapping', shape: [6, 7], strides: [2, 3], first: 1 },
  { name: 'no voxels', shape: [3, 0, 5], strides: [5, 5, 1], first: 0 },
  { name: 'four axes', shape: [2, 3, 2, 4], strides: [24, 8, 4, 1], first: 0 },
  { name: 'five axes, permuted', shape: [2, 3, 1, 2, 4], strides: [1, 4, 50, -2, 12], first: 60 },
  { name: 'six axes', shape: [2, 2, 2, 2, 2, 2], strides: [96, 48, 24, 8, 4, 1], first: 3 },
  { name: 'seven axes', shape: [2, 1, 2, 3, 1, 2, 2], strides: [24, 24, 12, 4, 4, 2, 1], first: 0 },
];

const READS = [
  ...['cursor', 'localizingCursor', 'jump', 'randomAccess', 'moves', 'loopBuilder', 'multiThreaded'],
  ...['flatIterable', 'views', 'permuted', 'factory'],
];
const WRITES = ['cursor', 'randomAccess', 'loopBuilder'];

const JAVA_TYPES: Readonly<Record<DType, string>> = {
  uint8: 'UnsignedByteType',
  int8: 'ByteType',
  uint16: 'UnsignedShortType',
  int16: 'ShortType',
  uint32: 'UnsignedIntType',
  int32: 'IntType',
  uint64: 'UnsignedLongType',
  int64: 'LongType',
  float32: 'FloatType',
  float64: 'DoubleType',
  float16: 'FloatType',
  complex64: 'ComplexFloatType',
  complex128: 'ComplexDoubleType',
  bool: 'NativeBoolType',
  argb: 'ARGBType',
};

type Value = number | bigint | boolean | Complex;

/** All halves, so that every float type has them. */
const SPECIAL = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** -24, -65504, 1365 / 4096];

/** The `e`-th value of a dtype: all bytes and the sign take part, and floats that are none or hardly any. */
function sampleOf(dtype: DType, e: number): Value {
  const { kind, itemsize } = dtypeInfo(dtype);
  const bits = BigInt.asUintN(64, (BigInt(e) + 1n) * 0x9e3779b97f4a7c15n);
  if (kind === 'bool') return (bits & 1n) === 1n;
  if (kind === 'unsigned' || kind === 'signed' || kind === 'color') {
    const width = 8 * itemsize;
    const value = kind === 'signed' ? BigInt.asIntN(width, bits >> BigInt(64 - width)) : bits >> BigInt(64 - width);
    return itemsize === 8 ? value : Number(value);
  }
  const real = realOf(dtype, e, bits);
  return kind === 'complex' ? { re: real, im: realOf(dtype, e + 3, bits >> 7n) } : real;
}

function realOf(dtype: DType, e: number, bits: bigint): number {
  if (e % 16 < SPECIAL.length) return SPECIAL[e % 16] as number;
  // Eleven bits, at several exponents.
  if (dtype === 'float16') return (Number(bits % 2047n) - 1023) * 2 ** ((e % 7) - 5);
  const number = Number(BigInt.asIntN(64, bits)) / 7;
  return dtype === 'float32' || dtype === 'complex64' ? Math.fround(number) : number;
}

/** As the probe writes a value; floats by way of numbers, since both languages have texts of their own for them. */
function textOf(value: Value): string {
  if (typeof value !== 'object') return String(Object.is(value, -0) ? '-0' : value);
  return `${textOf(value.re)}|${textOf(value.im)}`;
}

/** What came from Java in the same form. */
function normalized(dtype: DType, text: string): string {
  const { kind } = dtypeInfo(dtype);
  if (kind !== 'float' && kind !== 'complex') return text;
  return text
    .split('|')
    .map((part) => textOf(Number(part)))
    .join('|');
}

/** All indices of a shape, Java's first axis, which is the last here, fastest. */
function* indices(shape: readonly number[]): Generator<number[]> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  for (let i = 0; i < size; i++) {
    let rest = i;
    const index = shape.map(() => 0);
    for (let d = shape.length - 1; d >= 0; d--) {
      const extent = shape[d] as number;
      index[d] = rest % extent;
      rest = Math.floor(rest / extent);
    }
    yield index;
  }
}

const elementOf = ({ first, strides }: Layout, index: readonly number[]): number =>
  index.reduce((at, i, d) => at + i * (strides[d] as number), first);

const elementsOf = (layout: Layout): Set<number> =>
  new Set([...indices(layout.shape)].map((index) => elementOf(layout, index)));

/** Where voxels share an element, which of the writes comes last depends on the way. */
const ONE_TO_ONE = LAYOUTS.filter((layout) => elementsOf(layout).size === layout.shape.reduce((a, b) => a * b, 1));

/** The memory as one axis, and the volume that is tested, over the same block. */
function make(dtype: DType, byteOrder: ByteOrder, layout: Layout): { all: Volume; volume: Volume } {
  const block = createVolume([ELEMENTS], dtype).block;
  const over = (shape: readonly number[], strides: readonly number[], first: number): Volume => {
    const byteOffset = first * dtypeInfo(dtype).itemsize;
    return volumeOver(block.retain(), { byteOffset, dtype, shape, strides, byteOrder });
  };
  return { all: over([ELEMENTS], [1], 0), volume: over(layout.shape, layout.strides, layout.first) };
}

const ORDERS: readonly ByteOrder[] = [NATIVE_BYTE_ORDER, SWAPPED_BYTE_ORDER];
const CASES = ORDERS.flatMap((order) => DTYPES.map((dtype) => ({ dtype, order })));

let probe: AccessProbe;
beforeAll(() => {
  startJvmSync();
  probe = accessProbe();
});

describe('the tables of dtypes', () => {
  it('are the same in TypeScript and Java', () => {
    const lines = (javaClass('DType').tableSync() as string).split('\n');
    expect(lines).toEqual(
      DTYPES.map((dtype) => {
        const { name, code, itemsize } = dtypeInfo(dtype);
        return `${name} ${code} ${itemsize} ${JAVA_TYPES[dtype]}`;
      }),
    );
  });
});

describe('element types of Java images', () => {
  it('all come back by a copy, every boolean type as bool', () => {
    const types: readonly [string, DType, Value][] = [
      ['BitType', 'bool', true],
      ['NativeBoolType', 'bool', true],
      ['ARGBType', 'argb', 0xffffffff],
      ['ComplexFloatType', 'complex64', { re: 1, im: 0 }],
      ['ComplexDoubleType', 'complex128', { re: 1, im: 0 }],
    ];
    for (const [type, dtype, one] of types) {
      const copy = fromImgLib2(probe.onHeapSync(type), { copy: true });
      expect([copy.dtype, copy.shape, copy.get(0, 0)]).toEqual([dtype, [2, 3], one]);
      expect(copy.get(1, 2)).toEqual(createVolume([1], dtype).get(0));
    }
  });

  it('sums say what they take', () => {
    const sumOf = (dtype: DType): number => {
      const volume = createVolume([2, 3], dtype) as Volume;
      volume.set((dtype === 'bool' ? true : 1.5) as never, 1, 1);
      return Number(javaCall(() => javaClass('Reductions').sumSync(toImgLib2(volume).image)));
    };
    expect([sumOf('bool'), sumOf('float16')]).toEqual([1, 1.5]);
    const volume = createVolume([2], 'complex64');
    const reason = {
      name: 'JavaError',
      message: expect.stringMatching(/ComplexFloatType; sums are of integers, bool/),
    };
    expect(() => javaCall(() => javaClass('Reductions').sumSync(toImgLib2(volume).image))).toThrow(
      expect.objectContaining(reason),
    );
  });
});

describe.each(CASES)('$dtype, $order-endian', ({ dtype, order }) => {
  it.each(LAYOUTS)('$name: reads as written', (layout) => {
    const { all, volume } = make(dtype, order, layout);
    for (let e = 0; e < ELEMENTS; e++) all.set(sampleOf(dtype, e) as never, e);
    const expected = [...indices(layout.shape)].map((index) => textOf(sampleOf(dtype, elementOf(layout, index))));
    expect([...indices(layout.shape)].map((index) => textOf(volume.get(...index)))).toEqual(expected);
    const handle = toImgLib2(volume);
    expect(probe.typeSync(handle.image)).toBe(JAVA_TYPES[dtype]);
    for (const way of READS) {
      const read = javaCall(() => probe.readSync(handle.image, way));
      const values = read === '' ? [] : read.split(',').map((text) => normalized(dtype, text));
      expect(values, way).toEqual(expected);
    }
    const back = fromImgLib2(handle.image);
    expect([back.dtype, back.block.id, back.size]).toEqual([dtype, all.block.id, volume.size]);
    if (dtypeInfo(dtype).itemsize > 1) expect(back.byteOrder).toBe(order);
    const copy = volume.copy();
    expect([copy.isContiguous, copy.byteOrder]).toEqual([true, NATIVE_BYTE_ORDER]);
    expect([...indices(layout.shape)].map((index) => textOf(copy.get(...index)))).toEqual(expected);
    for (const each of [copy, back, volume, all]) each.close();
    handle.close();
  });

  it.each(ONE_TO_ONE)('$name: writes its voxels and no others', (layout) => {
    const values = createVolume(layout.shape, dtype);
    for (const index of indices(layout.shape)) values.set(sampleOf(dtype, elementOf(layout, index)) as never, ...index);
    const source = toImgLib2(values);
    const touched = elementsOf(layout);
    for (const way of WRITES) {
      const { all, volume } = make(dtype, order, layout);
      const blank = textOf(all.get(0));
      const handle = toImgLib2(volume);
      javaCall(() => probe.writeSync(handle.image, source.image, way));
      const found = Array.from({ length: ELEMENTS }, (_, e) => textOf(all.get(e)));
      const wanted = found.map((_, e) => (touched.has(e) ? textOf(sampleOf(dtype, e)) : blank));
      expect(found, way).toEqual(wanted);
      handle.close();
      for (const each of [volume, all]) each.close();
    }
    source.close();
    values.close();
  });
});
