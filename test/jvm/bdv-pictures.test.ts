import { describe, expect, it } from 'vitest';
import { pyramid, showInBigDataViewer, view } from '../../src/viewers/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';
import { needBigDataViewer, planeTransform } from '../support/big-data-viewer.js';
import { LazyStub } from '../support/lazy-stub.js';

const HEIGHT = 40;
const WIDTH = 50;
const HEADLESS = { headless: true, preferredSize: [WIDTH, HEIGHT] } as const;
const sample = (y: number, x: number, c: number): number => (x * 3 + y * 5 + c * 70) % 256;

function picture(channels: 3 | 4): Volume<'uint8'> {
  const volume = createVolume([HEIGHT, WIDTH, channels], 'uint8');
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) for (let c = 0; c < channels; c++) volume.set(sample(y, x, c), y, x, c);
  }
  return volume;
}

const at = (shown: Volume<'uint8'>, y: number, x: number): number[] => [0, 1, 2].map((c) => shown.get(y, x, c));

/** Checks each pixel; `what` gives its colour. */
function expectColors(shown: Volume<'uint8'>, what: (y: number, x: number, c: number) => number): void {
  const wrong: string[] = [];
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const wanted = [0, 1, 2].map((c) => what(y, x, c));
      if (at(shown, y, x).join() !== wanted.join()) wrong.push(`[${y}, ${x}] ${at(shown, y, x)} instead of ${wanted}`);
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
}

describe('a picture with colours in BigDataViewer', () => {
  needBigDataViewer();

  it('has exactly these colours, and what is written into them', async () => {
    const volume = picture(3);
    const source = await showInBigDataViewer(volume, HEADLESS);
    source.viewer.viewerTransform = planeTransform(0);
    expectColors(await source.snapshot(), sample);
    volume.set(250, 4, 5, 2);
    volume.invalidate({ start: [4, 5, 2], shape: [1, 1, 1] });
    expect(at(await source.snapshot(), 4, 5)).toEqual([sample(4, 5, 0), sample(4, 5, 1), 250]);
    source.update({ start: [4, 5, 0], shape: [1, 1, 3] });
    source.close();
    await source.closed;
  });

  it('is mixed with black where it is not opaque, and by the opacity of the layer', async () => {
    const volume = picture(4);
    const source = await showInBigDataViewer(volume, HEADLESS);
    source.viewer.viewerTransform = planeTransform(0);
    const mixed = (y: number, x: number, c: number): number =>
      Math.floor((sample(y, x, c) * sample(y, x, 3) + 127) / 255);
    expectColors(await source.snapshot(), mixed);
    source.opacity = 0.5;
    const darker = at(await source.snapshot(), 8, 9);
    darker.forEach((value, c) => {
      expect(Math.abs(value - mixed(8, 9, c) / 2)).toBeLessThanOrEqual(1);
    });
    source.opacity = 1;
    expectColors(await source.snapshot(), mixed);
    source.close();
    await source.closed;
  });

  it('opens flat by view(), is a plane of a stack by axes, and has no colormap', async () => {
    const viewer = await view(picture(3), { viewer: 'bigdataviewer', headless: true, size: [WIDTH, HEIGHT] });
    expect(viewer.layers).toHaveLength(1);
    viewer.close();
    await viewer.closed;
    const stack = createVolume([5, HEIGHT, WIDTH, 3], 'uint8');
    stack.pick(0, 3).set(77, 6, 7, 1);
    const source = await showInBigDataViewer(stack, { ...HEADLESS, axisOrder: 'XYZ' });
    source.viewer.viewerTransform = planeTransform(3);
    expect(at(await source.snapshot(), 6, 7)).toEqual([0, 77, 0]);
    expect(() => source.setColor('red')).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    source.close();
    await source.closed;
    const colored = showInBigDataViewer(picture(3), { ...HEADLESS, color: 'red' });
    await expect(colored).rejects.toMatchObject({ name: 'ArgumentError', message: /colours of their own/ });
  });

  it('is read when it is shown, if it is lazy, in several resolutions', async () => {
    const fine = new LazyStub({ shape: [HEIGHT, WIDTH, 3], dtype: 'uint8', chunk: [16, 16, 2], value: sample });
    const half = { shape: [HEIGHT / 2, WIDTH / 2, 3], dtype: 'uint8' as const, chunk: [16, 16, 3] };
    const coarse = new LazyStub({ ...half, value: (y, x, c) => sample(2 * y, 2 * x, c) });
    for (const shown of [fine, pyramid([{ volume: fine }, { volume: coarse, scale: [2, 2, 1] }])]) {
      const source = await showInBigDataViewer(shown, HEADLESS);
      source.viewer.viewerTransform = planeTransform(0);
      expectColors(await source.snapshot(), sample);
      source.close();
      await source.closed;
    }
  });

  it('is greys with rgb: false', async () => {
    const source = await showInBigDataViewer(picture(3), { ...HEADLESS, rgb: false });
    expect(source.displayRange).toEqual([0, 255]);
    source.setColor('red');
    source.close();
    await source.closed;
  });
});
