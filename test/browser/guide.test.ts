/** The demo as people run it, and the pictures of docs/browser.md, made as it says. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { readTiffStack } from '../../src/io/index.js';
import { findChromium } from '../../src/viewers/browser/index.js';
import { view } from '../../src/viewers/index.js';
import { inRepository, runProgram } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MM = { voxelSize: [1, 1, 1], unit: 'mm' } as const;
const SEED = [94, 193, 72] as const;

/** How many pixels have more than one of red, green and blue. */
function coloured({ data, width, height, channels }: ReturnType<typeof decode>): number {
  let count = 0;
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = data.slice(i * channels, i * channels + 3);
    if (red !== green || green !== blue) count += 1;
  }
  return count;
}

describe.skipIf(findChromium() === undefined)('the browser viewer, as people meet it', () => {
  it('writes the pictures of the demo where there is neither Java nor a display', async () => {
    const env = { JAVA_HOME: join(folder, 'no-java'), IMGLIB2_NODE_JARS: '', IMGLIB2_NODE_FIJI: '' };
    const args = ['--viewer', 'browser', '--headless', '--out', folder];
    const ended = await runProgram('build/dev/examples/demo.js', args, { env });
    expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
    const [before, after] = ['before.png', 'after.png'].map((name) => decode(readFileSync(join(folder, name))));
    if (before === undefined || after === undefined) throw new Error('no pictures');
    expect(coloured(before)).toBeGreaterThan(10_000);
    let changed = 0;
    before.data.forEach((value, i) => {
      if (value !== after.data[i]) changed += 1;
    });
    expect(changed).toBeGreaterThan(1000);
  });

  it('looks as in the guide', async () => {
    const out = inRepository('out/browser');
    mkdirSync(out, { recursive: true });
    const read = (name: string) => readTiffStack(inRepository(`examples/data/mni152/${name}`), { dtype: 'uint8' });
    const viewer = await view(await read('t1'), { viewer: 'browser', headless: true, name: 'T1', ...MM });
    try {
      await viewer.addLabels(await read('labels'), { name: 'grey and white matter', opacity: 0.3, ...MM });
      await viewer.addPoints([SEED], { names: ['seed'], color: 'red', ...MM });
      const picture = await viewer.snapshot({ width: 900, height: 700, path: join(out, 'head.png') });
      expect(picture.shape).toEqual([700, 900, 4]);
      picture.close();
      const args = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
      const browser = await chromium.launch({ executablePath: findChromium() as string, args });
      const page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
      await page.goto(viewer.url);
      await page.waitForFunction('window.imglib2Node !== undefined');
      await page.evaluate('imglib2Node.ready(0)');
      const shown = await page.screenshot({ path: join(out, 'page.png') });
      expect(coloured(decode(shown))).toBeGreaterThan(10_000);
      await browser.close();
    } finally {
      viewer.close();
      await viewer.closed;
    }
  });
});
