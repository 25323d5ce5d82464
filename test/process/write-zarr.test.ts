import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { downscale } from '../../src/functions/index.js';
import {
  readTiffStack,
  validateOmeZarr,
  type WriteZarrOptions,
  writeOmeZarr,
  writeZarr,
  type ZarrCompression,
} from '../../src/io/index.js';
import { createVolume, DTYPES, type DType, type Volume } from '../../src/volume/index.js';
import { bytesOf, copyOf, pattern } from '../support/patterns.js';
import { inRepository } from '../support/program.js';
import { pythonEnvironment, runPython } from '../support/python.js';

let folder: string;
let environment: Awaited<ReturnType<typeof pythonEnvironment>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'write-zarr-'));
  environment = await pythonEnvironment('scripts/fixtures/requirements-zarr.txt');
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COMPRESSIONS: [ZarrCompression, string[]][] = [
  ['none', []],
  ['gzip', ['Gzip']],
  [{ name: 'gzip', level: 0 }, ['Gzip']],
  ['zstd', ['Zstd']],
  [{ name: 'zstd', level: 19 }, ['Zstd']],
  ['blosc', ['Blosc']],
  ...(['zstd', 'lz4', 'lz4hc', 'zlib', 'blosclz'] as const).flatMap((cname) =>
    (['noshuffle', 'shuffle', 'bitshuffle'] as const).map((shuffle): [ZarrCompression, string[]] => [
      { name: 'blosc', cname, shuffle, clevel: 6, blocksize: cname === 'lz4' ? 512 : 0 },
      ['Blosc'],
    ]),
  ),
];
const WRITTEN = DTYPES.filter((dtype) => dtype !== 'argb');

interface Case {
  readonly volume: Volume;
  readonly options: WriteZarrOptions;
  readonly expected: object;
}

function sha256(volume: Volume): string {
  return createHash('sha256').update(bytesOf(volume)).digest('hex');
}

const cases: Case[] = [];
function add(volume: Volume, options: WriteZarrOptions, expected: object = {}): void {
  const { version = 3, chunks, shards } = options;
  const { shape, dtype } = volume;
  const packed = volume.isContiguous ? volume : copyOf(volume);
  const known = {
    ...{ format: version, shape, dtype, sha256: sha256(packed) },
    ...(typeof chunks === 'object' && { chunks }),
    shards: typeof shards === 'object' ? shards : null,
  };
  cases.push({ volume, options, expected: { ...known, ...expected } });
}

for (const version of [2, 3] as const) {
  for (const [compression, names] of COMPRESSIONS) {
    for (const dtype of ['uint8', 'float32'] as const) {
      const compressors = names.map((name) => (version === 2 ? name.replace('Gzip', 'GZip') : `${name}Codec`));
      // No chunk but the first ends where the volume does.
      const options = { version, compression, chunks: [5, 8, 6] } as const;
      add(pattern([13, 20, 17], dtype) as Volume, options, { compressors });
      if (version === 3) add(pattern([13, 20, 17], dtype) as Volume, { ...options, shards: [10, 16, 18] });
    }
  }
  for (const dtype of WRITTEN) {
    for (const compression of ['none', 'blosc'] as const)
      add(pattern([7, 9, 11], dtype) as Volume, { version, compression });
  }
  add(pattern([1000], 'uint16') as Volume, { version, chunks: [300] });
  add(pattern([2, 3, 4, 5, 6], 'int16') as Volume, { version, chunks: [1, 2, 4, 3, 4] });
  add(pattern([5, 12, 31], 'int64').permuteDims([2, 0, 1]).slice([null, null, -3]) as Volume, {
    version,
    chunks: [4, 4, 4],
  });
  for (const dtype of ['float16', 'complex64', 'complex128'] as const) {
    const view = pattern([5, 12, 31], dtype).permuteDims([2, 0, 1]).slice([null, null, -3]) as Volume;
    add(view, { version, chunks: [4, 4, 4], ...(version === 3 && { shards: [8, 4, 8] }) });
  }
  for (const [dtype, fillValue, fill] of [
    ['float16', Number.NaN, 'nan'],
    ['complex64', { re: 1.5, im: -2 }, '(1.5-2j)'],
    ['complex128', { re: Number.NEGATIVE_INFINITY, im: 0 }, '(-inf+0j)'],
  ] as const) {
    add(pattern([5, 7, 6], dtype) as Volume, { version, chunks: [4, 4, 4], fillValue }, { fill });
  }
  add(filled([20, 20], 'float64', 2.5), { version, chunks: [8, 8], fillValue: 2.5 }, { files: 0, fill: '2.5' });
  add(filled([20, 20], 'uint8', 0), { version, chunks: [8, 8] }, { files: 0 });
  add(filled([9, 20], 'int64', 7), { version, fillValue: -(2n ** 62n) - 1n }, { fill: '-4611686018427387905' });
  add(
    pattern([4, 4], 'uint8') as Volume,
    { version, attributes: { by: 'a test', n: [1, 2.5, null] } },
    {
      attributes: { by: 'a test', n: [1, 2.5, null] },
    },
  );
}
add(filled([40, 40], 'uint8', 0), { chunks: [8, 8], shards: [16, 16] }, { files: 0 });

