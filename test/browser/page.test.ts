import { decode } from 'fast-png';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BrowserViewer, findChromium, openBrowser } from '../../src/viewers/browser/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';

const ARGUMENTS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const SIZE = { width: 871, height: 601 };
/** The panel takes 270 pixels: the middle of the picture. */
const MIDDLE = { x: 300, y: 300 };

let browser: Browser;
let viewer: BrowserViewer;
let volume: Volume<'uint8'>;
const pages: Page[] = [];
const said: string[] = [];
const asked: string[] = [];

async function openPage(): Promise<Page> {
  const page = await browser.newPage({ viewport: SIZE });
  pages.push(page);
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(viewer.url);
  await ready(page);
  return page;
}

/** Until the page shows all there is. */
async function ready(page: Page): Promise<void> {
  await page.waitForFunction('window.imglib2Node !== undefined');
  await page.evaluate('imglib2Node.ready(0)');
}

/** The colour next to the middle of the picture, through which the lines of the axes go. */
async function middle(page: Page): Promise<number[]> {
  const { data, width, channels } = decode(await page.screenshot());
  const at = ((MIDDLE.y - 3) * width + MIDDLE.x - 3) * channels;
  return [...data.slice(at, at + 3)];
}

/** Sets a control of a layer's part of the panel, as a hand would. */
async function setControl(page: Page, layer: string, name: string, value: string): Promise<void> {
  const control = page.locator(`[data-layer="${layer}"] [name="${name}"]`).first();
  await control.evaluate((element, wanted) => {
    (element as HTMLInputElement).value = wanted;
    element.dispatchEvent(new Event('input', { bubbles: true }));
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }, value);
}

