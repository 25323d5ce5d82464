import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isError } from '../../src/errors.js';
import { readTiff } from '../../src/io/index.js';
import { readBox } from '../../src/io/tiff/read-box.js';

import { withTiff } from '../../src/io/tiff/tiff-file.js';
import { newElements } from '../../src/volume/index.js';
import { seeded } from '../support/random.js';
import { buildTiff, type Directory, greyTags } from './tiff-builder.js';

const folder = fileURLToPath(new URL('../fixtures/tiff/', import.meta.url));
const { files } = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as {
  files: { file: string; sha256?: string }[];
};

let scratch: string;
let path: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tiff-corrupt-'));
  path = join(scratch, 'case.tif');
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** What came of reading `bytes`: the SHA-256 of the pixels, or 'refused' for the errors that are meant for it. */
async function outcome(bytes: Uint8Array): Promise<{ sha256: string; nbytes: number } | 'refused'> {
  writeFileSync(path, bytes);
  try {
    const volume = await readTiff(path);
    const { buffer, byteOffset, byteLength } = volume.data;
    const sha256 = createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex');
    expect(byteLength).toBe(volume.nbytes);
    volume.close();
    return { sha256, nbytes: byteLength };
  } catch (error) {
    if (!isError(error, 'FormatError') && !isError(error, 'UnsupportedFormatError')) throw error;
    expect(error.message).toContain(path);
    if (error.name === 'FormatError') expect(error.message).toMatch(/at byte \d+: /);
    return 'refused';
  }
}

/** What came of reading a box of each page of the file that `outcome` wrote, as lazy volumes do. */
async function partOutcome(): Promise<'read' | 'refused'> {
  try {
    return await withTiff(path, async (file) => {
      for (const page of file.pages.slice(0, 3)) {
        if (page.planes > 1) continue;
        const box = {
          top: page.height >> 1,
          left: page.width >> 2,
          height: (page.height + 1) >> 1,
          width: 1 + (page.width >> 1),
        };
        await readBox(file.source, page, box, newElements('test', page.dtype, box.height * box.width * page.samples));
      }
      return 'read' as const;
    });
  } catch (error) {
    if (!isError(error, 'FormatError') && !isError(error, 'UnsupportedFormatError')) throw error;
    return 'refused';
  }
}

const seededBelow = (seed: number): ((below: number) => number) => {
  const random = seeded(seed);
  return (below) => random() % below;
};

/**
 * How long to go on with random damage: IMGLIB2_NODE_FUZZ_ROUNDS=1000000 for hours of it, with other cases each time
 * (IMGLIB2_NODE_FUZZ_SEED repeats them).
 */
const LONG = process.env.IMGLIB2_NODE_FUZZ_ROUNDS !== undefined;
const ROUNDS = Number(process.env.IMGLIB2_NODE_FUZZ_ROUNDS ?? 3500);
const SEED = Number(process.env.IMGLIB2_NODE_FUZZ_SEED ?? (LONG ? Date.now() & 0x7fffffff || 1 : 20240229));
const FUZZ_MS = Math.max(60_000, ROUNDS * 50);

/** Says in which round of which seed something went wrong. */
async function inRound<T>(round: number, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw new Error(`round ${round} of IMGLIB2_NODE_FUZZ_SEED=${SEED}: ${(error as Error).message}`, { cause: error });
  }
}

