import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BdvImage, showInBigDataViewer } from '../../src/viewers/index.js';
import { createVolume, type LazyLike, type Volume } from '../../src/volume/index.js';
import { needBigDataViewer, planeTransform } from '../support/big-data-viewer.js';
import { gate, LazyStub, type StubOptions } from '../support/lazy-stub.js';
import { type Rectangle, Screen } from '../support/screen.js';

const [DEPTH, HEIGHT, WIDTH] = [64, 200, 300];
const value = (z: number, y: number, x: number) => 1 + ((x + 2 * y + 5 * z) % 255);

function stack(more: Partial<StubOptions<'uint8'>> = {}): LazyStub<'uint8'> {
  const options = { shape: [DEPTH, HEIGHT, WIDTH], dtype: 'uint8', chunk: [1, HEIGHT, WIDTH], value } as const;
  return new LazyStub({ ...options, ...more });
}

let screen: Screen;
beforeAll(async () => {
  if (process.env.IMGLIB2_NODE_JARS || process.env.IMGLIB2_NODE_FIJI) screen = await Screen.open();
});
afterAll(() => screen?.close());

let shown: BdvImage | undefined;
// Also after a failure: it would cover the next test's window.
afterEach(async () => {
  shown?.close();
  await shown?.closed;
});

async function show(volume: Volume | LazyLike): Promise<BdvImage> {
  shown = await showInBigDataViewer(volume, { preferredSize: [400, 300] });
  return shown;
}

/** The grey value that the window shows of the voxel (y, x), one pixel a voxel. */
async function greyAt(area: Rectangle, y: number, x: number): Promise<number> {
  const { rgb } = await screen.shot([area[0] + x, area[1] + y, 1, 1]);
  return rgb[0] as number;
}

/** Waits until the window shows plane z. */
async function shows(source: BdvImage, expected: (y: number, x: number) => number): Promise<void> {
  const area = await source.viewer.canvasOnScreen();
  const places = [
    [100, 20],
    [150, 250],
    [180, 120],
  ] as const;
  const wanted = places.map(([y, x]) => expected(y, x));
  const found: number[] = [];
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) {
    found.length = 0;
    for (const [y, x] of places) found.push(await greyAt(area, y, x));
    if (found.every((grey, i) => grey === wanted[i])) return;
  }
  expect(found).toEqual(wanted);
}

const plane = (z: number) => (y: number, x: number) => value(z, y, x);

describe('a lazy volume in a window of BigDataViewer', () => {
  needBigDataViewer();

  it('opens before anything is read, and reads the slices that the view cuts', async () => {
    const reading = gate();
    const lazy = stack({ before: () => reading.opened });
    const source = await show(lazy);
    source.viewer.viewerTransform = planeTransform(10);
    await shows(source, () => 0);
    // Before its view was set, the window showed the middle.
    expect(new Set(lazy.reads)).toEqual(new Set([`${DEPTH / 2},0,0`, '10,0,0']));
    reading.open();
    await shows(source, plane(10));
    const seen = lazy.reads.length;
    for (const z of [11, 12, 40]) {
      source.viewer.viewerTransform = planeTransform(z);
      await shows(source, plane(z));
    }
    expect(lazy.reads.slice(seen)).toEqual(['11,0,0', '12,0,0', '40,0,0']);
    expect(new Set(lazy.reads).size).toBe(lazy.reads.length);
    source.close();
    await source.closed;
  });

  it('stays usable when a slice in the middle cannot be read', async () => {
    let broken = true;
    const before = async ({ start }: { start: readonly number[] }) => {
      await sleep(5);
      if (broken && start[0] === 20) throw new Error('z020.tif: the strip at 8 is truncated');
    };
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.message);
    process.on('warning', note);
    const source = await show(stack({ before }));
    for (const [z, expected] of [
      [19, plane(19)],
      [20, () => 0],
      [21, plane(21)],
    ] as const) {
      source.viewer.viewerTransform = planeTransform(z);
      await shows(source, expected);
    }
    expect(warnings.filter((text) => text.includes('z020.tif: the strip at 8 is truncated'))).toHaveLength(1);
    broken = false;
    source.update();
    source.viewer.viewerTransform = planeTransform(20);
    await shows(source, plane(20));
    process.off('warning', note);
    source.close();
    await source.closed;
  });

  it('closes at once while slices are being read, from the program and by a snapshot that waits', async () => {
    const source = await show(stack({ before: () => new Promise<void>(() => undefined) }));
    source.viewer.viewerTransform = planeTransform(10);
    await sleep(300);
    const picture = source.snapshot().catch(() => undefined);
    await sleep(100);
    const began = performance.now();
    source.close();
    await source.closed;
    await picture;
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('shows lazy labels over a volume in memory', async () => {
    const image = createVolume([DEPTH, HEIGHT, WIDTH], 'uint8');
    image.data.fill(100);
    const source = await show(image);
    source.viewer.viewerTransform = planeTransform(10);
    const labels = new LazyStub({
      shape: [DEPTH, HEIGHT, WIDTH],
      dtype: 'uint16',
      chunk: [1, HEIGHT, WIDTH],
      value: (_z, _y, x) => (x < 100 ? 0 : 1),
      before: () => sleep(50),
    });
    await showInBigDataViewer(labels, { as: 'labels', addTo: source, opacity: 1, labelColors: { 1: '#00ff00' } });
    await shows(source, (_y, x) => (x < 100 ? 100 : 0));
    expect(new Set(labels.reads)).toEqual(new Set(['10,0,0']));
    source.close();
    await source.closed;
  });
});
