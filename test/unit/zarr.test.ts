/** What zarr-python and ome-zarr write, read here. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSystemStore } from '@zarrita/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOmeZarr, openZarr, readZarr } from '../../src/io/index.js';
import type { Volume } from '../../src/volume/index.js';
import { bytesOf } from '../support/patterns.js';
import { pythonEnvironment, runPython } from '../support/python.js';

interface Written {
  readonly path: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly file: string;
}

const environment = await pythonEnvironment('scripts/fixtures/requirements-zarr.txt');
const missing = 'missing' in environment ? environment.missing : undefined;

let folder: string;
let written: readonly Written[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zarr-'));
  if ('missing' in environment) return;
  await runPython(environment.python, 'scripts/fixtures/make_zarr.py', [folder]);
  written = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).arrays;
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function voxelsOf(path: string): Buffer {
  return readFileSync(join(folder, (written.find((entry) => entry.path === path) as Written).file));
}

/** What was written and is not read as it is, in words. */
async function problems(entries: readonly Written[], read: (entry: Written) => Promise<Volume>): Promise<string[]> {
  const found: string[] = [];
  for (const entry of entries) {
    try {
      const volume = await read(entry);
      const kind = `${volume.dtype} [${volume.shape.join()}]`;
      if (kind !== `${entry.dtype} [${entry.shape.join()}]`) found.push(`${entry.path}: is ${kind}`);
      else if (!bytesOf(volume).equals(voxelsOf(entry.path))) found.push(`${entry.path}: other voxels`);
      volume.close();
    } catch (error) {
      found.push(`${entry.path}: ${error}`);
    }
  }
  return found;
}

describe.skipIf(missing !== undefined)(`arrays of zarr-python${missing ? ` (${missing})` : ''}`, () => {
  it('are lazy volumes to the byte: versions, dtypes, byte orders, codecs, shards, shapes, fill values', async () => {
    expect(written.length).toBeGreaterThan(200);
    for (const dtype of ['float16', 'complex64', 'complex128']) {
      expect(written.filter((entry) => entry.dtype === dtype).length).toBeGreaterThan(3);
    }
    expect(await problems(written, async ({ path }) => (await openZarr(join(folder, path))).compute())).toEqual([]);
  });

  it('are volumes in memory, of all dtypes', async () => {
    expect(await problems(written, ({ path }) => readZarr(join(folder, path)))).toEqual([]);
  });

  it('are read through a store of zarrita', async () => {
    const store = new FileSystemStore(folder);
    const some = written.filter(({ path }) => /uint16|image/.test(path));
    expect(some.length).toBeGreaterThan(30);
    expect(await problems(some, async ({ path }) => (await openZarr(store, { path })).compute())).toEqual([]);
  });

  it('are read in parts, across chunks and shards', async () => {
    for (const path of ['v3-uint8-sharded', 'v3-uint8-nested', 'v2-uint8-delta-f', 'v3-uint8-transposed']) {
      const whole = await readZarr(join(folder, path));
      const part = whole.slice([3, 39], [7, 33], [11, 59]);
      const lazy = await openZarr(join(folder, path));
      const read = await lazy.slice([3, 39], [7, 33], [11, 59]).compute();
      expect(read.get(0, 0, 0)).toBe(part.get(0, 0, 0));
      expect(bytesOf(read).equals(bytesOf(part.copy()))).toBe(true);
      for (const volume of [whole, read]) volume.close();
    }
  });
});

describe.skipIf(missing !== undefined)('images of ome-zarr', () => {
  const forms = ['0.4', '0.5'].flatMap((version) =>
    ['', '-stored.zip', '-deflated.zip'].map((suffix) => ({ version, file: `image-${version}${suffix}` })),
  );
  it.each(forms)('$file', async ({ version, file }) => {
    const image = await openOmeZarr(join(folder, file));
    expect(image).toMatchObject({
      version,
      name: 'cells',
      scale: [0.5, 1, 2, 0.25, 0.25],
      translation: [0, 0, 10, 0, 0],
      units: ['second', undefined, 'micrometer', 'micrometer', 'micrometer'],
      channels: [
        { name: 'nuclei', color: '#00ff00', displayRange: [100, 3000], active: true },
        { name: 'walls', color: '#ff00ff', displayRange: [0, 2000], active: false },
      ],
    });
    expect(image.axes.map(({ name }) => name)).toEqual(['t', 'c', 'z', 'y', 'x']);
    expect(image.levels.map(({ scale }) => scale.at(-1))).toEqual([0.25, 0.5]);
    for (const [i, { volume }] of image.levels.entries()) {
      const voxels = await volume.compute();
      expect(bytesOf(voxels).equals(voxelsOf(`image-${version}/s${i}`))).toBe(true);
      voxels.close();
    }
    const [labels] = image.labels;
    expect(labels).toMatchObject({ name: 'regions', scale: [2, 0.25, 0.25], colors: { 1: [255, 0, 0, 255] } });
    const regions = await labels?.levels[0]?.volume.compute();
    expect(regions && bytesOf(regions).equals(voxelsOf(`image-${version}/labels/regions/s0`))).toBe(true);
    regions?.close();
  });
});
