import { describe, expect, it } from 'vitest';
import { BasinMerge, type FloodLimits, type LazyFlood } from '../../src/functions/image/basin-merge.js';
import { distanceTransform, label, watershed } from '../../src/functions/index.js';
import { fromFunction, fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { asVolume, createVolume, type DType, type Volume } from '../../src/volume/index.js';
import { seeded } from '../support/random.js';

/** Numbers from 0 on and below `most`, the same in every run. */
function numbers(shape: readonly number[], most: number, seed = 1): Volume<'uint8'> {
  const random = seeded(seed * 2654435761);
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Uint8Array.from({ length: size }, () => (random() >>> 3) % most);
  return asVolume(data, shape);
}

const valuesOf = (volume: Volume): unknown[] => [...(volume.copy().data as unknown as Iterable<unknown>)];
const wrong = (text: string) =>
  expect.objectContaining({ name: 'ArgumentError', message: expect.stringContaining(text) });

/** A view with all axes the other way round, of a copy that was turned likewise: the same voxels. */
function turned<D extends DType>(volume: Volume<D>): Volume<D> {
  const axes = volume.shape.map((_, d) => volume.ndim - 1 - d);
  return volume.flip().permuteDims(axes).copy().permuteDims(axes).flip();
}

describe('label', () => {
  it('takes views of any strides, and leaves its input alone', () => {
    const volume = numbers([5, 6, 7], 2);
    const before = valuesOf(volume);
    const { labels, count } = label(volume, { connectivity: 2 });
    const view = turned(volume);
    expect(view.isContiguous).toBe(false);
    const again = label(view, { connectivity: 2 });
    expect(again.count).toBe(count);
    expect(valuesOf(again.labels)).toEqual(valuesOf(labels));
    expect(valuesOf(volume)).toEqual(before);
    expect(labels.dtype).toBe('int32');
  });

  it('of nothing finds nothing', () => {
    expect(label(createVolume([0, 4], 'uint8')).count).toBe(0);
    expect(label(createVolume([3, 4], 'float32')).count).toBe(0);
    expect(label(asVolume(new Float32Array([Number.NaN, 0, -0]))).count).toBe(1);
  });

  it('says what is wrong', () => {
    const volume = numbers([3, 4], 2);
    expect(() => label(volume, { connectivity: 3 })).toThrow(wrong('label: connectivity 3'));
    expect(() => label(volume, { connectivity: 0 })).toThrow(wrong('label: connectivity 0'));
    expect(() => label(volume, { connectivity: 1.5 })).toThrow(wrong('label: connectivity 1.5'));
    expect(() => label(createVolume([], 'uint8'))).toThrow(wrong('0 axes'));
    expect(() => label([1, 2] as unknown as Volume)).toThrow(wrong('label: volume must be'));
    expect(() => label(createVolume([2], 'complex64'))).toThrow(expect.objectContaining({ name: 'DTypeError' }));
    volume.close();
    expect(() => label(volume)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });

  const SHAPES: readonly (readonly [shape: number[], chunks: number[]])[] = [
    [[23], [4]],
    [
      [9, 14],
      [4, 5],
    ],
    [
      [7, 8, 9],
      [3, 8, 4],
    ],
    [
      [4, 5, 4, 5],
      [2, 2, 2, 2],
    ],
  ];
  it.each(SHAPES.flatMap(([shape, chunks]) => shape.map((_, d) => [shape, chunks, d + 1] as const)))(
    'of lazy blocks gives the numbers of the whole: %j in %j, connectivity %i',
    async (shape, chunks, connectivity) => {
      for (const most of [2, 3]) {
        const volume = numbers(shape, most, connectivity);
        // Sparse as well.
        if (most === 3) for (const i of volume.data.keys()) volume.data[i] = Number(volume.data[i] === 1);
        const whole = label(volume, { connectivity });
        const lazy = label(fromVolume(volume, chunks), { connectivity });
        expect(await lazy.count.compute()).toBe(whole.count);
        const labels = await lazy.labels.compute();
        expect(valuesOf(labels)).toEqual(valuesOf(whole.labels));
        expect(lazy.labels.chunks.map(([first]) => first)).toEqual(chunks);
        const part = await lazy.labels.slice([1, 3]).compute();
        expect(valuesOf(part)).toEqual(valuesOf(whole.labels.slice([1, 3])));
      }
    },
  );

  it('joins a spiral that goes through all blocks', async () => {
    const size = 24;
    const volume = createVolume([size, size], 'bool');
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) volume.set(i % 4 === 0 || j === ((i >> 2) % 2) * 23, i, j);
    const { labels, count } = label(fromVolume(volume, 5));
    expect(await count.compute()).toBe(1);
    expect(valuesOf(await labels.compute())).toEqual(valuesOf(volume).map(Number));
  });

  it('reads again after a failure', async () => {
    let failures = 1;
    const source = fromFunction({
      shape: [6],
      dtype: 'uint8',
      chunks: 2,
      read: ({ start }, target) => {
        if (start[0] === 4 && failures-- > 0) throw new Error('not there yet');
        target.fill(1);
      },
    });
    const { count } = label(source);
    await expect(count.compute()).rejects.toThrow('not there yet');
    expect(await count.compute()).toBe(1);
  });
});

describe('distanceTransform', () => {
  it('is exact, in the units of sampling', () => {
    const volume = asVolume(new Uint8Array([1, 1, 1, 1, 1, 0]), [2, 3]);
    expect(valuesOf(distanceTransform(volume, { sampling: [4, 3] }))).toEqual([Math.sqrt(52), 5, 4, 6, 3, 0]);
    expect(valuesOf(distanceTransform(volume, { maxDistance: 1.5 }))).toEqual([1.5, Math.SQRT2, 1, 1.5, 1, 0]);
    expect(valuesOf(distanceTransform(turned(volume)))).toEqual(valuesOf(distanceTransform(volume)));
  });

  it('is infinite where nothing is 0', () => {
    const volume = asVolume(new Uint8Array([1, 1, 1, 1]), [2, 2]);
    expect(valuesOf(distanceTransform(volume))).toEqual([Infinity, Infinity, Infinity, Infinity]);
    expect(valuesOf(distanceTransform(volume, { maxDistance: 3 }))).toEqual([3, 3, 3, 3]);
    expect(distanceTransform(createVolume([3, 0], 'uint8')).shape).toEqual([3, 0]);
  });

  it('says what is wrong', () => {
    const volume = numbers([3, 4], 2);
    expect(() => distanceTransform(volume, { sampling: [1] })).toThrow(wrong('distanceTransform: sampling [1]'));
    expect(() => distanceTransform(volume, { sampling: 0 })).toThrow(wrong('sampling [0, 0]'));
    expect(() => distanceTransform(volume, { maxDistance: -1 })).toThrow(wrong('maxDistance -1'));
    expect(() => distanceTransform(createVolume([], 'uint8'))).toThrow(wrong('0 axes'));
    expect(() => distanceTransform(createVolume([2], 'argb'))).toThrow(expect.objectContaining({ name: 'DTypeError' }));
  });

  it.each([
    ['near', 5],
    ['far away', 4000],
  ] as const)('of lazy blocks gives the distances of the whole, where what is 0 is %s', async (_, most) => {
    const volume = numbers([31, 40, 23], most);
    volume.data[77] = 0;
    for (const sampling of [
      [1, 1, 1],
      [3, 0.5, 1.1],
    ]) {
      const whole = distanceTransform(volume, { sampling });
      const lazy = await distanceTransform(fromVolume(volume, [8, 9, 10]), { sampling }).compute();
      expect(valuesOf(lazy)).toEqual(valuesOf(whole));
      const options = { sampling, maxDistance: 2.5 };
      const near = await distanceTransform(fromVolume(volume, [8, 9, 10]), options).compute();
      expect(valuesOf(near)).toEqual(valuesOf(distanceTransform(volume, options)));
    }
  });

  it('of lazy blocks without any 0 is infinite', async () => {
    const volume = numbers([9, 40], 2);
    volume.data.fill(1);
    expect(new Set(valuesOf(await distanceTransform(fromVolume(volume, 4)).compute()))).toEqual(new Set([Infinity]));
  });
});

describe('watershed', () => {
  const image = numbers([6, 7, 8], 9);
  const markers = asVolume(
    Int32Array.from(image.data, (_, i) => (i % 41 === 0 ? i + 1 : 0)),
    image.shape,
  );

  it('takes views of any strides, and markers of any integers', () => {
    const wanted = valuesOf(watershed(image, markers));
    expect(new Set(wanted).size).toBe(9);
    expect(valuesOf(watershed(turned(image), turned(markers)))).toEqual(wanted);
    const wide = asVolume(BigInt64Array.from(markers.data, BigInt), image.shape);
    expect(valuesOf(watershed(image, wide as Volume))).toEqual(wanted);
    const mask = asVolume(
      Float32Array.from(image.data, (_, i) => (i % 5 === 0 ? 0 : 0.5)),
      image.shape,
    );
    const masked = valuesOf(watershed(image, markers, { mask: turned(mask) }));
    expect(masked.map((value) => value === 0)).toEqual(valuesOf(mask).map((value) => value === 0));
  });

  it('says what is wrong', () => {
    const other = numbers([6, 7], 3);
    expect(() => watershed(image, other)).toThrow(wrong('watershed: markers have the shape [6, 7]'));
    expect(() => watershed(image, markers, { mask: other })).toThrow(wrong('watershed: mask have'));
    expect(() => watershed(image, markers, { connectivity: 4 })).toThrow(wrong('watershed: connectivity 4'));
    expect(() => watershed(image, fromVolume(markers) as never)).toThrow(wrong('watershed: markers must be a volume'));
    expect(() => watershed(fromVolume(image), markers as never)).toThrow(wrong('watershed: markers must be a lazy'));
    const floats = createVolume(image.shape, 'float32');
    expect(() => watershed(image, floats)).toThrow(expect.objectContaining({ name: 'DTypeError' }));
    const large = createVolume(image.shape, 'uint32');
    large.data[3] = 2 ** 31;
    expect(() => watershed(image, large)).toThrow(wrong('markers from 0 to 2147483648'));
  });

  const lazily = (volume: Volume, chunks: number[]): LazyVolume => fromVolume(volume, chunks) as LazyVolume;

  /** Flooded as larger volumes are: in blocks of so many voxels, or else of one chunk. */
  function inBlocks(
    flood: Pick<LazyFlood, 'image' | 'markers' | 'connectivity'> & Partial<LazyFlood>,
    limits: Partial<FloodLimits> = {},
  ) {
    const blocks = { whole: 0, flooded: 1, kept: 2 ** 20, lanes: 2, ...limits };
    const merge = new BasinMerge({ mask: undefined, watershedLine: false, ...flood }, blocks);
    const { shape, chunks } = flood.image;
    return fromFunction({
      shape,
      dtype: 'int32',
      chunks: chunks as number[][],
      read: (region, target, signal) => merge.read(region, target, signal),
    });
  }

  it('of a lazy volume of one chunk is that of the volume', async () => {
    const chunks = image.shape as number[];
    const mask = numbers(image.shape, 4);
    const options = { connectivity: 2, watershedLine: true };
    const lazy = watershed(lazily(image, chunks), lazily(markers, [4, 4, 4]), {
      ...options,
      mask: lazily(mask, [2, 7, 8]),
    });
    expect(valuesOf(await lazy.compute())).toEqual(valuesOf(watershed(image, markers, { ...options, mask })));
  });

  it('of a lazy volume of several chunks that is not large is that of the volume', async () => {
    for (const watershedLine of [false, true]) {
      const mask = numbers(image.shape, 4);
      const options = { connectivity: 2, watershedLine };
      const lazy = watershed(lazily(image, [4, 4, 3]), lazily(markers, [6, 7, 8]), {
        ...options,
        mask: lazily(mask, [2, 7, 8]),
      });
      expect(lazy.chunks[2]).toEqual([3, 3, 2]);
      const wanted = watershed(image, markers, { ...options, mask });
      expect(valuesOf(await lazy.compute())).toEqual(valuesOf(wanted));
      expect(valuesOf(await lazy.slice([1, 5]).compute())).toEqual(valuesOf(wanted.slice([1, 5])));
    }
  });

  it('of a large one of several chunks leaves no lines', () => {
    const large = fromFunction({ shape: [2 ** 24 + 1], dtype: 'uint8', chunks: 2 ** 20, read: () => {} });
    expect(() => watershed(large, large, { watershedLine: true })).toThrow(wrong('watershedLine of [16777217]'));
    expect(watershed(large, large).shape).toEqual(large.shape);
  });

  it('of lazy blocks is the same however the volume is cut, and reaches all that the whole does', async () => {
    for (const connectivity of [1, 2, 3]) {
      const mask = numbers(image.shape, 4, connectivity);
      const reached = valuesOf(watershed(image, markers, { connectivity, mask })).map((value) => value !== 0);
      const results: unknown[][] = [];
      for (const chunks of [
        [4, 4, 4],
        [1, 7, 3],
        [6, 2, 5],
      ]) {
        const lazy = lazily(image, chunks);
        const masked = lazily(mask, chunks);
        const flood = { image: lazy, markers: lazily(markers, [6, 7, 8]), mask: masked, connectivity };
        for (const limits of [{}, { flooded: 900 }, { kept: 0 }, { lanes: 1, kept: 60 }]) {
          results.push(valuesOf(await inBlocks(flood, limits).compute()));
        }
      }
      for (const result of results) expect(result).toEqual(results[0]);
      expect((results[0] as unknown[]).map((value) => value !== 0)).toEqual(reached);
    }
  });

  it('of lazy blocks is that of the whole where each voxel has one way that is lowest', async () => {
    const shape = [24, 30];
    const heights = createVolume(shape, 'float64');
    const seeds = createVolume(shape, 'uint16');
    for (let i = 0; i < 24; i++) {
      for (let j = 0; j < 30; j++) {
        heights.set(((i * 30 + j) * 7919) % 9973, i, j);
        if (i % 6 === 2 && j % 6 === 2) seeds.set(1 + (i * 30 + j), i, j);
      }
    }
    const whole = watershed(heights, seeds);
    const flood = { image: lazily(heights, [7, 8]), markers: lazily(seeds, [10, 30]), connectivity: 1 };
    const got = await inBlocks(flood).compute();
    expect(valuesOf(got)).toEqual(valuesOf(whole));
    expect(new Set(valuesOf(got)).size).toBe(20);
    const lazy = watershed(flood.image, flood.markers);
    expect(valuesOf(await lazy.compute())).toEqual(valuesOf(whole));
    expect(lazy.chunks).toEqual([
      [7, 7, 7, 3],
      [8, 8, 8, 6],
    ]);
  });

  it('of lazy blocks goes along a way that winds through all of them', async () => {
    const size = 24;
    const mask = createVolume([size, size], 'bool');
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) mask.set(i % 4 === 0 || j === ((i >> 2) % 2) * 23, i, j);
    }
    const heights = createVolume([size, size], 'uint8');
    const seeds = createVolume([size, size], 'int32');
    seeds.set(-7, 0, 23);
    const flood = { image: lazily(heights, [5, 5]), markers: lazily(seeds, [5, 5]), mask: lazily(mask, [5, 5]) };
    const cells = inBlocks({ ...flood, connectivity: 1 });
    expect(valuesOf(await cells.compute())).toEqual(valuesOf(mask).map((value) => (value === 0 ? 0 : -7)));
  });

  it('of lazy blocks floods each a few times, those with the lowest change first, and reads it as often', async () => {
    const shape = [32, 32, 32];
    const heights = numbers(shape, 250);
    const seeds = createVolume(shape, 'int32');
    for (let i = 0; i < 40; i++) seeds.data[i * 811] = i + 1;
    let reads = 0;
    const counted = fromFunction({
      shape,
      dtype: 'uint8',
      chunks: 8,
      read: ({ start, shape: extents }, target) => {
        reads += 1;
        const ranges = start.map((at, d): [number, number] => [at, at + (extents[d] as number)]);
        target.set(heights.slice(...ranges).copy().data);
      },
    });
    const flood = { image: counted, markers: lazily(seeds, [8, 8, 8]), connectivity: 1 };
    const labels = inBlocks(flood, { lanes: 1 });
    const cells = await labels.compute({ concurrency: 1 });
    expect(reads).toBeLessThan(6 * 64);
    const settled = reads;
    expect(valuesOf(await labels.compute())).toEqual(valuesOf(cells));
    expect(reads).toBe(settled);
    const whole = inBlocks(flood, { flooded: 2 ** 20 });
    expect(valuesOf(await whole.compute())).toEqual(valuesOf(cells));
    expect(reads).toBe(settled + 64);
    const lazy = watershed(counted, flood.markers);
    const all = valuesOf(await lazy.compute());
    expect(valuesOf(await lazy.compute())).toEqual(all);
    expect(all).toEqual(valuesOf(watershed(heights, seeds)));
    expect(reads).toBe(settled + 2 * 64);
  });
});
