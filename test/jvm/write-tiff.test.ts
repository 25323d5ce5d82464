import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTiffInfo, type WriteTiffOptions, writeTiff } from '../../src/io/index.js';
import { bridge, type JavaObject, startJvm } from '../../src/jvm/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'write-tiff-imagej-'));
  path = join(folder, 'out.tif');
  await startJvm({ headless: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function opened(volume: Volume, options: WriteTiffOptions): Promise<JavaObject> {
  await writeTiff(volume, path, { imagej: true, ...options });
  const image = bridge.importClass('ij.IJ').openImageSync(path) as JavaObject | null;
  if (image === null) throw new Error(`ImageJ does not open a file written with ${JSON.stringify(options)}`);
  return image;
}

type NumberDType = 'uint8' | 'uint16' | 'int16' | 'float32';

/** Numbers with a period that is no extent's, in all bytes, negative where the type has that. */
function numbered<D extends NumberDType>(shape: number[], dtype: D): Volume<D> {
  const volume = createVolume(shape, dtype);
  const data = volume.data as unknown as Uint8Array;
  for (let i = 0; i < data.length; i++) {
    const value = (i * 37 + (i >> 5)) % 60013;
    data[i] = dtype === 'float32' ? value * 0.37 - 1000 : value - (dtype === 'int16' ? 30000 : 0);
  }
  return volume;
}

/** The calibrated values of the plane at [t, z, c]. */
function planeIn(image: JavaObject, [t, z, c]: readonly [number, number, number]): number[] {
  const index = image.getStackIndexSync(c + 1, z + 1, t + 1) as number;
  const processor = image.getStackSync().getProcessorSync(index);
  processor.setCalibrationTableSync(image.getCalibrationSync().getCTableSync());
  return [...(processor.convertToFloatProcessorSync().getPixelsSync() as number[])];
}

const FORMS: WriteTiffOptions[] = [
  {},
  { compression: 'deflate' },
  { compression: 'deflate', predictor: true },
  { compression: 'lzw' },
  { compression: 'lzw', predictor: true },
  { compression: 'packbits' },
];
const CASES = (['uint8', 'uint16', 'int16', 'float32'] as const).flatMap((dtype) =>
  FORMS.filter(({ predictor }) => !predictor || dtype !== 'float32').map((form) => ({ dtype, form })),
);

describe('files of writeTiff in ImageJ', () => {
  it.each(CASES)('$dtype $form', async ({ dtype, form }) => {
    // Several strips a page where it is compressed.
    const volume = numbered([3, 401, 701], dtype);
    const image = await opened(volume as Volume, form);
    expect([image.getNSlicesSync(), image.getHeightSync(), image.getWidthSync()]).toEqual([3, 401, 701]);
    expect(image.getBitDepthSync()).toBe({ uint8: 8, uint16: 16, int16: 16, float32: 32 }[dtype]);
    for (let z = 0; z < 3; z++) expect(planeIn(image, [0, z, 0]), `z ${z}`).toEqual([...volume.pick(0, z).data]);
    image.closeSync();
  });

  it('is a hyperstack, whatever the order of the axes', async () => {
    const volume = numbered([2, 3, 4, 5, 6], 'uint8');
    for (const axes of ['TCZYX', 'ZTCYX', 'CTZYX', 'CZTXY']) {
      const image = await opened(volume as Volume, { axes, compression: 'lzw' });
      const extent = (axis: string) => volume.shape[axes.indexOf(axis)] as number;
      expect(image.getDimensionsSync()).toEqual([...'XYCZT'].map(extent));
      expect([image.isHyperStackSync(), image.isCompositeSync()]).toEqual([true, true]);
      const inOrder = volume.permuteDims([...'TZCYX'].map((axis) => axes.indexOf(axis)));
      for (const place of [
        [0, 0, 0],
        [1, 1, 1],
        [extent('T') - 1, extent('Z') - 1, extent('C') - 1],
      ] as const) {
        const plane = inOrder.slice(...place);
        const values: number[] = [];
        for (let y = 0; y < extent('Y'); y++) for (let x = 0; x < extent('X'); x++) values.push(plane.get(y, x));
        expect(planeIn(image, [...place]), `${axes} ${place}`).toEqual(values);
      }
    }
  });

  it('has the size of a voxel and its unit', async () => {
    const image = await opened(numbered([3, 4, 5], 'uint16') as Volume, { voxelSize: [3, 0.25, 1.5], unit: 'µm' });
    const calibration = image.getCalibrationSync();
    expect([calibration.pixelDepth, calibration.pixelHeight, calibration.pixelWidth]).toEqual([3, 0.25, 1.5]);
    expect(calibration.getUnitSync()).toBe('µm');
    expect((await readTiffInfo(path)).voxelSize).toEqual({ size: [3, 0.25, 1.5], unit: 'µm' });
  });

  it.each([
    ['uint8', [10, 200]],
    ['uint16', [100, 40000]],
    ['int16', [-500, 700]],
    ['float32', [-1.5, 2.25]],
  ] as const)('shows %s in the range %j', async (dtype, range) => {
    const image = await opened(numbered([2, 4, 5], dtype) as Volume, { displayRange: range });
    const calibration = image.getCalibrationSync();
    const shown = [image.getDisplayRangeMinSync(), image.getDisplayRangeMaxSync()] as number[];
    expect(dtype === 'int16' ? shown.map((raw) => calibration.getCValueSync(raw)) : shown).toEqual([...range]);
  });

  it('has a display range for each channel', async () => {
    const ranges = [
      [1, 20],
      [100, 4000],
      [0, 65535],
    ] as const;
    const image = await opened(numbered([3, 4, 5], 'uint16') as Volume, { axes: 'CYX', displayRange: ranges });
    const shown = ranges.map((_, c) => {
      image.setCSync(c + 1);
      return [image.getDisplayRangeMinSync(), image.getDisplayRangeMaxSync()];
    });
    expect(shown).toEqual(ranges);
  });

  it('has colours', async () => {
    const volume = numbered([2, 6, 7, 3], 'uint8');
    const image = await opened(volume as Volume, { axes: 'ZYXS', compression: 'deflate', predictor: true });
    expect([image.getBitDepthSync(), image.getNSlicesSync()]).toEqual([24, 2]);
    const processor = image.getStackSync().getProcessorSync(2);
    const pixels = [...(processor.getPixelsSync() as number[])].map((argb) => argb & 0xffffff);
    const { data } = volume.pick(0, 1);
    const expected = Array.from(
      { length: 42 },
      (_, i) => ((data[3 * i] as number) << 16) | ((data[3 * i + 1] as number) << 8) | (data[3 * i + 2] as number),
    );
    expect(pixels).toEqual(expected);
  });
});