function filled(shape: number[], dtype: DType, value: number): Volume {
  const volume = createVolume(shape, dtype) as Volume;
  (volume.data as unknown as { fill(value: unknown): void }).fill(dtype === 'int64' ? BigInt(value) : value);
  return volume;
}

it('arrays are the same in zarr-python', async (context) => {
  if ('missing' in environment) return context.skip(environment.missing);
  const own = mkdtempSync(join(folder, 'arrays-'));
  for (const [i, { volume, options }] of cases.entries()) await writeZarr(volume, join(own, `${i}.zarr`), options);
  const found = JSON.parse(await runPython(environment.python, 'scripts/fixtures/check_written_zarr.py', [own]));
  expect(Object.keys(found).length).toBe(cases.length);
  for (const [i, { options, expected }] of cases.entries()) {
    const named = JSON.stringify(options, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    expect(found[`${i}.zarr`], `case ${i}: ${named}`).toMatchObject(expected);
  }
}, 300_000);

it('images and labels are valid in ome-zarr, and the same', async (context) => {
  if ('missing' in environment) return context.skip(environment.missing);
  const own = mkdtempSync(join(folder, 'images-'));
  const head = await readTiffStack(inRepository('examples/data/mni152/t1'));
  const labels = await readTiffStack(inRepository('examples/data/mni152/labels'));
  const colors = { 1: [255, 0, 0, 255], 2: [0, 255, 0, 128] };
  const channels = [{ name: 't1', displayRange: [0, 200] }] as const;
  const about = {
    scale: [1, 1, 1],
    units: 'mm',
    name: 'head',
    channels,
    labels: { regions: { volume: labels, colors } },
  };
  await writeOmeZarr(head, join(own, 'head-4.zarr'), { ...about, version: '0.4', levels: 3, compression: 'blosc' });
  await writeOmeZarr(head, join(own, 'head-5.zarr'), { ...about, levels: 3, shards: 128, chunks: 32 });
  const five = pattern([2, 3, 5, 40, 61], 'uint16') as Volume;
  const cells = pattern([2, 5, 40, 61], 'int32') as Volume;
  const factors = [
    [1, 1, 1, 2, 2],
    [1, 1, 2, 3, 2],
  ];
  const names = ['a', 'b', 'c'].map((name) => ({ name }));
  const many = {
    levels: factors,
    scale: [5, 0.5, 0.5],
    units: { t: 's', z: 'um' },
    labels: { cells },
    channels: names,
  };
  await writeOmeZarr(five, join(own, 'five-4.zarr'), { ...many, version: '0.4', chunks: [1, 1, 2, 16, 16] });
  await writeOmeZarr(five, join(own, 'five-5.zarr'), { ...many, chunks: [1, 1, 2, 16, 16], translation: [10, 0, 0] });
  const found = JSON.parse(await runPython(environment.python, 'scripts/fixtures/check_written_zarr.py', [own]));
  const coarse = async (volume: Volume, steps: (number | number[])[], method: 'mean' | 'mode') => {
    const levels = [[volume.shape, sha256(volume)]];
    let finer = volume;
    for (const step of steps) {
      finer = (await downscale(finer, step, { method }).compute()) as Volume;
      levels.push([finer.shape, sha256(finer)]);
    }
    return levels;
  };
  const heads = await coarse(head as Volume, [2, 2], 'mean');
  const regions = await coarse(labels as Volume, [2, 2], 'mode');
  for (const version of [4, 5]) {
    expect(found[`head-${version}.zarr`]).toMatchObject({
      model: `ome_zarr_models.v0${version}.image.Image`,
      images: [
        {
          levels: heads,
          axes: ['z', 'y', 'x'],
          units: Array(3).fill('millimeter'),
          channels: ['t1'],
          limits: [[0, 200]],
        },
        { path: 'regions', levels: regions, colors: { 1: [1, 0, 0, 1] } },
      ],
    });
    const [image, its] = found[`five-${version}.zarr`].images;
    expect(image.levels).toEqual(await coarse(five, factors, 'mean'));
    expect(image).toMatchObject({ channels: ['a', 'b', 'c'], units: ['second', null, 'micrometer', null, null] });
    expect(image.transformations[2][0]).toEqual({ type: 'scale', scale: [1, 1, 10, 3, 2] });
    const at = version === 5 ? [0, 0, 12.5, 1.25, 0.75] : [0, 0, 2.5, 1.25, 0.75];
    expect(image.transformations[2][1]).toEqual({ type: 'translation', translation: at });
    const own = factors.map((step) => step.filter((_, d) => d !== 1));
    expect(its.levels).toEqual(await coarse(cells, own, 'mode'));
  }
}, 300_000);

it('images that ome-zarr writes are valid', async (context) => {
  if ('missing' in environment) return context.skip(environment.missing);
  const own = mkdtempSync(join(folder, 'theirs-'));
  await runPython(environment.python, 'scripts/fixtures/make_zarr.py', [own]);
  for (const name of ['image-0.4', 'image-0.5', 'image-0.4-stored.zip', 'image-0.5-deflated.zip']) {
    expect(await validateOmeZarr(join(own, name)), name).toEqual([]);
  }
}, 120_000);
