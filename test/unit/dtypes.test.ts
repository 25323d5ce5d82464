/** Element types whose typed array isn't the values, or is that of another type too. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ndarray from 'ndarray';
import { afterAll, describe, expect, it } from 'vitest';
import { asVolume, createVolume, type DType, dtypeInfo, mapVolume } from '../../src/volume/index.js';

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

const named = (name: string, message: RegExp) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });

/** The number that 16 bits stand for, by the definition of the format. */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, (bits & 1023) / 1024];
  const sign = bits < 0x8000 ? 1 : -1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

describe('float16', () => {
  it('has all 65536 values, to and fro', () => {
    const bits = new Uint16Array(65536).map((_, i) => i);
    const values = asVolume(bits, { dtype: 'float16' });
    const copy = createVolume([65536], 'float16');
    const wrong: number[] = [];
    for (let i = 0; i < 65536; i++) {
      copy.set(values.get(i), i);
      if (!Object.is(values.get(i), half(i)) || !Object.is(copy.get(i), half(i))) wrong.push(i);
    }
    expect(wrong).toEqual([]);
    expect(copy.dtype).toBe('float16');
    expect(copy.nbytes).toBe(131072);
  });

  it('rounds to the nearest, of two equally near to the even one', () => {
    const volume = createVolume([1], 'float16');
    const rounded = (value: number): number => {
      volume.set(value, 0);
      return volume.get(0);
    };
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [half(bits), half(bits + 1)];
      const middle = (low + high) / 2;
      const even = bits % 2 === 0 ? low : high;
      const step = middle * 2 ** -52;
      if ([middle, middle - step, middle + step, -middle].some((v, i) => rounded(v) !== [even, low, high, -even][i])) {
        expect([bits, rounded(middle), rounded(middle - step), rounded(middle + step)]).toEqual([
          bits,
          even,
          low,
          high,
        ]);
      }
    }
    expect([65519, 65520, -1e300, 2 ** -25, 2 ** -25 * 1.001].map(rounded)).toEqual([
      ...[65504, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 2 ** -24],
    ]);
  });

  it('is a Float16Array where Node has them, and else its bits', () => {
    const volume = createVolume([2], 'float16');
    volume.set(1.5, 1);
    const { data } = volume;
    const native = Reflect.has(globalThis, 'Float16Array');
    expect(Object.prototype.toString.call(data)).toBe(native ? '[object Float16Array]' : '[object Uint16Array]');
    expect(data[1]).toBe(native ? 1.5 : 0x3e00);
    if (native) expect(asVolume(data as never, [2]).dtype).toBe('float16');
    const array = volume.ndarray();
    array.set(0, -0.25);
    expect([array.dtype, array.get(0), array.get(1), volume.get(0)]).toEqual(['generic', -0.25, 1.5, -0.25]);
  });
});

