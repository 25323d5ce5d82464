import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromFunction } from '../../src/lazy/index.js';
import { type BrowserViewer, findChromium, openBrowser } from '../../src/viewers/browser/index.js';
import { expectPixels, grey, pictureOf, voxelAt } from '../support/picture.js';

let viewer: BrowserViewer | undefined;
afterEach(async () => {
  viewer?.close();
  await viewer?.closed;
});

describe('volumes larger than memory', () => {
  it.skipIf(findChromium() === undefined)('are shown after reading what is on the screen', async () => {
    // 20 GiB: 2560 planes of 2048 x 4096 bytes.
    const shape = [2560, 2048, 4096] as const;
    let bytes = 0;
    const lazy = fromFunction({
      shape,
      dtype: 'uint8',
      chunks: [1, 2048, 4096],
      divisible: true,
      read: ({ start, shape: [, height = 0, width = 0] }, target) => {
        bytes += target.length;
        const [z = 0, top = 0, left = 0] = start;
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) target[y * width + x] = value(z, top + y, left + x);
      },
    });
    const value = (z: number, y: number, x: number) => (z + 3 * (y >> 4) + 5 * (x >> 4)) % 256;
    viewer = await openBrowser({ headless: true });
    await viewer.addImage(lazy, { contrastLimits: [0, 255] });
    expect(bytes).toBe(0);
    expect(viewer.view.layout).toBe('xy');
    (await viewer.snapshot({ width: 800, height: 600 })).close();
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(200e6);
    viewer.setView({ position: [1000, 1024, 2048], scale: 1, scaleBar: false });
    const picture = await pictureOf(viewer);
    expectPixels(picture, (x, y) => {
      const [z = 0, vy = 0, vx = 0] = voxelAt(picture, x, y, [1000, 1024, 2048]);
      return grey(value(z, vy, vx));
    });
    expect(bytes).toBeLessThan(200e6);
  });

  it('fail chunk by chunk, without harm to the rest', async () => {
    const lazy = fromFunction({
      shape: [4, 64, 64],
      dtype: 'uint8',
      chunks: [1, 64, 64],
      read: ({ start }, target) => {
        if (start[0] === 2) throw new Error('this plane is broken');
        target.fill(7);
      },
    });
    viewer = await openBrowser({ headless: true });
    const layer = await viewer.addImage(lazy, { contrastLimits: [0, 255] });
    const get = (z: number) => fetch(`${viewer?.url}raw/${layer.volume.key}/1,1,1/0,0,${z}/64,64,${z + 1}`);
    const broken = await get(2);
    expect(broken.status).toBe(500);
    expect(await broken.text()).toMatch(/this plane is broken|chunk/);
    expect(new Uint8Array(await (await get(3)).arrayBuffer())[0]).toBe(7);
  });

  it('are no longer read when the browser goes away', async () => {
    let stopped: AbortSignal | undefined;
    const lazy = fromFunction({
      shape: [1, 64, 64],
      dtype: 'uint8',
      chunks: [1, 64, 64],
      read: (_region, _target, signal) => {
        stopped = signal;
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    viewer = await openBrowser({ headless: true });
    const layer = await viewer.addImage(lazy, { contrastLimits: [0, 255] });
    const controller = new AbortController();
    const url = `${viewer.url}raw/${layer.volume.key}/1,1,1/0,0,0/64,64,1`;
    const asked = fetch(url, { signal: controller.signal }).catch((error: Error) => error.name);
    await vi.waitFor(() => expect(stopped).toBeDefined());
    controller.abort();
    expect(await asked).toBe('AbortError');
    await vi.waitFor(() => expect(stopped?.aborted).toBe(true));
  });
});
