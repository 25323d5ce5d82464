import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromTiffStack, readTiff } from '../../src/io/index.js';
import { type BigDataViewer, view } from '../../src/viewers/index.js';
import { planeTransform } from '../support/big-data-viewer.js';

const T1 = fileURLToPath(new URL('../../examples/data/mni152/t1', import.meta.url));
const BROKEN = 30;
const hasBigDataViewer = Boolean(process.env.IMGLIB2_NODE_JARS || process.env.IMGLIB2_NODE_FIJI);

let folder: string;
let files: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-files-'));
  files = readdirSync(T1)
    .filter((name) => name.endsWith('.tif'))
    .sort()
    .slice(60, 120)
    .map((name) => {
      copyFileSync(join(T1, name), join(folder, name));
      return join(folder, name);
    });
  const broken = files[BROKEN] as string;
  writeFileSync(broken, readFileSync(broken).subarray(0, 600));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The grey values of row y of the picture, and of the file that it should show. */
async function rowOf(viewer: BigDataViewer, z: number, y: number): Promise<{ shown: number[]; wanted: number[] }> {
  viewer.viewerTransform = planeTransform(z);
  const picture = await viewer.snapshot();
  const slice = await readTiff(files[z] as string);
  const columns = Array.from({ length: 197 }, (_, x) => x);
  return {
    shown: columns.map((x) => picture.get(y, x, 0)),
    wanted: columns.map((x) => Number(slice.get(y, x))),
  };
}

describe.runIf(hasBigDataViewer)('a folder of slices with a corrupt one, in a window', () => {
  it('shows all others, and names the corrupt file', async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.message);
    process.on('warning', note);
    const stack = await fromTiffStack(files);
    const viewer = (await view(stack, { size: [300, 300] })) as BigDataViewer;
    for (const z of [BROKEN - 1, BROKEN + 1]) {
      const { shown, wanted } = await rowOf(viewer, z, 120);
      expect(shown).toEqual(wanted);
    }
    viewer.viewerTransform = planeTransform(BROKEN);
    const picture = await viewer.snapshot();
    expect(picture.get(120, 100, 0)).toBe(0);
    await sleep(50);
    expect(warnings.join('\n')).toContain(files[BROKEN]);
    await expect(stack.compute()).rejects.toThrow(files[BROKEN]);
    const { shown, wanted } = await rowOf(viewer, 5, 120);
    expect(shown).toEqual(wanted);
    process.off('warning', note);
    viewer.close();
    await viewer.closed;
  });
});
