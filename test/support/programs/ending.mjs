// A program with a running VM, shared volumes of each kind, and threads of Java's own that read, collect, or do nothing;
// then it ends as its argument says: { ending, javaHome?, args?, collecting? }.
import { Worker } from 'node:worker_threads';
import { asVolume, createVolume, startJvmSync, toImgLib2 } from 'imglib2-node';
import { importReading } from '../reading.mjs';

const { ending, javaHome, args = [], collecting = true } = JSON.parse(process.argv[2]);
const handled = () => {
  console.log('handled');
  process.exit(7);
};
if (ending === 'SIGINT, handler from before') process.once('SIGINT', handled);

const jvm = startJvmSync({ headless: true, args, ...(javaHome ? { javaHome } : {}) });
const Reading = importReading(jvm.javaHome);
process.on('exit', (code) => console.log(`exit ${code}`));

const volume = createVolume([64, 100, 100], 'uint8');
volume.data.fill(1);
const adopted = asVolume(new Float32Array(100_000).fill(1));
const readings = [volume, volume.flip(), adopted].map((each) => new Reading(toImgLib2(each).image, each.size));
// Memory of V8 that Java gives back while the process ends.
for (let i = 0; i < 1000; i++) {
  const dropped = asVolume(new Uint8Array(10_000));
  toImgLib2(dropped).close();
  dropped.close();
}
if (collecting) Reading.collectForEverSync();
Reading.sleepForEverSync();
while (readings.some((reading) => reading.roundsSync() === 0n)) await new Promise((resolve) => setTimeout(resolve, 5));
if (readings.some((reading) => reading.wrongSync() > 0n || reading.failureSync() !== '')) process.exit(99);
console.log('ready');

const worker = (body) =>
  new Worker(
    `const { workerData } = require('node:worker_threads');
  import('imglib2-node').then(({ Volume, createVolume, toImgLib2 }) => {
    const volume = Volume.attach(workerData);
    toImgLib2(volume);
    toImgLib2(createVolume([1000], 'uint8'));
    ${body}
  });`,
    { eval: true, workerData: volume.share() },
  );
const forEver = () => setInterval(() => volume.data.fill(1), 1);

const endings = {
  natural: () => {},
  'process.exit': () => process.exit(3),
  'process.exit in a call from a timer': () => setTimeout(() => process.exit(4), 20),
  SIGINT: () => {
    forEver();
    process.kill(process.pid, 'SIGINT');
  },
  'SIGINT, handler from before': () => {
    forEver();
    process.kill(process.pid, 'SIGINT');
  },
  'SIGINT, handler from after': () => {
    process.once('SIGINT', handled);
    forEver();
    process.kill(process.pid, 'SIGINT');
  },
  SIGTERM: () => {
    forEver();
    process.kill(process.pid, 'SIGTERM');
  },
  'uncaught error': () => {
    throw new Error('on purpose');
  },
  'unhandled rejection': () => {
    Promise.reject(new Error('on purpose'));
  },
  'uncaught JavaError': () => Reading.failSync('on purpose'),
  'System.exit from JavaScript': () => Reading.exitNowSync(5),
  'System.exit from a thread of Java': () => {
    forEver();
    Reading.exitSoonSync(6, 30n);
  },
  'worker ends': () => worker(''),
  'worker calls process.exit': () => worker('process.exit(8);').on('exit', (code) => console.log(`worker ${code}`)),
  'worker throws': () => worker("throw new Error('in the worker');"),
  'worker is terminated': () => {
    const one = worker('setInterval(() => volume.invalidate(), 1);');
    setTimeout(() => one.terminate(), 300);
  },
  'process.exit while a worker runs': () => {
    worker('setInterval(() => toImgLib2(volume).close(), 0);');
    setTimeout(() => process.exit(9), 300);
  },
};
endings[ending]();
