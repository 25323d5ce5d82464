import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTiff, readTiffInfo, type TiffCompression, writeTiff } from '../../src/io/index.js';
import { planFile } from '../../src/io/tiff/write/plan.js';
import { fromFunction, fromVolume } from '../../src/lazy/index.js';
import { DTYPES, dtypeInfo, type Volume } from '../../src/volume/index.js';
import { bytesOf, copyOf, pattern } from '../support/patterns.js';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-tiff-'));
  path = join(folder, 'out.tif');
});
afterAll(() => rmSync(folder, { recursive: true }));

const hasZstd = 'zstdCompress' in process.getBuiltinModule('node:zlib');
const COMPRESSIONS: TiffCompression[] = ['none', 'deflate', 'lzw', 'packbits', ...(hasZstd ? (['zstd'] as const) : [])];

/** Reads `path` back and compares it with a contiguous volume. */
async function expectBack(volume: Volume, shape: readonly number[] = volume.shape): Promise<void> {
  const back = await readTiff(path);
  expect(back.dtype).toBe(volume.dtype);
  expect(back.shape).toEqual(shape);
  expect(Buffer.compare(bytesOf(back), bytesOf(volume))).toBe(0);
  back.close();
}

/** What there is in TIFF, and readTiff reads. */
const NUMBERS = DTYPES.filter((dtype) => ['unsigned', 'signed', 'float'].includes(dtypeInfo(dtype).kind));
const CASES = NUMBERS.flatMap((dtype) =>
  COMPRESSIONS.flatMap((compression) =>
    (compression === 'none' ? [false] : [false, true]).map((predictor) => ({ dtype, compression, predictor })),
  ),
);

describe('writeTiff, read back by readTiff', () => {
  it.each(CASES)('$dtype, $compression, predictor $predictor', async ({ dtype, compression, predictor }) => {
    // Several strips a page, the last of them shorter.
    const itemsize = dtypeInfo(dtype).itemsize;
    const volume = pattern([3, 301, Math.ceil(3000 / itemsize)], dtype);
    await writeTiff(volume, path, { compression, predictor });
    await expectBack(volume);
    const info = await readTiffInfo(path);
    const named = dtypeInfo(dtype).kind === 'float' ? 'floating point' : 'horizontal';
    expect(info).toMatchObject({ compression, predictor: predictor ? named : 'none', bigTiff: false, axes: 'ZYX' });
    expect(info.segment[0]).toBeLessThan(301);
    volume.close();
  });
});

