/** What zarr-python and ome-zarr write, read here. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileSystemStore } from 'zarrita';
import { openOmeZarr, openZarr } from '../../src/io/index.js';
import { pythonEnvironment, runPython } from '../support/python.js';
import { bytesOf } from '../support/patterns.js';

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

/** What was written and could not be read as it is, in words. */
async function problems(source: (entry: Written) => Parameters<typeof openZarr>, entries = written): Promise<string[]> {
  const found: string[] = [];
  for (const entry of entries) {
    try {
      const volume = await openZarr(...source(entry));
      const voxels = await volume.compute();
      const same = bytesOf(voxels).equals(readFileSync(join(folder, entry.file)));
      const kind = `${volume.dtype} [${volume.shape.join()}]`;
      if (kind !== `${entry.dtype} [${entry.shape.join()}]`) found.push(`${entry.path}: is ${kind}`);
      else if (!same) found.push(`${entry.path}: other voxels`);
      voxels.close();
    } catch (error) {
      found.push(`${entry.path}: ${error}`);
    }
  }
  return found;
}

describe.skipIf(missing !== undefined)(`arrays of zarr-python${missing ? ` (${missing})` : ''}`, () => {
  it('are read to the byte: versions, dtypes, byte orders, codecs, shards, shapes, fill values', async () => {
    expect(written.length).toBeGreaterThan(200);
    expect(await problems(({ path }) => [join(folder, path)])).toEqual([]);
  });

  it('are read through a store of zarrita', async () => {
    const some = written.filter(({ path }) => /uint16|image/.test(path));
    expect(some.length).toBeGreaterThan(30);
    expect(await problems(({ path }) => [new FileSystemStore(folder), { path }], some)).toEqual([]);
  });
});
