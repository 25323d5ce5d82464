/** Functions of lazy volumes by indices, of other shapes and of triangles, beside what they give of volumes in memory. */
import { describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { fromFunction, fromVolume, LazyVolume } from '../../src/lazy/index.js';
import {
  asVolume,
  createVolume,
  type DType,
  type Region,
  type SliceRange,
  type Volume,
} from '../../src/volume/index.js';
import { seeded } from '../support/random.js';
import {
  below,
  chunksOf,
  expectEqual,
  randomNumbers,
  randomVolume,
  readBox,
  shapeOf,
} from '../support/random-volumes.js';

type Random = () => number;
type Both = (x: never) => unknown;

const DTYPES: readonly DType[] = ['uint8', 'int16', 'float32', 'float64', 'int64', 'bool', 'float16', 'complex64'];
const ORDERED: readonly DType[] = ['uint8', 'int8', 'uint16', 'int32', 'float32', 'float64', 'int64', 'bool'];

/** The same voxels in memory, from a source that gives whole chunks, and from one that gives any box. */
function sourcesOf(random: Random, volume: Volume): LazyVolume[] {
  const { shape, dtype } = volume;
  const chunks = chunksOf(random, shape);
  const read = (region: Region, target: unknown): void => readBox(volume, region, target);
  const base = fromVolume(volume, chunks) as LazyVolume;
  return [
    base,
    fromFunction({ shape, dtype, chunks, read }) as LazyVolume,
    fromFunction({ shape, dtype, chunks, read, divisible: true }) as LazyVolume,
  ];
}

/** A view of either kind, by steps, backwards or with the axes in another order. */
function randomView(random: Random, shape: readonly number[]): <T extends Volume | LazyVolume>(x: T) => T {
  const steps = shape.map(() => [1, -1, 2, 1][below(random, 4)] as number);
  const order = shape.map((_, d) => d).sort(() => (below(random, 2) === 0 ? 1 : -1));
  const view = (x: Volume) => x.slice(...steps.map((step): SliceRange => [null, null, step])).permuteDims(order);
  return view as never;
}

/** A shape of as many voxels: extents joined, and split into factors. */
function otherShape(random: Random, size: number): number[] {
  const shape: number[] = [];
  for (let left = size; left > 1 || shape.length < below(random, 3); ) {
    const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((n) => left % n === 0);
    const factor = below(random, 4) === 0 ? 1 : (divisors[below(random, divisors.length)] as number);
    shape.push(factor);
    left /= factor;
  }
  return shape;
}

function indicesFor(random: Random, extent: number, count: number): Volume {
  const sorted = below(random, 3) === 0;
  const list = Int32Array.from({ length: count }, () => below(random, 2 * extent) - extent);
  return asVolume(sorted ? list.sort() : list) as Volume;
}

const size = (shape: readonly number[]): number => shape.reduce((all, extent) => all * extent, 1);

/** Functions of one array, drawn by lot; those of `axis` have one that there is. */
const MOVES: Record<string, (random: Random, shape: readonly number[]) => Both | undefined> = {
  reshape: (random, shape) => {
    const wanted = otherShape(random, size(shape));
    return (x) => functions.reshape(x, wanted);
  },
  'reshape twice': (random, shape) => {
    const [first, second] = [otherShape(random, size(shape)), otherShape(random, size(shape))];
    return (x) => functions.reshape(functions.reshape(x, first), second);
  },
  'a part of reshape': (random, shape) => {
    const wanted = otherShape(random, size(shape));
    const ranges = wanted.map((extent): SliceRange => {
      const start = below(random, extent);
      return below(random, 3) === 0 ? start : [start, start + 1 + below(random, extent - start)];
    });
    return (x) => (functions.reshape(x, wanted) as unknown as Volume).slice(...ranges);
  },
  'concat as one axis': () => (x) => functions.concat([x, functions.flip(x), x], { axis: null }),
  'roll as one axis': (random) => {
    const shift = below(random, 100) - 50;
    return (x) => functions.roll(x, shift);
  },
  take: (random, shape) => {
    if (shape.length === 0) return undefined;
    const axis = below(random, shape.length);
    const indices = indicesFor(random, shape[axis] as number, below(random, 20));
    return (x) => functions.take(x, indices, { axis });
  },
  'a part of take': (random, shape) => {
    if (shape.length === 0) return undefined;
    const indices = indicesFor(random, shape[0] as number, 9);
    const ranges = shape.map((): SliceRange => [null, null, [1, 2, -1][below(random, 3)] as number]);
    return (x) => (functions.take(x, indices, { axis: 0 }) as unknown as Volume).slice(...ranges);
  },
  repeat: (random, shape) => {
    const count = below(random, 4);
    const axis = shape.length === 0 || below(random, 3) === 0 ? {} : { axis: -1 - below(random, shape.length) };
    return (x) => functions.repeat(x, count, axis);
  },
  'repeat by counts': (random, shape) => {
    if (shape.length === 0) return undefined;
    const axis = below(random, shape.length);
    const counts = Uint8Array.from({ length: shape[axis] as number }, () => below(random, 4));
    return (x) => functions.repeat(x, counts, { axis });
  },
  tril: (random, shape) => {
    const k = below(random, 11) - 5;
    return shape.length < 2 ? undefined : (x) => functions.tril(x, { k });
  },
  triu: (random, shape) => {
    const k = below(random, 11) - 5;
    return shape.length < 2 ? undefined : (x) => functions.triu(x, { k });
  },
  meshgrid: (random, shape) => {
    if (shape.length !== 1) return undefined;
    const indexing = below(random, 2) === 0 ? 'xy' : 'ij';
    return (x) => functions.stack(functions.meshgrid(x, functions.flip(x), x, { indexing } as never));
  },
};

describe.each(Object.entries(MOVES))('%s', (_, move) => {
  it.each(DTYPES)('of lazy %s gives what it gives in memory', async (dtype) => {
    const random = seeded(4242 + dtype.length);
    let tried = 0;
    for (let round = 0; round < 25; round++) {
      const volume = randomVolume(random, shapeOf(random, below(random, 5)), dtype);
      const view = randomView(random, volume.shape);
      const [seed, rechunk] = [random(), below(random, 3) === 0];
      const memory = view(volume);
      const call = move(seeded(seed), memory.shape);
      if (call === undefined || size(memory.shape) > 2000) continue;
      const expected = call(memory as never) as Volume;
      for (const source of sourcesOf(random, volume)) {
        const seen = view(source);
        const lazy = rechunk ? seen.rechunk(chunksOf(random, seen.shape)) : seen;
        const found = call(lazy as never) as LazyVolume;
        expect(found).toBeInstanceOf(LazyVolume);
        await expectEqual(found, expected, {
          concurrency: 1 + below(random, 3),
          memoryLimit: 1 + below(random, 4096),
        });
      }
      tried += 1;
    }
    expect(tried).toBeGreaterThan(2);
  });
});

describe('what is computed along an axis', () => {
  it.each(ORDERED)('takeAlongAxis of %s, by indices in memory and lazy ones', async (dtype) => {
    const random = seeded(77);
    for (let round = 0; round < 20; round++) {
      const shape = shapeOf(random, 1 + below(random, 3));
      const axis = below(random, shape.length);
      const volume = randomVolume(random, shape, dtype);
      // Axes that are 1 in one of both broadcast.
      const extents = shape.map((extent, d) => (d === axis ? below(random, 9) : below(random, 3) === 0 ? 1 : extent));
      const whole = below(random, 2) === 0 ? volume : (volume.slice([0, 1]) as Volume);
      const at = randomNumbers(random, axis === 0 && whole !== volume ? extents.with(0, 3) : extents, 'int16');
      const most = whole.shape[axis] as number;
      at.data.forEach((each, i) => {
        at.data[i] = Number(each) % most;
      });
      const expected = functions.takeAlongAxis(whole, at, { axis });
      const lazyIndices = fromVolume(at, chunksOf(random, at.shape)).astype('int32') as LazyVolume;
      for (const source of sourcesOf(random, whole)) {
        await expectEqual(functions.takeAlongAxis(source, at, { axis }), expected);
        await expectEqual(functions.takeAlongAxis(source, lazyIndices, { axis }), expected);
      }
      await expectEqual(functions.takeAlongAxis(whole, lazyIndices, { axis }), expected);
    }
  });

  it.each(ORDERED)('searchsorted of %s', async (dtype) => {
    const random = seeded(78);
    for (let round = 0; round < 12; round++) {
      const list = randomNumbers(random, [below(random, 30)], ORDERED[below(random, ORDERED.length)] as DType);
      const sorter = functions.argsort(list);
      const wanted = randomNumbers(random, shapeOf(random, below(random, 4)), dtype);
      for (const side of ['left', 'right'] as const) {
        const expected = functions.searchsorted(list, wanted, { side, sorter });
        for (const source of sourcesOf(random, wanted)) {
          const found = functions.searchsorted(list, source, { side, sorter });
          expect(found.chunks).toEqual(source.chunks);
          await expectEqual(found, expected);
          await expectEqual(functions.searchsorted(functions.sort(list), source, { side }), expected);
        }
      }
    }
  });

  it.each(ORDERED)('running sums and products of %s that begin with 0 and 1', async (dtype) => {
    const random = seeded(79);
    for (let round = 0; round < 12; round++) {
      const shape = shapeOf(random, 1 + below(random, 3));
      const axis = below(random, shape.length);
      const volume = randomNumbers(random, round === 0 ? [0] : shape, dtype);
      const options = { axis: round === 0 ? 0 : axis, includeInitial: true };
      for (const running of [functions.cumulativeSum, functions.cumulativeProd]) {
        const expected = running(volume, options);
        for (const source of sourcesOf(random, volume)) await expectEqual(running(source, options), expected);
      }
    }
  });
});

describe('in worker threads', () => {
  it('all of them give the same', async () => {
    const random = seeded(80);
    const volume = randomNumbers(random, [12, 9, 10], 'int16');
    const indices = Int16Array.from({ length: 40 }, () => below(random, 9));
    const counts = Uint8Array.from({ length: 12 }, (_, i) => i % 3);
    const of = (x: Volume): Volume => {
      const taken = functions.take(x, indices, { axis: 1 });
      const repeated = functions.repeat(taken, counts, { axis: 0 });
      const twice = functions.repeat(functions.roll(repeated, 7), 2, { axis: 2 });
      const reshaped = functions.triu(functions.reshape(twice, [-1, 40, 5, 4]), { k: -1 });
      return functions.sort(reshaped, { axis: 1 });
    };
    // What sorts is a function of a module, so that all of the graph goes to workers.
    const lazy = of(fromVolume(volume, [5, 4, 3]) as never) as unknown as LazyVolume;
    await expectEqual(lazy, of(volume), { concurrency: 2 });
  });
});

describe('without voxels', () => {
  it.each([[[0]], [[3, 0]], [[0, 2, 4]], [[2, 3, 0, 5]]])('of shape %o', async (shape) => {
    const volume = createVolume(shape, 'uint16') as Volume;
    const lazy = fromVolume(volume) as LazyVolume;
    const calls: ((x: Volume) => Volume)[] = [
      (x) => functions.reshape(x, [0, 7]),
      (x) => functions.reshape(x, [-1]),
      (x) => functions.roll(x, 3),
      (x) => functions.repeat(x, 3),
      (x) => functions.repeat(x, 3, { axis: 0 }),
      (x) => functions.concat([x, x], { axis: null }),
      (x) => functions.take(x, new Int32Array(0), { axis: 0 }),
      ...(shape.length > 1 ? [(x: Volume) => functions.tril(x), (x: Volume) => functions.triu(x, { k: 1 })] : []),
    ];
    for (const call of calls) await expectEqual(call(lazy as never) as never, call(volume));
  });

  it('nothing is taken or repeated', async () => {
    const lazy = fromVolume(asVolume(Uint8Array.of(1, 2, 3, 4), [2, 2]), 1) as LazyVolume;
    expect((await functions.take(lazy, new Int32Array(0), { axis: 1 }).compute()).shape).toEqual([2, 0]);
    expect((await functions.repeat(lazy, 0).compute()).shape).toEqual([0]);
  });
});
