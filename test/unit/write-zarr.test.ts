import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  openOmeZarr,
  openZarr,
  type WriteOmeZarrOptions,
  type WriteZarrOptions,
  writeOmeZarr,
  writeZarr,
} from '../../src/io/index.js';
import { fromFunction, fromSource } from '../../src/lazy/index.js';
import { createVolume, mapVolume, type Volume } from '../../src/volume/index.js';
import { bytesOf, copyOf, pattern } from '../support/patterns.js';

const root = mkdtempSync(join(tmpdir(), 'write-zarr-'));
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  path = join(folder, 'out.zarr');
});
afterAll(() => rmSync(root, { recursive: true }));

async function expectBack(volume: Volume, options: { path?: string } = {}): Promise<void> {
  const back = (await (await openZarr(path, options)).compute()) as Volume;
  expect([back.dtype, back.shape]).toEqual([volume.dtype, volume.shape]);
  expect(Buffer.compare(bytesOf(back), bytesOf(volume))).toBe(0);
  back.close();
}

/** All files below a folder with what is in them. */
function filesOf(at: string): Record<string, string> {
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(names.map((name) => [name.slice(at.length), readFileSync(name, 'base64')]));
}

const volume = pattern([30, 41, 52], 'uint16') as Volume;
const small = { chunks: [8, 16, 16] } as const;

