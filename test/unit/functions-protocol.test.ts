import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  ARRAY_FUNCTION,
  type ArrayFunction,
  add,
  all,
  argmax,
  astype,
  asVolume,
  bitwiseAnd,
  clip,
  concat,
  createVolume,
  fromVolume,
  LazyVolume,
  max,
  mean,
  multiply,
  NOT_IMPLEMENTED,
  register,
  reshape,
  sort,
  stack,
  sum,
  uniqueValues,
  unstack,
  Volume,
  where,
  zeros,
} from '../../src/index.js';
import { ARRAY_BUFFER } from '../../src/volume/index.js';

/** An array of another library: it notes what it is asked, and answers some. */
class Other {
  static calls: { func: ArrayFunction; types: readonly unknown[]; args: readonly unknown[] }[] = [];
  constructor(readonly answer: unknown = 'other') {}
  [ARRAY_FUNCTION](func: ArrayFunction, types: readonly unknown[], args: readonly unknown[]): unknown {
    Other.calls.push({ func, types, args });
    return this.answer;
  }
}
class Sub extends Other {}
class Stranger {
  [ARRAY_FUNCTION](): unknown {
    return NOT_IMPLEMENTED;
  }
}

const volume = (): Volume => asVolume(Float32Array.of(3, 1, 2), [3]) as Volume;

function errorOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('the protocol', () => {
  it('asks an array, with the function, the types and the arguments as they were given', () => {
    Other.calls = [];
    const [a, b] = [new Other(), new Other()];
    const options = { axis: 1 };
    expect(stack([a, b, a] as never, options)).toBe('other');
    expect(Other.calls).toEqual([{ func: stack, types: [Other], args: [[a, b, a], options] }]);
    expect(Other.calls[0]?.func.name).toBe('stack');
    expect(Other.calls[0]?.args[1]).toBe(options);
  });

  it('asks from left to right, but a class before those that it extends', () => {
    Other.calls = [];
    const order: unknown[] = [];
    const make = (Class: typeof Other, name: string) => {
      const array = new Class(NOT_IMPLEMENTED);
      array[ARRAY_FUNCTION] = (_func, types) => {
        order.push([name, types]);
        return NOT_IMPLEMENTED;
      };
      return array;
    };
    const error = errorOf(() => where(make(Other, 'other') as never, volume(), make(Sub, 'sub') as never));
    expect(order).toEqual([
      ['sub', [Sub, Other, Volume]],
      ['other', [Sub, Other, Volume]],
    ]);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('where: no implementation for arrays of the types Sub, Other, Volume');
  });

  it('lets a subclass of Volume answer for both, and be a volume where it does not', () => {
    class Labelled extends Volume {
      [ARRAY_FUNCTION](func: ArrayFunction): unknown {
        return func === sum ? 'labelled' : NOT_IMPLEMENTED;
      }
    }
    const labelled = Object.setPrototypeOf(volume(), Labelled.prototype) as never;
    // Private fields stay those of Volume.
    expect(sum(labelled)).toBe('labelled');
    expect(errorOf(() => max(labelled)).message).toContain('types Labelled');
    expect((add(volume(), labelled) as Volume).dtype).toBe('float32');
  });

  it('takes whatever an array gives, also nothing, and refuses when nobody answers', () => {
    expect(sum(new Other(null))).toBe(null);
    expect(errorOf(() => add(new Stranger(), volume())).message).toContain('types Stranger, Volume');
    expect(errorOf(() => add(volume(), new Stranger())).message).toContain('types Volume, Stranger');
    expect(errorOf(() => add(fromVolume(volume()), new Stranger())).message).toContain('types LazyVolume, Stranger');
  });

  it.each([
    ['an object', () => sum({}), 'sum: an object of Object is no array'],
    ['nothing', () => sum(undefined as never), 'sum: undefined is no array'],
    ['null', () => add(null as never, volume()), 'add: null is no array'],
    ['text', () => sum('x' as never), 'sum: a string is no array'],
    ['two numbers', () => add(1, 2), 'add: none of the 2 arguments'],
    ['an empty list', () => stack([]), 'stack: none of the 0 arguments'],
    ['a list of lists', () => stack([[1]] as never), 'stack: a list is no array'],
    ['a DataView', () => sum(new DataView(new ArrayBuffer(8))), 'sum: an object of DataView is no array'],
  ])('refuses %s with a TypeError that names the function', (_, run, message) => {
    expect(errorOf(run)).toBeInstanceOf(TypeError);
    expect(errorOf(run).message).toContain(message);
  });

  it('computes for libraries that know nothing of it, once they are registered', () => {
    class Foreign {
      constructor(readonly values: number[]) {}
    }
    const seen: unknown[] = [];
    const type = register(
      (x) => x instanceof Foreign,
      (func, types, args) => {
        seen.push(types);
        if (func.name !== 'add') return NOT_IMPLEMENTED;
        return new Foreign(args[0].values.map((x: number, i: number) => x + args[1].values[i]));
      },
      { name: 'foreign array' },
    );
    const sum2 = add(new Foreign([1, 2]), new Foreign([3, 4])) as Foreign;
    expect(sum2.values).toEqual([4, 6]);
    expect(seen).toEqual([[type]]);
    expect(errorOf(() => multiply(new Foreign([1]), volume())).message).toContain('types foreign array, Volume');
    type.unregister();
    expect(errorOf(() => add(new Foreign([1]), new Foreign([2]))).message).toContain('is no array');
    expect(errorOf(() => register(1 as never, () => 0)).name).toBe('ArgumentError');
  });
});

