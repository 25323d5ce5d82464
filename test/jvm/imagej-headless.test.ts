import { afterEach, describe, expect, it } from 'vitest';
import { bridge, type JavaObject } from '../../src/jvm/index.js';
import { fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import type { ImageJImage } from '../../src/viewers/imagej-image.js';
import type { ImageJOptions } from '../../src/viewers/imagej-options.js';
import { shareToImageJ } from '../../src/viewers/index.js';
import { createVolume, type DType, type Region, type Volume } from '../../src/volume/index.js';

const open: ImageJImage[] = [];

async function share(volume: Volume | LazyVolume, options: ImageJOptions = {}): Promise<ImageJImage> {
  const image = await shareToImageJ(volume, { headless: true, ...options });
  open.push(image);
  return image;
}

afterEach(() => {
  for (const image of open.splice(0)) image.close();
});

function ij(): JavaObject {
  return bridge.importClass('ij.IJ');
}

/** Voxels numbered in C order, modulo a prime, so that every mix-up of axes shows. */
function numbered<D extends 'uint8' | 'uint16' | 'float32'>(shape: number[], dtype: D): Volume<D> {
  const volume = createVolume(shape, dtype);
  for (let i = 0; i < volume.data.length; i++) volume.data[i] = (i * 7) % 251;
  return volume;
}

const pixel = (image: ImageJImage, slice: number, x: number, y: number): number =>
  image.imagePlus.getStackSync().getProcessorSync(slice).getPixelValueSync(x, y) as number;

describe('shareToImageJ, headless: reading', () => {
  it.each([
    ['uint8', 8],
    ['uint16', 16],
    ['float32', 32],
  ] as const)('shows %s as an image of %i bits', async (dtype, bits) => {
    const volume = numbered([4, 5, 6], dtype);
    const image = await share(volume as Volume, { title: 'numbers', voxelSize: [3, 2, 1.5], unit: 'mm' });
    const imp = image.imagePlus;
    expect(imp.getBitDepthSync()).toBe(bits);
    expect([imp.getWidthSync(), imp.getHeightSync(), imp.getNSlicesSync()]).toEqual([6, 5, 4]);
    expect(imp.getTitleSync()).toBe('numbers');
    const calibration = imp.getCalibrationSync();
    expect([calibration.pixelDepth, calibration.pixelHeight, calibration.pixelWidth]).toEqual([3, 2, 1.5]);
    expect(calibration.getUnitSync()).toBe('mm');
    for (const [z, y, x] of [
      [0, 0, 0],
      [1, 2, 3],
      [3, 4, 5],
    ] as const) {
      expect(pixel(image, z + 1, x, y)).toBe(volume.get(z, y, x));
    }
  });

  it.each([
    ['tczyx', [2, 3, 4, 5, 6], (c: number, z: number, t: number) => [t, c, z, 1, 2]],
    ['ctzyx', [3, 2, 4, 5, 6], (c: number, z: number, t: number) => [c, t, z, 1, 2]],
    ['yxzct', [5, 6, 4, 3, 2], (c: number, z: number, t: number) => [1, 2, z, c, t]],
  ] as const)('orders a hyperstack of axes %s as ImageJ does', async (axes, shape, index) => {
    const volume = numbered([...shape], 'uint16');
    const image = await share(volume, { axes });
    const imp = image.imagePlus;
    expect([imp.getNChannelsSync(), imp.getNSlicesSync(), imp.getNFramesSync()]).toEqual([3, 4, 2]);
    for (let t = 0; t < 2; t++) {
      for (let z = 0; z < 4; z++) {
        for (let c = 0; c < 3; c++) {
          const slice = imp.getStackIndexSync(c + 1, z + 1, t + 1) as number;
          expect(pixel(image, slice, 2, 1)).toBe(volume.get(...index(c, z, t)));
        }
      }
    }
  });

  it('shows views with strides', async () => {
    const view = numbered([8, 9, 10], 'uint8').permuteDims([1, 2, 0]).flip(1).slice([1, 9, 2]);
    const image = await share(view);
    for (const [z, y, x] of [
      [0, 0, 0],
      [3, 9, 7],
      [1, 4, 2],
    ] as const) {
      expect(pixel(image, z + 1, x, y)).toBe(view.get(z, y, x));
    }
  });

  it('shows what TypeScript wrote, after invalidate or without', async () => {
    const volume = numbered([4, 5, 6], 'uint8');
    const image = await share(volume);
    const slice = image.imagePlus.getCurrentSliceSync() as number;
    volume.set(253, slice - 1, 2, 3);
    volume.invalidate({ start: [slice - 1, 2, 3], shape: [1, 1, 1] });
    expect(image.imagePlus.getProcessorSync().getPixelSync(3, 2)).toBe(253);
    volume.set(254, slice - 1, 2, 3);
    expect(pixel(image, slice, 3, 2)).toBe(254);
  });
});

describe('shareToImageJ, headless: writing', () => {
  it('writes a filter over the whole stack', async () => {
    const volume = numbered([6, 8, 10], 'uint8');
    const before = Uint8Array.from(volume.data);
    const image = await share(volume);
    ij().runSync(image.imagePlus, 'Invert', 'stack');
    expect(volume.data).toEqual(before.map((value) => 255 - value));
  });

  it('writes a filter over one slice, to that slice alone', async () => {
    const volume = numbered([6, 8, 10], 'float32');
    const before = volume.data.slice();
    const image = await share(volume as Volume);
    image.imagePlus.setSliceSync(2);
    ij().runSync(image.imagePlus, 'Smooth', 'slice');
    const changed = [...volume.data.keys()].filter((i) => volume.data[i] !== before[i]);
    expect(changed.length).toBeGreaterThan(40);
    expect(Math.min(...changed)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...changed)).toBeLessThan(160);
  });

  it('keeps what TypeScript writes while ImageJ paints', async () => {
    const volume = createVolume([3, 16, 16], 'uint16');
    const image = await share(volume as Volume);
    const imp = image.imagePlus;
    imp.setSliceSync(2);
    const ip = imp.getProcessorSync();
    volume.set(1000, 1, 3, 4);
    ip.putPixelSync(5, 6, 2000);
    imp.updateAndDrawSync();
    volume.set(3000, 1, 7, 8);
    ip.putPixelSync(9, 10, 4000);
    imp.setSliceSync(1);
    imp.setSliceSync(2);
    const expected: Record<string, number> = { '3,4': 1000, '6,5': 2000, '7,8': 3000, '10,9': 4000 };
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 16; x++) {
        expect(volume.get(1, y, x)).toBe(expected[`${y},${x}`] ?? 0);
        expect(imp.getProcessorSync().getPixelSync(x, y)).toBe(expected[`${y},${x}`] ?? 0);
      }
    }
  });

  it.each([
    ['ImageJ was told of', (volume: Volume, region: Region) => volume.invalidate(region)],
    ['ImageJ read by the way', (_: Volume, { start }: Region, image: ImageJImage) => pixel(image, start[0]! + 1, 0, 0)],
  ])('undoes what ImageJ did, and not what TypeScript did meanwhile, which %s', async (_, told) => {
    const volume = createVolume([3, 16, 16], 'uint8');
    volume.data.fill(10);
    const image = await share(volume);
    const ip = image.imagePlus.getProcessorSync();
    const z = (image.imagePlus.getCurrentSliceSync() as number) - 1;
    ip.snapshotSync();
    ip.invertSync();
    image.imagePlus.updateAndDrawSync();
    expect(volume.get(z, 1, 1)).toBe(245);
    volume.set(77, z, 2, 2);
    told(volume as Volume, { start: [z, 2, 2], shape: [1, 1, 1] }, image);
    ip.swapPixelArraysSync();
    image.imagePlus.updateAndDrawSync();
    expect(volume.get(z, 1, 1)).toBe(10);
    expect(volume.get(z, 2, 2)).toBe(77);
  });

  it('leaves NaN and -0 alone', async () => {
    const volume = createVolume([8, 8], 'float32');
    volume.data.fill(Number.NaN);
    volume.set(-0, 1, 1);
    const image = await share(volume as Volume);
    const boxes: Region[] = [];
    volume.onInvalidate((region) => boxes.push(region));
    image.imagePlus.updateAndDrawSync();
    image.flush();
    expect(boxes).toEqual([]);
    expect(Object.is(volume.get(1, 1), -0)).toBe(true);
    image.imagePlus.getProcessorSync().setfSync(2, 2, 5);
    image.flush();
    expect(boxes).toEqual([{ start: [2, 2], shape: [1, 1] }]);
    expect(volume.get(2, 2)).toBe(5);
    expect(volume.data.filter((value) => Number.isNaN(value))).toHaveLength(62);
  });

  it('tells other viewers which voxels ImageJ changed, once', async () => {
    const volume = numbered([5, 6, 7], 'uint8');
    const image = await share(volume);
    const boxes: Region[] = [];
    volume.onInvalidate((region) => boxes.push(region));
    const ip = image.imagePlus.getStackSync().getProcessorSync(4);
    ip.setSync(2, 3, 252);
    ip.setSync(5, 4, 252);
    image.flush();
    expect(boxes).toEqual([{ start: [3, 3, 2], shape: [1, 2, 4] }]);
    image.flush();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(boxes).toHaveLength(1);
  });

  it('takes over pixels that a command replaces', async () => {
    const volume = numbered([4, 5], 'uint8');
    const image = await share(volume);
    const other = image.imagePlus.getProcessorSync().duplicateSync();
    other.setSync(1, 2, 252);
    image.imagePlus.setProcessorSync(other);
    image.flush();
    expect(volume.get(2, 1)).toBe(252);
    const stack = numbered([3, 4, 5], 'uint8');
    const shown = await share(stack);
    const slices = shown.imagePlus.getStackSync();
    slices.setProcessorSync(slices.getProcessorSync(1), 3);
    shown.flush();
    expect(stack.pick(0, 2).data).toEqual(stack.pick(0, 0).data);
    stack.set(99, 0, 0, 0);
    expect(pixel(shown, 3, 0, 0)).toBe(0);
  });
});

