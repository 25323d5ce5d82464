/** Lazy volumes of halves and of complex numbers, which have two numbers a voxel, beside the same views of memory. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { fromTiff, fromTiffStack, openZarr, writeTiff, writeZarr } from '../../src/io/index.js';
import { fromDelayed, fromFunction, fromSource, fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import {
  createVolume,
  dtypeInfo,
  fillElements,
  type Region,
  type SliceRange,
  type Volume,
} from '../../src/volume/index.js';
import { bytesOf } from '../support/patterns.js';
import { seeded } from '../support/random.js';
import { below, chunksOf, expectEqual, packed, randomVolume, readBox, shapeOf } from '../support/random-volumes.js';

const TYPES = ['float16', 'complex64', 'complex128'] as const;
const module = new URL('../support/workers/lazy-source.mjs', import.meta.url);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-types-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The same voxels from each kind of source. */
function sourcesOf(random: () => number, volume: Volume): LazyVolume[] {
  const { shape, dtype } = volume;
  const chunks = chunksOf(random, shape);
  const read = (region: Region, target: unknown) => readBox(volume, region, target);
  const file = join(folder, `${random()}.raw`);
  writeFileSync(file, packed(volume));
  const raw = { module, export: 'openRaw', args: [{ file, shape, itemsize: dtypeInfo(dtype).itemsize }] };
  return [
    fromVolume(volume, chunks),
    fromFunction({ shape, dtype, chunks, read }),
    fromFunction({ shape, dtype, chunks, read, divisible: true }),
    fromDelayed({ name: 'copy', compute: async () => volume.copy() }, { shape, dtype }),
    fromSource({ ...raw, shape, dtype, chunks }),
    fromSource({ ...raw, shape, dtype, chunks, divisible: true }),
  ] as LazyVolume[];
}

type Both = <T extends Volume | LazyVolume>(x: T) => T;

/** A view of either kind of array, drawn by lot. */
function randomView(random: () => number, shape: readonly number[]): Both {
  const ndim = shape.length;
  const { permuteDims, flip, expandDims, broadcastTo, roll, tile, concat, stack } = functions;
  switch (below(random, 9)) {
    case 0: {
      const steps = shape.map(() => (below(random, 2) === 0 ? 1 : -1) * (1 + below(random, 3)));
      return ((x: Volume) => x.slice(...steps.map((step): SliceRange => [null, null, step]))) as Both;
    }
    case 1: {
      const ranges = shape.map((extent): SliceRange => {
        const start = below(random, extent);
        return below(random, 4) === 0 ? start : [start, start + 1 + below(random, extent - start)];
      });
      return ((x: Volume) => x.slice(...ranges)) as Both;
    }
    case 2: {
      const order = shape.map((_, d) => d).sort(() => (below(random, 2) === 0 ? 1 : -1));
      return ((x: Volume) => permuteDims(x, order)) as Both;
    }
    case 3:
      return ((x: Volume) => flip(x)) as Both;
    case 4: {
      const wide = [2, ...shape, 3];
      return ((x: Volume) => broadcastTo(expandDims(x, { axis: ndim }), wide)) as Both;
    }
    case 5:
      return ((x: Volume) => (ndim === 0 ? x : roll(x, 1 + below(random, 4), { axis: ndim - 1 }))) as Both;
    case 6: {
      const counts = shape.map((_, d) => 1 + (d % 2));
      return ((x: Volume) => tile(x, counts)) as Both;
    }
    case 7:
      return ((x: Volume) => (ndim === 0 ? x : concat([x, flip(x, { axis: 0 }), x], { axis: 0 }))) as Both;
    default:
      return ((x: Volume) => stack([x, flip(x)], { axis: ndim })) as Both;
  }
}

