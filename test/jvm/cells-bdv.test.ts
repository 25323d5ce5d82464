import { describe, expect, it } from 'vitest';
import { type BdvImage, labelColor, pyramid, showInBigDataViewer, view } from '../../src/viewers/index.js';
import type { Volume } from '../../src/volume/index.js';
import { needBigDataViewer, planeTransform } from '../support/big-data-viewer.js';
import { LazyStub, type StubOptions } from '../support/lazy-stub.js';

const HEADLESS = { headless: true, preferredSize: [60, 50] } as const;
const ramp = (z: number, y: number, x: number) => (x + 2 * y + 5 * z) % 256;

function stack(more: Partial<StubOptions<'uint8'>> = {}): LazyStub<'uint8'> {
  return new LazyStub({ shape: [20, 50, 60], dtype: 'uint8', chunk: [1, 50, 60], value: ramp, ...more });
}

/** The grey values of a picture, row by row. */
function greys(picture: Volume<'uint8'>): number[] {
  const [height, width] = picture.shape as [number, number];
  return Array.from({ length: height * width }, (_, i) => picture.get(Math.floor(i / width), i % width, 0));
}

const plane = (z: number) => Array.from({ length: 50 * 60 }, (_, i) => ramp(z, Math.floor(i / 60), i % 60));

describe('a lazy volume in BigDataViewer without a window', () => {
  needBigDataViewer();

  it('reads only the slice that is looked at', async () => {
    const lazy = stack();
    const source = await showInBigDataViewer(lazy, HEADLESS);
    expect(lazy.reads).toEqual([]);
    source.viewer.viewerTransform = planeTransform(4);
    expect(greys(await source.snapshot())).toEqual(plane(4));
    expect(lazy.reads).toEqual(['4,0,0']);
    source.viewer.viewerTransform = planeTransform(11);
    expect(greys(await source.snapshot())).toEqual(plane(11));
    expect(lazy.reads).toEqual(['4,0,0', '11,0,0']);
    source.close();
    await source.closed;
  });

  it('shows zeros for a slice that cannot be read, and tries again when updated', async () => {
    let broken = true;
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.message);
    process.on('warning', note);
    const before = ({ start }: { start: readonly number[] }) => {
      if (broken && start[0] === 4) throw new Error('z004.tif is truncated');
    };
    const source = await showInBigDataViewer(stack({ before }), HEADLESS);
    source.viewer.viewerTransform = planeTransform(4);
    expect(greys(await source.snapshot())).toEqual(plane(4).map(() => 0));
    expect(warnings.join()).toMatch(/z004.tif is truncated/);
    source.viewer.viewerTransform = planeTransform(5);
    expect(greys(await source.snapshot())).toEqual(plane(5));
    broken = false;
    source.update({ start: [4, 0, 0], shape: [1, 50, 60] });
    source.viewer.viewerTransform = planeTransform(4);
    expect(greys(await source.snapshot())).toEqual(plane(4));
    process.off('warning', note);
    source.close();
    await source.closed;
  });

  it('closes while a slice is being read', async () => {
    let asked = (): void => undefined;
    const reading = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const before = () => {
      asked();
      return new Promise<void>(() => undefined);
    };
    const source = await showInBigDataViewer(stack({ before }), HEADLESS);
    const picture = source.snapshot().catch((error: Error) => error.name);
    await reading;
    source.close();
    await source.closed;
    await picture;
  });

  it('finds a display range in what is looked at', async () => {
    const value = (z: number, y: number, x: number) => 1000 * z + y + x;
    const lazy = new LazyStub({ shape: [20, 50, 60], dtype: 'uint16', chunk: [1, 50, 60], value });
    const viewer = await view(lazy, { headless: true, viewer: 'bigdataviewer', size: [60, 50] });
    const [layer] = viewer.layers as [BdvImage];
    expect(layer.displayRange).toEqual([0, 65535]);
    (viewer as typeof layer.viewer).viewerTransform = planeTransform(3);
    await viewer.snapshot();
    expect(layer.displayRange).toEqual([3000, 3000 + 49 + 59]);
    layer.setDisplayRange(1, 2);
    (viewer as typeof layer.viewer).viewerTransform = planeTransform(4);
    await viewer.snapshot();
    expect(layer.displayRange).toEqual([1, 2]);
    viewer.close();
    await viewer.closed;
  });

  it('colours lazy labels as others', async () => {
    const image = await showInBigDataViewer(stack({ value: () => 0 }), HEADLESS);
    const numbers = new LazyStub({
      shape: [20, 50, 60],
      dtype: 'uint32',
      chunk: [1, 50, 60],
      value: (_z, _y, x) => (x < 10 ? 0 : 70000),
    });
    await showInBigDataViewer(numbers, { as: 'labels', addTo: image, opacity: 1 });
    image.viewer.viewerTransform = planeTransform(2);
    const picture = await image.snapshot();
    const color = labelColor(70000);
    expect([0, 1, 2].map((c) => picture.get(20, 30, c))).toEqual([color >> 16, (color >> 8) & 255, color & 255]);
    expect([0, 1, 2].map((c) => picture.get(20, 5, c))).toEqual([0, 0, 0]);
    expect(numbers.reads).toEqual(['2,0,0']);
    image.close();
    await image.closed;
  });

  it('reads the resolution that the zoom asks for', async () => {
    const fine = stack();
    const coarse = stack({ shape: [20, 25, 30], chunk: [1, 25, 30], value: (z, y, x) => ramp(z, 2 * y, 2 * x) });
    const source = await showInBigDataViewer(pyramid([{ volume: fine }, { volume: coarse }]), HEADLESS);
    source.viewer.viewerTransform = planeTransform(7, 0.5);
    await source.snapshot();
    expect([fine.reads.length, coarse.reads]).toEqual([0, ['7,0,0']]);
    source.viewer.viewerTransform = planeTransform(7, 1);
    expect(greys(await source.snapshot())).toEqual(plane(7));
    expect(fine.reads).toEqual(['7,0,0']);
    source.close();
    await source.closed;
  });

  it('shows timepoints and channels of a lazy volume', async () => {
    const value = (c: number, t: number, z: number, y: number, x: number) => (t * 50 + c * 20 + z + y + x) % 256;
    const shape = [2, 3, 4, 50, 60];
    const lazy = new LazyStub({ shape, dtype: 'uint8', chunk: [1, 1, 1, 50, 60], value: value as never });
    const source = await showInBigDataViewer(lazy, { ...HEADLESS, color: ['red', 'green'] });
    source.viewer.viewerTransform = planeTransform(1);
    source.timepoint = 2;
    const picture = await source.snapshot();
    expect([picture.get(10, 10, 0), picture.get(10, 10, 1)]).toEqual([121, 141]);
    expect(lazy.reads.sort()).toEqual(['0,2,1,0,0', '1,2,1,0,0']);
    source.close();
    await source.closed;
  });
});