describe('writeZarr', () => {
  it.each([
    ['raw', { compression: 'none' }],
    ['gzip, version 2', { compression: 'gzip', version: 2 }],
    ['zstd in shards', { compression: 'zstd', shards: [16, 32, 32] }],
    ['blosc', { compression: { name: 'blosc', cname: 'lz4' } }],
  ] as [string, WriteZarrOptions][])('is read back: %s', async (_, options) => {
    await writeZarr(volume, path, { ...small, ...options });
    await expectBack(volume);
    expect(readdirSync(folder)).toEqual(['out.zarr']);
  });

  it('takes views, lazy volumes of this thread and of modules, and volumes of 0 to 6 axes', async () => {
    const view = volume.permuteDims([2, 0, 1]).slice([null, null, -2], [3, null, 2]) as Volume;
    await writeZarr(view, path, { chunks: [7, 8, 9] });
    await expectBack(copyOf(view));
    const lazy = fromFunction({
      ...{ shape: [20, 30, 40], dtype: 'float32', chunks: [6, 30, 11] },
      read: ({ start, shape }, target) => {
        for (let i = 0; i < target.length; i++) {
          const [z = 0, y = 0, x = 0] = start;
          const [, h = 1, w = 1] = shape;
          const at = [z + Math.floor(i / (h * w)), y + (Math.floor(i / w) % h), x + (i % w)] as const;
          target[i] = at[0] * 10_000 + at[1] * 100 + at[2];
        }
      },
    });
    await writeZarr(lazy, path, { chunks: [8, 8, 8], overwrite: true, memoryLimit: 20_000 });
    await expectBack((await lazy.compute()) as Volume);
    for (const shape of [[], [5], [0, 4], [1, 2, 1, 3, 2, 2]]) {
      const other = pattern(shape, 'int16') as Volume;
      await writeZarr(other, path, { overwrite: true });
      await expectBack(other);
    }
  });

  it('writes no file for chunks of nothing but the fill value', async () => {
    const sparse = createVolume([32, 32], 'uint8') as Volume;
    sparse.set(3 as never, 20, 5);
    await writeZarr(sparse, path, { chunks: [8, 8] });
    expect(Object.keys(filesOf(path))).toEqual(['/c/2/0', '/zarr.json']);
    await writeZarr(sparse, path, { chunks: [8, 8], fillValue: 3, overwrite: true });
    expect(Object.keys(filesOf(path)).length).toBe(17);
    await expectBack(sparse);
  });

  it.each([
    [{ chunks: 0 }, /chunks 0 for the shape \[30, 41, 52\]/],
    [{ chunks: [1, 2] }, /an integer >= 1 an axis/],
    [{ chunks: 8, shards: [12, 16, 16] }, /multiples of the chunks/],
    [{ version: 2, chunks: 8, shards: 16 }, /no shards/],
    [{ version: 4 as never }, /use 2 or 3/],
    [{ compression: 'lzma' as never }, /use none, gzip, zstd or blosc/],
    [{ compression: { name: 'gzip', level: 10 } }, /level of gzip is 10/],
    [{ compression: { name: 'blosc', cname: 'snappy' as never } }, /cname "snappy"/],
    [{ fillValue: -1 }, /fillValue -1 is no value of uint16/],
    [{ dimensionNames: ['x'] }, /1 dimensionNames for 3 axes/],
    [{ attributes: { toJSON: () => assert.fail('no') } }, /what JSON can say/],
  ] as [WriteZarrOptions, RegExp][])('refuses what does not fit (%#) and writes nothing', async (options, message) => {
    await expect(writeZarr(volume, path, options)).rejects.toMatchObject({ name: 'ArgumentError', message });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses types that the format lacks, and bytes in another order', async () => {
    await expect(writeZarr(pattern([4, 4], 'argb') as Volume, path)).rejects.toMatchObject({ name: 'DTypeError' });
    const complex = pattern([4, 4], 'complex64') as Volume;
    await expect(writeOmeZarr(complex, path)).rejects.toMatchObject({ name: 'DTypeError' });
    const raw = join(root, 'swapped.raw');
    writeFileSync(raw, Buffer.alloc(64));
    for (const dtype of ['uint16', 'float16', 'complex64'] as const) {
      const swapped = mapVolume(raw, [2, 2], dtype, { byteOrder: 'big' }) as Volume;
      await expect(writeZarr(swapped, path)).rejects.toThrow(/in the other order/);
      swapped.close();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces a Zarr array only when told, and nothing else ever', async () => {
    await writeZarr(volume, path, small);
    const before = filesOf(path);
    const other = pattern([5, 5], 'uint8') as Volume;
    await expect(writeZarr(other, path)).rejects.toThrow(/is there already; 'overwrite' replaces it/);
    expect(filesOf(path)).toEqual(before);
    await writeZarr(other, path, { overwrite: true });
    await expectBack(other);
    const precious = join(folder, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'thesis.txt'), 'words');
    await expect(writeZarr(other, precious, { overwrite: true })).rejects.toThrow(/no Zarr array or group/);
    mkdirSync(`${path}2.part`);
    writeFileSync(join(`${path}2.part`, 'thesis.txt'), 'words');
    await expect(writeZarr(other, `${path}2`, { overwrite: true })).rejects.toThrow(/not ours/);
    await expect(writeZarr(other, join(folder, 'no', 'such.zarr'))).rejects.toMatchObject({ name: 'ArgumentError' });
  });

  it('leaves nothing when it fails or is aborted, and what was there stays', async () => {
    await writeZarr(volume, path, small);
    const before = filesOf(path);
    const failing = fromFunction({
      ...{ shape: [64, 64], dtype: 'uint8', chunks: [8, 8] },
      read: ({ start }) => {
        if (start[0] === 40) throw new Error('the disk is gone');
      },
    });
    const failed = writeZarr(failing, path, { chunks: [8, 8], overwrite: true });
    await expect(failed).rejects.toMatchObject({ name: 'ComputeError', message: /the disk is gone/ });
    const reason = new Error('enough');
    const stop = new AbortController();
    const aborted = writeZarr(volume, path, {
      ...{ chunks: [4, 8, 8], overwrite: true, signal: stop.signal },
      onProgress: ({ done }) => done === 5 && stop.abort(reason),
    } as WriteZarrOptions);
    await expect(aborted).rejects.toBe(reason);
    const thrown = writeZarr(volume, path, {
      ...{ ...small, overwrite: true },
      onProgress: () => {
        throw reason;
      },
    });
    await expect(thrown).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual(['out.zarr']);
    expect(filesOf(path)).toEqual(before);
  });

  it('goes on where a write that failed has ended', async () => {
    const read: string[] = [];
    let broken = true;
    const source = fromFunction({
      ...{ shape: [64, 64], dtype: 'uint8', chunks: [8, 64] },
      read: ({ start }, target) => {
        if (broken && start[0] === 40) throw new Error('the disk is gone');
        read.push(String(start[0]));
        target.fill(1 + (start[0] as number));
      },
    });
    const options = { chunks: [8, 8], resume: true, memoryLimit: 512, concurrency: 1 } as const;
    await expect(writeZarr(source, path, options)).rejects.toThrow(/the disk is gone/);
    expect(readdirSync(folder)).toEqual(['out.zarr.part']);
    await expect(openZarr(`${path}.part`)).rejects.toMatchObject({ name: 'ArgumentError' });
    broken = false;
    await expect(writeZarr(source, path, { ...options, resume: false })).rejects.toThrow(/'resume' goes on with it/);
    await expect(writeZarr(source, path, { ...options, compression: 'gzip' })).rejects.toThrow(/other options/);
    read.length = 0;
    const progress: number[] = [];
    await writeZarr(source, path, { ...options, onProgress: ({ done }) => progress.push(done) });
    expect(read.map(Number).sort((a, b) => a - b)).toEqual([40, 48, 56]);
    expect(progress.at(-1)).toBe(64);
    expect(readdirSync(folder)).toEqual(['out.zarr']);
    await expectBack((await source.compute()) as Volume);
    expect(existsSync(join(path, '.imglib2-node-unfinished.json'))).toBe(false);
  });

  it('names what a writer of a module lacks', async () => {
    const module = new URL('../support/lazy-stub.ts', import.meta.url);
    const lazy = fromSource({ module, export: 'none', shape: [4], dtype: 'uint8' });
    await expect(lazy.store({ module, export: 'nothing' })).rejects.toThrow(/exports no function nothing/);
  });
});