describe('damaged TIFF files', () => {
  it('gives an error or the right pixels for every file cut off anywhere', async () => {
    let refused = 0;
    for (const { file, sha256 } of files) {
      const whole = readFileSync(folder + file);
      const lengths = [0, 1, 2, 4, 7, 8, 9, 15, whole.length - 1];
      for (let part = 1; part < 10; part++) lengths.push(Math.floor((whole.length * part) / 10));
      for (const length of lengths) {
        const result = await outcome(whole.subarray(0, length));
        if (result === 'refused') refused += 1;
        else expect(result.sha256, `${file} cut to ${length} bytes`).toBe(sha256);
      }
    }
    // All but those that end in padding.
    expect(refused).toBeGreaterThan(18 * files.length * 0.95);
  });

  it(
    'gives an error or a volume no larger than the file can hold for thousands of flipped headers',
    async () => {
      const random = seededBelow(SEED);
      const counts = { refused: 0, read: 0 };
      const started = process.memoryUsage().rss;
      for (let round = 0; round < ROUNDS; round++) {
        const bytes = Buffer.from(readFileSync(folder + (files[round % files.length] as { file: string }).file));
        // Headers and directories are where these writers put them: at the start, or (Pillow) at the end.
        const header = Math.min(bytes.length, 320);
        for (let flips = random(3) + 1; flips > 0; flips--) {
          const at = random(4) === 0 ? bytes.length - 1 - random(header) : random(header);
          bytes[at] = random(2) === 0 ? random(256) : (bytes[at] as number) ^ (1 << random(8));
        }
        const result = await inRound(round, () => outcome(bytes));
        if (result === 'refused') counts.refused += 1;
        else {
          counts.read += 1;
          expect(result.nbytes).toBeLessThanOrEqual(32768 * bytes.length);
        }
      }
      expect(counts.refused).toBeGreaterThan(ROUNDS / 5);
      expect(counts.read).toBeGreaterThan(ROUNDS / 5);
      expect(process.memoryUsage().rss - started).toBeLessThan(400 * 2 ** 20);
    },
    FUZZ_MS,
  );

  it(
    'gives an error or a volume of the declared size for damage anywhere, whole and in parts',
    async () => {
      const random = seededBelow(SEED ^ 0x5bd1e995);
      const counts = { refused: 0, read: 0 };
      for (let round = 0; round < Math.ceil(ROUNDS / 7); round++) {
        const bytes = Buffer.from(readFileSync(folder + (files[random(files.length)] as { file: string }).file));
        const at = random(bytes.length);
        // A stretch of noise, of zeros, or of the file itself.
        const length = Math.min(bytes.length - at, 1 + random(64));
        const kind = random(3);
        if (kind === 2) {
          const from = random(bytes.length - length + 1);
          bytes.copy(bytes, at, from, from + length);
        }
        for (let i = 0; kind < 2 && i < length; i++) bytes[at + i] = kind === 0 ? random(256) : 0;
        const result = await inRound(round, async () => {
          const whole = await outcome(bytes);
          const part = await partOutcome();
          // What is refused in part is refused as a whole; a part may be sound where the whole is not.
          if (whole !== 'refused') expect(part).toBe('read');
          return whole;
        });
        counts[result === 'refused' ? 'refused' : 'read'] += 1;
      }
      expect(counts.refused).toBeGreaterThan(ROUNDS / 70);
      expect(counts.read).toBeGreaterThan(ROUNDS / 70);
    },
    FUZZ_MS,
  );

  it('gives an error or the right pixels for damage within deflate data, which has a checksum', async () => {
    const random = seededBelow(7);
    const bytes = readFileSync(`${folder}pillow-l-adobe_deflate.tif`);
    const sha256 = files.find(({ file }) => file === 'pillow-l-adobe_deflate.tif')?.sha256;
    let refused = 0;
    for (let round = 0; round < 200; round++) {
      const damaged = Buffer.from(bytes);
      const at = 300 + random(bytes.length - 600);
      damaged[at] = (damaged[at] as number) ^ (1 << random(8));
      const result = await outcome(damaged);
      if (result === 'refused') refused += 1;
      else expect(result.sha256).toBe(sha256);
    }
    expect(refused).toBeGreaterThan(190);
  });
});

const pixels = new Uint8Array(12).map((_, i) => i);
const one = (tags: Directory['tags'], rest: Omit<Directory, 'tags'> = {}) => [
  { tags: { ...greyTags(4, 3), ...tags }, ...rest },
];
const zipped = deflateSync(pixels);

