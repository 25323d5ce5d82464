/** A thread of the stress run: volumes of its own, and those it is sent, until it is told to stop or is terminated. */
import { parentPort, workerData } from 'node:worker_threads';
import { Volume, type VolumeToken } from 'imglib2-node';
import { Churn } from './churn.js';
import { randomFrom } from './random.js';

const { seed, counter } = workerData as { seed: number; counter: Int32Array };
const churn = new Churn(randomFrom(seed));
let ending = false;

parentPort?.on('message', (message: VolumeToken | 'end') => {
  if (message === 'end') {
    ending = true;
    return;
  }
  churn.adopt(Volume.attach(message));
  parentPort?.postMessage(message.hold);
});

function work(): void {
  if (ending) {
    churn.end();
    parentPort?.close();
    return;
  }
  const before = churn.shared;
  for (let i = 0; i < 10; i++) churn.step();
  Atomics.add(counter, 0, churn.shared - before);
  setImmediate(work);
}
work();
