/** What lazy functions by indices, of other shapes and of triangles read, and what they refuse. */
import { describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { fromFunction, fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';

/** A volume of its own coordinates, that notes which chunks are read. */
function counting(shape: number[], chunks: number[]): { lazy: LazyVolume; read: string[] } {
  const read: string[] = [];
  const lazy = fromFunction({
    ...{ shape, chunks, dtype: 'int32' as const },
    read: ({ start, shape: extents }, target) => {
      read.push(start.join());
      const index = extents.map(() => 0);
      for (let i = 0; i < target.length; i++) {
        target[i] = index.reduce((sum, at, d) => sum * (shape[d] as number) + at + (start[d] as number), 0);
        for (let d = index.length - 1; d >= 0 && ++(index[d] as number) === extents[d]; d--) index[d] = 0;
      }
    },
  });
  return { lazy: lazy as LazyVolume, read };
}

const one = { concurrency: 1 };

describe('what is read', () => {
  it('by take is the chunks that have any of the indices, each once', async () => {
    const { lazy, read } = counting([100, 4], [10, 4]);
    const found = functions.take(lazy, Int32Array.of(99, 3, -98, 45, 3, 41), { axis: 0 });
    expect(read).toEqual([]);
    expect((await found.compute(one)).get(0, 1)).toBe(397);
    expect(read.sort()).toEqual(['0,0', '40,0', '90,0']);
    read.length = 0;
    await found.slice([1, 3]).compute(one);
    expect(read).toEqual(['0,0']);
    // In order, chunks of the result are made of whole chunks of the array.
    const sorted = functions.take(
      lazy,
      Int32Array.from({ length: 60 }, (_, i) => 5 + i),
      { axis: 0 },
    );
    expect(sorted.chunks[0]).toEqual([5, 10, 10, 10, 10, 10, 5]);
    read.length = 0;
    await sorted.compute({ concurrency: 2, memoryLimit: 1 });
    expect(read.length).toBe(7);
  });

  it('by repeat is each chunk once, and none of what is repeated 0 times', async () => {
    const { lazy, read } = counting([40, 4], [10, 4]);
    const counts = Uint8Array.from({ length: 40 }, (_, i) => (i < 20 ? i % 3 : i < 30 ? 0 : 1));
    await functions.repeat(lazy, counts, { axis: 0 }).compute({ concurrency: 2, memoryLimit: 1 });
    expect(read.sort()).toEqual(['0,0', '10,0', '30,0']);
    read.length = 0;
    await functions.repeat(lazy, 1000, { axis: 0 }).compute({ concurrency: 2, memoryLimit: 1 });
    expect(read.sort()).toEqual(['0,0', '10,0', '20,0', '30,0']);
  });

  it('by tril and triu is what they keep', async () => {
    const { lazy, read } = counting([3, 40, 40], [1, 10, 10]);
    await functions.tril(lazy, { k: -1 }).pick(0, 1).compute(one);
    expect(read.length).toBe(10);
    expect(read.every((at) => Number(at.split(',')[1]) >= Number(at.split(',')[2]))).toBe(true);
    read.length = 0;
    const upper = functions.triu(lazy, { k: 20 });
    expect(upper.chunks).toEqual(lazy.chunks);
    await upper.compute(one);
    expect(read.sort()).toEqual([
      '0,0,20',
      '0,0,30',
      '0,10,30',
      '1,0,20',
      '1,0,30',
      '1,10,30',
      '2,0,20',
      '2,0,30',
      '2,10,30',
    ]);
  });

  it('by reshape is each chunk once, whatever is kept between; and of a part what it needs', async () => {
    const { lazy, read } = counting([20, 30, 40], [5, 10, 40]);
    const wanted: [number[], number[]][] = [
      [[24000], [4]],
      [
        [600, 40],
        [4, 1],
      ],
      [
        [20, 1200],
        [4, 3],
      ],
      [
        [20, 30, 8, 5],
        [4, 3, 1, 1],
      ],
      [
        [2, 10, 30, 40],
        [2, 2, 3, 1],
      ],
      [
        [20, 3, 10, 40],
        [4, 3, 1, 1],
      ],
    ];
    for (const [shape, counts] of wanted) {
      read.length = 0;
      const found = functions.reshape(lazy, shape);
      expect(read).toEqual([]);
      expect(found.chunks.map((sizes) => sizes.length)).toEqual(counts);
      const volume = await found.compute({ concurrency: 1, memoryLimit: 1 });
      expect(volume.data.every((voxel, i) => voxel === i)).toBe(true);
      expect([shape, read.length]).toEqual([shape, 12]);
    }
    read.length = 0;
    const one = await functions.reshape(lazy, [-1]).slice([6000, 6010]).compute();
    expect([...one.data]).toEqual([6000, 6001, 6002, 6003, 6004, 6005, 6006, 6007, 6008, 6009]);
    expect(read).toEqual(['5,0,0']);
  });

  it('by roll and concat of all voxels is what a part needs', async () => {
    const { lazy, read } = counting([10, 100], [1, 100]);
    const rolled = functions.roll(lazy, 250);
    expect(rolled.shape).toEqual([10, 100]);
    expect((await rolled.slice([3, 4], [0, 10]).compute()).get(0, 0)).toBe(50);
    expect(read).toEqual(['0,0']);
    read.length = 0;
    const joined = functions.concat([lazy, lazy], { axis: null });
    expect((await joined.slice([1500, 1600]).compute()).get(0)).toBe(500);
    expect(read).toEqual(['5,0']);
  });

  it('is shown as steps', () => {
    const { lazy, read } = counting([10, 100], [1, 100]);
    const taken = functions.take(lazy, Int8Array.of(4, 5), { axis: 0 });
    const shown = functions.reshape(functions.repeat(taken, 2, { axis: 1 }), [400]).describe();
    expect(shown).toContain('2. take along axis 0: int32 [2, 100], 2 chunks');
    expect(shown).toContain('3. repeat along axis 1: int32 [2, 200], 2 chunks');
    expect(shown).toContain('4. reshape: int32 [400], 2 chunks');
    expect(read).toEqual([]);
  });
});

describe('what is wrong is told when the graph is built', () => {
  const volume = createVolume([4, 6], 'uint8') as Volume;
  const lazy = fromVolume(volume, 2) as LazyVolume;
  const indices = lazy.max({ axis: 1 }) as LazyVolume;
  const ArgumentError = 'ArgumentError';

  it.each([
    [
      'lazy indices',
      () => functions.take(lazy, indices, { axis: 0 }),
      ArgumentError,
      'take: indices is the lazy LazyVolume',
    ],
    [
      'an index outside',
      () => functions.take(lazy, Int8Array.of(0, 4), { axis: 0 }),
      ArgumentError,
      'take: index 4 is outside an axis of 4',
    ],
    [
      'a negative index outside',
      () => functions.take(lazy, Int8Array.of(-7), { axis: 1 }),
      ArgumentError,
      'take: index -7',
    ],
    [
      'fractions',
      () => functions.take(lazy, Float32Array.of(1), { axis: 1 }),
      'DTypeError',
      'take: indices of float32',
    ],
    [
      'indices of two axes',
      () => functions.take(lazy, volume, { axis: 1 }),
      ArgumentError,
      'take: indices have 2 axes',
    ],
    [
      'no axis',
      () => functions.take(lazy, Int8Array.of(1)),
      ArgumentError,
      'take: axis is missing; the array has 2 axes',
    ],
    [
      'indices of one axis',
      () => functions.takeAlongAxis(lazy, indices),
      ArgumentError,
      'takeAlongAxis: indices have 1 axes',
    ],
    [
      'lazy fractions',
      () => functions.takeAlongAxis(lazy, lazy.astype('float32')),
      'DTypeError',
      'takeAlongAxis: indices of float32',
    ],
    [
      'other shapes',
      () => functions.takeAlongAxis(lazy, lazy.slice([0, 3])),
      ArgumentError,
      'takeAlongAxis: the shapes [4, 6] and [3, 6] do not broadcast',
    ],
    [
      'an index of memory outside',
      () => functions.takeAlongAxis(lazy, functions.fullLike(volume, 6)),
      ArgumentError,
      'takeAlongAxis: index 6',
    ],
    ['lazy counts', () => functions.repeat(lazy, indices, { axis: 0 }), ArgumentError, 'repeat: repeats is the lazy'],
    [
      'too few counts',
      () => functions.repeat(lazy, Int8Array.of(1, 2), { axis: 0 }),
      ArgumentError,
      'repeat: repeats [1, 2] must be one count, or one for each of 4',
    ],
    ['a negative count', () => functions.repeat(lazy, -1), ArgumentError, 'repeat: repeats [-1]'],
    ['more than there can be', () => functions.repeat(lazy, 2 ** 50), ArgumentError, 'repeat: shape'],
    ['a lazy list', () => functions.searchsorted(indices, lazy), ArgumentError, 'searchsorted: x1 is the lazy'],
    [
      'a lazy order',
      () => functions.searchsorted(Int8Array.of(1), lazy, { sorter: indices }),
      ArgumentError,
      'searchsorted: sorter is the lazy',
    ],
    [
      'a side',
      () => functions.searchsorted(Int8Array.of(1), lazy, { side: 'both' as never }),
      ArgumentError,
      'searchsorted: side "both"',
    ],
    ['a list of two axes', () => functions.searchsorted(volume, lazy), ArgumentError, 'searchsorted: x1 has 2 axes'],
    [
      'a shape',
      () => functions.reshape(lazy, [5, -1]),
      ArgumentError,
      "reshape: the 24 voxels of shape [4, 6] don't fit the shape [5, -1]",
    ],
    ['a diagonal', () => functions.tril(lazy, { k: 0.5 }), ArgumentError, 'tril: k 0.5 must be a whole number'],
    ['one axis', () => functions.triu(indices), ArgumentError, 'triu: the array has 1 axes'],
    ['a grid of planes', () => functions.meshgrid(indices, lazy), ArgumentError, 'meshgrid: array 1 has 2 axes'],
    ['a shift', () => functions.roll(lazy, 0.5), ArgumentError, 'roll: shift 0.5'],
    ['sets', () => functions.uniqueValues(lazy), ArgumentError, 'uniqueValues: not for lazy volumes'],
  ] as const)('%s', (_, call, name, text) => {
    expect(call).toThrow(expect.objectContaining({ name, message: expect.stringContaining(text) }));
  });

  it('but lazy indices outside when they are computed', async () => {
    const found = functions.takeAlongAxis(lazy, lazy.add(9));
    await expect(found.compute()).rejects.toThrow(
      expect.objectContaining({
        name: 'ComputeError',
        message: expect.stringContaining('index 9 is outside an axis of 6'),
      }),
    );
  });
});
