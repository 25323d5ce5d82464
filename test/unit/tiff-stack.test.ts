import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ReadProgress,
  readTiff,
  readTiffInfo,
  readTiffStack,
  readVolume,
  readVolumeInfo,
} from '../../src/io/index.js';
import { readPage } from '../../src/io/tiff/read-page.js';
import { withTiff } from '../../src/io/tiff/tiff-file.js';
import { buildTiff, greyTags } from './tiff-builder.js';

const head = fileURLToPath(new URL('../../examples/data/mni152/', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/tiff/', import.meta.url));

/** A 2 x 3 slice whose first pixel is `value`. */
const slice = (value: number, width = 3) =>
  buildTiff(
    Uint8Array.from({ length: 2 * width }, (_, i) => value + i),
    [{ tags: greyTags(width, 2) }],
  );

let scratch: string;
let stack: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tiff-stack-'));
  stack = join(scratch, 'stack');
  mkdirSync(join(stack, 'within.tif'), { recursive: true });
  writeFileSync(join(stack, 'z10.TIF'), slice(10));
  writeFileSync(join(stack, 'z2.tiff'), slice(2));
  writeFileSync(join(stack, 'z1.tif'), slice(1));
  writeFileSync(join(stack, 'notes.txt'), 'not a slice');
});
afterAll(() => rmSync(scratch, { recursive: true }));

describe('the head', () => {
  it('has the sum and the labels that its notice gives', async () => {
    const t1 = await readTiffStack(join(head, 't1'));
    expect(t1.shape).toEqual([189, 233, 197]);
    expect(t1.dtype).toBe('uint8');
    expect((t1.data as Uint8Array).reduce((a, b) => a + b, 0)).toBe(333468829);
    t1.close();
    const labels = await readTiffStack(join(head, 'labels', '*.tif'));
    const counts = [0, 0, 0];
    for (const label of labels.data as Uint8Array) counts[label] = (counts[label] ?? 0) + 1;
    expect(counts).toEqual([189 * 233 * 197 - 1079599 - 632004, 1079599, 632004]);
    labels.close();
  });
});