describe('complex', () => {
  it.each(['complex64', 'complex128'] as const)('%s: values are { re, im }, data goes by turns', (dtype) => {
    const volume = createVolume([2, 3], dtype);
    volume.set({ re: 1.5, im: -2 }, 1, 2);
    expect(volume.get(1, 2)).toEqual({ re: 1.5, im: -2 });
    expect(volume.get(0, 0)).toEqual({ re: 0, im: 0 });
    expect([...volume.data]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5, -2]);
    expect(volume.nbytes).toBe(6 * dtypeInfo(dtype).itemsize);
    expect([...volume.window(4, 2)]).toEqual([0, 0, 1.5, -2]);
    expect([...volume.slice(1, [1, null]).data]).toEqual([0, 0, 1.5, -2]);
    for (const wrong of [3, [1, 2], { re: 1 }, undefined]) {
      expect(() => volume.set(wrong as never, 0, 0)).toThrow(named('ArgumentError', /no complex number; give/));
    }
  });

  it('is an ndarray with one axis more, and comes back from it', () => {
    const volume = createVolume([2, 3], 'complex64');
    const array = volume.flip(1).ndarray();
    expect([array.shape, array.stride]).toEqual([
      [2, 3, 2],
      [6, -2, 1],
    ]);
    array.set(1, 0, 1, 7);
    expect(volume.get(1, 2)).toEqual({ re: 0, im: 7 });
    const back = asVolume(array, { dtype: 'complex64' });
    expect([back.dtype, back.shape, back.strides, back.get(1, 0)]).toEqual([
      ...['complex64', [2, 3], [3, -1], { re: 0, im: 7 }],
    ]);
  });

  it('refuses strides that are not of whole voxels', () => {
    const floats = new Float32Array(24);
    const odd = ndarray(floats, [3, 2], [3, 1]);
    expect(() => asVolume(odd, { dtype: 'complex64' })).toThrow(named('ArgumentError', /strides \[1\.5\].*copied/));
    const apart = ndarray(floats, [3, 2], [4, 2]);
    expect(() => asVolume(apart, { dtype: 'complex64' })).toThrow(named('ArgumentError', /side by side/));
    expect(() => asVolume(floats, [24], { dtype: 'complex64' })).toThrow(named('ArgumentError', /24 voxels of 2 num/));
    expect(asVolume(floats, { dtype: 'complex64' }).shape).toEqual([12]);
    const half = { data: floats, shape: [4, 3], stride: [2.5, 1], offset: 0 };
    expect(() => asVolume(half)).toThrow(named('ArgumentError', /strides \[2\.5, 1\].*float32 \(4 bytes\)/));
  });
});

describe('bool and argb', () => {
  it('bool is a byte: any but 0 is true, true is written as 1', () => {
    const bytes = new Uint8Array([0, 1, 2, 255]);
    const volume = asVolume(bytes, [2, 2], { dtype: 'bool' });
    expect([volume.get(0, 0), volume.get(0, 1), volume.get(1, 0), volume.get(1, 1)]).toEqual([false, true, true, true]);
    volume.set(true, 0, 0);
    volume.set(false, 1, 1);
    expect([...bytes]).toEqual([1, 1, 2, 0]);
    expect(volume.data).toBeInstanceOf(Uint8Array);
    expect(volume.ndarray().get(1, 0)).toBe(2);
  });

  it('argb is 0xAARRGGBB', () => {
    const volume = createVolume([2], 'argb');
    volume.set(0xff8040c0, 1);
    expect(volume.get(1)).toBe(0xff8040c0);
    expect(volume.data).toEqual(new Uint32Array([0, 0xff8040c0]));
    expect(asVolume(volume.data, { dtype: 'argb' }).dtype).toBe('argb');
  });

  it('an array can only be seen as what it may mean', () => {
    expect(() => asVolume(new Uint8Array(4), { dtype: 'argb' })).toThrow(
      named('DTypeError', /array of uint8 cannot be seen as argb; supported: uint8, bool$/),
    );
    expect(() => asVolume(new Float64Array(4), { dtype: 'bool' })).toThrow(named('DTypeError', /float64, complex128$/));
    expect(() => asVolume(new Float64Array(4), { dtype: 'complex32' as DType })).toThrow(
      named('DTypeError', /unknown/),
    );
  });
});

/** A file of these bytes. */
function file(name: string, bytes: readonly number[]): string {
  const path = join(folder, name);
  writeFileSync(path, Uint8Array.from(bytes));
  return path;
}

