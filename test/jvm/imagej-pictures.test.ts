import { afterEach, describe, expect, it } from 'vitest';
import { bridge } from '../../src/jvm/index.js';
import type { ImageJOptions } from '../../src/viewers/imagej-options.js';
import { type ImageLayer, labelColor, shareToImageJ, view } from '../../src/viewers/index.js';
import { createVolume, type LazyLike, type Region, type Volume } from '../../src/volume/index.js';
import { LazyStub } from '../support/lazy-stub.js';

const open: { close(): void }[] = [];

async function share<V extends Volume | LazyLike>(volume: V, options: ImageJOptions = {}) {
  const image = await shareToImageJ(volume, { headless: true, ...options });
  open.push(image);
  return image;
}

afterEach(() => {
  for (const image of open.splice(0)) image.close();
});

const HEIGHT = 20;
const WIDTH = 30;
const sample = (y: number, x: number, c: number): number => (x * 3 + y * 5 + c * 70) % 256;

function picture(channels: 3 | 4): Volume<'uint8'> {
  const volume = createVolume([HEIGHT, WIDTH, channels], 'uint8');
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) for (let c = 0; c < channels; c++) volume.set(sample(y, x, c), y, x, c);
  }
  return volume;
}

const at = (snapshot: Volume<'uint8'>, y: number, x: number): number[] => [0, 1, 2].map((c) => snapshot.get(y, x, c));

describe('a picture with colours in ImageJ', () => {
  it('is an RGB image of exactly these colours', async () => {
    const image = await share(picture(3) as Volume);
    expect(image.imagePlus.getBitDepthSync()).toBe(24);
    expect([image.imagePlus.getWidthSync(), image.imagePlus.getHeightSync()]).toEqual([WIDTH, HEIGHT]);
    const snapshot = await image.snapshot();
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) expect(at(snapshot, y, x)).toEqual([0, 1, 2].map((c) => sample(y, x, c)));
    }
  });

  it('shows what TypeScript writes', async () => {
    const volume = picture(3);
    const image = await share(volume as Volume);
    volume.set(251, 4, 5, 1);
    volume.invalidate({ start: [4, 5, 1], shape: [1, 1, 1] });
    expect(at(await image.snapshot(), 4, 5)).toEqual([sample(4, 5, 0), 251, sample(4, 5, 2)]);
  });

  it('gives the volume what a command of ImageJ writes, and tells where', async () => {
    const volume = picture(3);
    const regions: Region[] = [];
    const image = await share(volume as Volume);
    volume.onInvalidate((region) => regions.push(region));
    bridge.importClass('ij.IJ').runSync(image.imagePlus, 'Invert', '');
    image.flush();
    expect([0, 1, 2].map((c) => volume.get(7, 8, c))).toEqual([0, 1, 2].map((c) => 255 - sample(7, 8, c)));
    expect(regions).toEqual([{ start: [0, 0, 0], shape: [HEIGHT, WIDTH, 3] }]);
  });

  it('mixes what is not opaque with black, and is read-only then', async () => {
    const volume = picture(4);
    const image = await share(volume as Volume);
    expect(image.writable).toBe(false);
    const opacity = sample(3, 9, 3);
    const mixed = [0, 1, 2].map((c) => Math.floor((sample(3, 9, c) * opacity + 127) / 255));
    expect(at(await image.snapshot(), 3, 9)).toEqual(mixed);
  });

  it('is a slice of a stack, and a view with strides', async () => {
    const stack = createVolume([4, HEIGHT, WIDTH, 3], 'uint8');
    stack.pick(0, 2).set(200, 5, 6, 0);
    const flipped = stack.flip(2);
    const image = await share(flipped as Volume, { axes: 'zyx' });
    expect(image.imagePlus.getNSlicesSync()).toBe(4);
    expect(at(await image.snapshot({ z: 2 }), 5, WIDTH - 1 - 6)).toEqual([200, 0, 0]);
  });

  it('is read when it is shown, if it is lazy', async () => {
    const value = (y: number, x: number, c: number): number => sample(y, x, c);
    const lazy = new LazyStub({ shape: [HEIGHT, WIDTH, 3], dtype: 'uint8', chunk: [7, 8, 3], value });
    const image = await share(lazy);
    expect(at(await image.snapshot(), 12, 17)).toEqual([0, 1, 2].map((c) => sample(12, 17, c)));
  });

  it('takes labels and points, and refuses what ImageJ cannot do to colours', async () => {
    const viewer = await view(picture(3), { viewer: 'imagej', headless: true });
    open.push(viewer);
    const labels = createVolume([HEIGHT, WIDTH], 'uint8');
    labels.set(5, 6, 7);
    await viewer.addLabels(labels, { opacity: 1 });
    const color = labelColor(5);
    expect(at(await viewer.snapshot(), 6, 7)).toEqual([color >> 16, (color >> 8) & 255, color & 255]);
    expect(at(await viewer.snapshot(), 6, 8)).toEqual([0, 1, 2].map((c) => sample(6, 8, c)));
    const layer = viewer.layers[0] as ImageLayer;
    for (const change of [
      () => (layer.opacity = 0.5),
      () => (layer.colormap = 'red'),
      () => (layer.visible = false),
      () => (layer.contrastLimits = [0, 9]),
    ]) {
      expect(change).toThrow(expect.objectContaining({ name: 'ViewerError' }));
    }
    const limited = view(picture(3), { viewer: 'imagej', headless: true, contrastLimits: [0, 100] });
    await expect(limited).rejects.toMatchObject({ name: 'ArgumentError', message: /displayRange/ });
  });

  it('is a stack of greys with rgb: false, or where it is too narrow to be a picture', async () => {
    const greys = await share(picture(3) as Volume, { rgb: false });
    expect([greys.imagePlus.getBitDepthSync(), greys.imagePlus.getNSlicesSync()]).toEqual([8, HEIGHT]);
    const narrow = await share(createVolume([4, 5, 3], 'uint8') as Volume);
    expect(narrow.imagePlus.getNSlicesSync()).toBe(4);
    const forced = await share(createVolume([4, 5, 3], 'uint8') as Volume, { rgb: true });
    expect(forced.imagePlus.getBitDepthSync()).toBe(24);
  });

  it.each([
    ['DTypeError', () => createVolume([8, 9, 3], 'uint16')],
    ['ArgumentError', () => createVolume([8, 9, 5], 'uint8')],
    ['ArgumentError', () => createVolume([8, 3], 'uint8')],
  ] as const)('refuses rgb with a %s where the last axis is no colour', async (name, make) => {
    await expect(share(make() as Volume, { rgb: true })).rejects.toMatchObject({ name, message: /^rgb: / });
  });
});
