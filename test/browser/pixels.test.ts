import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserViewer, findChromium, openBrowser } from '../../src/viewers/browser/index.js';
import { labelColor } from '../../src/viewers/index.js';
import { asVolume, createVolume, type DType, type Volume } from '../../src/volume/index.js';
import { BLACK, expectPixels, grey, pictureOf, rgbOfNumber, valueAt, voxelAt } from '../support/picture.js';

const SHAPE = [30, 40, 50] as const;
const MIDDLE = [15, 20, 25] as const;

/** Values that differ from voxel to voxel in each direction. */
function pattern(dtype: DType, shape: readonly number[] = SHAPE, range = 256): Volume {
  const volume = createVolume(shape, dtype);
  const data = volume.data as unknown as Record<number, number | bigint>;
  const wide = dtype === 'int64' || dtype === 'uint64';
  for (let i = 0; i < volume.size; i++) {
    const value = Math.floor((i * 7919) / 3) % range;
    data[i] = wide ? BigInt(value) : value;
  }
  return volume as Volume;
}

let viewer: BrowserViewer;
/** Shows nothing but what a test adds, in the plane along x and y at full size. */
function cleared(view: Parameters<BrowserViewer['setView']>[0] = {}): BrowserViewer {
  for (const layer of viewer.layers) layer.remove();
  viewer.setView({ layout: 'xy', scale: 1, orientation: [0, 0, 0, 1], scaleBar: false, ...view });
  return viewer;
}