describe('byteOrder of mapVolume', () => {
  const BYTES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

  it('reads and writes numbers of the order asked for', () => {
    const path = file('order.raw', BYTES);
    const big = mapVolume(path, [2, 2], 'uint32', { byteOrder: 'big', mode: 'r+' });
    const little = mapVolume(path, [2, 2], 'uint32', { byteOrder: 'little', mode: 'c' });
    expect([big.byteOrder, little.byteOrder]).toEqual(['big', 'little']);
    expect([big.get(0, 0), big.get(1, 1)]).toEqual([0x01020304, 0x0d0e0f10]);
    expect([little.get(0, 0), little.get(1, 1)]).toEqual([0x04030201, 0x100f0e0d]);
    big.flip().set(0x21222324, 1, 1);
    expect([...readFileSync(path).subarray(0, 4)]).toEqual([0x21, 0x22, 0x23, 0x24]);
    expect(big.ndarray().get(1, 0)).toBe(0x090a0b0c);
    const native = mapVolume(path, [8], 'uint16', { byteOrder: 'native' });
    expect(native.data).toEqual(new Uint16Array(Uint8Array.from(readFileSync(path)).buffer));
  });

  it('has no data in the other order, and says what to take', () => {
    const other = dtypeInfo('uint16') && new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'big' : 'little';
    const volume = mapVolume(file('other.raw', BYTES), [2, 4], 'uint16', { byteOrder: other });
    const reason = named(
      'DTypeError',
      new RegExp(`${other}-endian.*get\\(\\) and set\\(\\), ndarray\\(\\), or copy\\(\\)`),
    );
    expect(() => volume.data).toThrow(reason);
    expect(() => volume.window(0, 1)).toThrow(reason);
    const copy = volume.permuteDims([1, 0]).copy();
    expect([copy.readOnly, copy.isContiguous, copy.shape]).toEqual([false, true, [4, 2]]);
    for (let i = 0; i < 8; i++) expect(copy.data[2 * (i % 4) + (i >> 2)]).toBe(volume.get(i >> 2, i % 4));
    const bytes = mapVolume(file('bytes.raw', BYTES), [16], 'uint8', { byteOrder: other });
    expect(bytes.data[3]).toBe(4);
  });

  it('complex numbers are swapped part by part, and may begin at any of their numbers', () => {
    const path = file('complex.raw', [0, 0, 0, 0, 0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0]);
    const volume = mapVolume(path, [1], 'complex64', { byteOrder: 'big', offset: 4 });
    expect(volume.get(0)).toEqual({ re: 1.5, im: -2 });
    expect(volume.copy().get(0)).toEqual({ re: 1.5, im: -2 });
    const array = volume.ndarray();
    expect([array.shape, array.get(0, 0), array.get(0, 1)]).toEqual([[1, 2], 1.5, -2]);
  });

  it('refuses other words', () => {
    const path = file('words.raw', BYTES);
    expect(() => mapVolume(path, [1], 'uint8', { byteOrder: 'middle' as never })).toThrow(/byteOrder "middle"/);
    expect(() => mapVolume(path, [1], 'complex64', { offset: 2 })).toThrow(/multiple of the 4 bytes/);
  });
});

describe('copy', () => {
  it('keeps the bits of numbers that are none', () => {
    const bits = new Uint32Array([0x7fa00001, 0xffc12345, 0x7f800000]);
    const copy = asVolume(new Float32Array(bits.buffer)).flip().copy();
    expect([...new Uint32Array(copy.data.buffer, copy.byteOffset, 3)]).toEqual([0x7f800000, 0xffc12345, 0x7fa00001]);
  });

  it('is a volume of its own', () => {
    const array = new BigInt64Array([5n, -6n, 7n, -8n]);
    const copy = asVolume(array, [2, 2], { readOnly: true }).permuteDims([1, 0]).copy();
    expect([...copy.data]).toEqual([5n, 7n, -6n, -8n]);
    copy.set(1n, 0, 0);
    expect(array[0]).toBe(5n);
    expect(createVolume([2, 0], 'uint8').copy().shape).toEqual([2, 0]);
    expect(createVolume([], 'float32').copy().get()).toBe(0);
  });
});

describe('window', () => {
  it('is a part of data, and refuses others', () => {
    const volume = createVolume([4, 5], 'int16');
    volume.window(7, 3).set([1, 2, 3]);
    expect([volume.get(1, 2), volume.get(1, 4)]).toEqual([1, 3]);
    expect(volume.window(20, 0).length).toBe(0);
    for (const [start, length] of [
      [-1, 2],
      [19, 2],
      [0.5, 1],
      [0, Number.NaN],
    ] as const) {
      expect(() => volume.window(start, length)).toThrow(named('ArgumentError', /not within 0 to 20/));
    }
    volume.close();
    expect(() => volume.window(0, 1)).toThrow(named('ReleasedError', /closed/));
  });
});
