import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from '../support/program.js';

const T1 = 'examples/data/mni152/t1';
const LABELS = 'examples/data/mni152/labels';
const { IMGLIB2_NODE_JARS: JARS, IMGLIB2_NODE_FIJI: FIJI } = process.env;
const FIXTURES = 'test/fixtures/tiff';
const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-view-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let pictures = 0;

/** Takes a picture through ImageJ, without a display. */
async function snapshot(...args: string[]) {
  pictures += 1;
  const file = join(folder, `${pictures}.png`);
  const { code, stdout, stderr } = await cli(['view', '--viewer', 'imagej', '--snapshot', file, ...args]);
  expect(code, stderr).toBe(0);
  expect(stdout).toBe('');
  return decode(readFileSync(file));
}

/** How many pixels have more than one of red, green and blue. */
function coloured({ data, width, height, channels }: ReturnType<typeof decode>): number {
  let count = 0;
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = data.slice(i * channels, i * channels + 3);
    if (red !== green || green !== blue) count += 1;
  }
  return count;
}

describe('view --snapshot, without a display', () => {
  it('writes the head in grey', async () => {
    const picture = await snapshot(T1);
    expect(picture.width * picture.height).toBeGreaterThan(100 * 100);
    expect(coloured(picture)).toBe(0);
    expect(new Set(picture.data).size).toBeGreaterThan(50);
  });

  it('does not mind a display that does not answer', async () => {
    const file = join(folder, 'dead.png');
    const env = { DISPLAY: ':4711' };
    const { code, stderr } = await cli(['view', '--viewer', 'imagej', '--snapshot', file, T1], { env });
    expect(code, stderr).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  it.skipIf(!JARS && !FIJI)('goes through BigDataViewer where its jars are', async () => {
    const file = join(folder, 'bdv.png');
    const env = { IMGLIB2_NODE_JARS: JARS, IMGLIB2_NODE_FIJI: FIJI };
    const { code, stderr } = await cli(['view', T1, '--labels', LABELS, '--snapshot', file], { env });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^imglib2-node: BigDataViewer/m);
    expect(coloured(decode(readFileSync(file)))).toBeGreaterThan(5000);
  });

  it('lays labels over it in colour', async () => {
    expect(coloured(await snapshot(T1, '--labels', LABELS))).toBeGreaterThan(5000);
  });

  it('draws points', async () => {
    const csv = join(folder, 'points.csv');
    writeFileSync(csv, 'z,y,x,name\n94,116,98,centre\n');
    expect(coloured(await snapshot(T1, '--points', csv))).toBeGreaterThan(10);
  });

  it('stretches the display range', async () => {
    const [usual, bright] = [await snapshot(T1), await snapshot(T1, '--display-range', '0,40')];
    // Red alone: the opacity is the same everywhere.
    const mean = ({ data, channels }: ReturnType<typeof decode>) =>
      Array.from(data).reduce((sum, value, i) => (i % channels === 0 ? sum + value : sum), 0) / data.length;
    expect(mean(bright)).toBeGreaterThan(mean(usual) * 1.3);
  });

  it('shows colour pictures', async () => {
    expect(coloured(await snapshot(`${FIXTURES}/ome-rgb.ome.tif`))).toBeGreaterThan(0);
  });

  it('shows a photograph in its colours, also of several layers', async () => {
    const photo = join(folder, 'photo.png');
    const data = Uint8Array.from({ length: 30 * 40 * 3 }, (_, i) => [200, 40, 90][i % 3] as number);
    writeFileSync(photo, encode({ width: 40, height: 30, data, channels: 3, depth: 8 }));
    const { data: shown, channels } = await snapshot(photo, photo);
    const middle = channels * (shown.length / channels / 2);
    expect([...shown.slice(middle, middle + 3)]).toEqual([200, 40, 90]);
    const { stdout } = await cli(['info', photo, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ shape: [30, 40, 3], axes: 'YXS', picture: { format: 'png' } });
  });

  it('fails in one line where the picture cannot be written', async () => {
    const file = join(folder, 'nowhere', 'x.png');
    const { code, stderr } = await cli(['view', `${FIXTURES}/pages-raw.tif`, '--viewer', 'imagej', '--snapshot', file]);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^imglib2-node: .*nowhere.*x\.png/);
    expect(existsSync(file)).toBe(false);
  });
});
