import { describe, expect, it } from 'vitest';
import { toImgLib2 } from '../../src/imglib/index.js';
import { startJvmSync } from '../../src/jvm/index.js';
import { memoryReport, setMemoryLimit } from '../../src/memory/index.js';
import { asVolume, createVolume } from '../../src/volume/index.js';

const MIB = 2 ** 20;
const COUNT = 40;

/** Makes a volume of 100 MiB, writes every page, shares it with Java and drops it. */
function makeAndDrop(): number {
  const volume = createVolume([100, 1024, 1024], 'uint8');
  const { data } = volume;
  for (let i = 0; i < data.length; i += 4096) data[i] = 1;
  toImgLib2(volume);
  return process.memoryUsage.rss();
}

describe('dropping is enough', () => {
  it('with a turn of the event loop between', async () => {
    startJvmSync();
    let peak = 0;
    for (let i = 0; i < COUNT; i++) {
      peak = Math.max(peak, makeAndDrop());
      await new Promise(setImmediate);
    }
    expect(peak).toBeLessThan(1024 * MIB);
  });

  it('with none, where finalizers never run', () => {
    let peak = 0;
    for (let i = 0; i < COUNT; i++) peak = Math.max(peak, makeAndDrop());
    expect(peak).toBeLessThan(1024 * MIB);
  });

  it('also for memory that was V8 own', () => {
    let peak = 0;
    for (let i = 0; i < COUNT; i++) {
      toImgLib2(asVolume(new Uint8Array(100 * MIB).fill(1)));
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    expect(peak).toBeLessThan(1024 * MIB);
  });
});

/** A small volume that Java, a view's image and a typed array hold, all dropped. */
function shareAndDrop(): void {
  const volume = createVolume([10, 100, 100], 'uint16');
  volume.data[0] = 1;
  toImgLib2(volume.flip());
  toImgLib2(asVolume(new Uint8Array(1000)));
}

describe('what was dropped', () => {
  it('is freed on both sides when making a volume returns, with no wait and no turn of the event loop', () => {
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 20; i++) shareAndDrop();
      expect(memoryReport().length).toBeGreaterThan(0);
      setMemoryLimit(0);
      expect(() => createVolume([1], 'uint8')).toThrow(expect.objectContaining({ name: 'MemoryLimitError' }));
      setMemoryLimit(Number.POSITIVE_INFINITY);
      expect(memoryReport()).toEqual([]);
    }
  });
});

describe('setMemoryLimit', () => {
  it('refuses what does not fit though garbage was collected, and then goes on', () => {
    setMemoryLimit(300 * MIB);
    const kept = createVolume([200, MIB], 'uint8');
    expect(() => createVolume([200, MIB], 'uint8')).toThrow(expect.objectContaining({ name: 'MemoryLimitError' }));
    kept.close();
    createVolume([200, MIB], 'uint8').close();
    setMemoryLimit(Number.POSITIVE_INFINITY);
    expect(() => setMemoryLimit(Number.NaN)).toThrow(/number of bytes/);
  });
});
