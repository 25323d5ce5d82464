// What is in a picture? node build/dev/examples/classify.js MODEL.onnx LABELS.txt PICTURE [--snapshot FILE.png]
//
// The model is your own: any ONNX model of one input of colours scaled to [-1, 1], as InceptionV3 wants them, [1, y, x, 3]
// or [1, 3, y, x], and one output of scores, one a class. LABELS.txt names the classes, a line each. onnxruntime-node must
// be installed where this is run: it is no dependency of imglib2-node.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createVolume,
  fromVolume,
  type OrtModule,
  type OrtSession,
  readImage,
  resize,
  runSession,
  toTensor,
  type Volume,
  view,
} from 'imglib2-node';

/** Extents of InceptionV3's pictures, for models that leave theirs open. */
const EXTENT = 299;
const BEST = 5;

interface Session extends OrtSession {
  readonly inputMetadata?: readonly { readonly shape?: readonly (number | string)[] }[];
}

interface Ort extends OrtModule {
  readonly InferenceSession: { create(path: string): Promise<Session> };
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { snapshot: { type: 'string' } } });
const [model, labelFile, file] = positionals;
if (model === undefined || labelFile === undefined || file === undefined) {
  throw new Error('usage: classify.js MODEL.onnx LABELS.txt PICTURE [--snapshot FILE.png]');
}

const ort: Ort = createRequire(join(process.cwd(), 'package.json'))('onnxruntime-node');
const session = await ort.InferenceSession.create(model);
const labels = (await readFile(labelFile, 'utf8')).trimEnd().split(/\r?\n/);
const photo = await readImage(file, { channels: 3, dtype: 'uint8' });

const best = decode(await predict(await modelInput(photo)));
for (const { label, score } of best) console.log(`${(100 * score).toFixed(1).padStart(5)} %  ${label}`);
await show(photo);

/** The picture as the model wants it, float32 from -1 to 1, in the order of axes of its input. */
async function modelInput(picture: Volume): Promise<Volume> {
  const extents = session.inputMetadata?.[0]?.shape ?? [];
  const channelsFirst = extents[1] === 3;
  const [height, width] = (channelsFirst ? extents.slice(2) : extents.slice(1)).map(Number);
  const small = resize(picture, [height || EXTENT, width || EXTENT], { mode: 'reflect' }); // 0 to 1
  const scaled = fromVolume(small).multiply(2).subtract(1).astype('float32');
  return (channelsFirst ? scaled.permuteDims([2, 0, 1]) : scaled).compute();
}

/** The scores of the classes, written by the model into memory of ours. */
async function predict(input: Volume): Promise<Float32Array> {
  const [inputName = '', outputName = ''] = [session.inputNames[0], session.outputNames[0]];
  const batch = { [inputName]: toTensor(input, ort, { shape: [1, ...input.shape] }) };
  const scores = createVolume([1, labels.length], 'float32');
  await runSession(ort, session, batch, { [outputName]: scores });
  return scores.data;
}

function decode(scores: Float32Array): { label: string; score: number }[] {
  const ranked = [...scores].map((score, i) => ({ label: labels[i] as string, score }));
  return ranked.sort((a, b) => b.score - a.score).slice(0, BEST);
}

/** The picture, with what was found written on it. */
async function show(picture: Volume): Promise<void> {
  const headless = values.snapshot !== undefined;
  const names = best.map(({ label, score }) => `${label} ${(100 * score).toFixed(1)} %`);
  const viewer = await view(picture, { name: names.join(', '), headless });
  const [height = 0, width = 0] = picture.shape;
  const lines = best.map((_, i) => [0, (height * (i + 1)) / (2 * BEST), width / 20]);
  await viewer.addPoints(lines, { names, color: 'yellow' });
  if (values.snapshot !== undefined) {
    await viewer.snapshot({ path: values.snapshot });
    viewer.close();
  }
  await viewer.closed;
}
