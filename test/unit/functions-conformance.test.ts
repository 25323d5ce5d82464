import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import {
  ARRAY_BUFFER,
  ARRAY_FUNCTION,
  type ArrayFunction,
  asVolume,
  checkArrayProtocol,
  fromVolume,
  type LazyVolume,
  NOT_IMPLEMENTED,
  type ProtocolSubject,
  type Volume,
} from '../../src/index.js';

const ALL = [
  'add',
  'subtract',
  'multiply',
  'maximum',
  'negative',
  'square',
  'sum',
  'max',
  'mean',
  'stack',
  'concat',
  'permuteDims',
];
const make = (values: readonly number[], shape: readonly number[]) =>
  asVolume(Float64Array.from(values), shape) as Volume;
const read = (x: object) => {
  const volume = (x as Volume).copy();
  return { values: volume.data as Float64Array, shape: volume.shape };
};

const failures = async (subject: ProtocolSubject) =>
  (await checkArrayProtocol(subject)).filter(({ passed }) => !passed).map(({ name, message }) => `${name}: ${message}`);

it('is passed by volumes, lazy volumes and ndarrays', async () => {
  expect(await failures({ make, read, functions: [...ALL, 'reshape'] })).toEqual([]);
  expect(
    await failures({
      make: (values, shape) => fromVolume(make(values, shape)),
      read: async (x) => read(await (x as LazyVolume).compute()),
      functions: ALL,
    }),
  ).toEqual([]);
  expect(
    await failures({
      make: (values, shape) => ndarray(Float64Array.from(values), [...shape]),
      read: (x) => read(asVolume(x as never)),
      functions: [...ALL, 'reshape'],
    }),
  ).toEqual([]);
});

/** A library that does nearly all wrong. */
class Wrong {
  constructor(
    readonly values: number[],
    readonly shape: number[],
  ) {}
  [ARRAY_FUNCTION](func: ArrayFunction, _types: unknown, args: readonly any[]): unknown {
    if (func.name === 'sum') return new Wrong([1], [1]);
    if (func.name === 'mean') return 3.5;
    if (func.name === 'negative') return new Wrong(args[0].values, args[0].shape);
    if (func.name === 'max') throw new RangeError('no maximum');
    return 'something';
  }
  [ARRAY_BUFFER]() {
    const data = Float64Array.from(this.values);
    return { data, dtype: 'float64', shape: [3, 2], byteStrides: [16, 8], byteOffset: 0, owner: this, readOnly: false };
  }
}

it('finds what is wrong', async () => {
  const subject: ProtocolSubject = {
    make: (values, shape) => new Wrong([...values], [...shape]),
    read: (x) => x as Wrong,
    functions: ['sum', 'mean', 'negative', 'max', 'tan'],
  };
  expect(await failures(subject)).toEqual([
    'sum: the shape is [1], not [3]',
    'mean: gives 3.5, and no array',
    'negative: the values are [1,2,3,4,5,6], not [-1,-2,-3,-4,-5,-6]',
    'max: RangeError: no maximum',
    'gives NOT_IMPLEMENTED for a function it does not know: gives something',
    'leaves arrays alone that it does not know: it answers for arrays of a type that it cannot know, or throws, so that they are not asked',
    'shows its memory: the shape shown is [3,2], not [2,3]',
  ]);
  expect(await failures({ ...subject, make: () => ({}), functions: ['add'] })).toContain(
    'takes part, by a method or registered: it has no handler',
  );
  expect(NOT_IMPLEMENTED).toBe(Symbol.for('imglib2-node.notImplemented'));
});
