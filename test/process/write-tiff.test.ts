import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TiffCompression, type WriteTiffOptions, writeTiff } from '../../src/io/index.js';
import { DTYPES, type DType, dtypeInfo, type Volume } from '../../src/volume/index.js';
import { bytesOf, copyOf, pattern } from '../support/patterns.js';
import { pythonEnvironment, runPython } from '../support/python.js';

const hasZstd = 'zstdCompress' in process.getBuiltinModule('node:zlib');
const COMPRESSIONS: TiffCompression[] = ['none', 'deflate', 'lzw', 'packbits', ...(hasZstd ? (['zstd'] as const) : [])];
/** tifffile's names. */
const CODES = { none: 'none', deflate: 'adobe_deflate', lzw: 'lzw', packbits: 'packbits', zstd: 'zstd' };

interface Case {
  readonly file: string;
  readonly volume: Volume;
  readonly options: WriteTiffOptions;
  readonly expected: object;
}

const cases: Case[] = [];
function add(shape: number[], dtype: DType, options: WriteTiffOptions, expected: object): void {
  addVolume(pattern(shape, dtype) as Volume, options, expected);
}

function addVolume(volume: Volume, options: WriteTiffOptions, expected: object): void {
  const { dtype, shape } = volume;
  const packed = volume.isContiguous ? volume : copyOf(volume);
  const sha256 = createHash('sha256').update(bytesOf(packed)).digest('hex');
  cases.push({
    file: `${cases.length}.tif`,
    volume,
    options,
    expected: { dtype, shape, sha256, ...expected },
  });
}

const WRITTEN = DTYPES.filter((dtype) => dtype !== 'bool' && dtype !== 'argb');
for (const dtype of WRITTEN) {
  for (const compression of COMPRESSIONS) {
    for (const predictor of compression === 'none' || dtypeInfo(dtype).kind === 'complex' ? [false] : [false, true]) {
      const tag = predictor ? (dtypeInfo(dtype).kind === 'float' ? 3 : 2) : 1;
      const width = Math.ceil(1500 / dtypeInfo(dtype).itemsize);
      add(
        [2, 301, width],
        dtype,
        { compression, predictor },
        {
          compression: CODES[compression],
          predictor: tag,
          kind: 'shaped',
          axes: 'ZYX',
          bigTiff: false,
        },
      );
    }
  }
}
const size = { voxelSize: [2.5, 0.5, 0.25], unit: 'µm' };
const imagej = { ...size, imagej: true } as const;
for (const dtype of ['uint8', 'uint16', 'int16', 'float32'] as const) {
  add(
    [2, 3, 4, 5, 6],
    dtype,
    { ...imagej, axes: 'TZCYX' },
    {
      kind: 'imagej',
      axes: 'TZCYX',
      imagej: expect.objectContaining({
        images: 24,
        channels: 4,
        slices: 3,
        frames: 2,
        hyperstack: true,
        spacing: 2.5,
        unit: '\\u00B5m',
      }),
    },
  );
}
const ranges = [
  [1, 20],
  [3, 4000],
] as const;
add(
  [2, 5, 6],
  'uint16',
  { ...imagej, axes: 'CYX', compression: 'deflate', displayRange: ranges },
  { kind: 'imagej', axes: 'CYX', imagej: expect.objectContaining({ Ranges: ranges.flat() }) },
);
add([4, 5, 3], 'uint8', { imagej: true, axes: 'YXS' }, { kind: 'imagej', axes: 'YXS' });
for (const dtype of WRITTEN.filter((name) => !['int64', 'uint64', 'float16'].includes(name))) {
  add(
    [2, 3, 4, 5, 6],
    dtype,
    { ...size, ome: true, compression: 'lzw' },
    { kind: 'ome', axes: 'TCZYX', ome: [], images: [4] },
  );
}
for (const axes of ['CZTYX', 'ZTCYX', 'TZCYX'])
  add([2, 3, 4, 5, 6], 'uint8', { ome: true, axes, bigtiff: true }, { kind: 'ome', axes, ome: [], bigTiff: true });
add(
  [3, 5, 6],
  'uint16',
  { ome: true, axes: 'CYX', voxelSize: [1, 1], unit: 'pixel' },
  { kind: 'ome', axes: 'CYX', ome: [] },
);
add(
  [2, 5, 6, 3],
  'uint8',
  { ome: true, axes: 'ZYXS', compression: 'deflate', predictor: true },
  { kind: 'ome', axes: 'ZYXS', ome: [] },
);
add([5, 6, 4], 'uint8', { axes: 'YXS', bigtiff: true }, { axes: 'YXS', bigTiff: true });
add([2, 1, 2, 3, 2, 5, 6], 'int32', {}, { kind: 'shaped' });
for (const dtype of ['complex64', 'complex128', 'float16'] as const) {
  const view = pattern([4, 12, 31], dtype).permuteDims([2, 0, 1]).slice([null, null, -3]);
  addVolume(view as Volume, { compression: 'lzw' }, { kind: 'shaped', axes: 'ZYX' });
}

let folder: string;
let environment: Awaited<ReturnType<typeof pythonEnvironment>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'write-tiff-'));
  environment = await pythonEnvironment('scripts/fixtures/requirements-check.txt');
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files of writeTiff in tifffile', () => {
  it('are the same volumes, and OME-XML is valid', async (context) => {
    if ('missing' in environment) return context.skip(environment.missing);
    for (const { volume, file, options } of cases) await writeTiff(volume, join(folder, file), options);
    const found = JSON.parse(await runPython(environment.python, 'scripts/fixtures/check_written_tiff.py', [folder]));
    expect(Object.keys(found).length).toBe(cases.length);
    for (const { file, options, expected } of cases) {
      expect(found[file], `${file}, written with ${JSON.stringify(options)}`).toMatchObject(expected);
    }
  });
});
