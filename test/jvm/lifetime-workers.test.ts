import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { javaClass, startJvmSync } from '../../src/jvm/index.js';
import { createVolume, Volume, type VolumeToken } from '../../src/volume/index.js';
import { collectUntil, endReadings, readInJava, reportOf } from '../support/lifetime.js';

afterEach(endReadings);

const MEMORY = ['createVolume', 'asVolume', 'SharedArrayBuffer', 'attach'];
const ENDINGS = ['terminate', 'process.exit', 'error', 'natural', 'close'];

function start(workerData: object): Worker {
  return new Worker(new URL('../support/workers/lifetime-worker.mjs', import.meta.url), { workerData });
}

describe('memory of a worker that Java reads', () => {
  const cases = MEMORY.flatMap((memory) => ENDINGS.map((ending) => [memory, ending]));
  it.each(cases)('from %s outlives it: %s', async (memory, ending) => {
    startJvmSync();
    const token = memory === 'attach' ? createVolume([100, 100], 'uint8').share() : undefined;
    const worker = start({ memory, ending, token });
    worker.on('error', (error) => expect(error.message).toBe('on purpose'));
    const [{ image, block }] = (await once(worker, 'message')) as [{ image: number; block: number }];
    const reading = readInJava(javaClass('SharedImages').getSync(BigInt(image)), 3 * 10_000);
    await reading.goesOn();
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('end');
    if (ending === 'terminate') setTimeout(() => worker.terminate(), 20);
    await ended;
    expect(await collectUntil(() => reportOf(block)?.javascript === 0)).toBe(true);
    await reading.goesOn();
    expect(reportOf(block)).toMatchObject({ java: 1, native: 0 });
    reading.end();
    expect(await collectUntil(() => reportOf(block) === undefined)).toBe(true);
  });
});

describe('a token', () => {
  const gone = expect.objectContaining({ name: 'ReleasedError' });

  it('keeps the memory of a volume that is closed, for whoever attaches first', () => {
    const volume = createVolume([10], 'uint8');
    volume.data.fill(8);
    const token: VolumeToken = volume.share();
    volume.close();
    const attached = Volume.attach(structuredClone(token));
    expect(attached.get(9)).toBe(8);
    attached.close();
    expect(reportOf(token.block)).toBeUndefined();
    expect(() => Volume.attach(token)).toThrow(gone);
  });

  it('whose worker ended before can be taken back', async () => {
    const volume = createVolume([10], 'uint8');
    const token = volume.share();
    const worker = start({ memory: 'createVolume', ending: 'natural' });
    await worker.terminate();
    worker.postMessage(token);
    volume.close();
    expect(reportOf(token.block)).toMatchObject({ javascript: 0, native: 1 });
    Volume.attach(token).close();
    expect(reportOf(token.block)).toBeUndefined();
  });
});
