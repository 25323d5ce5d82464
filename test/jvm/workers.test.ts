import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { toImgLib2 } from '../../src/imglib/index.js';
import { javaClass } from '../../src/jvm/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { asVolume, createVolume, type Region, Volume } from '../../src/volume/index.js';

const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate();
});

type Answer = { ok?: Record<string, unknown>; failed?: string; message?: string };

function start(): (message: object) => Promise<Answer> {
  const worker = new Worker(new URL('../support/workers/volume-worker.mjs', import.meta.url));
  workers.push(worker);
  return async (message) => {
    worker.postMessage(message);
    const [answer] = (await once(worker, 'message')) as [Answer];
    return answer;
  };
}

const reportOf = (id: number) => memoryReport().find((block) => block.id === id);

async function until(holds: () => boolean): Promise<boolean> {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  return holds();
}

describe('a volume in a worker', () => {
  it('is the same memory: writes are seen on main and in Java at once', async () => {
    const volume = createVolume([4, 5, 6], 'uint16');
    volume.data.fill(3);
    const { image } = toImgLib2(volume);
    const worker = start();
    expect(await worker({ action: 'attach', token: volume.share() })).toEqual({ ok: { shape: [4, 5, 6], sum: 360 } });
    await worker({ action: 'write', value: 1000, index: [3, 4, 5] });
    expect(volume.get(3, 4, 5)).toBe(1000);
    expect(Number(javaClass('Reductions').sumSync(image))).toBe(119 * 3 + 1000);
  });

  it('can be a view, and adopted memory', async () => {
    const array = new Uint8Array(24).map((_, i) => i);
    const view = asVolume(array, [2, 3, 4]).permuteDims([2, 1, 0]).flip(0).slice([1, 4], 2);
    const worker = start();
    await worker({ action: 'attach', token: view.share() });
    await worker({ action: 'write', value: 200, index: [2, 1] });
    expect(view.get(2, 1)).toBe(200);
    expect(array[20]).toBe(200);
  });

  it('invalidates for the listeners of the main thread, box by box', async () => {
    const volume = createVolume([4, 5, 6], 'uint8');
    const seen: Region[] = [];
    volume.permuteDims([2, 1, 0]).onInvalidate((region) => seen.push(region));
    const worker = start();
    await worker({ action: 'attach', token: volume.share() });
    await worker({ action: 'write', value: 1, index: [1, 2, 3], invalidate: true });
    expect(await until(() => seen.length > 0)).toBe(true);
    expect(seen).toEqual([{ start: [3, 2, 1], shape: [1, 1, 1] }]);
  });

  it('tells the other listeners though one throws', async () => {
    const [broken, sound] = [createVolume([4], 'uint8'), createVolume([4], 'uint8')];
    const seen: Region[] = [];
    const uncaught: unknown[] = [];
    const catchIt = (error: unknown) => uncaught.push(error);
    broken.onInvalidate(() => {
      throw new Error('a listener of its own');
    });
    sound.onInvalidate((region) => seen.push(region));
    const [first, second] = [start(), start()];
    await first({ action: 'attach', token: broken.share() });
    await second({ action: 'attach', token: sound.share() });
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', catchIt);
    const answers = [
      first({ action: 'write', value: 1, index: [1], invalidate: true }),
      second({ action: 'write', value: 1, index: [2], invalidate: true }),
    ];
    // Both changes are there before this thread looks.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await Promise.all(answers);
    expect(await until(() => seen.length > 0 && uncaught.length > 0)).toBe(true);
    process.off('uncaughtException', catchIt);
    for (const other of others) process.on('uncaughtException', other);
    expect(uncaught).toEqual([expect.objectContaining({ message: 'a listener of its own' })]);
  });

  it('merges a storm of changes, and loses none', async () => {
    const volume = createVolume([50, 5, 6], 'uint8');
    const seen: Region[] = [];
    volume.onInvalidate((region) => seen.push(region));
    const worker = start();
    await worker({ action: 'attach', token: volume.share() });
    const answer = worker({ action: 'storm', count: 5000 });
    const busyUntil = Date.now() + 200;
    while (Date.now() < busyUntil);
    await answer;
    const covered = () => {
      const planes = new Set<number>();
      for (const { start: from, shape } of seen) {
        for (let z = 0; z < (shape[0] as number); z++) planes.add((from[0] as number) + z);
      }
      return planes.size;
    };
    expect(await until(() => covered() === 50)).toBe(true);
    expect(seen.length).toBeLessThan(2500);
  });

  it('keeps the memory when main closed it before the worker attached', async () => {
    const volume = createVolume([8], 'uint8');
    volume.data.fill(5);
    const { id } = volume.block;
    const token = volume.share();
    volume.close();
    expect(reportOf(id)).toMatchObject({ javascript: 0, native: 1 });
    const worker = start();
    expect(await worker({ action: 'attach', token })).toEqual({ ok: { shape: [8], sum: 40 } });
    expect(reportOf(id)).toMatchObject({ native: 0 });
    await worker({ action: 'close' });
    expect(reportOf(id)).toBeUndefined();
    expect(await worker({ action: 'attach', token })).toMatchObject({ failed: 'ReleasedError' });
  });

  it('gives its claims back when the worker ends, while Java goes on reading', async () => {
    const volume = createVolume([1000], 'uint8');
    volume.data.fill(2);
    const { id } = volume.block;
    const { image } = toImgLib2(volume);
    const worker = start();
    await worker({ action: 'attach', token: volume.share() });
    expect(await worker({ action: 'shareWithJava' })).toMatchObject({ ok: { id: expect.any(Number) } });
    volume.close();
    expect(reportOf(id)?.javascript).toBeGreaterThan(0);
    await workers[0]?.terminate();
    expect(await until(() => reportOf(id)?.javascript === 0)).toBe(true);
    expect(Number(javaClass('Reductions').sumSync(image))).toBe(2000);
  });

  it('needs a token of this process', () => {
    expect(() => Volume.attach({} as never)).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    const token = createVolume([2], 'uint8').share();
    expect(() => Volume.attach({ ...token, pid: 1 })).toThrow(/in this process/);
  });
});
