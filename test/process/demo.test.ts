import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, inRepository, runProgram } from '../support/program.js';

const DEMO = 'build/dev/examples/demo.js';
const SUM = 333468829;
const { IMGLIB2_NODE_JARS, IMGLIB2_NODE_FIJI } = process.env;
const withBigDataViewer = Boolean(IMGLIB2_NODE_JARS || IMGLIB2_NODE_FIJI);

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many pixels of two pictures of one size differ. */
function differing(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => decode(readFileSync(join(folder, name))));
  if (first === undefined || second === undefined) throw new Error('no pictures');
  expect([first.width, first.height, first.channels]).toEqual([second.width, second.height, second.channels]);
  let count = 0;
  for (let pixel = 0; pixel < first.width * first.height; pixel++) {
    const [from, to] = [pixel * first.channels, (pixel + 1) * first.channels];
    if (first.data.slice(from, to).join() !== second.data.slice(from, to).join()) count += 1;
  }
  return count;
}

describe('the demo without a display', () => {
  let ended: Ended;
  let before: number;
  beforeAll(async () => {
    before = statSync(inRepository('examples/data/mni152/t1/z094.tif')).mtimeMs;
    const env = { IMGLIB2_NODE_JARS, IMGLIB2_NODE_FIJI };
    ended = await runProgram(DEMO, ['--headless', '--out', folder], { env });
  });

  it('ends well', () => {
    expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
  });

  it('reports exactly what each side saw', () => {
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    const { addressTs, addressJava, shareMicros, jvmStartMs, firstPictureMs, ...exact } = report;
    expect(exact).toEqual({
      viewer: withBigDataViewer ? 'bigdataviewer' : 'imagej',
      sumTs: SUM,
      sumJava: SUM,
      sumTsAfterJavaWrite: SUM + 1,
      sumJavaAfterTsWrite: SUM + 3,
    });
    expect(addressTs).toMatch(/^0x[0-9a-f]+$/);
    expect(addressJava).toBe(addressTs);
    for (const [name, value] of Object.entries({ shareMicros, jvmStartMs, firstPictureMs })) {
      expect(Number.isFinite(value) && (value as number) > 0, `${name} ${value}`).toBe(true);
    }
  });

  it('shows the wave in the second picture of ImageJ', () => {
    expect(differing('before.png', 'after.png')).toBeGreaterThan(1000);
  });

  it.skipIf(!withBigDataViewer)('shows the wave in the second picture of BigDataViewer', () => {
    expect(differing('bdv-before.png', 'bdv-after.png')).toBeGreaterThan(1000);
  });

  it('leaves the sample data alone', () => {
    expect(statSync(inRepository('examples/data/mni152/t1/z094.tif')).mtimeMs).toBe(before);
  });
});

describe('the demo', () => {
  it.each([
    ['is not set', undefined],
    ['does not answer', ':4711'],
  ])('takes pictures and says so where the display %s', async (_, DISPLAY) => {
    const out = join(folder, `plain${DISPLAY ?? ''}`);
    const { code, stderr } = await runProgram(DEMO, ['--out', out], { env: { DISPLAY } });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/There is no display/);
    expect(stderr).toContain(out);
    expect(statSync(join(out, 'after.png')).size).toBeGreaterThan(0);
  });

  it.each([
    [['--frames', '3'], /--frames/],
    [['--seconds=-1'], /--seconds -1 is no duration/],
    [['--viewer', 'paint'], /--viewer paint is neither/],
  ])('refuses %j with its usage', async (args, message) => {
    const { code, stderr } = await runProgram(DEMO, args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('npm run demo -- ');
  });
});
