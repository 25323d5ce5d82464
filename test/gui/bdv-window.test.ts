import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bridge, type JavaObject } from '../../src/jvm/index.js';
import { memoryReport } from '../../src/memory/index.js';
import type { BdvWindow } from '../../src/viewers/bdv.js';
import { labelColor, showInBigDataViewer } from '../../src/viewers/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';
import { needBigDataViewer } from '../support/big-data-viewer.js';
import { difference, type Rectangle, Screen, type Shot } from '../support/screen.js';

const SECOND = 1000;
const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

/** Where [z, y, x] of a volume lies on the screen: the viewer draws voxel x at 2 x + 100, y at 2 y + 50. */
const VIEW = [2, 0, 0, 100, 0, 2, 0, 50, 0, 0, 2, -64] as const;

let screen: Screen;

beforeAll(async () => {
  if (process.env.IMGLIB2_NODE_JARS || process.env.IMGLIB2_NODE_FIJI) screen = await Screen.open();
});
afterAll(() => screen?.close());

/** The canvas, once nothing moves on it any more (the hint about F1 fades for some seconds). */
async function settled(area: Rectangle): Promise<Shot> {
  const end = Date.now() + 30 * SECOND;
  let last = await screen.shot(area);
  for (let quiet = 0; quiet < 4; ) {
    await sleep(150);
    const next = await screen.shot(area);
    quiet = difference(last, next).pixels === 0 ? quiet + 1 : 0;
    last = next;
    if (Date.now() > end) throw new Error('the window does not come to rest');
  }
  return last;
}

function pixel(shot: Shot, x: number, y: number): number {
  const at = 3 * (y * shot.width + x);
  return ((shot.rgb[at] as number) << 16) | ((shot.rgb[at + 1] as number) << 8) | (shot.rgb[at + 2] as number);
}

/** A grey ramp that never reaches white. */
function gradient(): Volume<'uint8'> {
  const volume = createVolume([64, 128, 128], 'uint8');
  volume.data.forEach((_, i) => {
    volume.data[i] = (i % 128) + (Math.floor(i / 128) % 64);
  });
  return volume;
}

const BOX = { start: [20, 30, 40], shape: [30, 25, 20] } as const;
const region = { start: [...BOX.start], shape: [...BOX.shape] };

function fillBox(volume: Volume<'uint8'>, value: number): void {
  const [z, y, x] = BOX.start;
  const [depth, height, width] = BOX.shape;
  for (let k = z; k < z + depth; k++) {
    for (let j = y; j < y + height; j++)
      volume.data.fill(value, (k * 128 + j) * 128 + x, (k * 128 + j) * 128 + x + width);
  }
}

/** The pixels of the canvas that show BOX: 2 a voxel, from 2 * 40 + 100 - 1 on (a voxel reaches half of itself). */
const BOX_ON_CANVAS: Rectangle = [2 * 40 + 99, 2 * 30 + 49, 40, 50];

/** The windows on the screen, by their titles. */
function framesOfThisProcess(): Map<string, JavaObject> {
  const frames = bridge.importClass('java.awt.Frame').getFramesSync() as JavaObject[];
  const showing = frames.filter((frame) => frame.isShowingSync());
  return new Map(showing.map((frame) => [frame.getTitleSync() as string, frame]));
}

/** How many blocks are left when both garbage collectors have been by. */
async function blocksAtRest(): Promise<number> {
  const System = bridge.importClass('java.lang.System');
  for (let i = 0; i < 8; i++) {
    globalThis.gc?.();
    System.gcSync();
    await sleep(100);
  }
  return memoryReport().length;
}

/** What a click on the window's close button does. */
function closeAsUser(frame: JavaObject): void {
  const WindowEvent = bridge.importClass('java.awt.event.WindowEvent');
  const queue = bridge.importClass('java.awt.Toolkit').getDefaultToolkitSync().getSystemEventQueueSync();
  queue.postEventSync(new WindowEvent(frame, WindowEvent.WINDOW_CLOSING));
}

