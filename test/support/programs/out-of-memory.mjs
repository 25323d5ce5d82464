// Functions in a process that may not have more memory than it has, and a little: prints what each gives, in the main
// thread and in another one, how many blocks it leaves behind, and whether the process still computes afterwards.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import * as imglib2 from 'imglib2-node';
import { core } from '../../../dist/native.js';

const MIB = 2 ** 20;
/**
 * Under which functions run, beyond what is there: results of many of them fit into the larger ones, what kernels need
 * doesn't. Volumes here have a multiple of 32 MiB, so that there is always something left for JavaScript's own objects:
 * what those lack does end a process.
 */
const ROOMS = [56, 120, 184, 312].map((room) => room * MIB);

const FUNCTIONS = {
  sort: ({ flat }) => imglib2.sort(flat),
  argsort: ({ flat }) => imglib2.argsort(flat),
  uniqueValues: ({ flat }) => imglib2.uniqueValues(flat),
  label: ({ mask }) => imglib2.label(mask).labels,
  watershed: ({ image, markers }) => imglib2.watershed(image, markers),
  distanceTransform: ({ mask }) => imglib2.distanceTransform(mask),
  medianFilter: ({ image }) => imglib2.medianFilter(image, 3),
  gaussianFilter: ({ flat }) => imglib2.gaussianFilter(flat, 2),
  zoom: ({ image }) => imglib2.zoom(image, [1, 1, 0.5]),
  affineTransform: ({ image }) =>
    imglib2.affineTransform(image, [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 0.9],
    ]),
  rescaleIntensity: ({ image }) => imglib2.rescaleIntensity(image, { outRange: 'float64' }),
  multiply: ({ image }) => imglib2.multiply(image, 0.5),
  stack: ({ image }) => imglib2.stack([image, image, image, image, image, image]),
};

/** Each function in each room; what it gives beside MemoryLimitError and 'done' is a mistake. */
export function tryAll(volumes, names) {
  return Object.fromEntries(
    names.map((name) => {
      const outcomes = [];
      for (const room of ROOMS) {
        const before = imglib2.memoryReport().length;
        const outcome = within(room, () => FUNCTIONS[name](volumes));
        outcomes.push({ ...outcome, left: imglib2.memoryReport().length - before });
        if (outcome.name === 'done') break;
      }
      return [name, outcomes];
    }),
  );
}

function within(room, use) {
  // What is kept of results that were freed would be room, too.
  core().collect();
  limit(sizeNow() + room);
  try {
    use().close();
    return { name: 'done' };
  } catch ({ name, message }) {
    return { name, message };
  } finally {
    limit('unlimited');
  }
}

/** The address space of this process. */
function sizeNow() {
  return 1024 * Number(/^VmSize:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

/** From now on the process may have so many bytes of address space. */
function limit(bytes) {
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${bytes}:`]);
}

function noise(length, most) {
  const values = new Uint16Array(length);
  let state = 7;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = (state >>> 8) % most;
  }
  return values;
}

if (isMainThread) {
  const shape = [32, 1024, 1024];
  const size = 2 ** 25;
  const values = noise(size, 60_000);
  const image = imglib2.createVolume(shape, 'uint16');
  image.data.set(values);
  const flat = imglib2.asVolume(image.data, [size]);
  const mask = imglib2.createVolume(shape, 'bool');
  values.forEach((value, i) => {
    mask.data[i] = value & 1;
  });
  const markers = imglib2.createVolume(shape, 'uint8');
  for (let i = 0; i < size; i += 9973) markers.data[i] = 1 + (i % 200);
  const volumes = { image, flat, mask, markers };
  const found = tryAll(volumes, Object.keys(FUNCTIONS));

  const small = imglib2.sort(imglib2.asVolume(Float32Array.of(3, 1, 2), [3]));
  const sorted = imglib2.sort(flat);
  const ascending = sorted.data.every((value, i) => i === 0 || value >= sorted.data[i - 1]);
  sorted.close();

  const worker = new Worker(new URL(import.meta.url));
  const tokens = Object.fromEntries(Object.entries(volumes).map(([name, volume]) => [name, volume.share()]));
  const inWorker = await new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.postMessage(tokens);
  });
  await worker.terminate();
  console.log(JSON.stringify({ found, small: [...small.data], ascending, inWorker }));
} else {
  parentPort.once('message', (tokens) => {
    const volumes = Object.fromEntries(
      Object.entries(tokens).map(([name, token]) => [name, imglib2.Volume.attach(token)]),
    );
    parentPort.postMessage(tryAll(volumes, ['sort', 'label', 'watershed']));
  });
}
