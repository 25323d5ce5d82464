import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOmeZarr, readTiff, readTiffInfo, readTiffStack, validateOmeZarr } from '../../src/io/index.js';
import type { Volume } from '../../src/volume/index.js';
import { bytesOf } from '../support/patterns.js';
import { cli, inRepository } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-convert-zarr-'));
const head = join(folder, 'head.ome.zarr');
const DATA = 'examples/data/mni152';
beforeAll(async () => {
  const spacing = ['--voxel-size', '1,1,1', '--unit', 'mm'];
  const { code, stdout, stderr } = await cli(['convert', `${DATA}/t1`, head, '--labels', `${DATA}/labels`, ...spacing]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/head\.ome\.zarr: 189 x 233 x 197 uint8, 8\.7 MB of pixels\n$/);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const same = (a: Volume, b: Volume) => Buffer.compare(bytesOf(a), bytesOf(b)) === 0;

it('makes OME-Zarr with levels and labels of folders of slices', async () => {
  expect(await validateOmeZarr(head)).toEqual([]);
  const image = await openOmeZarr(head);
  expect(image).toMatchObject({ version: '0.5', name: 'head', scale: [1, 1, 1], units: Array(3).fill('millimeter') });
  expect(image.levels.map((level) => level.volume.shape)).toEqual([
    [189, 233, 197],
    [95, 117, 99],
  ]);
  const t1 = await readTiffStack(inRepository(`${DATA}/t1`));
  const labels = await readTiffStack(inRepository(`${DATA}/labels`));
  expect(same((await image.levels[0]?.volume.compute()) as Volume, t1 as Volume)).toBe(true);
  expect(same((await image.labels[0]?.levels[0]?.volume.compute()) as Volume, labels as Volume)).toBe(true);
});

it('makes a TIFF of a level of it, with the size of a voxel', async () => {
  const out = join(folder, 'level.tif');
  expect(await cli(['convert', head, out, '--level', '1', '--imagej'])).toMatchObject({ code: 0, stderr: '' });
  const image = await openOmeZarr(head);
  expect(same((await readTiff(out)) as Volume, (await image.levels[1]?.volume.compute()) as Volume)).toBe(true);
  expect((await readTiffInfo(out)).voxelSize).toEqual({ size: [2, 2, 2], unit: 'millimeter' });
  expect(await cli(['convert', head, out, '--level', '7'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has 2 levels; level 7 is wanted'),
  });
});

it('makes OME-Zarr of another version, and in shards, of it', async () => {
  const out = join(folder, 'other.ome.zarr');
  const image = await openOmeZarr(head);
  for (const more of [
    ['--ngff', '0.4', '--compression', 'blosc', '--chunks', '32'],
    ['--shards', '64,128,128', '--chunks', '32,64,64', '--levels', '3', '--overwrite'],
  ]) {
    expect(await cli(['convert', head, out, ...more])).toMatchObject({ code: 0, stderr: '' });
    expect(await validateOmeZarr(out)).toEqual([]);
    const found = await openOmeZarr(out);
    expect(found).toMatchObject({ units: image.units, levels: { length: more.includes('--levels') ? 3 : 2 } });
    expect(found.labels.map(({ name }) => name)).toEqual(['labels']);
    const [before, after] = [image, found].map((it) => it.levels[0]?.volume.compute());
    expect(same((await before) as Volume, (await after) as Volume)).toBe(true);
  }
});

it('keeps channels and time of a TIFF', async () => {
  const out = join(folder, 'five.zarr');
  const input = inRepository('test/fixtures/tiff/imagej-tzcyx.tif');
  expect(await cli(['convert', input, out])).toMatchObject({ code: 0, stderr: '' });
  const image = await openOmeZarr(out);
  expect(image.axes.map(({ name }) => name).join('')).toBe('tczyx');
  const { shape } = await readTiffInfo(input);
  const [t, z, c, y, x] = shape;
  expect(image.levels[0]?.volume.shape).toEqual([t, c, z, y, x]);
  const back = (await image.levels[0]?.volume.permuteDims([0, 2, 1, 3, 4]).compute()) as Volume;
  expect(same(back, (await readTiff(input)) as Volume)).toBe(true);
});

it('says in one line what it cannot do, and leaves nothing', async () => {
  const before = readdirSync(folder);
  const cases: [string[], RegExp][] = [
    [[head, head], /is there already; 'overwrite' replaces it/],
    [[`${DATA}/t1`, join(folder, 'no.zarr'), '--imagej'], /--imagej is not for OME-Zarr/],
    [[head, join(folder, 'no.tif'), '--levels', '2'], /--levels is not for TIFF/],
    [[head, join(folder, 'no.tif'), '--compression', 'blosc'], /--compression blosc is not for TIFF/],
    [[join(folder, 'nothing.zarr'), join(folder, 'no.tif')], /nothing\.zarr: no such/],
    [[`${DATA}/t1`, join(folder, 'no.zarr'), '--ngff', '0.4', '--shards', '128'], /no shards/],
    [[`${DATA}/t1`, join(folder, 'no.zarr'), '--labels', join(folder, 'level.tif')], /they must be alike/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await cli(['convert', ...args]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) });
    expect(stderr.trim().split('\n').length).toBe(1);
  }
  expect(await cli(['convert', head, join(folder, 'no.zarr'), '--chunks', '0'])).toMatchObject({ code: 2 });
  expect(readdirSync(folder)).toEqual(before);
  expect(existsSync(join(folder, 'no.zarr.part'))).toBe(false);
});