describe('writeTiff', () => {
  it.each([
    ['permuted', (v: Volume) => v.permuteDims([2, 0, 1])],
    ['mirrored', (v: Volume) => v.flip()],
    ['of every other voxel', (v: Volume) => v.slice([null, null, 2], [1, null, 3], [null, null, -2])],
    ['of a box', (v: Volume) => v.slice([1, 3], [2, 9], [3, 20])],
  ])('takes a view that is %s', async (_, view) => {
    for (const dtype of ['uint8', 'float32', 'int64'] as const) {
      const volume = view(pattern([5, 12, 31], dtype) as Volume);
      for (const compression of ['none', 'lzw'] as const) {
        await writeTiff(volume, path, { compression, predictor: compression !== 'none' });
        await expectBack(copyOf(volume));
      }
    }
  });

  it('keeps axes without names, and those of one plane for tifffile', async () => {
    await writeTiff(pattern([2, 3, 2, 4, 5, 6], 'uint16') as Volume, path);
    await expectBack(pattern([2, 3, 2, 4, 5, 6], 'uint16') as Volume);
    expect((await readTiffInfo(path)).axes).toBe('QQQQYX');
    await writeTiff(pattern([1, 5, 6], 'uint16') as Volume, path);
    await expectBack(pattern([1, 5, 6], 'uint16') as Volume, [5, 6]);
  });

  it.each([
    ['YXS', [7, 8, 3], 'rgb'],
    ['ZYXS', [2, 7, 8, 4], 'rgb'],
    ['YXS', [7, 8, 2], 'minIsBlack'],
    ['YXS', [7, 8, 7], 'minIsBlack'],
  ])('writes samples: %s %j', async (axes, shape, photometric) => {
    const volume = pattern(shape, 'uint8') as Volume;
    for (const form of [{}, { compression: 'deflate', predictor: true }, { ome: true }] as const) {
      await writeTiff(volume, path, { axes, ...form });
      await expectBack(volume);
      expect(await readTiffInfo(path)).toMatchObject({ axes, photometric });
    }
    // Samples that are the first axis lie beside each other in the file.
    await writeTiff(volume.permuteDims([shape.length - 1, ...shape.slice(1).map((_, i) => i)]), path, {
      axes: `S${axes.slice(0, -1)}`,
    });
    await expectBack(volume);
  });

  it('writes BigTIFF when it is asked to, and when a file could get above 4 GiB', async () => {
    const volume = pattern([2, 40, 50], 'uint16') as Volume;
    await writeTiff(volume, path, { bigtiff: true, compression: 'deflate', ome: true });
    await expectBack(volume);
    expect((await readTiffInfo(path)).bigTiff).toBe(true);
    const large = { shape: [1025, 2048, 2048], dtype: 'uint8' } as const;
    expect(planFile(large, {}, '').form.bigTiff).toBe(true);
    expect(planFile({ ...large, shape: [1000, 2048, 2048] }, {}, '').form.bigTiff).toBe(false);
    // LZW can make data longer by half.
    expect(planFile({ ...large, shape: [700, 2048, 2048] }, { compression: 'lzw' }, '').form.bigTiff).toBe(true);
    expect(() => planFile(large, { bigtiff: false }, '')).toThrow(/4 GiB/);
  });

  it('gives ImageJ one directory for a raw stack above 4 GiB', () => {
    const large = { shape: [1025, 2048, 2048], dtype: 'uint8' } as const;
    expect(planFile(large, { imagej: true }, '')).toMatchObject({
      directories: 1,
      strips: 1,
      form: { bigTiff: false },
    });
    expect(planFile({ ...large, shape: [9, 5, 5] }, { imagej: true }, '').directories).toBe(9);
    expect(() => planFile({ ...large, shape: [2, 2 ** 16, 2 ** 16] }, { imagej: true }, '')).toThrow(/below 4 GiB/);
  });

  it('tells how far it is, and stops when it is told to, leaving what was there', async () => {
    const volume = pattern([20, 300, 400], 'uint16') as Volume;
    for (const compression of ['none', 'deflate'] as const) {
      const seen: number[] = [];
      await writeTiff(volume, path, { compression, onProgress: ({ done, total }) => seen.push(done / total) });
      expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) / 20));
      const before = readFileSync(path);
      const stop = new AbortController();
      const reason = new Error('enough');
      const write = writeTiff(volume.flip(), path, {
        compression,
        signal: stop.signal,
        onProgress: ({ done }) => done === 3 && stop.abort(reason),
      });
      await expect(write).rejects.toBe(reason);
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(readdirSync(folder)).toEqual(['out.tif']);
      await expect(writeTiff(volume, path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    }
  });

  it.each(COMPRESSIONS)('ends in an error when the volume is closed meanwhile (%s)', async (compression) => {
    for (let round = 0; round < 5; round++) {
      const volume = pattern([20, 300, 400], 'uint16') as Volume;
      const write = writeTiff(volume, path, { compression, onProgress: ({ done }) => done > round && volume.close() });
      await expect(write).rejects.toMatchObject({ name: 'ReleasedError' });
      expect(readdirSync(folder)).toEqual(['out.tif']);
    }
  });

  it.each([[[1, 90, 110]], [[4, 40, 110]], [[7, 16, 16]], [[7, 90, 110]]])(
    'writes a lazy volume in chunks of %j',
    async (chunks) => {
      const volume = pattern([7, 90, 110], 'uint16') as Volume;
      const lazy = fromVolume(volume, chunks);
      for (const form of [{}, { compression: 'deflate', predictor: true }] as const) {
        await writeTiff(lazy, path, form);
        await expectBack(volume);
        await writeTiff(lazy.pick(1, 3), path, form);
        await expectBack(copyOf(volume.pick(1, 3)));
        await writeTiff(lazy, path, { ...form, axes: 'YZX' });
        await expectBack(copyOf(volume.permuteDims([1, 0, 2])));
      }
    },
  );

  it('leaves what was there when a lazy volume fails', async () => {
    await writeTiff(pattern([4, 5], 'uint8') as Volume, path);
    const before = readFileSync(path);
    const read = ({ start }: { start: number[] }) => {
      if (start[0] === 2) throw new Error('no such plane');
    };
    const lazy = fromFunction({ shape: [4, 300, 300], dtype: 'uint8', chunks: [1, 300, 300], read: read as never });
    for (const compression of ['none', 'deflate'] as const) {
      await expect(writeTiff(lazy, path, { compression })).rejects.toMatchObject({ name: 'ComputeError' });
    }
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['out.tif']);
  });

  it('says what is no name of a file', async () => {
    for (const path of ['', undefined, 5, new URL('file:///tmp/x.tif')]) {
      await expect(writeTiff(pattern([2, 3], 'uint8') as Volume, path as never)).rejects.toThrow(
        expect.objectContaining({ name: 'ArgumentError', message: expect.stringContaining('writeTiff: path ') }),
      );
    }
  });

  it('says where a file cannot be written', async () => {
    const volume = pattern([4, 5], 'uint8') as Volume;
    await expect(writeTiff(volume, join(folder, 'no', 'such', 'a.tif'))).rejects.toMatchObject({
      name: 'ArgumentError',
      message: expect.stringMatching(/a\.tif: cannot be written \(ENOENT/),
    });
    writeFileSync(join(folder, 'occupied'), '');
    await expect(writeTiff(volume, folder)).rejects.toThrow(/cannot be written/);
    rmSync(join(folder, 'occupied'));
  });
});

