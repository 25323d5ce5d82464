import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fromTiffStack, readTiff, writeTiff } from '../../src/io/index.js';
import { fromFunction, fromVolume } from '../../src/lazy/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { checked, core } from '../../src/native.js';
import { asVolume, createVolume, type Region, type Volume } from '../../src/volume/index.js';
import { bytesOf, pattern } from '../support/patterns.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-results-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = () => memoryReport().length;

/** The blocks that are alive once what earlier tests dropped is collected. */
async function blocksInUse(): Promise<number[]> {
  const ids = () => memoryReport().map(({ id }) => id);
  for (let before = -1; before !== ids().length; await setImmediate()) {
    before = ids().length;
    checked(core().collect());
  }
  return ids();
}

/** Chunks whose voxels are their first index; notes which were read. */
function counted(shape: number[], chunks: number[]) {
  const reads: number[] = [];
  const volume = fromFunction({
    shape,
    chunks,
    dtype: 'uint8',
    name: 'counted',
    read: ({ start }, target) => {
      reads.push(start[0] as number);
      target.fill((start[0] as number) + 1);
    },
  });
  return { volume, reads };
}

describe('pictures and words', () => {
  it('describes bytes, shape, chunks, dtype and every step, as dask does', () => {
    const { volume } = counted([101, 2048, 2048], [1, 2048, 2048]);
    const text = volume.sum({ axis: 0 }).astype('float32').describe();
    const words = text.replace(/ +/g, ' ');
    expect(words).toContain('Bytes 16.00 MiB 16.00 MiB');
    expect(words).toContain('Shape [2048, 2048] [2048, 2048]');
    expect(words).toContain('Type float32');
    expect(words).toContain('counted');
    expect(words).toMatch(/sum/);
    expect(volume.describe().replace(/ +/g, ' ')).toContain('Bytes 404.00 MiB 4.00 MiB');
    expect(String(volume)).toBe('LazyVolume(uint8 [101, 2048, 2048], chunks [1, 2048, 2048])');
    expect(String(counted([5, 4], [2, 4]).volume)).toContain('chunks [2, 4]');
  });

  it.each([
    [[7], [3]],
    [
      [20, 30],
      [10, 30],
    ],
    [
      [10, 200, 300],
      [1, 100, 300],
    ],
    [
      [3, 10, 200, 300],
      [1, 1, 200, 300],
    ],
  ])('draws the box of %j, cut into chunks of %j', (shape, chunks) => {
    const svg = counted(shape, chunks).volume.toSVG();
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg.trimEnd()).toMatch(/<\/svg>$/);
    expect(svg).toContain(`>[${shape.slice(-3).join(', ')}] uint8<`);
    if (shape.length > 3) expect(svg).toContain('>3 of:<');
    // Every element is closed, and nothing is drawn at a place that is no number.
    const opened = [...svg.matchAll(/<([a-z]+)[^>]*?(\/?)>/g)].filter(([, , own]) => own === '').length;
    expect([...svg.matchAll(/<\/[a-z]+>/g)].length).toBe(opened);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).not.toBe(counted(shape, shape).volume.toSVG());
  });

  it('draws many chunks as no more lines than can be seen', () => {
    const many = counted([10000, 500, 500], [1, 500, 500]).volume.toSVG();
    expect(many.length).toBeLessThan(50_000);
  });
});

describe('persist', () => {
  it('computes once what is then used many times', async () => {
    const { volume, reads } = counted([4, 3, 3], [1, 3, 3]);
    const kept = await volume.add(1).persist();
    expect(reads.sort()).toEqual([0, 1, 2, 3]);
    expect([kept.shape, kept.dtype, kept.chunks]).toEqual([volume.shape, 'uint8', volume.chunks]);
    const max = await kept.max({ axis: [1, 2] }).compute();
    const part = await kept.slice(2).compute();
    expect([...max.data]).toEqual([2, 3, 4, 5]);
    expect([...part.data]).toEqual(new Array(9).fill(4));
    expect(reads.length).toBe(4);
  });
});