describe('readTiffStack', () => {
  it('sorts a folder as people count and ignores other files', async () => {
    const volume = await readTiffStack(stack);
    expect(volume.shape).toEqual([3, 2, 3]);
    expect([0, 1, 2].map((z) => volume.get(z, 0, 0))).toEqual([1, 2, 10]);
  });

  it('takes a glob, and a list in its own order', async () => {
    const glob = await readTiffStack(join(stack, 'z{2,10}.*'));
    expect([0, 1].map((z) => glob.get(z, 0, 0))).toEqual([2, 10]);
    const list = await readTiffStack([join(stack, 'z10.TIF'), join(stack, 'z1.tif')]);
    expect([0, 1].map((z) => list.get(z, 1, 2))).toEqual([15, 6]);
  });

  it('names the file that is unlike the first', async () => {
    const odd = join(scratch, 'odd.tif');
    writeFileSync(odd, slice(5, 4));
    const files = [join(stack, 'z1.tif'), odd];
    await expect(readTiffStack(files)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringMatching(/odd\.tif: .*uint8 \[2, 4\].*uint8 \[2, 3\]/),
    });
    await expect(readTiffStack(stack, { dtype: 'uint16' })).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringMatching(/z1\.tif: .*uint8.*uint16/),
    });
  });

  it('names the slice that is corrupt', async () => {
    const files = [join(stack, 'z1.tif'), join(scratch, 'cut.tif')];
    writeFileSync(files[1] as string, slice(5));
    truncateSync(files[1] as string, 60);
    await expect(readTiffStack(files)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringMatching(/cut\.tif: at/),
    });
  });

  it.each([
    ['no such folder', 'nowhere', /nowhere: no such file or folder/],
    ['a glob that matches nothing', 'stack/q*.tif', /q\*\.tif: no file matches/],
    ['a folder without slices', 'empty', /empty: the folder has no \.tif or \.tiff file/],
  ])('says what it looked for: %s', async (_, path, message) => {
    mkdirSync(join(scratch, 'empty'), { recursive: true });
    await expect(readTiffStack(join(scratch, path))).rejects.toMatchObject({
      name: 'ArgumentError',
      message: expect.stringMatching(message),
    });
  });

  it('refuses an empty list', async () => {
    await expect(readTiffStack([])).rejects.toMatchObject({ name: 'ArgumentError' });
  });

  it('tells how far it is, and ends when it is told to', async () => {
    const seen: ReadProgress[] = [];
    (await readTiffStack(stack, { onProgress: (progress) => seen.push(progress) })).close();
    expect(seen).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })));

    const controller = new AbortController();
    const reason = new Error('enough');
    let calls = 0;
    const onProgress = () => {
      calls += 1;
      controller.abort(reason);
    };
    await expect(readTiffStack(join(head, 't1'), { signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(calls).toBeLessThan(30);
    await expect(readTiffStack(stack, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(readTiff(join(stack, 'z1.tif'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it.runIf(existsSync('/proc/self/fd'))('leaves no file open, whatever happens', async () => {
    const count = () => readdirSync('/proc/self/fd').length;
    await readTiffStack(stack);
    const before = count();
    for (const file of readdirSync(fixtures)) await readTiff(join(fixtures, file)).catch(() => undefined);
    await readTiffStack(fixtures).catch(() => undefined);
    expect(count()).toBe(before);
  });
});

describe('readVolume', () => {
  it('takes a file, and a folder or glob as a stack', async () => {
    const file = await readVolume(join(fixtures, 'imagej-tzcyx.tif'));
    expect(file.info).toMatchObject({ axes: 'TZCYX', shape: [2, 3, 2, 9, 11], voxelSize: { unit: 'µm' } });
    expect(file.volume.shape).toEqual(file.info.shape);
    for (const path of [stack, join(stack, 'z*')]) {
      const { volume, info } = await readVolume(path);
      expect(info).toMatchObject({ axes: 'ZYX', shape: [3, 2, 3], dtype: 'uint8', nbytes: 18 });
      expect(info.files).toHaveLength(3);
      expect(volume.shape).toEqual([3, 2, 3]);
      expect(await readVolumeInfo(path)).toEqual(info);
    }
  });
});

describe('files that are large or odd', () => {
  it('finds the planes of an ImageJ file over 4 GiB, which has one directory', async () => {
    const path = join(scratch, 'large.tif');
    const side = 2048;
    const images = 1280;
    const description = `ImageJ=1.54p\nimages=${images}\nslices=${images / 2}\nchannels=2\nhyperstack=true\nspacing=3\nunit=\\u00B5m\n`;
    const start = 4096;
    const tags = { ...greyTags(side, side, start), ImageDescription: description };
    const file = await open(path, 'w');
    await file.write(buildTiff(new Uint8Array(0), [{ tags }]));
    // The file has a hole where zeros are.
    const last = start + images * side * side;
    await file.write(Uint8Array.of(77), 0, 1, last - 1);
    await file.close();
    expect(await readTiffInfo(path)).toMatchObject({
      shape: [640, 2, side, side],
      axes: 'ZCYX',
      pages: images,
      fileSize: last,
    });
    const plane = new Uint8Array(side * side);
    await withTiff(path, (tiff) => readPage(tiff.source, tiff.pages[images - 1] as never, plane));
    expect([plane[0], plane.at(-1)]).toEqual([0, 77]);
    truncateSync(path, last - 1);
    await expect(readTiffInfo(path)).rejects.toMatchObject({ name: 'FormatError' });
    rmSync(path);
  });

  it('ignores metadata that do not fit, and says so', async () => {
    const path = join(scratch, 'stale.tif');
    const description = 'ImageJ=1.54p\nimages=5\nslices=5\n';
    const pages = [1, 2].map((page) => ({
      tags: { ...greyTags(3, 2, 8 * page), ...(page === 1 ? { ImageDescription: description } : {}) },
    }));
    writeFileSync(path, buildTiff(new Uint8Array(16), pages));
    const info = await readTiffInfo(path);
    expect(info).toMatchObject({ shape: [2, 2, 3], axes: 'ZYX' });
    expect(info.notes.join()).toMatch(/5 images, the file has 2/);
  });

  it('follows the order of pages that OME-XML gives', async () => {
    const path = join(scratch, 'order.ome.tif');
    const entries = [2, 0, 1].map((ifd, z) => `<TiffData IFD="${ifd}" FirstZ="${z}" PlaneCount="1"/>`).join('');
    const xml = `<?xml version="1.0"?><OME><Image><Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="3" SizeY="2" SizeZ="3" SizeC="1" SizeT="1">${entries}</Pixels></Image></OME>`;
    const data = Uint8Array.from({ length: 24 }, (_, i) => i);
    const pages = [0, 1, 2].map((page) => ({
      tags: { ...greyTags(3, 2, 8 + 8 * page), ...(page === 0 ? { ImageDescription: xml } : {}) },
    }));
    writeFileSync(path, buildTiff(data, pages));
    const volume = await readTiff(path);
    expect([0, 1, 2].map((z) => volume.get(z, 0, 0))).toEqual([16, 0, 8]);
  });

  it('takes a path that exists for itself, even if it looks like a glob', async () => {
    const path = join(scratch, 'cells[1].tif');
    copyFileSync(join(stack, 'z1.tif'), path);
    expect((await readVolume(path)).volume.shape).toEqual([2, 3]);
  });

  it.each(['nowhere.tif', 'stack'])('says when there is no such file: %s', async (name) => {
    await expect(readTiff(join(scratch, name))).rejects.toMatchObject({
      name: 'ArgumentError',
      message: expect.stringContaining(name),
    });
  });
});
