// docs/tour.md as a program: node build/dev/examples/tour.js STACK FOLDER [MODEL.onnx CLASSES.txt]
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  argmax,
  astype,
  createVolume,
  equal,
  fromTiffStack,
  gaussianFilter,
  histogram,
  label,
  lessEqual,
  maximumProjection,
  type OrtModule,
  type OrtSession,
  resize,
  runSession,
  thresholdOtsu,
  toTensor,
  view,
  where,
  writeOmeZarr,
  writePng,
} from 'imglib2-node';

const [stack = 'stack', folder = 'tour', model, classes] = process.argv.slice(2);
await mkdir(folder, { recursive: true });

const head = await fromTiffStack(stack); // [z, y, x]
console.log(head.describe());

const viewer = await view(head, { name: 'T1', contrastLimits: [0, 255], unit: 'mm', headless: true });
await viewer.snapshot({ path: join(folder, 'head.png') });

const front = await maximumProjection(head, { axis: 1 }).compute(); // [z, x]
await writePng(join(folder, 'front.png'), front.flip(0));

const smooth = await gaussianFilter(head, 1).compute(); // each block with the voxels around it, in worker threads
const threshold = thresholdOtsu(smooth);
const { labels } = label(lessEqual(smooth, threshold));
const sizes = [...histogram(labels).counts].slice(2).sort((a, b) => b - a); // 0 is bright, 1 the outside
console.log(`dark is up to ${threshold.toFixed(1)}`);
console.log(`${sizes.length} dark parts within, the largest of ${sizes.slice(0, 3).join(', ')} voxels`);

const cavities = where(equal(labels, 1), 0, labels);
await viewer.addLabels(cavities, { name: 'cavities', opacity: 0.7, unit: 'mm' });
await viewer.snapshot({ path: join(folder, 'cavities.png') });
viewer.close();

if (model !== undefined && classes !== undefined) {
  const ort: OrtModule & { InferenceSession: { create(path: string): Promise<OrtSession> } } = createRequire(
    join(process.cwd(), 'package.json'),
  )('onnxruntime-node');
  const session = await ort.InferenceSession.create(model);
  const names = (await readFile(classes, 'utf8')).trimEnd().split(/\r?\n/);
  const slice = resize(await head.pick(0, 94).compute(), [64, 64]); // smoothed before it shrinks; from 0 to 1
  const input = toTensor(astype(slice, 'float32'), ort, { shape: [1, 1, 64, 64] });
  const scores = createVolume([1, names.length], 'float32');
  await runSession(ort, session, { image: input }, { scores });
  console.log(`slice 94: ${names[Number(argmax(scores).get())]}`);
}

await writeOmeZarr(head, join(folder, 'head.ome.zarr'), {
  scale: [1, 1, 1],
  units: 'millimeter',
  labels: { cavities },
  overwrite: true,
});
