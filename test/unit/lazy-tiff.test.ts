import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromTiff, fromTiffStack, readTiff, readTiffStack, writeTiff } from '../../src/io/index.js';
import type { SliceRange, Volume } from '../../src/volume/index.js';
import { bytesOf, copyOf, pattern } from '../support/patterns.js';

const fixtures = fileURLToPath(new URL('../fixtures/tiff/', import.meta.url));
const { files: entries } = JSON.parse(readFileSync(`${fixtures}manifest.json`, 'utf8')) as {
  files: { file: string; shape: number[]; dtype: string; refused?: string; compression?: string }[];
};
const hasZstd = 'zstdDecompress' in process.getBuiltinModule('node:zlib');
const readable = entries.filter((entry) => entry.refused === undefined && (entry.compression !== 'zstd' || hasZstd));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-tiff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function expectEqual(lazy: { compute(): Promise<Volume> }, expected: Volume): Promise<void> {
  const found = await lazy.compute();
  expect([found.dtype, found.shape]).toEqual([expected.dtype, expected.shape]);
  expect(Buffer.compare(bytesOf(found), bytesOf(expected.isContiguous ? expected : copyOf(expected)))).toBe(0);
  found.close();
}

/** Slices in files z0.tif ...; gives their paths and the volume. */
async function slices(name: string, count: number, options = {}): Promise<{ files: string[]; volume: Volume }> {
  const volume = pattern([count, 90, 110], 'uint16') as Volume;
  const files: string[] = [];
  for (let z = 0; z < count; z++) {
    files.push(join(folder, `${name}${z}.tif`));
    await writeTiff(volume.pick(0, z), files[z] as string, options);
  }
  return { files, volume };
}

describe('fromTiff', () => {
  it.each(readable)('$file in parts', async ({ file, shape }) => {
    const whole = await readTiff(fixtures + file);
    const lazy = await fromTiff(fixtures + file);
    expect([lazy.shape, lazy.dtype]).toEqual([whole.shape, whole.dtype]);
    await expectEqual(lazy, whole);
    const boxes: SliceRange[][] = [
      shape.map((n) => [Math.floor(n / 3), Math.ceil((2 * n) / 3)]),
      shape.map((n, d) => (d === shape.length - 2 ? [n - 1, n] : null)),
      shape.map((_, d) => (d === shape.length - 1 ? [1, 2] : null)),
      shape.map(() => [null, null, -2]),
    ];
    for (const box of boxes) await expectEqual(lazy.slice(...box), whole.slice(...box));
    whole.close();
  });

  it('has pages as chunks', async () => {
    const lazy = await fromTiff(`${fixtures}ome-tczyx.ome.tif`);
    expect(lazy.chunks).toEqual([[1, 1], [1, 1, 1], [1, 1], [9], [11]]);
  });
});

describe('fromTiffStack', () => {
  it.each([{}, { compression: 'deflate' }, { compression: 'lzw', predictor: true }] as const)(
    'is what readTiffStack reads: %j',
    async (options) => {
      const { files, volume } = await slices('same', 12, options);
      const lazy = await fromTiffStack(files);
      expect(lazy.chunks).toEqual([new Array(12).fill(1), [90], [110]]);
      await expectEqual(lazy, volume);
      await expectEqual(lazy, await readTiffStack(files));
      await expectEqual(await fromTiffStack(join(folder, 'same*.tif')), volume);
      const part: SliceRange[] = [
        [null, null, -3],
        [20, 40],
        [null, null, 7],
      ];
      await expectEqual(lazy.slice(...part), volume.slice(...part));
      const sums = await lazy.sum({ axis: 0 }).compute();
      let sum = 0n;
      for (let z = 0; z < 12; z++) sum += BigInt(volume.get(z, 41, 52) as number);
      expect(sums.get(41, 52)).toBe(sum);
    },
  );

  it('opens no file when shape and dtype are given, else the first', async () => {
    const missing = ['a', 'b'].map((name) => join(folder, 'nowhere', name));
    const lazy = await fromTiffStack(missing, { shape: [90, 110], dtype: 'uint16' });
    expect(lazy.shape).toEqual([2, 90, 110]);
    await expect(lazy.compute()).rejects.toMatchObject({
      name: 'ComputeError',
      message: expect.stringContaining('nowhere'),
    });
    await expect(fromTiffStack(missing)).rejects.toMatchObject({ name: 'ArgumentError' });
    const { files, volume } = await slices('one', 1);
    const rest = await fromTiffStack([...files, ...missing]);
    expect([rest.shape, rest.dtype]).toEqual([[3, 90, 110], 'uint16']);
    await expectEqual(rest.pick(0, 0), volume.pick(0, 0));
    expect((await fromTiffStack([...files, ...missing], { dtype: 'uint8' })).dtype).toBe('uint8');
  });

  it('reads only the files that are needed', async () => {
    const { files, volume } = await slices('few', 5);
    for (const z of [0, 1, 4]) rmSync(files[z] as string);
    const lazy = await fromTiffStack(files, { shape: [90, 110], dtype: 'uint16' });
    await expectEqual(lazy.slice([2, 4]), volume.slice([2, 4]));
    await expectEqual(lazy.slice(3, [10, 20], [30, 40]), volume.slice(3, [10, 20], [30, 40]));
  });

  it('stacks files of many pages', async () => {
    const volume = pattern([2, 3, 20, 30], 'uint8') as Volume;
    const files = [0, 1].map((t) => join(folder, `pages${t}.tif`));
    for (const [t, file] of files.entries()) await writeTiff(volume.pick(0, t), file);
    const lazy = await fromTiffStack(files);
    expect(lazy.chunks).toEqual([[1, 1], [1, 1, 1], [20], [30]]);
    await expectEqual(lazy, volume);
    const part: SliceRange[] = [null, [1, 3], [4, 9], [5, 6]];
    await expectEqual(lazy.slice(...part), volume.slice(...part));
    const given = await fromTiffStack(files, { shape: [3, 20, 30], dtype: 'uint8' });
    await expectEqual(given.slice(...part), volume.slice(...part));
  });

  it.each([
    ['corrupt', (file: string) => truncateSync(file, 12000), 'FormatError'],
    ['of another shape', (file: string) => writeTiff(pattern([90, 111], 'uint16') as Volume, file), 'FormatError'],
    ['of another dtype', (file: string) => writeTiff(pattern([90, 110], 'int16') as Volume, file), 'FormatError'],
  ])('names a file that is %s, and computes the rest', async (_, spoil, name) => {
    const { files, volume } = await slices('spoilt', 4);
    await spoil(files[2] as string);
    const lazy = await fromTiffStack(files);
    const failure = lazy.compute().catch((error: unknown) => error);
    expect(await failure).toMatchObject({
      name: 'ComputeError',
      message: expect.stringContaining(files[2] as string),
      cause: { name },
    });
    await expectEqual(lazy.slice([0, 2]), volume.slice([0, 2]));
    await writeTiff(volume.pick(0, 2), files[2] as string);
    await expectEqual(lazy, volume);
  });

  it('needs files', async () => {
    await expect(fromTiffStack([])).rejects.toMatchObject({ name: 'ArgumentError' });
    await expect(fromTiffStack(join(folder, 'none*.tif'))).rejects.toMatchObject({ name: 'ArgumentError' });
  });
});
