import { afterEach, describe, expect, it } from 'vitest';
import { type ImageLayer, labelColor, type Viewer, view } from '../../src/viewers/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';

const opened: Viewer[] = [];

async function show(volume: Volume, options: Parameters<typeof view>[1] = {}): Promise<Viewer> {
  const viewer = await view(volume, { viewer: 'imagej', headless: true, ...options });
  opened.push(viewer);
  return viewer;
}

afterEach(() => {
  for (const viewer of opened.splice(0)) viewer.close();
});

const at = (picture: Volume<'uint8'>, y: number, x: number): number[] => [0, 1, 2].map((c) => picture.get(y, x, c));

const rgb = (color: number): number[] => [color >> 16, (color >> 8) & 255, color & 255];

describe('ImageJ as a viewer', () => {
  it('shows an image with limits, colour, opacity and visibility', async () => {
    const volume = createVolume([3, 8, 10], 'uint16');
    volume.data.fill(100);
    // Above both ranges: ImageJ draws the highest value of a range of 16 bits a little darker than white.
    volume.pick(0, 1).set(400, 2, 3);
    const viewer = await show(volume, { contrastLimits: [100, 200], name: 'cells', colormap: 'green' });
    expect(viewer.kind).toBe('imagej');
    expect(viewer.why).toMatch(/as asked for/);
    const layer = viewer.layers[0] as ImageLayer;
    expect(layer.name).toBe('cells');
    expect(at(await viewer.snapshot(), 2, 3)).toEqual([0, 255, 0]);
    expect(at(await viewer.snapshot(), 3, 3)).toEqual([0, 0, 0]);
    layer.colormap = 'gray';
    layer.contrastLimits = [0, 200];
    expect(at(await viewer.snapshot(), 2, 3)).toEqual([255, 255, 255]);
    expect(at(await viewer.snapshot(), 3, 3)[0]).toBeCloseTo(127, -1);
    layer.opacity = 0.5;
    expect(at(await viewer.snapshot(), 2, 3)).toEqual([128, 128, 128]);
    layer.visible = false;
    expect(at(await viewer.snapshot(), 2, 3)).toEqual([0, 0, 0]);
  });

  it('draws labels in their colours over the image, and what is written into them', async () => {
    const volume = createVolume([3, 8, 10], 'uint8');
    volume.data.fill(100);
    const viewer = await show(volume);
    const labels = createVolume([3, 8, 10], 'uint32');
    labels.pick(0, 1).set(7, 2, 3);
    labels.pick(0, 1).set(9, 4, 4);
    labels.pick(0, 0).set(5, 6, 6);
    const layer = await viewer.addLabels(labels, { opacity: 1, color: { 9: '#102030' } });
    const picture = await viewer.snapshot();
    expect(at(picture, 2, 3)).toEqual(rgb(labelColor(7)));
    expect(at(picture, 4, 4)).toEqual([0x10, 0x20, 0x30]);
    expect(at(picture, 6, 6)).toEqual([100, 100, 100]);
    labels.pick(0, 1).set(11, 2, 3);
    labels.invalidate();
    layer.opacity = 0.5;
    const mixed = rgb(labelColor(11)).map((value) => (value + 100) / 2);
    at(await viewer.snapshot(), 2, 3).forEach((value, c) => {
      expect(Math.abs(value - mixed[c]!)).toBeLessThanOrEqual(1);
    });
    layer.remove();
    expect(at(await viewer.snapshot(), 2, 3)).toEqual([100, 100, 100]);
    expect(() => layer.visible).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    expect(viewer.layers).toHaveLength(1);
  });

  it('draws points in their plane, as large as asked for', async () => {
    const viewer = await show(createVolume([9, 20, 30], 'uint8'));
    const points = await viewer.addPoints(
      [
        [4, 10, 15],
        [8, 3, 3],
      ],
      { color: ['red', 'cyan'], size: 5, names: ['', ''] },
    );
    const picture = await viewer.snapshot();
    expect(at(picture, 10, 15)).toEqual([255, 0, 0]);
    expect(at(picture, 10, 17)[0]).toBeGreaterThan(0);
    expect(at(picture, 10, 19)).toEqual([0, 0, 0]);
    expect(at(picture, 3, 3)).toEqual([0, 0, 0]);
    points.setPoints(new Float64Array([4, 5, 6]), { color: 'yellow', names: [] });
    const moved = await viewer.snapshot();
    expect(at(moved, 10, 15)).toEqual([0, 0, 0]);
    expect(at(moved, 5, 6)).toEqual([255, 255, 0]);
    points.visible = false;
    expect(at(await viewer.snapshot(), 5, 6)).toEqual([0, 0, 0]);
  });

  it('draws a picture of the size asked for, the plane as large as fits', async () => {
    const volume = createVolume([8, 10], 'uint8');
    volume.data.fill(50);
    volume.set(250, 2, 3);
    const viewer = await show(volume);
    const picture = await viewer.snapshot({ width: 60, height: 80 });
    expect(picture.shape).toEqual([80, 60, 4]);
    expect(at(picture, 5, 30)).toEqual([0, 0, 0]);
    expect(at(picture, 16 + 2 * 6 + 3, 3 * 6 + 3)).toEqual([250, 250, 250]);
    expect(at(picture, 16 + 2 * 6 + 3, 4 * 6 + 3)).toEqual([50, 50, 50]);
  });

  it('shows types that ImageJ lacks, read-only', async () => {
    const volume = createVolume([4, 4], 'int16') as Volume;
    volume.set(-300, 1, 1);
    const viewer = await show(volume, { contrastLimits: [-300, 0] });
    const picture = await viewer.snapshot();
    expect([at(picture, 1, 1)[0], at(picture, 0, 0)[0]]).toEqual([0, 255]);
  });

  it('refuses what it cannot draw, and any use after close', async () => {
    const viewer = await show(createVolume([3, 8, 10], 'uint8'));
    await expect(viewer.addLabels(createVolume([3, 8, 9], 'uint8'))).rejects.toThrow(/axis x .* 9 voxels.* 10/);
    await expect(viewer.addLabels(createVolume([3, 8, 10], 'float32') as Volume)).rejects.toThrow(/integers/);
    await expect(viewer.addPoints([[1, 2]])).rejects.toMatchObject({ name: 'ArgumentError' });
    const [layer] = viewer.layers;
    viewer.close();
    viewer.close();
    await viewer.closed;
    expect(viewer.isClosed).toBe(true);
    await expect(viewer.snapshot()).rejects.toMatchObject({ name: 'ReleasedError' });
    expect(() => layer?.update()).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });

  it('is closed when its image is removed', async () => {
    const viewer = await show(createVolume([8, 10], 'uint8'));
    viewer.layers[0]?.remove();
    await viewer.closed;
    expect(viewer.layers).toEqual([]);
  });
});