describe.skipIf(findChromium() === undefined)('pictures of the browser viewer', () => {
  beforeAll(async () => {
    viewer = await openBrowser({ headless: true });
  });
  afterAll(async () => {
    viewer.close();
    await viewer.closed;
  });

  /** Adds an image and looks at it. */
  async function shown(volume: Volume, options: Parameters<BrowserViewer['addImage']>[1] = {}) {
    cleared();
    const layer = await viewer.addImage(volume, { contrastLimits: [0, 255], ...options });
    viewer.setView({ layout: 'xy', position: MIDDLE, scale: 1 });
    return layer;
  }

  it('are slices along x and y, voxel by pixel', async () => {
    const volume = pattern('uint8');
    await shown(volume);
    for (const z of [0, 13, 29]) {
      const position = [z, 20, 25];
      viewer.setView({ position });
      const picture = await pictureOf(viewer);
      expectPixels(picture, (x, y) => grey(valueAt(volume, voxelAt(picture, x, y, position))));
    }
  });

  it('show a volume with colours last in its colours, live, also one of a stack', async () => {
    const stack = pattern('uint8', [...SHAPE, 3]);
    const layer = await shown(stack, { axes: 'zyx' });
    const color = (
      x: number,
      y: number,
      picture: Parameters<typeof voxelAt>[0],
    ): [number, number, number] | undefined => {
      const [z = 0, row = 0, column = 0] = voxelAt(picture, x, y, MIDDLE);
      if (row < 0 || column < 0 || row >= SHAPE[1] || column >= SHAPE[2]) return undefined;
      return [0, 1, 2].map((c) => Number(stack.get(z, row, column, c))) as [number, number, number];
    };
    const before = await pictureOf(viewer);
    expectPixels(before, (x, y) => color(x, y, before) ?? BLACK, 1);
    stack.pick(0, MIDDLE[0]).set(201, MIDDLE[1], MIDDLE[2], 1);
    stack.invalidate({ start: [MIDDLE[0], 0, 0, 0], shape: [1, SHAPE[1], SHAPE[2], 3] });
    const after = await pictureOf(viewer);
    expectPixels(after, (x, y) => color(x, y, after) ?? BLACK, 1);
    expect(layer.colormap).toHaveLength(3);
    cleared();
    await expect(viewer.addImage(stack, { axes: 'zyx', colormap: 'red' })).rejects.toMatchObject({
      name: 'ArgumentError',
    });
  });

  it('are slices along the other axes', async () => {
    const volume = pattern('uint8');
    await shown(volume);
    viewer.setView({ layout: 'xz' });
    const xz = await pictureOf(viewer);
    expectPixels(xz, (x, y) => grey(valueAt(volume, [y - 25 + 15, 20, x - 30 + 25])));
    viewer.setView({ layout: 'yz' });
    const yz = await pictureOf(viewer);
    // z goes to the left, y down.
    expectPixels(yz, (x, y) => grey(valueAt(volume, [30 - x + 15, y - 25 + 20, 25])));
  });

  it('are planes of any direction', async () => {
    const volume = pattern('uint8');
    await shown(volume);
    viewer.setView({ orientation: 'oblique' });
    const picture = await pictureOf(viewer);
    const q = viewer.view.orientation as readonly number[];
    const compared = expectPixels(picture, (x, y) => {
      const [rx, ry, rz] = rotated(q, [x - 30, y - 25, 0]);
      const at = [15.5 + rz, 20.5 + ry, 25.5 + rx];
      // Next to the border of two voxels rounding decides.
      if (at.some((part) => Math.abs(part - Math.round(part)) < 0.01)) return undefined;
      return grey(valueAt(volume, at.map(Math.floor)));
    });
    expect(compared).toBeGreaterThan(2500);
  });

  it.each<[DType, number]>([
    ['uint8', 256],
    ['int8', 128],
    ['uint16', 65536],
    ['int16', 32768],
    ['uint32', 1 << 24],
    ['int32', 1 << 24],
    ['float32', 1 << 20],
    ['float64', 1 << 20],
    ['int64', 1 << 20],
    ['uint64', 1 << 20],
  ])('show %s by contrast limits and gamma', async (dtype, range) => {
    const volume = pattern(dtype, SHAPE, range);
    const [low, high] = [range / 8, range / 2];
    await shown(volume, { contrastLimits: [low, high], gamma: 0.5 });
    const picture = await pictureOf(viewer);
    expectPixels(
      picture,
      (x, y) => {
        const value = valueAt(volume, voxelAt(picture, x, y, MIDDLE));
        if (value === undefined) return BLACK;
        return grey(255 * Math.sqrt(Math.min(1, Math.max(0, (value - low) / (high - low)))));
      },
      1,
    );
  });

  it('take contrast limits of what is there where none are given', async () => {
    const volume = pattern('float32', SHAPE, 1000);
    cleared();
    const layer = await viewer.addImage(volume);
    expect(layer.contrastLimits).toEqual([0, 999]);
  });

  it('colour values by the colour map', async () => {
    const volume = pattern('uint8');
    const layer = await shown(volume, { colormap: '#ff8000' });
    const first = await pictureOf(viewer);
    const value = (x: number, y: number) => valueAt(volume, voxelAt(first, x, y, MIDDLE)) ?? 0;
    expectPixels(first, (x, y) => [value(x, y), (value(x, y) * 128) / 255, 0], 1);
    layer.colormap = 'hot';
    const second = await pictureOf(viewer);
    const ramp = (at: number) => Math.min(255, Math.max(0, at));
    expectPixels(second, (x, y) => [0, 1, 2].map((i) => ramp(3 * value(x, y) - 255 * i)) as never, 2);
  });

  it('mix layers by opacity, or add them', async () => {
    const below = pattern('uint8');
    const above = createVolume(SHAPE, 'uint8');
    above.data.fill(200);
    await shown(below);
    const layer = await viewer.addImage(above, { opacity: 0.25, colormap: 'red', contrastLimits: [0, 255] });
    const mixed = await pictureOf(viewer);
    const value = (x: number, y: number) => valueAt(below, voxelAt(mixed, x, y, MIDDLE));
    expectPixels(
      mixed,
      (x, y) => {
        const grey = value(x, y);
        return grey === undefined ? BLACK : [0.75 * grey + 50, 0.75 * grey, 0.75 * grey];
      },
      1,
    );
    layer.blending = 'additive';
    const added = await pictureOf(viewer);
    expectPixels(
      added,
      (x, y) => {
        const grey = value(x, y);
        return grey === undefined ? BLACK : [Math.min(255, grey + 50), grey, grey];
      },
      1,
    );
    layer.visible = false;
    const alone = await pictureOf(viewer);
    expectPixels(alone, (x, y) => grey(value(x, y)));
  });

  it.each<[DType, (i: number) => number | bigint]>([
    ['uint8', (i) => i % 250],
    ['uint16', (i) => (i * 31) % 65536],
    ['int16', (i) => (i % 200) - 100],
    ['uint32', (i) => (i * 65537) % 2 ** 32],
    ['uint64', (i) => BigInt(i) * 0x123456789abcdn],
    ['int64', (i) => -BigInt(i) * 0x123456789abcdn],
  ])('give each label of %s its colour', async (dtype, label) => {
    const volume = createVolume(SHAPE, dtype);
    for (let i = 0; i < volume.size; i++) (volume.data as unknown as Record<number, unknown>)[i] = label(i);
    cleared();
    await viewer.addLabels(volume as Volume, { opacity: 1 });
    viewer.setView({ layout: 'xy', position: MIDDLE, scale: 1 });
    const picture = await pictureOf(viewer);
    expectPixels(picture, (x, y) => {
      const index = voxelAt(picture, x, y, MIDDLE);
      if (valueAt(volume as Volume, index) === undefined) return BLACK;
      const found = (volume as Volume).get(...index) as number | bigint;
      return BigInt(found) === 0n ? BLACK : rgbOfNumber(labelColor(found));
    });
  });

  it('give chosen labels other colours', async () => {
    const volume = createVolume(SHAPE, 'uint16');
    volume.data.forEach((_, i) => {
      volume.data[i] = (i % 3) + 300;
    });
    cleared();
    await viewer.addLabels(volume, { opacity: 1, color: { 301: '#123456' } });
    viewer.setView({ layout: 'xy', position: MIDDLE, scale: 1 });
    const picture = await pictureOf(viewer);
    expectPixels(picture, (x, y) => {
      const label = valueAt(volume as Volume, voxelAt(picture, x, y, MIDDLE));
      if (label === undefined) return BLACK;
      return label === 301 ? [0x12, 0x34, 0x56] : rgbOfNumber(labelColor(label));
    });
  });

  it('draw points in their voxels, colours and size', async () => {
    const volume = createVolume(SHAPE, 'uint8');
    await shown(volume as Volume);
    const points = await viewer.addPoints(
      [
        [15, 10, 10],
        [15, 30, 40],
        [15, 20, 25],
      ],
      { color: ['red', '#00ff00', 'blue'], size: 7 },
    );
    const picture = await pictureOf(viewer);
    expect(picture.at(10 + 5, 10 + 5)).toEqual([255, 0, 0]);
    expect(picture.at(40 + 5, 30 + 5)).toEqual([0, 255, 0]);
    expect(picture.at(25 + 5, 20 + 5)).toEqual([0, 0, 255]);
    for (const [dx, dy] of [
      [2, 0],
      [-2, 0],
      [0, 2],
      [0, -2],
    ] as const) {
      expect(picture.at(15 + dx, 15 + dy)).toEqual([255, 0, 0]);
    }
    expectPixels(picture, (x, y) => {
      const near = [
        [15, 15],
        [45, 35],
        [30, 25],
      ].some(([px = 0, py = 0]) => Math.hypot(x - px, y - py) < 6);
      return near ? undefined : BLACK;
    });
    points.setPoints([[15, 35, 5]], { color: 'white' });
    const moved = await pictureOf(viewer);
    expect(moved.at(5 + 5, 35 + 5)).toEqual([255, 255, 255]);
    expect(moved.at(15, 15)).toEqual(BLACK);
  });

  it('show one timepoint and one channel, or channels together', async () => {
    const volume = pattern('uint8', [3, 2, 10, 40, 50]);
    cleared();
    const layer = await viewer.addImage(volume, { contrastLimits: [0, 255] });
    for (const [t, c] of [
      [0, 0],
      [2, 1],
    ] as const) {
      viewer.setView({ layout: 'xy', position: [t, c, 5, 20, 25], scale: 1 });
      const picture = await pictureOf(viewer);
      expectPixels(picture, (x, y) => grey(valueAt(volume, [t, c, ...voxelAt(picture, x, y, [5, 20, 25])])));
    }
    layer.remove();
    await viewer.addImage(volume, { contrastLimits: [0, 255], colormap: ['red', 'green'] });
    viewer.setView({ layout: 'xy', position: [1, 5, 20, 25] });
    const both = await pictureOf(viewer);
    expectPixels(both, (x, y) => {
      const at = voxelAt(both, x, y, [5, 20, 25]);
      return [valueAt(volume, [1, 0, ...at]) ?? 0, valueAt(volume, [1, 1, ...at]) ?? 0, 0];
    });
  });

  it('show colours as they are', async () => {
    const volume = createVolume(SHAPE, 'argb');
    volume.data.forEach((_, i) => {
      volume.data[i] = (0xff000000 | ((i * 7919) & 0xffffff)) >>> 0;
    });
    await shown(volume as Volume);
    const picture = await pictureOf(viewer);
    expectPixels(picture, (x, y) => {
      const value = valueAt(volume as Volume, voxelAt(picture, x, y, MIDDLE));
      return value === undefined ? BLACK : rgbOfNumber(value);
    });
  });

  it('show what was written when the region was invalidated', async () => {
    const volume = pattern('uint8') as Volume<'uint8'>;
    await shown(volume as Volume);
    await pictureOf(viewer);
    for (let z = 14; z < 17; z++) for (let y = 5; y < 12; y++) for (let x = 7; x < 20; x++) volume.set(255, z, y, x);
    volume.invalidate({ start: [14, 5, 7], shape: [3, 7, 13] });
    const picture = await pictureOf(viewer);
    expectPixels(picture, (x, y) => grey(valueAt(volume as Volume, voxelAt(picture, x, y, MIDDLE))));
  });

  it('never show what was there before the last change', async () => {
    const volume = createVolume([200, 200, 200], 'uint8');
    await shown(volume as Volume);
    viewer.setView({ position: [100, 100, 100] });
    await pictureOf(viewer);
    for (let value = 1; value <= 12; value++) {
      volume.data.fill(value);
      volume.invalidate();
      const picture = await pictureOf(viewer);
      expect(picture.at(30, 25)).toEqual([value, value, value]);
    }
  });

  it('show pictures of one plane, views with strides, and memory of other buffers', async () => {
    const wide = asVolume(
      Uint8Array.from({ length: 60 * 40 * 50 }, (_, i) => (i * 31) % 251),
      [60, 40, 50],
    );
    const view = wide.slice([null, null, 2]).flip(2) as Volume;
    await shown(view);
    const picture = await pictureOf(viewer);
    expectPixels(picture, (x, y) => grey(valueAt(view, voxelAt(picture, x, y, MIDDLE))));
    const plane = view.pick(0, 3) as Volume;
    cleared();
    await viewer.addImage(plane);
    viewer.setView({ scale: 1 });
    const flat = await pictureOf(viewer);
    expectPixels(flat, (x, y) => grey(valueAt(plane, voxelAt(flat, x, y, [0, 20, 25]).slice(1))));
  });

  it('are made smaller by the mean of the voxels', async () => {
    const volume = pattern('uint8', [4, 600, 700]);
    cleared();
    await viewer.addImage(volume);
    // Two voxels a pixel; z is not made smaller as long as its voxels are the fewer.
    viewer.setView({ layout: 'xy', position: [1, 300, 350], scale: 4 });
    const picture = await pictureOf(viewer);
    const all = [picture.at(30, 25), picture.at(10, 10), picture.at(40, 40)];
    // Any mean of so many different values is near the middle of their range.
    for (const [value] of all) expect(Math.abs(value - 127)).toBeLessThan(90);
  });
});

/** A vector turned by a quaternion [x, y, z, w]. */
function rotated([qx = 0, qy = 0, qz = 0, qw = 1]: readonly number[], [x = 0, y = 0, z = 0]: readonly number[]) {
  const tx = 2 * (qy * z - qz * y);
  const ty = 2 * (qz * x - qx * z);
  const tz = 2 * (qx * y - qy * x);
  return [x + qw * tx + qy * tz - qz * ty, y + qw * ty + qz * tx - qx * tz, z + qw * tz + qx * ty - qy * tx] as const;
}
