import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTiff, readTiffInfo, readTiffStack } from '../../src/io/index.js';
import { bytesOf } from '../support/patterns.js';
import { cli, inRepository } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-convert-'));
const out = join(folder, 'out.tif');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes one file of a folder of slices', async () => {
  const slices = 'examples/data/mni152/labels';
  const { code, stdout, stderr } = await cli(['convert', slices, out, '--compression', 'deflate', '--predictor']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/out\.tif: 189 x \d+ x \d+ uint8, .* of pixels\n/);
  const [found, expected] = [await readTiff(out), await readTiffStack(inRepository(slices))];
  expect(found.shape).toEqual(expected.shape);
  expect(Buffer.compare(bytesOf(found), bytesOf(expected))).toBe(0);
  expect(await readTiffInfo(out)).toMatchObject({ compression: 'deflate', predictor: 'horizontal' });
});

it.each(['--imagej', '--ome'])('keeps axes and the size of a voxel (%s)', async (flag) => {
  const input = inRepository('test/fixtures/tiff/imagej-tzcyx.tif');
  expect(await cli(['convert', input, out, flag])).toMatchObject({ code: 0, stderr: '' });
  const [found, expected] = [await readTiffInfo(out), await readTiffInfo(input)];
  expect([found.axes, found.shape, found.voxelSize]).toEqual([expected.axes, expected.shape, expected.voxelSize]);
  expect(Buffer.compare(bytesOf(await readTiff(out)), bytesOf(await readTiff(input)))).toBe(0);
});

it('says in one line what it cannot do, and leaves no file', async () => {
  const target = join(folder, 'never.tif');
  const input = inRepository('test/fixtures/tiff/pair-40-float64-none.tif');
  const { code, stderr } = await cli(['convert', input, target, '--imagej']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^imglib2-node: .*float64.*\n$/) });
  expect(readdirSync(folder)).toEqual(['out.tif']);
  expect(await cli(['convert', input, target, '--compression', 'jpeg'])).toMatchObject({ code: 2 });
});
