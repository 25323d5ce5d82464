/** Complex volumes: types, views, numbers beside arrays, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { asVolume, type Complex, type DType, mapVolume, Volume } from '../../src/volume/index.js';

const { abs, add, asarray, astype, conj, equal, expm1, finfo, full, imag, linspace, multiply, pow, real, sign } =
  functions;
const { canCast, cumulativeProd, isdtype, mean, resultType, square, sum, where, zeros } = functions;

const named = (name: string, message: RegExp) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });

/** A volume of those parts, by turns. */
function complex(
  parts: readonly number[],
  shape = [parts.length / 2],
  dtype: 'complex64' | 'complex128' = 'complex128',
) {
  const data = dtype === 'complex64' ? Float32Array.from(parts) : Float64Array.from(parts);
  return asVolume(data, shape, { dtype: dtype as 'complex128' }) as unknown as Volume;
}

const parts = (x: Volume): number[] => [...(x.isContiguous ? x.data : x.copy().data)].map(Number);
const i: Complex = { re: 0, im: 1 };

describe('real and imag', () => {
  it('are views of the same memory, of any strides', () => {
    const z = complex([1, 2, 3, 4, 5, 6, 7, 8], [2, 2], 'complex64');
    const [re, im] = [real(z), imag(z.flip())];
    expect([re.dtype, re.strides, parts(re)]).toEqual(['float32', [4, 2], [1, 3, 5, 7]]);
    expect([im.strides, parts(im)]).toEqual([
      [-4, -2],
      [8, 6, 4, 2],
    ]);
    im.set(-1, 0, 1);
    re.set(9, 1, 0);
    expect(parts(z)).toEqual([1, 2, 3, 4, 9, -1, 7, 8]);
    re.close();
    expect(z.get(1, 1)).toEqual({ re: 7, im: 8 });
    expect(im.get(0, 0)).toBe(8);
  });

  it('may be written by functions, and are as read-only as what they are of', () => {
    const z = complex([1, 2, 3, 4]);
    add(imag(z), 10, { out: imag(z) });
    expect(parts(z)).toEqual([1, 12, 3, 14]);
    const fixed = asVolume(new Float64Array(4), [2], { dtype: 'complex128', readOnly: true });
    expect(() => (imag(fixed) as Volume).set(1, 0)).toThrow(named('ReadOnlyError', /read-only/));
    const out = zeros([2]);
    expect(real(z, { out })).toBe(out);
    expect(parts(out)).toEqual([1, 3]);
  });

  it('of bytes in the other order are in that order', () => {
    const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'a'), Uint8Array.of(0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0));
    const z = mapVolume(join(folder, 'a'), [1], 'complex64', { byteOrder: 'big' });
    expect([real(z).get(0), imag(z).get(0), real(z).byteOrder]).toEqual([1.5, -2, 'big']);
  });

  it('of real numbers are they themselves, and zeros', () => {
    const x = asVolume(Int16Array.of(3, -4), [2]);
    const same = real(x);
    same.set(7, 0);
    expect([x.get(0), same.dtype, imag(x).dtype, parts(imag(x)), parts(conj(x))]).toEqual([
      7,
      'int16',
      'int16',
      [0, 0],
      [7, -4],
    ]);
    expect(real(Float32Array.of(1, 2))).toEqual(Float32Array.of(1, 2));
    expect(() => real(zerosOf('argb'))).toThrow(named('DTypeError', /real: no arithmetic for dtype argb/));
  });
});

const zerosOf = (dtype: DType): Volume => zeros([2], { dtype });

