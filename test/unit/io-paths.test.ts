import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandPaths, sortNaturally } from '../../src/io/index.js';

const FILES = [
  'z1.tif',
  'z2.TIF',
  'z10.tiff',
  '.z3.tif',
  'a b.txt',
  'copy (1)/z1.tif',
  'set[1]/z1.tif',
  'deep/er/z7.tif',
];
let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'paths-'));
  for (const file of FILES) {
    mkdirSync(join(scratch, file, '..'), { recursive: true });
    writeFileSync(join(scratch, file), '');
  }
});
afterAll(() => rmSync(scratch, { recursive: true }));

const found = async (pattern: string) => {
  const { kind, files } = await expandPaths(join(scratch, pattern));
  return [kind, ...files.map((file) => relative(scratch, file).replaceAll('\\', '/'))];
};

describe('expandPaths', () => {
  it.each([
    ['z1.tif', ['file', 'z1.tif']],
    ['', ['folder', 'z1.tif', 'z2.TIF', 'z10.tiff']],
    ['z*', ['glob', 'z1.tif', 'z2.TIF', 'z10.tiff']],
    ['z?.tif', ['glob', 'z1.tif']],
    ['z[0-9].*', ['glob', 'z1.tif', 'z2.TIF']],
    ['z[!1]*', ['glob', 'z2.TIF']],
    ['.z*', ['glob', '.z3.tif']],
    ['z{1,10}.{tif,tiff}', ['glob', 'z1.tif', 'z10.tiff']],
    ['z{1{,0},2}.*', ['glob', 'z1.tif', 'z2.TIF', 'z10.tiff']],
    ['copy (1)/*.tif', ['glob', 'copy (1)/z1.tif']],
    ['set[1]/*.tif', ['glob', 'set[1]/z1.tif']],
    ['*/z1.tif', ['glob', 'copy (1)/z1.tif', 'set[1]/z1.tif']],
    ['**/z*.tif', ['glob', 'copy (1)/z1.tif', 'deep/er/z7.tif', 'set[1]/z1.tif', 'z1.tif']],
  ])('finds what %j means', async (pattern, expected) => {
    expect(await found(pattern)).toEqual(expected);
  });

  it.each(['z3.tif', 'q*', 'z[9-0]', 'z+(1).tif', 'z{1}.tif*', '', 'deep'])('finds nothing for %j', async (pattern) => {
    const path = pattern === '' ? '' : join(scratch, pattern);
    await expect(expandPaths(path)).rejects.toMatchObject({ name: 'ArgumentError' });
  });
});

describe('sortNaturally', () => {
  it('sorts by the numbers in the names, and a copy', () => {
    const names = ['z10', 'z2', 'z1', 'a100', 'z02'];
    expect(sortNaturally(names)).toEqual(['a100', 'z1', 'z02', 'z2', 'z10']);
    expect(names[0]).toBe('z10');
  });
});