describe.skipIf(findChromium() === undefined)('the page of the browser viewer', () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium() as string, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    viewer = await openBrowser({ headless: true, title: 'values' });
    volume = createVolume([64, 128, 128], 'uint8');
    volume.data.fill(100);
    await viewer.addImage(volume as Volume, { name: 'values' });
    viewer.setView({ layout: 'xy', scale: 1, position: [32, 64, 64] });
    said.length = 0;
    asked.length = 0;
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    viewer.close();
    await viewer.closed;
  });

  it('has the title, asks nobody else for anything and breaks no rule of its own', async () => {
    const page = await openPage();
    expect(await page.title()).toBe('values');
    expect(asked.filter((url) => !url.startsWith(viewer.url) && !url.startsWith('data:'))).toEqual([]);
    expect(said).toEqual([]);
    expect(await middle(page)).toEqual([100, 100, 100]);
  });

  it('tells of clicks, with voxel and values', async () => {
    const labels = createVolume([64, 128, 128], 'uint64');
    labels.data.fill(2n ** 60n + 1n);
    await viewer.addLabels(labels as Volume, { name: 'labels' });
    volume.set(77, 32, 54, 69);
    volume.invalidate();
    const page = await openPage();
    const clicked = vi.fn();
    viewer.on('click', clicked);
    await page.mouse.move(MIDDLE.x + 4, MIDDLE.y - 9);
    await page.mouse.click(MIDDLE.x + 5, MIDDLE.y - 10);
    await vi.waitFor(() => expect(clicked).toHaveBeenCalled());
    expect(clicked).toHaveBeenCalledWith({
      position: [32, 54, 69],
      along: { z: 32, y: 54, x: 69 },
      values: [
        { layer: 'values', value: 77 },
        { layer: 'labels', value: 2n ** 60n + 1n },
      ],
    });
  });

  it('shows what is under the mouse: voxel, value, label, and the point with its properties', async () => {
    const labels = createVolume([64, 128, 128], 'uint16');
    labels.data.fill(4711);
    await viewer.addLabels(labels as Volume, { name: 'cells' });
    await viewer.addPoints([[32, 64, 64]], { names: ['one'], properties: [{ size: 3 }], size: 20 });
    const page = await openPage();
    const status = page.locator('.status');
    await page.mouse.move(MIDDLE.x + 50, MIDDLE.y + 20);
    await vi.waitFor(async () => expect(await status.textContent()).toMatch(/z 32 {2}y 84 {2}x 114/), 10_000);
    expect(await status.textContent()).toMatch(/values: 100\ncells: 4711/);
    await page.mouse.move(MIDDLE.x + 1, MIDDLE.y + 1);
    await vi.waitFor(async () => expect(await status.textContent()).toMatch(/points: one\nsize: 3/), 10_000);
  });

  it('tells where a person moves', async () => {
    const page = await openPage();
    const moved = vi.fn();
    const end = viewer.on('position', moved);
    await page.mouse.move(MIDDLE.x, MIDDLE.y);
    await page.mouse.wheel(0, 100);
    await vi.waitFor(() => expect(moved).toHaveBeenCalled());
    const { position, values } = moved.mock.lastCall?.[0] ?? {};
    expect(Math.abs(position[0] - 32)).toBe(1);
    expect(values).toEqual([{ layer: 'values', value: 100 }]);
    expect(viewer.view.position).toEqual(position);
    end();
    expect(() => viewer.on('nothing' as never, () => undefined)).toThrow(/no event/);
  });

  it('lets a person set all of a layer, and tells of it', async () => {
    const page = await openPage();
    const told = vi.fn();
    viewer.on('layers', told);
    const [layer] = viewer.layers as unknown as [Awaited<ReturnType<BrowserViewer['addImage']>>];
    await setControl(page, 'values', 'opacity', '0.5');
    await vi.waitFor(() => expect(layer.opacity).toBe(0.5));
    expect(told).toHaveBeenCalledWith(['values']);
    await setControl(page, 'values', 'opacity', '1');
    await setControl(page, 'values', 'gamma', '2');
    await vi.waitFor(() => expect(layer.gamma).toBe(2));
    await setControl(page, 'values', 'gamma', '1');
    await setControl(page, 'values', 'white', '200');
    await vi.waitFor(() => expect(layer.contrastLimits).toEqual([0, 200]));
    await vi.waitFor(async () => expect(await middle(page)).toEqual([128, 128, 128]), 5000);
    await setControl(page, 'values', 'colormap', 'viridis');
    await vi.waitFor(() => expect(layer.colormap).toBe('viridis'));
    await page.locator('[data-layer="values"] header input').uncheck();
    await vi.waitFor(() => expect(layer.visible).toBe(false));
    await vi.waitFor(async () => expect(await middle(page)).toEqual([0, 0, 0]), 5000);
  });

  it('draws a histogram of the values', async () => {
    const page = await openPage();
    const inked = () =>
      page.locator('.histogram').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
          0,
          0,
          canvas.width,
          canvas.height,
        );
        return data.filter((part, i) => i % 4 === 3 && part > 0).length;
      });
    await vi.waitFor(async () => expect(await inked()).toBeGreaterThan(40), 5000);
  });

  it('lets a person and the program put layers in another order', async () => {
    const above = createVolume([64, 128, 128], 'uint8');
    above.data.fill(200);
    const second = await viewer.addImage(above as Volume, { name: 'above' });
    const page = await openPage();
    expect(await middle(page)).toEqual([200, 200, 200]);
    await page.locator('[data-layer="values"] button').first().click();
    await vi.waitFor(() => expect(viewer.layers.map(({ name }) => name)).toEqual(['above', 'values']));
    await vi.waitFor(async () => expect(await middle(page)).toEqual([100, 100, 100]), 5000);
    viewer.reorder([...viewer.layers].reverse());
    await vi.waitFor(async () => expect(await middle(page)).toEqual([200, 200, 200]), 5000);
    second.remove();
    await vi.waitFor(async () => expect(await middle(page)).toEqual([100, 100, 100]), 5000);
    expect(() => viewer.reorder([])).toThrow(/named once/);
  });

  it('shows two pages the same, whoever changes it', async () => {
    const [first, second] = [await openPage(), await openPage()] as const;
    expect(viewer.pages).toBe(2);
    await setControl(first, 'values', 'white', '200');
    await vi.waitFor(async () => expect(await middle(second)).toEqual([128, 128, 128]), 5000);
    volume.data.fill(40);
    volume.invalidate();
    for (const page of [first, second]) {
      await vi.waitFor(async () => expect(await middle(page)).toEqual([51, 51, 51]), 5000);
    }
  });

  it('finds back after a reload and after a lost connection', async () => {
    const page = await openPage();
    viewer.setView({ position: [10, 64, 64] });
    await page.reload();
    await ready(page);
    const z = () => page.evaluate('imglib2Node.viewer.position.value[2]');
    await vi.waitFor(async () => expect(await z()).toBe(10.5), 5000);
    viewer.dropConnections();
    volume.data.fill(222);
    volume.invalidate();
    await vi.waitFor(async () => expect(await middle(page)).toEqual([222, 222, 222]), 15_000);
    expect(await page.locator('#notice').isVisible()).toBe(false);
  });

  it('says when its program has closed the viewer', async () => {
    const page = await openPage();
    viewer.close();
    await vi.waitFor(async () => expect(await page.locator('#notice').textContent()).toMatch(/was closed/), 5000);
  });

  it('asks for the changed chunks alone, and draws no frame without or between them', async () => {
    const page = await openPage();
    await page.evaluate(() => {
      const { viewer } = (globalThis as any).imglib2Node;
      const { gl, canvas } = viewer.display;
      const frames: number[][] = [];
      (globalThis as any).frames = frames;
      const pixel = new Uint8Array(4);
      viewer.display.updateFinished.add(() => {
        // On both sides of the borders of chunks, which are in the middle.
        const found = [-3, 3].flatMap((dx) =>
          [-3, 3].map((dy) => {
            gl.readPixels(canvas.width / 2 + dx, canvas.height / 2 + dy, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
            return pixel[0] as number;
          }),
        );
        frames.push(found);
      });
    });
    asked.length = 0;
    for (let value = 101; value <= 130; value++) {
      for (let z = 30; z < 34; z++)
        for (let y = 60; y < 68; y++) for (let x = 60; x < 68; x++) volume.set(value, z, y, x);
      volume.invalidate({ start: [30, 60, 60], shape: [4, 8, 8] });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await vi.waitFor(async () => expect(await middle(page)).toEqual([130, 130, 130]), 10_000);
    const frames = (await page.evaluate('frames')) as number[][];
    expect(frames.length).toBeGreaterThan(3);
    for (const frame of frames) expect(new Set(frame).size, String(frame)).toBe(1);
    for (const [value] of frames) expect(value).toBeGreaterThanOrEqual(100);
    // Four chunks touch the region, and the volume has eight in this layer of them.
    const chunks = new Set(asked.filter((url) => url.includes('/raw/')).map((url) => url.split('/raw/')[1]));
    expect(chunks.size).toBe(4);
    expect(said).toEqual([]);
  });
});