describe('the kinds of arrays', () => {
  it('are kept', async () => {
    const v = volume();
    expect(add(v, 1)).toBeInstanceOf(Volume);
    expect(add(fromVolume(v), v)).toBeInstanceOf(LazyVolume);
    const array = ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]);
    const twice = add(array, array);
    expect(twice.get(1, 0)).toBe(6);
    expect(twice.dtype).toBe('float32');
    expect(sum(array, { axis: 0 }).get(1)).toBe(6);
    expect(unstack(array).map((row) => row.get(1))).toEqual([2, 4]);
    expect(add(array, asVolume(Float32Array.of(1, 1)))).toBeInstanceOf(Volume);
    expect(add(Uint8Array.of(250, 1), 10)).toEqual(Uint8Array.of(4, 11));
    expect(mean(Uint8Array.of(1, 2))).toBe(1.5);
    expect(sum(Uint8Array.of(1, 2))).toBe(3n);
    expect(all(Uint8Array.of(1, 2))).toBe(true);
    expect(stack([Uint8Array.of(1), Uint8Array.of(2)])).toBeInstanceOf(Volume);
    expect(sort(new Float64Array([2, Number.NaN, -1]))).toEqual(Float64Array.of(-1, 2, Number.NaN));
  });

  it('share memory both ways: an array that shows its buffer becomes a volume, and a volume shows its own', () => {
    const memory = new Int16Array([0, 1, 2, 3, 4, 5, 6, 7]);
    const shown = {
      [ARRAY_BUFFER]: () => ({
        data: memory.subarray(1),
        dtype: 'int16' as const,
        shape: [3, 2],
        byteStrides: [-4, 2],
        byteOffset: 8,
        owner: memory,
        readOnly: false,
      }),
    };
    const v = asVolume(shown);
    expect([0, 1, 2].map((i) => v.get(i, 1))).toEqual([6, 4, 2]);
    v.set(-9, 2, 0);
    expect(memory[1]).toBe(-9);
    const info = v.slice(null, 1)[ARRAY_BUFFER]();
    expect(info).toMatchObject({ dtype: 'int16', shape: [3], byteStrides: [-4], readOnly: false });
    expect(new Int16Array(info.data as ArrayBuffer, info.byteOffset, 1)[0]).toBe(6);
    expect(asVolume(createVolume([2], 'uint8')).readOnly).toBe(false);
    expect(asVolume({ [ARRAY_BUFFER]: () => ({ ...shown[ARRAY_BUFFER](), readOnly: true }) }).readOnly).toBe(true);
  });

  it.each([
    ['no buffer', { data: 7 }, 'DTypeError', 'no ArrayBuffer'],
    ['an unknown dtype', { dtype: 'int5' }, 'DTypeError', 'int5'],
    ['strides of half elements', { byteStrides: [3] }, 'ArgumentError', 'byteStrides [3]'],
    ['too few strides', { byteStrides: [] }, 'ArgumentError', 'one length'],
    ['a reach beyond the end', { shape: [9] }, 'ArgumentError', 'from byte 0 to 18'],
    ['an odd offset', { byteOffset: 1 }, 'ArgumentError', 'byteOffset 1'],
    ['a bad extent', { shape: [-1] }, 'ArgumentError', '-1'],
  ])('refuse %s', (_, change, name, text) => {
    const good = { data: new Int16Array(8), dtype: 'int16', shape: [4], byteStrides: [2], byteOffset: 0 };
    const error = errorOf(() => asVolume({ [ARRAY_BUFFER]: () => ({ ...good, ...change }) } as never));
    expect(error.name).toBe(name);
    expect(error.message).toContain(text);
  });
});