describe('shareToImageJ, headless: what would harm the data', () => {
  it('does not change voxels when ImageJ converts the type, scales, deletes slices or reverts', async () => {
    const volume = numbered([5, 6, 7], 'uint16');
    const before = volume.data.slice();
    const image = await share(volume as Volume);
    const imp = image.imagePlus;
    imp.setSliceSync(3);
    imp.revertSync();
    expect(volume.data).toEqual(before);
    imp.getStackSync().deleteSliceSync(2);
    expect(pixel(image, 2, 0, 0)).toBe(volume.get(2, 0, 0));
    expect(imp.getStackSizeSync()).toBe(4);
    const StackConverter = bridge.importClass('ij.process.StackConverter');
    new StackConverter(imp).convertToGray8Sync();
    expect(imp.getBitDepthSync()).toBe(8);
    imp.getProcessorSync().invertSync();
    imp.updateAndDrawSync();
    image.flush();
    expect(volume.data).toEqual(before);
    expect(() => image.imagePlus.getStackSync().getPixelsSync(1)).not.toThrow();
  });

  it('keeps changes out of the volume when read-only or converted', async () => {
    const volume = createVolume([3, 4, 5], 'int16');
    volume.data.fill(-5);
    await expect(share(volume as Volume)).rejects.toThrow(/int16.*convert: 'float32'/);
    const image = await share(volume as Volume, { convert: 'float32' });
    expect(image.writable).toBe(false);
    expect(pixel(image, 1, 0, 0)).toBe(-5);
    image.imagePlus.getProcessorSync().setfSync(1, 1, 9);
    image.flush();
    expect(volume.data.every((value) => value === -5)).toBe(true);
    const plain = numbered([3, 4, 5], 'uint8');
    const before = Uint8Array.from(plain.data);
    const locked = await share(plain, { readOnly: true });
    ij().runSync(locked.imagePlus, 'Invert', 'stack');
    locked.flush();
    expect(plain.data).toEqual(before);
  });

  it.each(['int8', 'int16', 'uint32', 'int32', 'uint64', 'int64', 'float64', 'float16', 'bool'] as DType[])(
    'refuses %s',
    async (dtype) => {
      const volume = createVolume([2, 3], dtype) as Volume;
      await expect(share(volume)).rejects.toMatchObject({ name: 'DTypeError' });
      const image = await share(volume, { convert: 'float32' });
      expect(image.imagePlus.getBitDepthSync()).toBe(32);
    },
  );

  it('converts float16 and bool to the floats of their values', async () => {
    const half = createVolume([2, 3], 'float16');
    half.set(-1.5, 1, 2);
    const mask = createVolume([2, 3], 'bool');
    mask.set(true, 1, 2);
    const shown = [
      [half, -1.5],
      [mask, 1],
    ] as const;
    for (const [volume, value] of shown) {
      const image = await share(volume as Volume, { convert: 'float32' });
      const pixels = image.imagePlus.getProcessorSync();
      expect([pixels.getfSync(2, 1), pixels.getfSync(0, 0)]).toEqual([value, 0]);
    }
  });

  it('converts lazy float16 to the floats of its values, and refuses it otherwise', async () => {
    const half = createVolume([4, 5, 6], 'float16');
    half.set(-1.5, 2, 3, 5);
    const lazy = fromVolume(half, [1, 2, 6]);
    await expect(share(lazy)).rejects.toMatchObject({ name: 'DTypeError' });
    const image = await share(lazy, { convert: 'float32', displayRange: [-1.5, 0] });
    expect(image.imagePlus.getBitDepthSync()).toBe(32);
    const picture = await image.snapshot({ z: 2 });
    expect([picture.get(3, 5, 0), picture.get(3, 4, 0)]).toEqual([0, 255]);
    for (const dtype of ['complex64', 'complex128'] as const) {
      const complex = fromVolume(createVolume([2, 3], dtype));
      const reason = { name: 'DTypeError', message: expect.stringContaining(`no ${dtype} images`) };
      await expect(share(complex)).rejects.toMatchObject(reason);
      await expect(share(complex, { convert: 'float32' })).rejects.toMatchObject(reason);
    }
  });

  it.each(['complex64', 'complex128', 'argb'] as const)('refuses %s, converted too', async (dtype) => {
    const volume = createVolume([2, 3], dtype) as Volume;
    const message = expect.stringMatching(`no ${dtype} images.*uint8, uint16, float32.*float16, bool$`);
    await expect(share(volume)).rejects.toMatchObject({ name: 'DTypeError', message });
    await expect(share(volume, { convert: 'float32' })).rejects.toMatchObject({ name: 'DTypeError', message });
  });

  it.each([
    [{ axes: 'zy' }, /axes 'zy'/],
    [{ axes: 'zyxx' }, /axes 'zyxx'/],
    [{ axes: 'ccx' }, /axes 'ccx'/],
    [{ voxelSize: [1] }, /voxelSize/],
    [{ displayRange: [5, 5] }, /displayRange/],
    [{ convert: 'uint8' }, /convert/],
  ])('refuses the options %j', async (options, message) => {
    const volume = createVolume([2, 3, 4], 'uint8');
    await expect(share(volume, options as ImageJOptions)).rejects.toThrow(message);
  });

  it('says how to get a window where there is no display', async () => {
    const volume = createVolume([2, 3], 'uint8');
    await expect(shareToImageJ(volume)).rejects.toMatchObject({
      name: 'DisplayError',
      message: expect.stringMatching(/DISPLAY.*xvfb-run.*headless: true/),
    });
  });
});

