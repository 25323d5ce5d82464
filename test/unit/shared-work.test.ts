import { describe, expect, it } from 'vitest';
import { SharedWork } from '../../src/functions/image/shared-work.js';
import { label, watershed } from '../../src/functions/index.js';
import { fromFunction, fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { createVolume } from '../../src/volume/index.js';

/** Work that ends when it is told to, and knows how often it was begun and how often at the same time. */
function scripted() {
  const open: { resolve: (value: number) => void; reject: (error: Error) => void; signal: AbortSignal }[] = [];
  let running = 0;
  const work = new SharedWork<number>(async (signal) => {
    running += 1;
    expect(running).toBe(1);
    try {
      return await new Promise<number>((resolve, reject) => open.push({ resolve, reject, signal }));
    } finally {
      running -= 1;
    }
  });
  const at = async (i: number) => {
    await expect.poll(() => open.length).toBeGreaterThan(i);
    return open[i] as (typeof open)[number];
  };
  return { work, open, at };
}

describe('SharedWork', () => {
  it('is done once for all, also for those who ask later', async () => {
    const { work, open, at } = scripted();
    expect(open.length).toBe(0);
    const first = [work.get(), work.get(new AbortController().signal)];
    (await at(0)).resolve(7);
    expect(await Promise.all(first)).toEqual([7, 7]);
    expect(await work.get()).toBe(7);
    expect(open.length).toBe(1);
    expect((await at(0)).signal.aborted).toBe(false);
  });

  it('is begun anew after a failure, which all who waited see', async () => {
    const { work, at } = scripted();
    const first = [work.get(), work.get()];
    (await at(0)).reject(new Error('once'));
    for (const { status } of await Promise.allSettled(first)) expect(status).toBe('rejected');
    const again = work.get();
    (await at(1)).resolve(2);
    expect(await again).toBe(2);
  });

  it('goes on while anybody waits, and is aborted after the last', async () => {
    const { work, at } = scripted();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = work.get(one.signal);
    const second = work.get(two.signal);
    const { signal, reject } = await at(0);
    one.abort(new Error('no more'));
    await expect(first).rejects.toThrow('no more');
    expect(signal.aborted).toBe(false);
    two.abort(new Error('me neither'));
    await expect(second).rejects.toThrow('me neither');
    expect(signal.reason).toBe(two.signal.reason);
    const third = work.get();
    reject(new Error('stopped'));
    (await at(1)).resolve(3);
    expect(await third).toBe(3);
    await expect(work.get(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});

/** A volume of 64 chunks, of which all but the first wait for `open`, and the places of those that were asked for. */
function gated() {
  const asked: number[] = [];
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const read = async ({ start }: { start: readonly number[] }, target: Uint8Array): Promise<void> => {
    asked.push(start[0] as number);
    if (start[0] !== 0) await opened;
    target.fill(1);
  };
  const volume = fromFunction({ shape: [64, 4], dtype: 'uint8', chunks: [1, 4], read }) as LazyVolume;
  return { volume, asked, open };
}

describe('aborting a lazy computation', () => {
  const markers = createVolume([64, 4], 'int32');
  markers.set(5, 20, 2);
  it.each([
    ['label', (volume: LazyVolume) => label(volume).labels as LazyVolume, 1],
    ['watershed', (volume: LazyVolume) => watershed(volume, fromVolume(markers, [1, 4]) as LazyVolume), 5],
  ])('stops the look at all blocks that %s needs first', async (_, of, value) => {
    const { volume, asked, open } = gated();
    const result = of(volume).slice([0, 1]);
    const controller = new AbortController();
    const computing = result.compute({ signal: controller.signal, concurrency: 2 });
    await expect.poll(() => asked.some((place) => place !== 0), { timeout: 20_000 }).toBe(true);
    controller.abort(new Error('seen enough'));
    await expect(computing).rejects.toThrow('seen enough');
    const before = asked.length;
    expect(before).toBeLessThan(32);
    open();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked.length).toBe(before);
    const again = await result.compute();
    expect([...again.data]).toEqual([value, value, value, value]);
    expect(asked.length).toBeGreaterThan(64);
  });
});
