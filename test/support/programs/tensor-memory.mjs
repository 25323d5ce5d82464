// How much this process grows, in MiB, when a volume of 1 GiB becomes a tensor and a tensor a volume: prints it as JSON.
// Arguments: the index of the package, and a file from which onnxruntime-node and tfjs are found.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [index, from] = process.argv.slice(2);
const { createVolume, fromTensor, toTensor } = await import(pathToFileURL(index));
const require = createRequire(from);
const ort = require('onnxruntime-node');
const tf = require('@tensorflow/tfjs');
await tf.setBackend('cpu');

const MEBIBYTE = 2 ** 20;

/** What no garbage is part of. */
async function resident() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().rss / MEBIBYTE;
}

// What is compiled and loaded at first use is no part of it.
const small = createVolume([4], 'float32');
for (let i = 0; i < 100; i++) {
  fromTensor(toTensor(small, ort)).close();
  const tensor = toTensor(small, tf);
  fromTensor(tensor, tf).close();
  tensor.dispose();
}

const volume = createVolume([256, 1024, 1024], 'float32');
volume.data.fill(1);
const grown = {};
for (const [name, library] of Object.entries({ ort, tf })) {
  const before = await resident();
  const tensor = toTensor(volume, library);
  const back = name === 'ort' ? fromTensor(tensor) : fromTensor(tensor, tf);
  const after = await resident();
  back.data[12345] = 42;
  grown[name] = { mebibytes: after - before, shared: volume.data[12345] === 42 && tensor.size === volume.size };
  volume.data[12345] = 1;
}
console.log(JSON.stringify({ bytes: volume.nbytes, grown }));