describe('a BigDataViewer window', () => {
  needBigDataViewer();

  it('repaints the changed box, and nothing else', async () => {
    const volume = gradient();
    const source = await showInBigDataViewer(volume);
    const viewer = source.viewer as BdvWindow;
    viewer.viewerTransform = VIEW;
    const area = await viewer.canvasOnScreen();
    const before = await settled(area);
    expect(pixel(before, 100 + 2 * 70, 50 + 2 * 40)).toBe(volume.get(32, 40, 70) * 0x010101);

    fillBox(volume, 255);
    expect(difference(before, await settled(area)).pixels).toBe(0);

    const { count } = viewer.repaints;
    volume.invalidate(region);
    const after = await settled(area);
    expect(difference(before, after)).toEqual({ pixels: 40 * 50, box: BOX_ON_CANVAS });
    expect(pixel(after, 200, 150)).toBe(0xffffff);
    expect(viewer.repaints.count).toBe(count + 1);
    expect(viewer.repaints.pixels).toBeLessThanOrEqual(1.2 * 40 * 50);

    // A box that isn't in the plane that is seen needs no repaint.
    volume.invalidate({ start: [50, 0, 0], shape: [10, 128, 128] });
    await sleep(200);
    expect(viewer.repaints.count).toBe(count + 1);
    source.close();
    await source.closed;
  });

  it('repaints at most once a frame', async () => {
    const volume = gradient();
    const source = await showInBigDataViewer(volume);
    const viewer = source.viewer as BdvWindow;
    await settled(await viewer.canvasOnScreen());
    const { count } = viewer.repaints;
    const began = Date.now();
    for (let i = 0; i < 2000; i++) volume.invalidate(region);
    const frames = Math.ceil((Date.now() - began) / 16) + 1;
    await sleep(200);
    const repaints = viewer.repaints.count - count;
    expect(repaints).toBeGreaterThan(0);
    expect(repaints).toBeLessThanOrEqual(frames);
    source.close();
    await source.closed;
  });

  it('repaints every view of the memory, turned and flipped ones and labels too', async () => {
    const volume = gradient();
    const turned = await showInBigDataViewer(volume.permuteDims([0, 2, 1]).flip(2));
    const viewer = turned.viewer as BdvWindow;
    viewer.viewerTransform = VIEW;
    const labels = await showInBigDataViewer(volume, { as: 'labels', addTo: turned, opacity: 1, name: 'parts' });
    labels.setTransform([1, 0, 0, 0, 0, 1, 0, 130, 0, 0, 1, 0]);
    const area = await viewer.canvasOnScreen();
    const before = await settled(area);
    fillBox(volume, 255);
    volume.invalidate(region);
    const after = await settled(area);
    // In the turned view x is 127 - y and y is x.
    expect(pixel(after, 100 + 2 * (127 - 40), 50 + 2 * 50)).toBe(0xffffff);
    expect(pixel(after, 100 + 2 * 50, 50 + 2 * (130 + 40))).toBe(labelColor(255));
    expect(difference(before, after).pixels).toBe(2 * 40 * 50);
    turned.close();
    await turned.closed;
  });

  it('shows labels over the image and points over both', async () => {
    const image = createVolume([64, 128, 128], 'uint8');
    image.data.fill(100);
    const source = await showInBigDataViewer(image, { name: 'image' });
    const viewer = source.viewer as BdvWindow;
    viewer.viewerTransform = VIEW;
    const numbers = createVolume([64, 128, 128], 'uint16');
    numbers.data.forEach((_, i) => {
      numbers.data[i] = i % 128 < 64 ? 0 : 9;
    });
    await showInBigDataViewer(numbers, { as: 'labels', addTo: source, opacity: 1 });
    await showInBigDataViewer([[32, 100, 32]], { addTo: source, color: 'magenta', names: ['here'] });
    const shot = await settled(await viewer.canvasOnScreen());
    expect(pixel(shot, 100 + 2 * 20, 50 + 2 * 90)).toBe(0x646464);
    expect(pixel(shot, 100 + 2 * 90, 50 + 2 * 90)).toBe(labelColor(9));
    expect(pixel(shot, 100 + 2 * 32, 50 + 2 * 100)).toBe(0xff00ff);
    const picture = await source.snapshot();
    expect([picture.get(250, 164, 0), picture.get(250, 164, 1), picture.get(250, 164, 2)]).toEqual([255, 0, 255]);
    source.close();
    await source.closed;
  });

  it('takes sources out and frees their memory, and that of all when it is closed', async () => {
    const before = memoryReport().length;
    const source = await showInBigDataViewer(gradient());
    const labels = await showInBigDataViewer(gradient(), { as: 'labels', addTo: source });
    const points = await showInBigDataViewer([[1, 2, 3]], { addTo: source });
    expect(source.viewer.layers).toEqual([source, labels, points]);
    await settled(await source.viewer.canvasOnScreen());
    labels.remove();
    labels.remove();
    points.remove();
    source.remove();
    expect(source.viewer.layers).toEqual([]);
    expect(() => labels.update()).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    const next = await showInBigDataViewer(gradient(), { addTo: source.viewer });
    await settled(await source.viewer.canvasOnScreen());
    expect(await blocksAtRest()).toBeLessThanOrEqual(before + 1);
    next.close();
    await next.closed;
    expect(await blocksAtRest()).toBeLessThanOrEqual(before);
  });

  it('is told when the user closes the window', async () => {
    const volume = gradient();
    const source = await showInBigDataViewer(volume, { frameTitle: 'to be closed' });
    const other = await showInBigDataViewer(volume, { frameTitle: 'to stay' });
    const frames = framesOfThisProcess();
    expect([...frames.keys()].sort()).toEqual(['to be closed', 'to stay']);
    closeAsUser(frames.get('to be closed'));
    await source.closed;
    expect(source.viewer.isClosed).toBe(true);
    expect(() => source.setActive(false)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    await expect(source.snapshot()).rejects.toMatchObject({ name: 'ReleasedError' });
    volume.invalidate(region);
    source.close();
    expect([...framesOfThisProcess().keys()]).toEqual(['to stay']);
    other.setDisplayRange(0, 100);
    volume.close();
    other.close();
    await other.closed;
    expect(framesOfThisProcess().size).toBe(0);
  });

  it('closes while it renders, adds and takes a snapshot', async () => {
    const volume = gradient();
    const source = await showInBigDataViewer(volume);
    const added = showInBigDataViewer(volume, { as: 'labels', addTo: source });
    const pending = Promise.allSettled([source.snapshot(), added]);
    for (let i = 0; i < 50; i++) volume.invalidate(region);
    source.close();
    await source.closed;
    for (const result of await pending) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'ReleasedError' });
    }
  });
});
