import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { fromVolume } from '../../src/lazy/index.js';
import { labelColor, showInBigDataViewer, view } from '../../src/viewers/index.js';
import { createVolume, type DType, mapVolume, type Volume } from '../../src/volume/index.js';
import { needBigDataViewer, planeTransform } from '../support/big-data-viewer.js';

const HEADLESS = { headless: true, preferredSize: [60, 50] } as const;

/** Voxel [z, y, x] is f(z, y, x). */
function filled<D extends DType>(
  shape: readonly [number, number, number],
  dtype: D,
  f: (z: number, y: number, x: number) => number,
): Volume<D> {
  const volume = createVolume(shape, dtype);
  for (let z = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++) volume.set(f(z, y, x) as never, z, y, x);
  }
  return volume;
}

const ramp = (z: number, y: number, x: number) => (x + 2 * y + 5 * z) % 256;

/** 0xRRGGBB of a pixel; the picture must be opaque there. */
function pixel(picture: Volume<'uint8'>, y: number, x: number): number {
  expect(picture.get(y, x, 3)).toBe(255);
  return (picture.get(y, x, 0) << 16) | (picture.get(y, x, 1) << 8) | picture.get(y, x, 2);
}

const grey = (value: number) => value * 0x010101;

/** Checks each pixel of a picture against what it must show. */
function expectPixels(picture: Volume<'uint8'>, expected: (y: number, x: number) => number): void {
  const wrong: string[] = [];
  for (let y = 0; y < (picture.shape[0] as number); y++) {
    for (let x = 0; x < (picture.shape[1] as number); x++) {
      const [found, wanted] = [pixel(picture, y, x), expected(y, x)];
      if (found !== wanted) wrong.push(`[${y}, ${x}] ${found.toString(16)} instead of ${wanted.toString(16)}`);
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
}

describe('BigDataViewer without a window', () => {
  needBigDataViewer();

  it.each(['uint8', 'uint16', 'int16', 'float32', 'float64', 'uint32'] as const)(
    'shows a plane of %s exactly',
    async (dtype) => {
      const source = await showInBigDataViewer(filled([7, 50, 60], dtype, ramp), {
        ...HEADLESS,
        displayRange: [0, 255],
      });
      source.viewer.viewerTransform = planeTransform(4);
      expectPixels(await source.snapshot(), (y, x) => grey(ramp(4, y, x)));
      source.close();
      await source.closed;
    },
  );

  it('shows float16, bool and bytes in another order through their values', async () => {
    const half = filled([3, 50, 60], 'float16', ramp);
    const mask = createVolume([3, 50, 60], 'bool');
    const path = join(mkdtempSync(join(tmpdir(), 'imglib2-node-')), 'big.raw');
    writeFileSync(path, Buffer.alloc(3 * 50 * 60 * 2));
    const big = mapVolume(path, [3, 50, 60], 'uint16', { byteOrder: 'big', mode: 'r+' });
    for (let y = 0; y < 50; y++) {
      for (let x = 0; x < 60; x++) {
        mask.set((x + y) % 3 === 0, 1, y, x);
        big.set(ramp(1, y, x) * 256, 1, y, x);
      }
    }
    const shown: readonly [Volume, readonly [number, number] | undefined, (y: number, x: number) => number][] = [
      [half, [0, 255], (y, x) => ramp(1, y, x)],
      [mask, undefined, (y, x) => ((x + y) % 3 === 0 ? 255 : 0)],
      [big, [0, 65280], (y, x) => ramp(1, y, x)],
    ];
    for (const [volume, displayRange, expected] of shown) {
      const source = await showInBigDataViewer(volume, { ...HEADLESS, ...(displayRange && { displayRange }) });
      source.viewer.viewerTransform = planeTransform(1);
      expectPixels(await source.snapshot(), (y, x) => grey(expected(y, x)));
      source.close();
    }
  });

  it('shows lazy float16 as that in memory', async () => {
    const lazy = fromVolume(filled([3, 50, 60], 'float16', ramp), [1, 20, 60]);
    const source = await showInBigDataViewer(lazy, { ...HEADLESS, displayRange: [0, 255] });
    source.viewer.viewerTransform = planeTransform(1);
    expectPixels(await source.snapshot(), (y, x) => grey(ramp(1, y, x)));
    source.close();
  });

  it('shows argb in its own colors', async () => {
    const color = (y: number, x: number): number => ((4 * x) << 16) | ((5 * y) << 8) | ((x * y) & 255);
    const volume = filled([3, 50, 60], 'argb', (_, y, x) => 0xff000000 + color(y, x));
    const source = await showInBigDataViewer(volume, HEADLESS);
    source.viewer.viewerTransform = planeTransform(1);
    expectPixels(await source.snapshot(), color);
    source.close();
  });

  it.each(['complex64', 'complex128'] as const)('refuses %s by name', async (dtype) => {
    const volume = createVolume([3, 50, 60], dtype);
    const reason = { name: 'DTypeError', message: expect.stringMatching(`${dtype}.*shows uint8.*bool, argb; make`) };
    await expect(showInBigDataViewer(volume, HEADLESS)).rejects.toMatchObject(reason);
    await expect(showInBigDataViewer(fromVolume(volume), HEADLESS)).rejects.toMatchObject(reason);
    const labels = { name: 'DTypeError', message: expect.stringMatching(/labels are integers \(uint8.*bool\)/) };
    await expect(showInBigDataViewer(volume, { ...HEADLESS, as: 'labels' })).rejects.toMatchObject(labels);
  });

  it.each([
    ['permuted', (volume: Volume) => volume.permuteDims([2, 0, 1]), (z: number, y: number, x: number) => ramp(y, x, z)],
    ['flipped', (volume: Volume) => volume.flip(), (z: number, y: number, x: number) => ramp(39 - z, 49 - y, 59 - x)],
    [
      'stepped',
      (volume: Volume) => volume.slice([1, null, 2], [2, null, 3]),
      (z: number, y: number, x: number) => ramp(1 + 2 * z, 2 + 3 * y, x),
    ],
  ] as const)('shows a %s view', async (_, viewOf, expected) => {
    const seen = viewOf(filled([40, 50, 60], 'uint8', ramp) as Volume);
    const [, height, width] = seen.shape as readonly [number, number, number];
    const source = await showInBigDataViewer(seen, { headless: true, preferredSize: [width, height] });
    source.viewer.viewerTransform = planeTransform(3);
    expectPixels(await source.snapshot(), (y, x) => grey(expected(3, y, x)));
    source.close();
  });

  it('sees what was written since, and only the display range that was set', async () => {
    const volume = filled([3, 50, 60], 'float32', () => 0.5);
    const source = await showInBigDataViewer(volume, { ...HEADLESS, displayRange: [0, 1] });
    source.viewer.viewerTransform = planeTransform(1);
    expectPixels(await source.snapshot(), () => grey(128));
    volume.data.fill(0.25);
    expectPixels(await source.snapshot(), () => grey(64));
    source.setDisplayRange(0, 0.25);
    source.setColor('red');
    expectPixels(await source.snapshot(), () => 0xff0000);
    source.setColor([0, 128, 255]);
    expectPixels(await source.snapshot(), () => 0x0080ff);
    source.setActive(false);
    expect(source.visible).toBe(false);
    expectPixels(await source.snapshot(), () => 0);
    source.close();
  });

  it('takes the display range from the data where none is given', async () => {
    const source = await showInBigDataViewer(
      filled([3, 50, 60], 'uint16', (_z, y) => 1000 + y),
      HEADLESS,
    );
    expect(source.displayRange).toEqual([1000, 1049]);
    source.close();
    const bytes = await showInBigDataViewer(
      filled([3, 50, 60], 'uint8', () => 7),
      HEADLESS,
    );
    expect(bytes.displayRange).toEqual([0, 255]);
    bytes.close();
  });

  it('colours labels by their number and lays them over the image', async () => {
    const image = await showInBigDataViewer(
      filled([3, 50, 60], 'uint8', () => 200),
      HEADLESS,
    );
    image.viewer.viewerTransform = planeTransform(1);
    const numbers = filled([3, 50, 60], 'uint32', (_z, _y, x) =>
      x < 10 ? 0 : x < 20 ? 1 : x < 30 ? 2 : x < 40 ? 70000 : 4294967295,
    );
    const labels = await showInBigDataViewer(numbers, { as: 'labels', addTo: image, opacity: 1 });
    const all = await image.snapshot();
    expect(pixel(all, 20, 5)).toBe(grey(200));
    for (const [x, label] of [
      [15, 1],
      [25, 2],
      [35, 70000],
      [45, 4294967295],
    ] as const) {
      expect(pixel(all, 20, x).toString(16)).toBe(labelColor(label).toString(16));
    }
    labels.opacity = 0.5;
    const over = (channel: number) => Math.round((channel * 128 + 200 * 127) / 255);
    const half = await image.snapshot();
    const [found, color] = [pixel(half, 20, 15), labelColor(1)];
    for (const shift of [16, 8, 0]) {
      expect(Math.abs(((found >> shift) & 255) - over((color >> shift) & 255))).toBeLessThanOrEqual(1);
    }
    labels.remove();
    expectPixels(await image.snapshot(), () => grey(200));
    image.close();
  });

  it('shows labels alone, in chosen colours, darkened by their opacity', async () => {
    const numbers = filled([3, 50, 60], 'int16', (_z, y) => (y < 25 ? 0 : 5));
    const labels = await showInBigDataViewer(numbers, {
      ...HEADLESS,
      as: 'labels',
      opacity: 0.5,
      labelColors: { 5: '#ff8000' },
    });
    labels.viewer.viewerTransform = planeTransform(1);
    expectPixels(await labels.snapshot(), (y) => (y < 25 ? 0 : 0x804000));
    labels.close();
  });

  it('places voxels by voxelSize [z, y, x] and by sourceTransform, x first', async () => {
    const volume = filled([3, 20, 20], 'uint8', ramp);
    const source = await showInBigDataViewer(volume, { ...HEADLESS, voxelSize: [4, 2, 3] });
    source.viewer.viewerTransform = [1, 0, 0, 1, 0, 1, 0, 0.5, 0, 0, 1, -8];
    const inside = (y: number, x: number) => y < 40 && x < 60;
    expectPixels(await source.snapshot(), (y, x) =>
      inside(y, x) ? grey(ramp(2, Math.floor(y / 2), Math.floor(x / 3))) : 0,
    );
    source.setTransform([1, 0, 0, 10, 0, 1, 0, 5, 0, 0, 4, 0]);
    source.viewer.viewerTransform = planeTransform(8);
    const moved = (y: number, x: number) => (y >= 5 && y < 25 && x >= 10 && x < 30 ? grey(ramp(2, y - 5, x - 10)) : 0);
    expectPixels(await source.snapshot(), moved);
    source.close();
  });

  it('shows time as timepoints and channels side by side', async () => {
    const volume = createVolume([4, 2, 10, 10], 'uint8');
    for (let t = 0; t < 4; t++) volume.pick(0, t).data.fill(50 * t);
    const movie = await showInBigDataViewer(volume, { ...HEADLESS, preferredSize: [10, 10] });
    movie.viewer.viewerTransform = planeTransform(1);
    expect(movie.viewer.numTimepoints).toBe(4);
    for (const t of [0, 3, 1]) {
      movie.timepoint = t;
      expect(movie.timepoint).toBe(t);
      expectPixels(await movie.snapshot(), () => grey(50 * t));
    }
    expect(() => {
      movie.timepoint = 4;
    }).toThrow(/from 0 to 3/);
    movie.close();

    const channels = await showInBigDataViewer(volume.slice([1, 4]), {
      ...HEADLESS,
      preferredSize: [10, 10],
      timepoints: false,
      color: ['red', 'green', 'blue'],
    });
    expect(channels.viewer.numTimepoints).toBe(1);
    channels.viewer.viewerTransform = planeTransform(1);
    expectPixels(await channels.snapshot(), () => (50 << 16) | (100 << 8) | 150);
    channels.close();
  });

  it('shows a picture', async () => {
    const picture = createVolume([50, 60], 'uint8');
    for (let y = 0; y < 50; y++) for (let x = 0; x < 60; x++) picture.set(ramp(0, y, x), y, x);
    const source = await showInBigDataViewer(picture, HEADLESS);
    expectPixels(await source.snapshot(), (y, x) => grey(ramp(0, y, x)));
    source.close();
  });

  it('draws points at their voxels, moved as their volume is', async () => {
    const image = await showInBigDataViewer(createVolume([9, 50, 60], 'uint8'), { ...HEADLESS, voxelSize: [1, 2, 2] });
    image.viewer.viewerTransform = planeTransform(4);
    const options = { addTo: image, voxelSize: [1, 2, 2], color: ['red', '#00ff00'], size: 5 } as const;
    const points = await showInBigDataViewer(
      [
        [4, 10, 5],
        [4, 20, 25],
      ],
      options,
    );
    const picture = await image.snapshot();
    expect(pixel(picture, 20, 10)).toBe(0xff0000);
    expect(pixel(picture, 40, 50)).toBe(0x00ff00);
    expect(pixel(picture, 30, 30)).toBe(0);
    points.setPoints([
      [4, 15, 15],
      [400, 20, 25],
    ]);
    const moved = await image.snapshot();
    expect(pixel(moved, 20, 10)).toBe(0);
    expect(pixel(moved, 30, 30)).toBe(0xff0000);
    expect(pixel(moved, 40, 50)).toBe(0);
    points.visible = false;
    expectPixels(await image.snapshot(), () => 0);
    image.close();
  });

  it('snapshots in any size, all that the view shows, and writes it as PNG', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-'));
    const path = join(folder, 'picture.png');
    const source = await showInBigDataViewer(filled([5, 50, 60], 'uint8', ramp), HEADLESS);
    source.viewer.viewerTransform = planeTransform(2);
    const picture = await source.snapshot({ width: 180, height: 150, path });
    expect(picture.shape).toEqual([150, 180, 4]);
    expectPixels(picture, (y, x) => grey(ramp(2, Math.floor(y / 3), Math.floor(x / 3))));
    const png = decode(readFileSync(path));
    expect([png.width, png.height, png.channels]).toEqual([180, 150, 4]);
    expect(Buffer.compare(Buffer.from(png.data as Uint8Array), Buffer.from(picture.data))).toBe(0);
    rmSync(folder, { recursive: true });
    source.close();
  });

  it('outlives the volume and refuses everything after close()', async () => {
    const volume = filled([3, 50, 60], 'uint8', ramp);
    const source = await showInBigDataViewer(volume, HEADLESS);
    source.viewer.viewerTransform = planeTransform(1);
    volume.close();
    expectPixels(await source.snapshot(), (y, x) => grey(ramp(1, y, x)));
    source.close();
    source.close();
    await source.closed;
    expect(() => source.setDisplayRange(0, 1)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    expect(() => source.timepoint).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    expect(() => source.viewer.update()).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    await expect(source.snapshot()).rejects.toMatchObject({ name: 'ReleasedError' });
    const again = createVolume([2, 2, 2], 'uint8');
    await expect(showInBigDataViewer(again, { addTo: source })).rejects.toMatchObject({ name: 'ReleasedError' });
    source.remove();
    source.unref().ref();
  });

  it('goes through the interface of all viewers', async () => {
    const viewer = await view(filled([5, 50, 60], 'uint8', ramp), {
      headless: true,
      size: [60, 50],
      contrastLimits: [0, 255],
      axes: 'zyx',
    });
    expect(viewer.kind).toBe('bigdataviewer');
    expect(viewer.why).toMatch(/BigDataViewer/);
    const labels = await viewer.addLabels(
      filled([5, 50, 60], 'uint8', () => 3),
      { opacity: 1, visible: false },
    );
    await viewer.addPoints([[2, 10, 10]], { color: 'blue' });
    expect(viewer.layers.map((layer) => layer.kind)).toEqual(['image', 'labels', 'points']);
    labels.visible = true;
    const picture = await viewer.snapshot();
    expect(pixel(picture, 40, 55)).toBe(labelColor(3));
    viewer.close();
    await viewer.closed;
  });

  it('refuses what it cannot show', async () => {
    const volume = createVolume([3, 4, 5], 'float32');
    const refused = (options: object) =>
      expect(showInBigDataViewer(volume, { ...HEADLESS, ...options } as never)).rejects;
    await refused({ as: 'labels' }).toMatchObject({ name: 'DTypeError' });
    await refused({ axisOrder: 'XYZT' }).toMatchObject({ name: 'ArgumentError' });
    await refused({ voxelSize: [1, 0, 1] }).toMatchObject({ name: 'ArgumentError' });
    await refused({ voxelSize: [1, 1, 1], sourceTransform: planeTransform(0) }).toMatchObject({
      name: 'ArgumentError',
    });
    await refused({ sourceTransform: new Array(12).fill(0) }).toMatchObject({ name: 'ArgumentError' });
    await refused({ displayRange: [1, 1] }).toMatchObject({ name: 'ArgumentError' });
    const labels = createVolume([3, 4, 5], 'uint8');
    const refusedLabels = (options: object) =>
      expect(showInBigDataViewer(labels, { ...HEADLESS, as: 'labels', ...options } as never)).rejects;
    await refusedLabels({ opacity: 2 }).toMatchObject({ name: 'ArgumentError' });
    await refusedLabels({ labelColors: { red: 'red' } }).toMatchObject({ name: 'ArgumentError' });
    await expect(showInBigDataViewer([[1, 2, 3]], { ...HEADLESS, size: 0 })).rejects.toMatchObject({
      name: 'ArgumentError',
    });
    await refused({ color: 'reddish' }).toMatchObject({ name: 'ArgumentError' });
    await expect(showInBigDataViewer(volume)).rejects.toMatchObject({ name: 'DisplayError' });
  });
});
