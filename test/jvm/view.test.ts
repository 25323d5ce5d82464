import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startJvmSync } from '../../src/jvm/index.js';
import { view } from '../../src/viewers/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';

const cache = mkdtempSync(join(tmpdir(), 'imglib2-node-'));

// Nothing on this machine may have BigDataViewer, and nothing may be downloaded: that is what this file is about.
beforeAll(() => {
  vi.stubEnv('IMGLIB2_NODE_JARS', '');
  vi.stubEnv('IMGLIB2_NODE_FIJI', '');
  vi.stubEnv('IMGLIB2_NODE_CACHE', cache);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const options = { headless: true, jvm: { offline: true } } as const;
const volume = () => createVolume([3, 4, 5], 'uint8') as Volume;

describe('view without the jars of BigDataViewer', () => {
  it('fails when BigDataViewer was asked for, and names the ways to get it', async () => {
    const failing = view(volume(), { ...options, viewer: 'bigdataviewer' });
    await expect(failing).rejects.toMatchObject({ name: 'ClassPathError', message: /IMGLIB2_NODE_FIJI/ });
  });

  it('takes the browser and says why, on standard error too', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const viewer = await view(volume(), options);
    const lines = written.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith('imglib2-node: '));
    written.mockRestore();
    expect(viewer.kind).toBe('browser');
    expect(viewer.why).toMatch(/^the browser, since BigDataViewer cannot be had: /);
    expect(lines).toEqual([`imglib2-node: ${viewer.why}\n`]);
    viewer.close();
    await viewer.closed;
  });

  it('takes it as well where Java runs already without those jars', async () => {
    startJvmSync();
    const viewer = await view(volume(), options);
    expect(viewer.kind).toBe('browser');
    viewer.close();
    await viewer.closed;
    const failing = view(volume(), { ...options, viewer: 'bigdataviewer' });
    await expect(failing).rejects.toMatchObject({ name: 'ClassPathError', message: /running Java/ });
  });

  it('takes ImageJ for pictures where there is no Chromium', async () => {
    vi.stubEnv('IMGLIB2_NODE_CHROMIUM', '/nowhere');
    const viewer = await view(volume(), options);
    vi.stubEnv('IMGLIB2_NODE_CHROMIUM', '');
    expect(viewer.kind).toBe('imagej');
    expect(viewer.why).toMatch(/^ImageJ, since BigDataViewer cannot be had: /);
    viewer.close();
    await viewer.closed;
  });

  it('knows no other viewers', async () => {
    await expect(view(volume(), { viewer: 'napari' as never })).rejects.toMatchObject({ name: 'ArgumentError' });
  });
});
