// A worker for the tests of lifetime: makes memory of its own, shares it with Java, and ends in the way it is told.
import { parentPort, workerData } from 'node:worker_threads';
import { asVolume, createVolume, toImgLib2, Volume } from 'imglib2-node';

const made = {
  createVolume: () => createVolume([100, 100], 'uint8'),
  asVolume: () => asVolume(new Uint8Array(10_000), [100, 100]),
  SharedArrayBuffer: () => asVolume(new Uint8Array(new SharedArrayBuffer(10_000)), [100, 100]),
  attach: () => Volume.attach(workerData.token),
};
const ended = {
  terminate: () => setInterval(() => volume.invalidate(), 1),
  'process.exit': () => setTimeout(() => process.exit(0), 5),
  error: () =>
    setTimeout(() => {
      throw new Error('on purpose');
    }, 5),
  natural: () => parentPort.close(),
  close: () => {
    volume.close();
    handle.close();
    parentPort.close();
  },
};

const volume = made[workerData.memory]();
volume.data.fill(3);
const handle = toImgLib2(volume);
parentPort.once('message', () => ended[workerData.ending]());
parentPort.postMessage({ image: handle.id, block: volume.block.id });
