import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { view } from 'imglib2-node';
import { addAnnotations, HEAD_OPTIONS, type Head, SEEDS } from './head.js';
import { say } from './say.js';
import { Wave } from './wave.js';

/** Where the wave is in the second picture, as a part of its way. */
const PART_OF_THE_WAY = 0.35;

/** The demo in the browser viewer without a window, and without Java: pictures before and after the wave, and a report. */
export async function runInBrowser(head: Head, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  const begin = performance.now();
  const viewer = await view(head.t1, { ...HEAD_OPTIONS, viewer: 'browser', headless: true, size: [1000, 800] });
  try {
    await addAnnotations(viewer, head);
    const snapshot = async (name: string) => (await viewer.snapshot({ path: join(out, name) })).close();
    await snapshot('before.png');
    const firstPictureMs = performance.now() - begin;
    const wave = new Wave(head.t1, head.labels, SEEDS);
    const region = wave.moveTo(Math.round(PART_OF_THE_WAY * wave.steps));
    if (region !== undefined) head.t1.invalidate(region);
    await snapshot('after.png');
    wave.end();
    await writeFile(
      join(out, 'report.json'),
      `${JSON.stringify({ viewer: viewer.kind, firstPictureMs }, undefined, 2)}\n`,
    );
  } finally {
    viewer.close();
    await viewer.closed;
  }
  say(`The pictures and report.json are in ${out}`);
}