describe('shareToImageJ, headless: life and pictures', () => {
  it('writes back at close, resolves closed, and refuses further use', async () => {
    const volume = numbered([3, 4, 5], 'uint8');
    const image = await share(volume);
    image.imagePlus.getProcessorSync().setSync(0, 0, 252);
    const z = (image.imagePlus.getCurrentSliceSync() as number) - 1;
    image.close();
    expect(volume.get(z, 0, 0)).toBe(252);
    await image.closed;
    image.close();
    expect(() => image.update()).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    expect(() => image.imagePlus).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    volume.invalidate();
  });

  it('goes on when the volume is closed first', async () => {
    const volume = numbered([3, 4, 5], 'uint8');
    const value = volume.get(2, 3, 4);
    const image = await share(volume);
    volume.close();
    expect(pixel(image, 3, 4, 3)).toBe(value);
    image.update();
    image.flush();
    image.close();
    await image.closed;
  });

  it('draws a plane through the display range', async () => {
    const volume = createVolume([3, 4, 5], 'uint16');
    volume.data.fill(1000);
    volume.set(3000, 1, 2, 3);
    const image = await share(volume as Volume, { displayRange: [1000, 3000] });
    const picture = await image.snapshot({ z: 1 });
    expect(picture.shape).toEqual([4, 5, 4]);
    const bright = [...Array(20).keys()].filter((i) => picture.data[i * 4] !== 0);
    expect(bright).toEqual([13]);
    expect([...picture.pick(0, 2).pick(0, 3).data]).toEqual([255, 255, 255, 255]);
    expect([...(await image.snapshot({ z: 0 })).data].filter((_, i) => i % 4 !== 3).every((v) => v === 0)).toBe(true);
  });

  it('mixes the colours of channels', async () => {
    const volume = createVolume([2, 4, 4], 'uint8');
    volume.pick(0, 0).data.fill(255);
    volume.set(255, 1, 1, 1);
    const image = await share(volume, { axes: 'cyx' });
    const picture = await image.snapshot();
    expect([...picture.pick(0, 0).pick(0, 0).data]).toEqual([255, 0, 0, 255]);
    expect([...picture.pick(0, 1).pick(0, 1).data]).toEqual([255, 255, 0, 255]);
  });
});