describe('types', () => {
  it('a complex number makes arrays complex, as little as will do', () => {
    const expected = { bool: 128, uint8: 128, int64: 128, float32: 64, float64: 128, complex64: 64, complex128: 128 };
    for (const [dtype, bits] of Object.entries(expected)) {
      const x = zerosOf(dtype as DType);
      expect([dtype, add(x, i).dtype, where(x, i, x).dtype, resultType(x, i)]).toEqual([
        ...[dtype, `complex${bits}`, `complex${bits}`, `complex${bits}`],
      ]);
    }
    expect(where(asVolume(Uint8Array.of(1, 0), { dtype: 'bool' }), i, 2).dtype).toBe('complex128');
  });

  it('are known to the functions of types', () => {
    expect(resultType('complex64', 'float64')).toBe('complex128');
    expect(resultType('int32', 'complex64')).toBe('complex128');
    expect([canCast('float32', 'complex64'), canCast('float64', 'complex64'), canCast('complex64', 'float64')]).toEqual(
      [...[true, false, false]],
    );
    expect(isdtype('complex64', 'complex floating')).toBe(true);
    expect(finfo('complex64')).toEqual(finfo('float32'));
    expect(finfo('complex128').eps).toBe(2 ** -52);
  });

  it('complex numbers become real ones only by a part', () => {
    const z = complex([1, 2, 0, 0, 0, -3]);
    const refused = named(
      'DTypeError',
      /astype: complex128 does not become float32; say which part.*real\(x\), imag\(x\)/,
    );
    expect(() => astype(z, 'float32')).toThrow(refused);
    expect(() => sum(z, { dtype: 'int64' })).toThrow(named('DTypeError', /complex128 does not become int64/));
    expect(parts(astype(z, 'bool'))).toEqual([1, 0, 1]);
    expect(() => add(z, 1, { out: zeros([3]) })).toThrow(
      named('DTypeError', /out is of float64; the result is of complex128/),
    );
  });

  it('typed arrays beside complex numbers give volumes, whose parts do not pass for numbers', () => {
    const z = add(Float32Array.of(1, 2), i) as unknown as Volume;
    expect(z).toBeInstanceOf(Volume);
    expect([z.dtype, parts(z)]).toEqual(['complex64', [1, 1, 2, 1]]);
    const turned = multiply(Float64Array.of(1, 2), i) as unknown as Volume;
    expect(sum(turned).get()).toEqual({ re: 0, im: 3 });
  });

  it('numbers of other libraries are taken by their parts', () => {
    class Imaginary {
      readonly re = 0;
      constructor(readonly im: number) {}
    }
    expect(parts(multiply(complex([1, 2]), new Imaginary(2)))).toEqual([-4, 2]);
  });
});

describe('creation', () => {
  it('takes complex numbers', () => {
    expect([full([2], i).dtype, parts(full([2], i))]).toEqual(['complex128', [0, 1, 0, 1]]);
    const listed = asarray([
      [1, i],
      [2n, true],
    ] as never);
    expect([listed.dtype, listed.shape, parts(listed)]).toEqual(['complex128', [2, 2], [1, 0, 0, 1, 2, 0, 1, 0]]);
    expect(asarray(i, { dtype: 'complex64' }).get()).toEqual(i);
    expect(parts(linspace(i, 1, 3))).toEqual([0, 1, 0.5, 0.5, 1, 0]);
    expect(() => full([2], i, { dtype: 'float32' })).toThrow(named('DTypeError', /full: the value .* is complex/));
    expect(() => linspace(i, 1, 3, { dtype: 'float64' })).toThrow(named('DTypeError', /linspace: complex numbers/));
    expect(() => asarray([1, i], { dtype: 'int16' })).toThrow(named('DTypeError', /complex128 does not become int16/));
  });
});

