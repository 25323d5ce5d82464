import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isError } from '../../src/errors.js';
import { fromFunction, fromSource } from '../../src/lazy/index.js';
import { memoryReport } from '../../src/memory/index.js';

const module = new URL('../support/workers/lazy-source.mjs', import.meta.url);
const [DEPTH, HEIGHT, WIDTH] = [20, 256, 2048];
let folder: string;
let files: string[];

const voxel = (z: number, y: number, x: number) => (z * 7 + y * 3 + x) % 251;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-'));
  files = Array.from({ length: DEPTH }, (_, z) => {
    const plane = Uint8Array.from({ length: HEIGHT * WIDTH }, (_, i) => voxel(z, Math.floor(i / WIDTH), i % WIDTH));
    const path = join(folder, `plane-${z}.raw`);
    writeFileSync(path, plane);
    return path;
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

const planes = (divisible: boolean, granularity?: number[], paths = files) =>
  fromSource({
    module,
    export: 'openPlanes',
    args: [{ files: paths, shape: [DEPTH, HEIGHT, WIDTH], itemsize: 1, granularity }],
    shape: [DEPTH, HEIGHT, WIDTH],
    dtype: 'uint8',
    chunks: [1, null, null],
    divisible,
  });

const blocks = () => memoryReport().length;

test.each([
  [true, undefined],
  [true, [1, 24, WIDTH]],
  [false, undefined],
])('sums planes in worker threads (divisible: %s, %s)', async (divisible, granularity) => {
  const before = blocks();
  const progress: number[] = [];
  const total = await planes(divisible, granularity)
    .sum({ axis: 0 })
    .compute({ concurrency: 2, onProgress: ({ done, total }) => progress.push(done / total) });
  const want = new BigUint64Array(HEIGHT * WIDTH);
  for (let i = 0; i < want.length; i++) {
    let sum = 0;
    for (let z = 0; z < DEPTH; z++) sum += voxel(z, Math.floor(i / WIDTH), i % WIDTH);
    want[i] = BigInt(sum);
  }
  expect(Buffer.from(total.data.buffer as ArrayBuffer).equals(Buffer.from(want.buffer))).toBe(true);
  expect(progress.at(-1)).toBe(1);
  total.close();
  expect(blocks()).toBeLessThanOrEqual(before);
});

test.each([1, 2, 3])('gives the same with %s threads and little memory', async (concurrency) => {
  const options = { concurrency, memoryLimit: 1 };
  const volume = planes(true);
  const max = await volume.max({ axis: 0 }).compute(options);
  const arg = await volume.argmax({ axis: 0 }).compute(options);
  const mean = await volume.mean().compute(options);
  let sum = 0;
  for (let i = 0; i < HEIGHT * WIDTH; i++) {
    let best = -1;
    let at = 0;
    for (let z = 0; z < DEPTH; z++) {
      const value = voxel(z, Math.floor(i / WIDTH), i % WIDTH);
      sum += value;
      if (value > best) [best, at] = [value, z];
    }
    if (max.data[i] !== best || arg.data[i] !== BigInt(at))
      expect([i, max.data[i], arg.data[i]]).toEqual([i, best, at]);
  }
  expect(mean.data[0]).toBe(sum / (DEPTH * HEIGHT * WIDTH));
});

test('runs functions of modules in other threads, and functions of this thread here', async () => {
  const threads = await planes(false).mapBlocks({ module, export: 'whichThread' }).min().compute({ concurrency: 2 });
  expect(threads.data[0]).toBeGreaterThan(0);
  const inverted = planes(false).mapBlocks({ module, export: 'invert', args: [255] });
  const here = inverted.mapBlocks((block) => (block.data as Uint8Array).map((value) => value / 2));
  const part = await here.slice(3, [10, 12], [0, 4]).compute();
  const want = [10, 11].flatMap((y) => [0, 1, 2, 3].map((x) => Math.floor((255 - voxel(3, y, x)) / 2)));
  expect([...part.data]).toEqual(want);
});

test('names the chunk and the file of a failure, and can be tried again', async () => {
  const before = blocks();
  const path = join(folder, 'short.raw');
  const whole = new Uint8Array(HEIGHT * WIDTH).fill(9);
  writeFileSync(path, whole);
  truncateSync(path, 1000);
  const volume = planes(
    false,
    undefined,
    files.map((file, z) => (z === 11 ? path : file)),
  );
  for (const run of [() => volume.sum({ axis: 0 }).compute(), () => volume.compute()]) {
    const error = await run().then(
      () => undefined,
      (reason) => reason,
    );
    expect(isError(error, 'ComputeError')).toBe(true);
    expect(error.message).toContain('openPlanes, chunk [11, 0:256, 0:2048]');
    expect(error.message).toContain(path);
    expect(error.cause.message).toContain('the file ends');
  }
  writeFileSync(path, whole);
  const plane = await volume.pick(0, 11).compute();
  expect(plane.data.every((value) => value === 9)).toBe(true);
  plane.close();
  expect(blocks()).toBeLessThanOrEqual(before);
});

test('gives the errors of functions as cause, with name and code', async () => {
  const error = await planes(false)
    .mapBlocks({ module, export: 'fails' })
    .compute()
    .catch((reason) => reason);
  expect(error.message).toContain('no good');
  expect(error.cause).toBeInstanceOf(RangeError);
  expect(error.cause.code).toBe('EBAD');
  const missing = planes(false).mapBlocks({ module, export: 'notAFunction' });
  await expect(missing.compute()).rejects.toThrow(/exports no function notAFunction/);
});

test('survives a worker that ends', async () => {
  const dying = planes(false).mapBlocks({ module, export: 'dies' });
  await expect(dying.compute({ concurrency: 2 })).rejects.toThrow(/worker thread was lost/);
  const again = await planes(false).max().compute({ concurrency: 2 });
  expect(again.data[0]).toBe(250);
});

test('stops when aborted, with the reason', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  let reads = 0;
  const slow = fromFunction({
    shape: [50, 4],
    chunks: [1, 4],
    dtype: 'uint8',
    read: async (_, target) => {
      reads += 1;
      if (reads === 3) controller.abort(reason);
      await new Promise((resolve) => setTimeout(resolve, 5));
      target.fill(1);
    },
  });
  await expect(slow.compute({ concurrency: 2, signal: controller.signal })).rejects.toBe(reason);
  expect(reads).toBeLessThan(6);
  const signal = AbortSignal.timeout(1);
  const late = planes(true)
    .var({ axis: [1, 2] })
    .compute({ signal });
  expect(await late.catch((error) => error)).toBe(signal.reason);
});
