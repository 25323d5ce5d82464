// A runtime that refuses ArrayBuffers over foreign memory, as Electron does: prints what each use of a volume gives there.
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { asVolume, createVolume, javaClass, mapVolume, memoryReport, startJvmSync, toImgLib2 } from 'imglib2-node';
import { core } from '../../../dist/native.js';

core().refuseBuffers();
startJvmSync({ headless: true });
const outcome = (use) => {
  try {
    return String(use());
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const found = {};

const volume = createVolume([2, 3], 'float32');
for (const [name, use] of Object.entries({
  data: () => volume.data,
  get: () => volume.get(0, 0),
  set: () => volume.set(1, 0, 0),
  ndarray: () => volume.ndarray(),
  copy: () => volume.copy(),
  view: () => volume.flip().data,
})) {
  found[name] = outcome(use);
}
found.sumInJava = Number(javaClass('Reductions').sumSync(toImgLib2(volume).image));

const [path] = process.argv.slice(2);
writeFileSync(path, new Uint8Array(10));
found.mapped = outcome(() => mapVolume(path, [10], 'uint8').data);

const worker = new Worker(
  `const { parentPort, workerData } = require('node:worker_threads');
  import('imglib2-node').then(({ Volume }) => {
    try {
      Volume.attach(workerData).data;
      parentPort.postMessage('it has data');
    } catch (error) {
      parentPort.postMessage(error.name);
    }
  });`,
  { eval: true, workerData: volume.share() },
);
found.worker = await new Promise((resolve) => worker.once('message', resolve));

// JavaScript's own memory is shared as ever.
const array = Float32Array.of(1, 2, 3);
const adopted = asVolume(array);
const { image } = toImgLib2(adopted);
array[0] = 10;
found.adopted = Number(javaClass('Reductions').sumSync(image));
found.sameArray = adopted.data.buffer === array.buffer;

const { id } = volume.block;
const claims = () => memoryReport().find((block) => block.id === id)?.javascript ?? 0;
await worker.terminate();
found.claims = claims();
volume.close();
found.claimsAfterClose = claims();
console.log(JSON.stringify(found));