// biome-ignore format: a table reads as a table
const LIES: [string, Uint8Array, Directory[], string, RegExp][] = [
  ['an enormous image', pixels, one({ ImageWidth: 2 ** 31, ImageLength: 2 ** 31, RowsPerStrip: 2 ** 31 }), 'FormatError', /bytes of pixels are declared/],
  ['an enormous number of strips', pixels, one({ ImageLength: 2 ** 31, RowsPerStrip: 1 }), 'FormatError', /1 values where 2147483648 are needed/],
  ['an enormous image in a few deflate bytes', zipped, one({ ImageWidth: 2 ** 31, ImageLength: 2 ** 31, RowsPerStrip: 2 ** 32 - 1, Compression: 8, StripByteCounts: zipped.length }), 'FormatError', /bytes of pixels are declared/],
  ['enormous tiles', pixels, one({ TileWidth: 2 ** 30, TileLength: 2 ** 30 }), 'FormatError', /bytes of pixels are declared/],
  ['no width', pixels, one({ ImageWidth: 0 }), 'FormatError', /0 x 3 pixels/],
  ['strips of no rows', pixels, one({ RowsPerStrip: 0 }), 'FormatError', /no rows/],
  ['tiles of no pixels', pixels, one({ TileWidth: 0, TileLength: 16 }), 'FormatError', /tiles have no pixels/],
  ['more strips than offsets', pixels, one({ RowsPerStrip: 1 }), 'FormatError', /1 values where 3 are needed/],
  ['a strip outside the file', pixels, one({ StripOffsets: 4000 }), 'FormatError', /at byte 4000: segment 0.*outside the file/],
  ['too few bytes', pixels, one({ StripByteCounts: 11 }), 'FormatError', /segment 0 has 11 bytes, but 12/],
  ['too many bytes', pixels, one({ StripByteCounts: 13 }), 'FormatError', /segment 0 has 13 bytes, but 12/],
  ['deflate data that gives too much', zipped, one({ ImageWidth: 3, Compression: 8, StripByteCounts: zipped.length }), 'FormatError', /more than/],
  ['deflate data that gives too little', zipped, one({ ImageWidth: 5, Compression: 8, StripByteCounts: zipped.length }), 'FormatError', /ends after 12 of 15 bytes/],
  ['deflate data that is none', pixels, one({ Compression: 8 }), 'FormatError', /at byte 8: segment 0 \(deflate\): corrupt/],
  ['LZW data with the low bit first', pixels, one({ Compression: 5 }), 'UnsupportedFormatError', /old-style LZW/],
  ['LZW data that is none', pixels.map(() => 255), one({ Compression: 5 }), 'FormatError', /LZW code 511 is not in the table/],
  ['PackBits data that ends early', pixels, one({ Compression: 32773 }), 'FormatError', /PackBits/],
  ['a sparse file', pixels, one({ StripByteCounts: 0 }), 'UnsupportedFormatError', /sparse/],
  ['an array of four thousand million offsets', pixels, one({}, { raw: [{ tag: 324, type: 4, count: 2 ** 32 - 1, value: 8 }] }), 'FormatError', /TileWidth|values where/],
  ['a description as long as nothing', pixels, one({}, { raw: [{ tag: 270, type: 2, count: 2 ** 31, value: 8 }] }), 'FormatError', /ImageDescription/],
  ['a width of floats', pixels, [{ tags: { ...greyTags(4, 3), ImageWidth: [] }, raw: [{ tag: 256, type: 11, count: 1, value: 4 }] }], 'FormatError', /ImageWidth/],
  ['a chain that bites its tail', pixels, one({}, { next: 20 }), 'FormatError', /at byte 20: the chain of directories/],
  ['pages that share their bytes', new Uint8Array(6000), Array.from({ length: 20 }, () => ({ tags: greyTags(100, 60) })), 'UnsupportedFormatError', /share/],
  ['a predictor without compression', pixels, one({ Predictor: 2 }), 'UnsupportedFormatError', /predictor without/],
  ['predictor 3 of integers', zipped, one({ Predictor: 3, Compression: 8, StripByteCounts: zipped.length }), 'FormatError', /predictor 3/],
  ['a predictor of complex numbers', pixels, one({ Compression: 8, Predictor: 2, SampleFormat: 6, BitsPerSample: 64 }), 'UnsupportedFormatError', /predictor of complex64/],
  ['complex integers', pixels, one({ SampleFormat: 5, BitsPerSample: 32 }), 'UnsupportedFormatError', /sample format 5 are not read/],
  ['complex numbers of halves', pixels, one({ SampleFormat: 6, BitsPerSample: 32 }), 'UnsupportedFormatError', /complex samples of 32 bits/],
  ['reversed bits', pixels, one({ FillOrder: 2 }), 'UnsupportedFormatError', /fill order 2/],
  ['a MetaMorph stack', pixels, one({ MetaMorphStack: 1 }), 'UnsupportedFormatError', /MetaMorph/],
  ['a planar configuration that is none', pixels, one({ PlanarConfiguration: 3 }), 'FormatError', /PlanarConfiguration/],
  ['ImageJ pages that are not there', pixels, one({ ImageDescription: 'ImageJ=1.54p\nimages=1000000\nslices=1000000\n' }), 'FormatError', /1000000 pages/],
  ['OME planes in other files', pixels, one({ ImageDescription: '<OME><Image><Pixels DimensionOrder="XYZCT" SizeX="4" SizeY="3" SizeZ="9" SizeC="1" SizeT="1"/></Image></OME>' }), 'UnsupportedFormatError', /9 planes/],
];

describe('TIFF files that lie', () => {
  it.each(LIES)('%s', async (_, data, directories, name, message) => {
    writeFileSync(path, buildTiff(data, directories));
    await expect(readTiff(path)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it('reads what the table above is a variation of', async () => {
    writeFileSync(path, buildTiff(pixels, one({})));
    const volume = await readTiff(path);
    expect([...volume.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it.each([
    ['an empty file', '', /TIFF header/],
    ['a text', 'once upon a time', /not a TIFF: it does not begin/],
    ['another version', 'II\x2c\0\x08\0\0\0', /version is 44/],
    ['a header and no more', 'II\x2a\0\0\0\0\0', /no image/],
    ['a BigTIFF of odd offsets', 'II\x2b\0\x04\0\0\0', /offsets are not of 8 bytes/],
  ])('%s', async (_, content, message) => {
    writeFileSync(path, content, 'latin1');
    await expect(readTiff(path)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringMatching(message),
    });
  });
});