describe('values', () => {
  const at = (x: Volume): Complex => x.get(0) as Complex;

  // NumPy departs from these, or overflows on the way.
  it.each([
    ['expm1', [Number.NaN, 0], [Number.NaN, 0]],
    ['expm1', [Infinity, 0], [Infinity, 0]],
    ['expm1', [Infinity, Infinity], [Infinity, Number.NaN]],
    ['expm1', [-Infinity, Infinity], [-1, 0]],
    ['expm1', [-Infinity, Number.NaN], [-1, 0]],
    ['expm1', [0, Infinity], [Number.NaN, Number.NaN]],
    ['expm1', [-Infinity, 1], [-1, 0]],
    ['sign', [Infinity, 5], [1, 0]],
    ['sign', [-3, -Infinity], [0, -1]],
    ['sign', [Number.NaN, Infinity], [Number.NaN, Number.NaN]],
    ['sign', [Infinity, Infinity], [Number.NaN, Number.NaN]],
    ['sign', [1e308, -1e308], [Math.SQRT1_2, -Math.SQRT1_2]],
    ['square', [1e308, 1e-300], [Infinity, 2e8]],
  ] as const)('%s of %o', (name, z, expected) => {
    const { re, im } = at({ expm1, sign, square }[name](complex(z)));
    for (const [found, want] of [
      [re, expected[0]],
      [im, expected[1]],
    ] as const) {
      if (Number.isFinite(want)) expect(found).toBeCloseTo(want, want > 1e6 ? 0 : 14);
      else expect(found).toBe(want);
    }
  });

  it('the modulus and the quotient neither overflow nor vanish on the way', () => {
    expect(parts(abs(complex([3e307, 4e307, 3e-320, 4e-320, -Infinity, Number.NaN])))).toEqual([
      5e307,
      5e-320,
      Infinity,
    ]);
    const ones = functions.divide(complex([1e308, 1e308, 1e-310, 1e-310]), complex([1e308, 1e308, 1e-310, 1e-310]));
    expect(Math.abs((parts(ones)[0] as number) - 1)).toBeLessThan(2 ** -52);
    expect(parts(ones).slice(1)).toEqual([0, 1, 0]);
    expect(at(functions.divide(complex([1, 2]), 0))).toEqual({ re: Infinity, im: Infinity });
  });

  it('powers of 0 and by 0', () => {
    const zero = complex([0, 0]);
    expect(at(pow(zero, 0))).toEqual({ re: 1, im: 0 });
    expect(at(pow(zero, 2.5))).toEqual({ re: 0, im: 0 });
    expect(at(pow(zero, { re: 1, im: -2 }))).toEqual({ re: 0, im: 0 });
    for (const none of [-1, i]) expect(at(pow(zero, none))).toEqual({ re: Number.NaN, im: Number.NaN });
    expect(at(pow(complex([2, 1]), { re: 3, im: 0 }))).toEqual({ re: 2, im: 11 });
  });

  it('sums are added in float64, in eight sums by turns', () => {
    const n = 100_003;
    const z = complex(
      Array.from({ length: 2 * n }, (_, k) => (k % 2 === 0 ? 0.1 : -0.3)),
      [n],
      'complex64',
    );
    const { re, im } = sum(z).get() as Complex;
    expect([re, im]).toEqual([Math.fround(n * Math.fround(0.1)), Math.fround(-n * Math.fround(0.3))]);
    const wide = sum(astype(z, 'complex128')).get() as Complex;
    const error = (n / 8 + 3) * 2 ** -53 * n;
    expect(Math.abs(wide.re - n * Math.fround(0.1))).toBeLessThan(error * 0.11);
    expect((mean(z).get() as Complex).im).toBe(Math.fround(-0.3));
  });

  it('running products begin with 1', () => {
    expect(parts(cumulativeProd(complex([0, 1, 0, 1, 2, 0]), { includeInitial: true }))).toEqual([
      1, 0, 0, 1, -1, 0, -2, 0,
    ]);
  });

  it('a result may go to memory of an operand', () => {
    const z = complex([1, 2, 3, 4, 5, 6]);
    multiply(z.flip(), i, { out: z });
    expect(parts(z)).toEqual([-6, 5, -4, 3, -2, 1]);
    expect(parts(equal(z, complex([-6, 5, -4, 4, -2, 1])))).toEqual([1, 0, 1]);
  });
});

describe('what needs an order, whole numbers or bits is refused', () => {
  const z = complex([1, 2, 3, 4]);
  const TWO = ['less', 'lessEqual', 'greater', 'greaterEqual', 'maximum', 'minimum', 'floorDivide', 'remainder', 'atan2', 'hypot', 'logaddexp', 'nextafter', 'copysign', 'bitwiseAnd', 'bitwiseLeftShift', 'searchsorted'] as const; // biome-ignore format: a list
  const ONE = ['floor', 'ceil', 'trunc', 'signbit', 'bitwiseInvert', 'min', 'max', 'argmin', 'argmax', 'variance', 'std', 'sort', 'argsort', 'uniqueValues', 'uniqueAll', 'uniqueCounts', 'uniqueInverse'] as const; // biome-ignore format: a list
  const call = functions as unknown as Record<string, (...args: unknown[]) => unknown>;

  it.each([...TWO, ...ONE, 'clip'])('%s', (name) => {
    const args = ONE.includes(name as 'floor') ? [z] : name === 'clip' ? [z, 0, 1] : [z, z];
    const refused = named(
      'DTypeError',
      new RegExp(`^${name}: .*not defined for complex128; give real\\(x\\), imag\\(x\\) or abs\\(x\\)`),
    );
    expect(() => call[name]?.(...args)).toThrow(refused);
  });

  it.each(['gaussianFilter', 'thresholdOtsu', 'label', 'histogram', 'downscaleLocalMean'])('%s', (name) => {
    expect(() => call[name]?.(z, name === 'downscaleLocalMean' ? [2] : 2)).toThrow(
      expect.objectContaining({ name: 'DTypeError' }),
    );
  });
});
