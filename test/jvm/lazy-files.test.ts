/** Which files are read when a stack is looked at: all but those that the view cuts are no TIFF files at all. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromTiffStack, writeTiff } from '../../src/io/index.js';
import { type BigDataViewer, type Viewer, view } from '../../src/viewers/index.js';
import { createVolume } from '../../src/volume/index.js';
import { planeTransform } from '../support/big-data-viewer.js';

const [DEPTH, HEIGHT, WIDTH] = [31, 50, 60];
const SEEN = 15;
const hasBigDataViewer = Boolean(process.env.IMGLIB2_NODE_JARS || process.env.IMGLIB2_NODE_FIJI);

let folder: string;
let files: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-trace-'));
  files = Array.from({ length: DEPTH }, (_, z) => join(folder, `z${z}.tif`));
  for (const file of files) writeFileSync(file, 'not to be read');
  const slice = createVolume([HEIGHT, WIDTH], 'uint8');
  slice.data.fill(77);
  await writeTiff(slice, files[SEEN] as string);
  slice.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What was told of files that could not be read while `look` ran. */
async function complaints(look: (viewer: Viewer) => Promise<void>, viewer: 'imagej' | 'bigdataviewer') {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on('warning', note);
  const stack = await fromTiffStack(files, { shape: [HEIGHT, WIDTH], dtype: 'uint8' });
  const opened = await view(stack, { viewer, headless: true, size: [WIDTH, HEIGHT], contrastLimits: [0, 255] });
  await look(opened);
  await sleep(100);
  opened.close();
  await opened.closed;
  process.off('warning', note);
  return warnings;
}

describe('a stack of files, looked at', () => {
  it('in ImageJ has only the slice read that is shown', async () => {
    const warnings = await complaints(async (viewer) => {
      const picture = await viewer.snapshot();
      expect(picture.get(HEIGHT / 2, WIDTH / 2, 0)).toBe(77);
    }, 'imagej');
    expect(warnings).toEqual([]);
  });

  it.runIf(hasBigDataViewer)('in BigDataViewer has only the slice read that the view cuts', async () => {
    const warnings = await complaints(async (viewer) => {
      (viewer as BigDataViewer).viewerTransform = planeTransform(SEEN);
      const picture = await viewer.snapshot();
      expect(picture.get(HEIGHT / 2, WIDTH / 2, 0)).toBe(77);
    }, 'bigdataviewer');
    expect(warnings).toEqual([]);
  });

  it('is told of by name where the view goes to a file that is none', async () => {
    const stack = await fromTiffStack(files, { shape: [HEIGHT, WIDTH], dtype: 'uint8' });
    await expect(stack.compute()).rejects.toThrow(files[0]);
    await expect(stack.slice([SEEN - 1, SEEN + 1]).compute()).rejects.toThrow(files[SEEN - 1]);
    const good = await stack.slice([SEEN, SEEN + 1]).compute();
    expect(good.data[0]).toBe(77);
  });
});