const cube = { shape: [3, 4, 5], dtype: 'uint8' } as const;

// biome-ignore format: a table reads as a table
const REFUSED: [string, Parameters<typeof planFile>[0], object, string, RegExp][] = [
  ['one axis', { ...cube, shape: [5] }, {}, 'ArgumentError', /\[5\] has no picture/],
  ['an empty axis', { ...cube, shape: [5, 0, 5] }, {}, 'ArgumentError', /no picture/],
  ['axes that do not fit', cube, { axes: 'YX' }, 'ArgumentError', /axes 'YX'.*\[3, 4, 5\]/],
  ['axes twice', cube, { axes: 'YYX' }, 'ArgumentError', /axes 'YYX'/],
  ['axes without X', cube, { axes: 'ZTY' }, 'ArgumentError', /with Y and X/],
  ['axes without a name for OME', cube, { axes: 'QYX', ome: true }, 'ArgumentError', /axes 'QYX'/],
  ['both kinds', cube, { ome: true, imagej: true }, 'ArgumentError', /not both/],
  ['another compression', cube, { compression: 'jpeg' }, 'ArgumentError', /"jpeg" is not written; there are none, deflate/],
  ['a level of none', cube, { level: 3 }, 'ArgumentError', /has no levels/],
  ['a level too high', cube, { compression: 'deflate', level: 10 }, 'ArgumentError', /levels from 0 to 9/],
  ['an unknown predictor', cube, { compression: 'lzw', predictor: 'vertical' }, 'ArgumentError', /"vertical"/],
  ['the floats predictor of integers', cube, { compression: 'lzw', predictor: 'floating point' }, 'ArgumentError', /use 'horizontal'/],
  ['the integers predictor of floats', { ...cube, dtype: 'float32' }, { compression: 'lzw', predictor: 'horizontal' }, 'ArgumentError', /use 'floating point'/],
  ['a predictor alone', cube, { predictor: true }, 'ArgumentError', /without compression/],
  ['a unit alone', cube, { ome: true, unit: 'mm' }, 'ArgumentError', /give both/],
  ['a size in a plain file', cube, { voxelSize: [1, 1, 1] }, 'ArgumentError', /no place for 'voxelSize'/],
  ['a size of nothing', cube, { ome: true, voxelSize: [1, 0, 1] }, 'ArgumentError', /voxelSize \[1,0,1\]/],
  ['a unit that OME lacks', cube, { ome: true, voxelSize: [1, 1, 1], unit: 'furlong' }, 'ArgumentError', /"furlong"/],
  ['a type that OME lacks', { ...cube, dtype: 'uint64' }, { ome: true }, 'DTypeError', /OME-TIFF has no uint64/],
  ['a type that ImageJ lacks', { ...cube, dtype: 'float64' }, { imagej: true }, 'DTypeError', /ImageJ has no float64/],
  ['truth values', { ...cube, dtype: 'bool' }, {}, 'DTypeError', /bool is not written/],
  ['colours as one number', { ...cube, dtype: 'argb' }, {}, 'DTypeError', /argb is not written/],
  ['a predictor of complex numbers', { ...cube, dtype: 'complex64' }, { compression: 'lzw', predictor: true }, 'ArgumentError', /no predictor of complex64/],
  ['samples of complex numbers', { ...cube, dtype: 'complex64' }, { axes: 'YXS' }, 'ArgumentError', /samples of complex64/],
  ['halves for OME', { ...cube, dtype: 'float16' }, { ome: true }, 'DTypeError', /OME-TIFF has no float16/],
  ['a BigTIFF for ImageJ', cube, { imagej: true, bigtiff: true }, 'ArgumentError', /ImageJ reads no BigTIFF/],
  ['no decision', cube, { bigtiff: 'maybe' }, 'ArgumentError', /bigtiff "maybe"/],
  ['four samples for ImageJ', { ...cube, shape: [3, 4, 4] }, { imagej: true, axes: 'YXS' }, 'ArgumentError', /three uint8 samples/],
  ['predicted floats for ImageJ', { ...cube, dtype: 'float32' }, { imagej: true, compression: 'lzw', predictor: true }, 'ArgumentError', /floating point/],
  ['a display range for OME', cube, { ome: true, displayRange: [0, 1] }, 'ArgumentError', /only ImageJ/],
  ['a display range upside down', cube, { imagej: true, displayRange: [1, 0] }, 'ArgumentError', /displayRange \[1,0\]/],
  ['too few display ranges', cube, { imagej: true, axes: 'CYX', displayRange: [[0, 1]] }, 'ArgumentError', /list of 3/],
];

describe('writeTiff refuses', () => {
  it.each(REFUSED)('%s', (_, volume, options, name, message) => {
    let error: unknown;
    try {
      planFile(volume, options, 'x');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it.skipIf(hasZstd)('zstd where Node lacks it', () => {
    expect(() => planFile(cube, { compression: 'zstd' }, 'x')).toThrow(/'zstd' needs Node 22\.15/);
  });
});