describe.each(TYPES)('%s', (dtype) => {
  it('views of every source are those of memory: random shapes, chunks and steps', async () => {
    const random = seeded(271 + dtype.length);
    for (let round = 0; round < 40; round++) {
      const volume = randomVolume(random, shapeOf(random, below(random, 5)), dtype);
      for (const source of sourcesOf(random, volume)) {
        let [lazy, memory] = [source, volume as Volume];
        await expectEqual(lazy, memory);
        for (let i = 0; i < 3 && memory.size < 3000; i++) {
          const seed = random();
          const view = (): Both => randomView(seeded(seed), memory.shape);
          [lazy, memory] = [view()(lazy), view()(memory)];
          if (below(random, 3) === 0) lazy = lazy.rechunk(chunksOf(random, lazy.shape));
          await expectEqual(lazy, memory, { concurrency: 1 + below(random, 3), memoryLimit: 1 + below(random, 4096) });
        }
      }
      volume.close();
    }
  });

  it('no voxels and no axes', async () => {
    const random = seeded(5);
    for (const shape of [[], [0], [3, 0, 2], [1], [1, 1]]) {
      const volume = randomVolume(random, shape, dtype);
      for (const lazy of sourcesOf(random, volume)) await expectEqual(lazy, volume);
      const twice = functions.stack([fromVolume(volume), fromVolume(volume)]) as LazyVolume;
      await expectEqual(twice, functions.stack([volume, volume]));
    }
  });

  it('is stored into views of memory, by steps and backwards, and handed to writers', async () => {
    const random = seeded(77);
    const volume = randomVolume(random, [5, 6, 7], dtype);
    for (const lazy of sourcesOf(random, volume)) {
      const wide = createVolume([12, 5, 14], dtype) as Volume;
      const view = wide.slice([null, null, -2], null, [0, null, 2]).permuteDims([1, 0, 2]);
      await lazy.store(view);
      expect(packed(view).equals(bytesOf(volume))).toBe(true);
      expect(packed(wide.slice([null, null, 2])).every((byte) => byte === 0)).toBe(true);
      const parts = createVolume([5, 6, 7], dtype) as Volume;
      await lazy.store({
        write: (block, { start, shape }) => {
          expect([block.dtype, block.shape, block.isContiguous]).toEqual([dtype, shape, true]);
          const place = parts.slice(...start.map((at, d): SliceRange => [at, at + (shape[d] as number)]));
          functions.astype(block, dtype, { out: place as Volume });
        },
      });
      expect(bytesOf(parts).equals(bytesOf(volume))).toBe(true);
      await expect(lazy.store(createVolume([5, 6, 7], 'float32') as Volume)).rejects.toMatchObject({
        name: 'DTypeError',
      });
    }
  });

  it('is computed in worker threads, kept by persist, and told of in bytes of all its numbers', async () => {
    const random = seeded(9);
    const { itemsize } = dtypeInfo(dtype);
    // More than is read on this thread.
    const width = Math.ceil((9 * 2 ** 20) / (2000 * itemsize));
    const volume = randomVolume(random, [5, 400, width], dtype);
    const lazy = sourcesOf(random, volume)[4] as LazyVolume;
    expect(lazy.nbytes).toBe(2000 * width * itemsize);
    expect(lazy.describe()).toContain(`${((2000 * width * itemsize) / 2 ** 20).toFixed(2)} MiB`);
    const kept = await lazy.permuteDims([2, 0, 1]).persist({ concurrency: 2 });
    expect([kept.dtype, kept.shape]).toEqual([dtype, [width, 5, 400]]);
    await expectEqual(kept, volume.permuteDims([2, 0, 1]));
    await expectEqual(lazy.slice([null, null, -2], [3, 399, 7]), volume.slice([null, null, -2], [3, 399, 7]));
  });

  it('goes through functions on blocks, here and in worker threads, that give volumes or numbers', async () => {
    const random = seeded(31);
    const volume = randomVolume(random, [6, 5, 8], dtype);
    for (const lazy of sourcesOf(random, volume)) {
      await expectEqual(
        lazy.mapBlocks((block) => block.data),
        volume,
      );
      await expectEqual(
        lazy.mapBlocks((block) => block.flip().copy().flip()),
        volume,
      );
      await expectEqual(lazy.mapBlocks({ module, export: 'backwards' }), volume);
    }
    const short = fromVolume(volume).mapBlocks((block) => (block.data as Float32Array).subarray(1));
    await expect(short.compute()).rejects.toMatchObject({ name: 'ComputeError' });
  });

  it.each(['reflect', 'nearest', 'periodic', 'none'] as const)('has neighbours: %s', async (boundary) => {
    const random = seeded(131);
    const volume = randomVolume(random, [7, 9], dtype);
    const lazy = fromVolume(volume, [3, 4]) as LazyVolume;
    await expectEqual(lazy.mapOverlap({ module, export: 'backwards' }, { depth: [2, 1], boundary }), volume);
    const seen: string[] = [];
    const note = (block: Volume) => {
      seen.push(bytesOf(block).toString('hex'));
      return block.data;
    };
    await lazy.mapOverlap(note, { depth: [2, 1], boundary }).compute();
    // The block in the corner, by the indices that each boundary stands for.
    const rows = { reflect: [1, 0, 0, 1, 2, 3, 4], nearest: [0, 0, 0, 1, 2, 3, 4], periodic: [5, 6, 0, 1, 2, 3, 4] };
    const columns = { reflect: [0, 0, 1, 2, 3, 4], nearest: [0, 0, 1, 2, 3, 4], periodic: [8, 0, 1, 2, 3, 4] };
    const own = { none: [0, 1, 2, 3, 4] };
    const [ys, xs] = [{ ...rows, ...own }[boundary], { ...columns, ...own }[boundary]];
    const corner = functions.stack(ys.map((y) => functions.stack(xs.map((x) => volume.slice(y, x)))));
    expect(seen).toContain(packed(corner).toString('hex'));
  });

  it('has one number around it', async () => {
    const volume = randomVolume(seeded(3), [2, 2], dtype);
    const blocks: Volume[] = [];
    const note = (block: Volume) => {
      blocks.push(block.copy());
      return block.data;
    };
    await fromVolume(volume).mapOverlap(note, { depth: 1, boundary: -1.5 }).compute();
    const [block] = blocks as [Volume];
    const value = dtypeInfo(dtype).kind === 'complex' ? { re: -1.5, im: 0 } : -1.5;
    for (const at of [
      [0, 0],
      [3, 3],
      [0, 2],
    ]) {
      expect(block.get(...at)).toEqual(value);
    }
    expect(packed(block.slice([1, 3], [1, 3])).equals(bytesOf(volume))).toBe(true);
  });

  it('is one value, as another array is shaped', async () => {
    const lazy = fromVolume(createVolume([3, 4], dtype), [2, 3]) as LazyVolume;
    for (const value of [0, 1, -2.5]) {
      const full = functions.fullLike(lazy, value) as LazyVolume;
      await expectEqual(full, functions.fullLike(createVolume([3, 4], dtype) as Volume, value));
    }
  });

  it.each([2, 3] as const)(
    'goes into Zarr %i and comes back from it, fill values and ends of chunks included',
    async (version) => {
      const random = seeded(19 * version);
      const kind = dtypeInfo(dtype).kind;
      const fillValues =
        kind === 'complex'
          ? [
              { re: -0.5, im: Number.NaN },
              { re: 0, im: -2 },
            ]
          : [Number.NaN, -2.5, 0];
      const codecs = ['none', 'gzip', 'zstd', { name: 'blosc', cname: 'lz4' }] as const;
      for (const [i, compression] of codecs.entries()) {
        const fillValue = fillValues[i % fillValues.length] as number;
        const volume = createVolume([11, 10, 13], dtype) as Volume;
        fillElements(volume.data, dtype, fillValue);
        const place = volume.slice([2, 7], [3, 9], [4, 11]) as Volume;
        functions.astype(randomVolume(random, [5, 6, 7], dtype), dtype, { out: place });
        const source = sourcesOf(random, volume)[i + 1] as LazyVolume;
        const path = join(folder, `${dtype}-${version}-${i}.zarr`);
        const shards = version === 3 && i % 2 === 1 ? { shards: [8, 4, 8] } : {};
        await writeZarr(source, path, { version, compression, fillValue, chunks: [4, 4, 4], ...shards });
        const back = await openZarr(path);
        await expectEqual(back, volume);
        for (let round = 0; round < 6; round++) {
          const seed = random();
          const view = () => randomView(seeded(seed), volume.shape);
          await expectEqual(view()(back), view()(volume), { concurrency: 2 });
        }
        // What is nothing but the fill value has no file.
        const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) =>
          entry.isFile(),
        ).length;
        expect(files).toBeLessThan(version === 3 && i % 2 === 1 ? 8 : 30);
      }
    },
  );

  it.each(['none', 'deflate', 'lzw'] as const)(
    'goes into TIFF files and stacks of them, and comes back: %s',
    async (compression) => {
      const random = seeded(53);
      const volume = randomVolume(random, [4, 33, 47], dtype);
      const [, , divisible] = sourcesOf(random, volume) as [LazyVolume, LazyVolume, LazyVolume];
      const path = join(folder, `${dtype}-${compression}.tif`);
      await writeTiff(divisible, path, { compression });
      const back = await fromTiff(path);
      const files = await Promise.all(
        [0, 1, 2, 3].map(async (z) => {
          const file = join(folder, `${dtype}-${compression}-${z}.tif`);
          await writeTiff(volume.pick(0, z), file, { compression });
          return file;
        }),
      );
      for (const lazy of [back, await fromTiffStack(files)]) {
        await expectEqual(lazy, volume);
        for (let round = 0; round < 6; round++) {
          const seed = random();
          const view = () => randomView(seeded(seed), volume.shape);
          await expectEqual(view()(lazy), view()(volume), { concurrency: 2 });
        }
      }
    },
  );
});
