import { describe, expect, it } from 'vitest';
import { type ImageJImage, shareToImageJ, view } from '../../src/viewers/index.js';
import type { Volume } from '../../src/volume/index.js';
import { LazyStub, type StubOptions } from '../support/lazy-stub.js';

const value = (z: number, y: number, x: number) => (x + 2 * y + 5 * z) % 256;

function stack(more: Partial<StubOptions<'uint8'>> = {}): LazyStub<'uint8'> {
  return new LazyStub({ shape: [20, 30, 40], dtype: 'uint8', chunk: [1, 30, 40], value, ...more });
}

/** The grey values of a picture, row by row. */
function greys(picture: Volume<'uint8'>): number[] {
  const [height, width] = picture.shape as [number, number];
  return Array.from({ length: height * width }, (_, i) => picture.get(Math.floor(i / width), i % width, 0));
}

const plane = (z: number) => Array.from({ length: 30 * 40 }, (_, i) => value(z, Math.floor(i / 40), i % 40));

describe('a lazy volume in ImageJ without a window', () => {
  it('reads only the planes that are shown', async () => {
    const lazy = stack();
    const image: ImageJImage = await shareToImageJ(lazy, { headless: true });
    expect(lazy.reads).toEqual(['10,0,0']);
    expect(greys(await image.snapshot())).toEqual(plane(10));
    expect(greys(await image.snapshot({ z: 3 }))).toEqual(plane(3));
    expect(lazy.reads).toEqual(['10,0,0', '3,0,0']);
    expect(image.writable).toBe(false);
    image.close();
    await image.closed;
  });

  it('shows zeros for a plane that cannot be read, and tries again when updated', async () => {
    let broken = true;
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.message);
    process.on('warning', note);
    const before = ({ start }: { start: readonly number[] }) => {
      if (broken && start[0] === 3) throw new Error('z003.tif is truncated');
    };
    const image = await shareToImageJ(stack({ before }), { headless: true });
    expect(greys(await image.snapshot({ z: 3 }))).toEqual(plane(3).map(() => 0));
    expect(warnings.join()).toMatch(/z003.tif is truncated/);
    expect(greys(await image.snapshot({ z: 4 }))).toEqual(plane(4));
    broken = false;
    image.update({ start: [3, 0, 0], shape: [1, 30, 40] });
    expect(greys(await image.snapshot({ z: 3 }))).toEqual(plane(3));
    process.off('warning', note);
    image.close();
    await image.closed;
  });

  it('closes while a plane is being read', async () => {
    let reads = 0;
    const before = () => (++reads > 1 ? new Promise<void>(() => undefined) : undefined);
    const image = await shareToImageJ(stack({ before }), { headless: true });
    const picture = image.snapshot({ z: 5 }).catch(() => undefined);
    while (reads < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    image.close();
    await image.closed;
    await picture;
  });

  it('mixes channels, converts types and draws lazy labels', async () => {
    const lazy = new LazyStub({
      shape: [4, 2, 30, 40],
      dtype: 'int16',
      chunk: [1, 1, 30, 40],
      value: ((z: number, c: number) => 100 * c + 10 * z) as never,
    });
    const viewer = await view(lazy, { viewer: 'imagej', headless: true, axes: 'zcyx', contrastLimits: [0, 255] });
    const labels = new LazyStub({
      shape: [4, 30, 40],
      dtype: 'uint8',
      chunk: [1, 30, 40],
      value: (_z, y) => (y < 15 ? 0 : 1),
    });
    await viewer.addLabels(labels, { opacity: 1, color: { 1: '#0000ff' } });
    const picture = await viewer.snapshot();
    expect([0, 1, 2].map((c) => picture.get(5, 5, c))).toEqual([20, 120, 0]);
    expect([0, 1, 2].map((c) => picture.get(20, 5, c))).toEqual([0, 0, 255]);
    viewer.close();
    await viewer.closed;
  });

  it('finds a display range in the first plane', async () => {
    const lazy = new LazyStub({
      shape: [4, 30, 40],
      dtype: 'uint16',
      chunk: [1, 30, 40],
      value: (z, y) => 1000 * z + y,
    });
    const image = await shareToImageJ(lazy, { headless: true });
    const picture = await image.snapshot();
    // ImageJ spreads n values over 256 greys: the last of 30 is 29 * 256 / 30.
    expect([picture.get(0, 0, 0), picture.get(29, 0, 0)]).toEqual([0, 247]);
    image.close();
    await image.closed;
  });
});
