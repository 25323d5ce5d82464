/** docs/tour.md: its code is the program's, the program runs, and the command line opens what it saved. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxModel } from '../support/onnx.js';
import { cli, type Ended, inRepository, runProgram } from '../support/program.js';

const STACK = inRepository('examples/data/mni152/t1');
const PAGE = readFileSync(inRepository('docs/tour.md'), 'utf8');
const { IMGLIB2_NODE_JARS, IMGLIB2_NODE_FIJI } = process.env;
const env = { IMGLIB2_NODE_JARS, IMGLIB2_NODE_FIJI };

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-tour-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many colours a picture has, and how many of its pixels are no grey. */
function look(name: string) {
  const { data, width, height, channels } = decode(readFileSync(join(folder, name)));
  const colors = new Set<string>();
  let coloured = 0;
  for (let i = 0; i < width * height; i++) {
    const [red, green = red, blue = red] = data.slice(i * channels, i * channels + Math.min(channels, 3));
    colors.add([red, green, blue].join());
    if (red !== green || green !== blue) coloured += 1;
  }
  return { width, height, colors: colors.size, coloured };
}

/** Tells by the mean of a slice, from 0 to 1, whether there is much on it: 20 * (mean - 0.1) above 0. */
function model(): string {
  const path = join(folder, 'slices.onnx');
  const bytes = onnxModel({
    inputs: [{ name: 'image', type: 'float32', shape: [1, 1, 64, 64] }],
    outputs: [{ name: 'scores', type: 'float32', shape: [1, 2] }],
    constants: [
      { name: 'weights', shape: [1, 2], data: new Float32Array([-20, 20]) },
      { name: 'bias', shape: [1, 2], data: new Float32Array([2, -2]) },
    ],
    nodes: [
      { operator: 'ReduceMean', inputs: ['image'], outputs: ['mean'], attributes: { axes: [2, 3], keepdims: 0 } },
      { operator: 'MatMul', inputs: ['mean', 'weights'], outputs: ['product'] },
      { operator: 'Add', inputs: ['product', 'bias'], outputs: ['logits'] },
      { operator: 'Softmax', inputs: ['logits'], outputs: ['scores'], attributes: { axis: 1 } },
    ],
  });
  writeFileSync(path, bytes);
  return path;
}

describe('the tour', () => {
  let ended: Ended;
  beforeAll(async () => {
    const classes = join(folder, 'classes.txt');
    writeFileSync(classes, 'nearly nothing\nmuch of the head\n');
    // onnxruntime-node is found from the folder in which the program runs.
    const cwd = inRepository('test/peers');
    ended = await runProgram('build/dev/examples/tour.js', [STACK, folder, model(), classes], { cwd, env });
  });

  it('shows on its page the program that runs', () => {
    const blocks = [...PAGE.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code);
    expect(blocks.length).toBeGreaterThan(5);
    const program = readFileSync(inRepository('examples/tour.ts'), 'utf8');
    expect(program.slice(program.indexOf('\n') + 1)).toBe(blocks.join('\n'));
  });

  it('finds in the head what its page says', () => {
    expect(ended.code, ended.stderr).toBe(0);
    const said = /^```text\n(.*?)^```/ms.exec(PAGE)?.[1]?.trimEnd().split('\n') ?? [];
    expect(said.length).toBe(3);
    expect(ended.stdout.trimEnd().split('\n').slice(-said.length)).toEqual(said);
  });

  it('takes pictures on which there is something', () => {
    for (const name of ['head.png', 'cavities.png', 'front.png']) {
      expect(look(name).colors, name).toBeGreaterThan(50);
    }
    expect(look('head.png').coloured).toBe(0);
    expect(look('cavities.png').coloured).toBeGreaterThan(300);
    expect(look('front.png')).toMatchObject({ width: 197, height: 189, coloured: 0 });
  });

  it('saves what the command line opens', async () => {
    const [image, picture] = [join(folder, 'head.ome.zarr'), join(folder, 'again.png')];
    const info = await cli(['info', image, '--json']);
    expect(info.code, info.stderr).toBe(0);
    expect(JSON.parse(info.stdout)).toMatchObject({ shape: [189, 233, 197], dtype: 'uint8', labels: ['cavities'] });
    const shown = await cli(['view', image, '--snapshot', picture], { env });
    expect(shown.code, shown.stderr).toBe(0);
    expect(look('again.png').coloured).toBeGreaterThan(300);
  });
});
