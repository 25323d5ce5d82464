import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import { type OnnxModel, onnxModel } from '../support/onnx.js';
import { inRepository, runProgram } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-classify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LABELS = ['black', 'red', 'green', 'blue', 'white', 'yellow'];
/** By column: what each class thinks of the mean red, green and blue, from -1 to 1. */
const WEIGHTS = [
  [-1, 1, -1, -1, 1, 1],
  [-1, -1, 1, -1, 1, 1],
  [-1, -1, -1, 1, 1, -1],
];

/** Tells the colour of a picture: its mean, times the weights, as probabilities. */
function colorModel(channelsFirst: boolean, extents: readonly (number | string)[]): OnnxModel {
  const [height = 0, width = 0] = extents;
  return {
    inputs: [{ name: 'image', type: 'float32', shape: channelsFirst ? [1, 3, height, width] : [1, height, width, 3] }],
    outputs: [{ name: 'scores', type: 'float32', shape: [1, LABELS.length] }],
    constants: [
      {
        name: 'weights',
        shape: [3, LABELS.length],
        data: Float32Array.from(WEIGHTS.flat().map((weight) => 3 * weight)),
      },
    ],
    nodes: [
      {
        operator: 'ReduceMean',
        inputs: ['image'],
        outputs: ['mean'],
        attributes: { axes: channelsFirst ? [2, 3] : [1, 2], keepdims: 0 },
      },
      { operator: 'MatMul', inputs: ['mean', 'weights'], outputs: ['logits'] },
      { operator: 'Softmax', inputs: ['logits'], outputs: ['scores'], attributes: { axis: 1 } },
    ],
  };
}

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function picture(name: string, color: readonly number[]): string {
  const data = Uint8Array.from({ length: 90 * 120 * 3 }, (_, i) => color[i % 3] as number);
  return written(name, encode({ width: 120, height: 90, data, channels: 3, depth: 8 }));
}

async function classify(...args: string[]) {
  // onnxruntime-node is found from the folder in which the program runs.
  return runProgram('build/dev/examples/classify.js', args, { cwd: inRepository('test/peers') });
}

describe('the example that classifies a picture', () => {
  const labels = written('labels.txt', `${LABELS.join('\n')}\n`);

  it.each([
    ['channels last, extents fixed', false, [299, 299]],
    ['channels first, extents fixed', true, [64, 48]],
    ['channels last, extents left open', false, ['height', 'width']],
  ] as const)('finds the colour with a model of %s', async (_, channelsFirst, extents) => {
    const model = written('colors.onnx', onnxModel(colorModel(channelsFirst, extents)));
    const shown = join(folder, 'shown.png');
    const { code, stdout, stderr } = await classify(
      model,
      labels,
      picture('red.png', [250, 10, 20]),
      '--snapshot',
      shown,
    );
    expect(code, stderr).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^ 9\d\.\d % {2}red$/);
    const { data, channels } = decode(readFileSync(shown));
    const reddish = data.filter((value, i) => i % channels === 0 && value === 250).length;
    expect(reddish).toBeGreaterThan(1000);
  });

  it('says what is wrong with the model or the picture', async () => {
    const model = written('colors.onnx', onnxModel(colorModel(false, [32, 32])));
    const few = written('few.txt', 'red\nblue\n');
    const red = picture('red.png', [255, 0, 0]);
    const wrongLabels = await classify(model, few, red, '--snapshot', join(folder, 'no.png'));
    expect([wrongLabels.code, wrongLabels.stderr]).toEqual([
      1,
      expect.stringMatching(/ArgumentError: runSession.*dim/),
    ]);
    const noPicture = await classify(model, labels, labels, '--snapshot', join(folder, 'no.png'));
    expect([noPicture.code, noPicture.stderr]).toEqual([1, expect.stringMatching(/UnsupportedFormatError/)]);
  });
});