describe('writeOmeZarr', () => {
  it.each(['0.4', '0.5'] as const)('writes levels, labels and what is known of them (%s)', async (version) => {
    const labels = pattern([30, 41, 52], 'uint8') as Volume;
    await writeOmeZarr(volume, path, {
      ...{ version, ...small, levels: 3, scale: [2, 0.5, 0.5], translation: [1, 0, 0], units: 'um', name: 'cells' },
      channels: [{ name: 'nuclei', color: '#00ff80', displayRange: [3, 90] }],
      labels: { cells: { volume: labels, colors: { 77: [1, 2, 3, 255] } } },
    });
    const image = await openOmeZarr(path);
    expect(image).toMatchObject({ version, name: 'cells', scale: [2, 0.5, 0.5], translation: [1, 0, 0] });
    expect(image.units).toEqual(['micrometer', 'micrometer', 'micrometer']);
    expect(image.channels).toEqual([{ name: 'nuclei', color: '#00ff80', displayRange: [3, 90], active: true }]);
    // Voxels that are flat in z stay so until they are no longer.
    expect(image.levels.map((level) => level.volume.shape)).toEqual([
      [30, 41, 52],
      [30, 21, 26],
      [30, 11, 13],
    ]);
    expect(image.levels.map((level) => level.scale)).toEqual([
      [2, 0.5, 0.5],
      [2, 1, 1],
      [2, 2, 2],
    ]);
    expect(image.levels[2]?.translation).toEqual([1, 0.75, 0.75]);
    const [cells] = image.labels;
    expect(cells).toMatchObject({ name: 'cells', colors: { 77: [1, 2, 3, 255] } });
    // No label is invented.
    const known = new Set(labels.data as Uint8Array);
    const coarse = (await cells?.levels[2]?.volume.compute()) as Volume;
    expect([...(coarse.data as Uint8Array)].filter((value) => !known.has(value))).toEqual([]);
    await expectBack(volume, { path: '0' });
    await expectBack(labels, { path: 'labels/cells/0' });
  });

  it.each([
    [{ version: '0.3' as never }, /use '0.4' or '0.5'/],
    [{ axes: 'xyz' }, /in the order t, c, z, y, x/],
    [{ axes: 'yx' }, /one letter an axis/],
    [{ scale: [1, 2] }, /give 3 numbers/],
    [{ scale: [1, 0, 1] }, /above 0/],
    [{ units: { t: 'second' } }, /units of 't'/],
    [{ levels: 0 }, /0 levels/],
    [{ levels: [[2, 2]] }, /factors \[2,2\] for 3 axes/],
    [{ channels: [{}, {}] }, /2 channels, and the volume has 1/],
    [{ channels: [{ color: 'red' }] }, /the color 'red' of channel 0/],
    [{ channels: [{ displayRange: [3, 3] }] }, /displayRange \[3, 3\]/],
    [{ labels: { '../x': volume } }, /can't be a name of labels/],
    [{ labels: { x: pattern([3, 4], 'uint8') as Volume } }, /they must be alike/],
    [{ version: '0.4', shards: 64 }, /no shards/],
  ] as [WriteOmeZarrOptions, RegExp][])(
    'refuses what does not fit (%#) and writes nothing',
    async (options, message) => {
      await expect(writeOmeZarr(volume, path, options)).rejects.toMatchObject({ name: 'ArgumentError', message });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('refuses labels that are no integers', async () => {
    const labels = { x: pattern([30, 41, 52], 'float32') as Volume };
    await expect(writeOmeZarr(volume, path, { labels })).rejects.toMatchObject({ name: 'DTypeError' });
  });
});