describe('bad input is named', () => {
  const v = asVolume(Uint8Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  it.each([
    ['shapes', () => add(v, zeros([2])), 'ArgumentError', 'add: the shapes [2, 3] and [2] do not broadcast'],
    ['an axis', () => sum(v, { axis: 5 }), 'ArgumentError', 'sum: axis 5 is not one of the 2 axes'],
    ['an axis twice', () => mean(v, { axis: [0, -2] }), 'ArgumentError', 'mean: axis [0, 0] names one axis twice'],
    ['two axes', () => argmax(zeros([1, 2, 3]), { axis: [0, 1] }), 'ArgumentError', 'argmax: axis [0, 1]'],
    ['a dtype', () => bitwiseAnd(zeros([1]), 1), 'DTypeError', 'bitwiseAnd: not defined for float64'],
    ['a dtype without arithmetic', () => add(createVolume([1], 'argb'), 1), 'DTypeError', 'add: no arithmetic'],
    ['an unknown dtype', () => astype(v, 'int5' as never), 'DTypeError', 'astype: unknown dtype "int5"'],
    ['a number', () => add(v, 300), 'ArgumentError', 'add: 300 is out of bounds for uint8'],
    ['a shape', () => reshape(v, [4, -1]), 'ArgumentError', "reshape: the 6 voxels of shape [2, 3] don't fit"],
    ['sizes', () => zeros([2 ** 30, 2 ** 30]), 'ArgumentError', 'createVolume: shape [1073741824, 1073741824]'],
    ['arrays', () => concat([v, zeros([3, 4])]), 'ArgumentError', 'concat: array 1 has the shape [3, 4]'],
    ['an empty axis', () => max(zeros([0])), 'ArgumentError', 'max: the array [0] is empty'],
    ['out', () => add(v, v, { out: zeros([2, 3]) }), 'DTypeError', 'add: out is of float64; the result is of uint8'],
    ['lazy out', () => add(fromVolume(v), 1, { out: v }), 'ArgumentError', 'add: out is for volumes in memory'],
    ['a bound', () => clip(v, 0.5), 'ArgumentError', 'clip: the bound 0.5'],
    ['lazy sets', () => uniqueValues(fromVolume(v)), 'ArgumentError', 'uniqueValues: not for lazy volumes'],
    [
      'a lazy shape',
      () => reshape(fromVolume(v), [4, -1]),
      'ArgumentError',
      "reshape: the 6 voxels of shape [2, 3] don't fit",
    ],
  ])('%s', (_, run, name, text) => {
    const error = errorOf(run);
    expect(error.name).toBe(name);
    expect(error.message).toContain(text);
  });
});

describe('out', () => {
  it('takes results in place, also where it is an operand or a view', () => {
    const v = volume();
    expect(add(v, 1, { out: v })).toBe(v);
    expect([...v.data]).toEqual([4, 2, 3]);
    add(v, v.flip(), { out: v });
    expect([...v.data]).toEqual([7, 4, 7]);
    const wide = zeros([3, 2], { dtype: 'float32' });
    multiply(v, 2, { out: wide.pick(1, 1) });
    expect([...wide.data]).toEqual([0, 14, 0, 8, 0, 14]);
    sort(v, { out: v, descending: true });
    expect([...v.data]).toEqual([7, 7, 4]);
    const total = zeros([], { dtype: 'float32' });
    sum(v, { out: total });
    expect(total.get()).toBe(18);
    expect(stack([v, v], { out: zeros([2, 3], { dtype: 'float32' }) }).get(1, 2)).toBe(4);
  });
});