describe('store', () => {
  it('hands chunk after chunk to a writer, and never has all in memory', async () => {
    const before = blocks();
    const { volume } = counted([6, 40, 50], [1, 40, 50]);
    const got: Region[] = [];
    const sums: number[] = [];
    let [under, most] = [0, 0];
    const write = async (block: Volume, region: Region) => {
      under += 1;
      most = Math.max(most, under, blocks() - before);
      await sleep(2);
      got.push(region);
      sums[region.start[0] as number] = (block.data as Uint8Array).reduce((sum, value) => sum + value, 0);
      under -= 1;
    };
    const progress: string[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => progress.push(`${done}/${total}`);
    await volume.store({ write }, { concurrency: 2, onProgress });
    expect(got.map(({ start }) => start[0]).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(got.every(({ shape }) => shape.join() === '1,40,50')).toBe(true);
    expect(sums).toEqual([1, 2, 3, 4, 5, 6].map((value) => value * 2000));
    expect(most).toBeLessThanOrEqual(2);
    expect(progress).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
    expect(blocks()).toBe(before);
  });

  it('fails as the writer does, and writes nothing more', async () => {
    const before = blocks();
    const { volume } = counted([50, 8], [1, 8]);
    let written = 0;
    const full = new Error('the disk is full');
    const write = async () => {
      await sleep(1);
      written += 1;
      if (written === 3) throw full;
    };
    await expect(volume.store({ write }, { concurrency: 2 })).rejects.toBe(full);
    expect(written).toBeLessThanOrEqual(4);
    expect(blocks()).toBe(before);
  });

  it('fills a volume, and refuses one that does not fit', async () => {
    const { volume } = counted([3, 2], [1, 2]);
    const target = createVolume([3, 2], 'uint8');
    await volume.store(target);
    expect([...target.data]).toEqual([1, 1, 2, 2, 3, 3]);
    await expect(volume.store(createVolume([2, 3], 'uint8'))).rejects.toMatchObject({ name: 'ArgumentError' });
    await expect(volume.store(createVolume([3, 2], 'int8') as never)).rejects.toMatchObject({ name: 'DTypeError' });
  });
});

describe('while it is computed', () => {
  it('draws a bar in a terminal alone, and takes it away', async () => {
    const written: string[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const tty = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
    try {
      for (const isTTY of [true, false]) {
        Object.defineProperty(process.stderr, 'isTTY', { value: isTTY, configurable: true });
        await counted([4, 2], [1, 2]).volume.compute({ onProgress: true });
        if (isTTY) {
          expect(written.join('')).toMatch(/computing \[#{6}\.{18}] 1\/4/);
          expect(written.at(-1)).toBe('\r\u001b[K');
        } else expect(written).toEqual([]);
        written.length = 0;
      }
    } finally {
      write.mockRestore();
      if (tty === undefined) delete (process.stderr as { isTTY?: boolean }).isTTY;
      else Object.defineProperty(process.stderr, 'isTTY', tty);
    }
  });

  it('stops in the middle of reading files in other threads, and leaves nothing behind', async () => {
    const slices = pattern([24, 600, 700], 'uint8') as Volume;
    const files: string[] = [];
    for (let z = 0; z < 24; z++) {
      files.push(join(folder, `abort${z}.tif`));
      await writeTiff(slices.pick(0, z), files[z] as string, { compression: 'deflate' });
    }
    const volume = await fromTiffStack(files);
    const before = await blocksInUse();
    const reason = new Error('the user went away');
    for (const computed of [volume, volume.sum({ axis: 0 }), volume.mean()]) {
      const controller = new AbortController();
      const progress: number[] = [];
      const onProgress = ({ done, total }: { done: number; total: number }) => {
        progress.push(done / total);
        controller.abort(reason);
      };
      const { signal } = controller;
      await expect(computed.compute({ concurrency: 2, signal, onProgress })).rejects.toBe(reason);
      expect(progress[0]).toBeLessThan(1);
      expect(memoryReport().map(({ id }) => id)).toEqual(before);
    }
    const sum = await volume.sum().compute();
    expect(sum.data[0]).toBe((slices.data as Uint8Array).reduce((all, value) => all + BigInt(value), 0n));
  });
});

describe('a slice that is spoilt', () => {
  it.each([
    ['none', 5],
    ['deflate', 5],
    ['lzw', 5],
  ] as const)('%s: each reduction names file and chunk, and can be tried again', async (compression, spoilt) => {
    const slices = pattern([9, 400, 3000], 'uint8') as Volume;
    const files: string[] = [];
    for (let z = 0; z < 9; z++) {
      files.push(join(folder, `${compression}${z}.tif`));
      await writeTiff(slices.pick(0, z), files[z] as string, { compression });
    }
    const path = files[spoilt] as string;
    const whole = bytesOf((await readTiff(path)) as Volume).slice();
    truncateSync(path, 5000);
    const given = await fromTiffStack(files, { shape: [400, 3000], dtype: 'uint8' });
    const asked = await fromTiffStack(files);
    for (const volume of [given, asked]) {
      for (const computed of [volume.sum({ axis: 0 }), volume.mean(), volume.max({ axis: [1, 2] }), volume.add(1)]) {
        const error = await computed.compute({ concurrency: 2 }).then(
          () => undefined,
          (reason) => reason,
        );
        expect(error).toMatchObject({ name: 'ComputeError', cause: { name: 'FormatError' } });
        expect(error.message).toContain(path);
        expect(error.message).toMatch(/chunk \[5, /);
      }
      const [rest] = [await volume.slice([0, spoilt]).sum({ axis: 0 }).compute({ concurrency: 2 })];
      expect(rest.get(17, 19)).toBe(BigInt([0, 1, 2, 3, 4].reduce((sum, z) => sum + Number(slices.get(z, 17, 19)), 0)));
    }
    await writeTiff(asVolume(whole, [400, 3000]), path, { compression });
    const max = await given.max().compute();
    expect(max.data[0]).toBe(Math.max(...[...Array(9).keys()].map((z) => maxOf(slices.pick(0, z)))));
  });
});

function maxOf(volume: Volume): number {
  return bytesOf(volume).reduce((most, value) => Math.max(most, value), 0);
}

it('gives the same for any number of threads, parts and groups', async () => {
  // More slices than files stay open at a time, and more bytes than are read in the main thread.
  const shape = [300, 64, 600];
  const slices = pattern(shape, 'uint8') as Volume;
  const files: string[] = [];
  for (let z = 0; z < 300; z++) {
    files.push(join(folder, `many${z}.tif`));
    writeFileSync(files[z] as string, '');
    await writeTiff(slices.pick(0, z), files[z] as string, z % 2 === 0 ? {} : { compression: 'deflate' });
  }
  const lazy = await fromTiffStack(files);
  const inMemory = fromVolume(slices);
  for (const reduced of ['sum', 'max', 'min', 'mean', 'var', 'argmax'] as const) {
    const wanted = await inMemory[reduced]({ axis: 0 }).compute({ concurrency: 1 });
    for (const concurrency of [1, 2, 3]) {
      const found = await lazy[reduced]({ axis: 0 }).compute({ concurrency });
      expect([found.dtype, found.shape]).toEqual([wanted.dtype, wanted.shape]);
      if (reduced === 'var') {
        const [a, b] = [found.data as Float64Array, wanted.data as Float64Array];
        expect(a.every((value, i) => Math.abs(value - (b[i] as number)) <= 1e-12 * (b[i] as number))).toBe(true);
      } else expect(Buffer.compare(bytesOf(found), bytesOf(wanted))).toBe(0);
    }
  }
});
