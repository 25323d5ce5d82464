import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fromImgLib2, type LazyImgLib2Handle, toImgLib2 } from '../../src/imglib/index.js';
import { type JavaObject, javaCall, javaCallAsync, javaClass, startJvmSync } from '../../src/jvm/index.js';
import { createVolume, type DType, type Region, type Volume } from '../../src/volume/index.js';
import { fill, gate, imaginaryOf, LazyStub } from '../support/lazy-stub.js';

const DTYPES = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;
const value = (z: number, y: number, x: number) => (7 * z + 3 * y + x) % 101;

function stub<D extends DType = 'uint8'>(more: object = {}): LazyStub<D> {
  return new LazyStub<D>({ shape: [6, 5, 7], dtype: 'uint8' as D, chunk: [2, 3, 4], value, ...more });
}

/** The voxel and whether it is valid, as the volatile face says now; of a complex one both parts. */
function look(
  image: JavaObject,
  index: readonly number[],
): { value: number; valid: boolean; imaginary?: number | undefined } {
  const access = image.randomAccessSync();
  [...index].reverse().forEach((position, d) => {
    access.setPositionSync(position, d);
  });
  const voxel = access.getSync();
  const valid = voxel.isValidSync();
  if (voxel.getRealDoubleSync !== undefined) return { value: Number(voxel.getRealDoubleSync()), valid };
  // The volatile complex types have the number inside.
  const number = voxel.getSync();
  return { value: Number(number.getRealDoubleSync()), valid, imaginary: Number(number.getImaginaryDoubleSync()) };
}

/** Looks until the voxel is valid. */
async function see(image: JavaObject, index: readonly number[]): Promise<number> {
  for (;;) {
    const seen = look(image, index);
    if (seen.valid) return seen.value;
    await sleep(2);
  }
}

async function copyOf(handle: LazyImgLib2Handle, shape: readonly number[], dtype: DType): Promise<Volume> {
  const copy = createVolume(shape, dtype);
  const target = toImgLib2(copy);
  await javaCallAsync(() => javaClass('Copies').copyInto(handle.blockingImage, BigInt(target.id)));
  target.close();
  return copy;
}

const sum = (image: JavaObject): Promise<number> => javaCallAsync(() => javaClass('Reductions').sum(image));

describe('a lazy volume in Java', () => {
  it.each(DTYPES)('has the voxels of %s, ragged cells included', async (dtype) => {
    const lazy = stub<DType>({ dtype });
    using handle = toImgLib2(lazy);
    const copy = await copyOf(handle, lazy.shape, dtype);
    const expected = createVolume(lazy.shape, dtype);
    fill(expected, value as never);
    expect(copy.data).toEqual(expected.data);
    expect(new Set(lazy.reads).size).toBe(lazy.reads.length);
    expect(lazy.reads.length).toBe(3 * 2 * 2);
  });

  it.each(['complex64', 'complex128'] as const)('shows both parts of %s, valid once they are loaded', async (dtype) => {
    const first = gate();
    using handle = toImgLib2(stub<DType>({ dtype, before: () => first.opened }));
    const index = [5, 4, 6];
    expect(look(handle.image, index)).toEqual({ value: 0, valid: false, imaginary: 0 });
    first.open();
    const real = value(5, 4, 6);
    expect(await see(handle.image, index)).toBe(real);
    expect(look(handle.image, index)).toEqual({ value: real, valid: true, imaginary: imaginaryOf(real) });
    const type = handle.image.randomAccessSync().getSync();
    // Variables of the type, and what is computed with them, are valid, and know when they are not.
    const copy = type.copySync();
    expect(copy.isValidSync()).toBe(type.isValidSync());
    copy.addSync(type.createVariableSync());
    expect(copy.isValidSync()).toBe(type.isValidSync());
    expect(type.getClassSync().getSimpleNameSync()).toBe(
      `VolatileComplex${dtype === 'complex64' ? 'Float' : 'Double'}Type`,
    );
  });

  it('reads nothing before it is asked, and only what is asked for', async () => {
    const lazy = stub();
    using handle = toImgLib2(lazy);
    expect(handle.image.dimensionsAsLongArraySync().map(Number)).toEqual([7, 5, 6]);
    await sleep(20);
    expect(lazy.reads).toEqual([]);
    expect(look(handle.image, [5, 4, 6])).toEqual({ value: 0, valid: false });
    expect(await see(handle.image, [5, 4, 6])).toBe(value(5, 4, 6));
    expect(look(handle.image, [4, 3, 4])).toEqual({ value: value(4, 3, 4), valid: true });
    expect(lazy.reads).toEqual(['4,3,4']);
  });

  it('has no face that lets the thread of JavaScript wait for itself', async () => {
    using handle = toImgLib2(stub());
    const read = () => Number(handle.blockingImage.randomAccessSync().getSync().getRealDoubleSync());
    expect(() => javaCall(read)).toThrow(
      expect.objectContaining({ name: 'JavaError', javaClass: 'imglib2node.cells.WouldDeadlockException' }),
    );
    expect(() => fromImgLib2(handle.blockingImage, { copy: true })).toThrow(/asynchronous form/);
    // What is there can be read on any thread.
    await see(handle.image, [0, 0, 0]);
    expect(javaCall(read)).toBe(value(0, 0, 0));
  });

  it('serves the newest request first, merges the same ones, and drops what is out of sight', async () => {
    const first = gate();
    const lazy = stub({ shape: [60, 1, 1], chunk: [1, 1, 1], before: () => first.opened });
    using handle = toImgLib2(lazy);
    const { image } = handle;
    const seen = Array.from({ length: 40 }, (_, z) => z);
    for (const z of seen) for (let again = 0; again < 3; again++) look(image, [z, 0, 0]);
    await sleep(50);
    const busy = lazy.reads.length;
    expect(busy).toBeLessThan(40);
    await sleep(1200);
    // Now another part is looked at: what was asked for before is in nobody's sight.
    const now = [50, 51, 52];
    for (const z of now) look(image, [z, 0, 0]);
    first.open();
    await Promise.all(now.map((z) => see(image, [z, 0, 0])));
    await sleep(50);
    expect(lazy.reads.slice(busy).map((start) => Number(start.split(',')[0]))).toEqual([52, 51, 50]);
  });

  it('shows zeros for what cannot be loaded, says so, and tries again when told', async () => {
    let broken = true;
    const before = ({ start }: Region) => {
      if (broken && start[0] === 2) throw new Error('z002.tif: truncated at 17');
    };
    const lazy = stub({ before });
    using handle = toImgLib2(lazy, { name: 'scan' });
    const errors: string[] = [];
    handle.onError((error, { start }) => errors.push(`${start}: ${error.message}`));
    expect(await see(handle.image, [2, 0, 0])).toBe(0);
    expect(await see(handle.image, [1, 1, 1])).toBe(value(1, 1, 1));
    expect(errors).toEqual(['2,0,0: z002.tif: truncated at 17']);
    await expect(sum(handle.blockingImage)).rejects.toThrow(
      /CellLoadException: cell \[2:4, 0:3, 0:4\] of scan: z002.tif: truncated at 17/,
    );
    expect(await sum(handle.filledImage)).toBeGreaterThan(0);
    broken = false;
    handle.reload({ start: [2, 0, 0], shape: [1, 5, 7] });
    expect(await see(handle.image, [2, 0, 0])).toBe(value(2, 0, 0));
  });

  it('does not show what was being read when it was told to read again', async () => {
    const steps: ReturnType<typeof gate>[] = [];
    let content = 10;
    const lazy = stub();
    const slow = Object.assign(Object.create(lazy) as typeof lazy, {
      slice: (...ranges: [number, number][]) => ({
        compute: async () => {
          const volume = createVolume(
            ranges.map(([from, to]) => to - from),
            'uint8',
          );
          fill(volume, () => content);
          steps.push(gate());
          await steps.at(-1)?.opened;
          return volume;
        },
      }),
    });
    using handle = toImgLib2(slow);
    look(handle.image, [0, 0, 0]);
    while (steps.length === 0) await sleep(2);
    content = 20;
    handle.reload({ start: [1, 0, 0], shape: [1, 1, 1] });
    // Another part of the volume: what is being read now is still good.
    const [before] = steps;
    look(handle.image, [0, 0, 0]);
    before?.open();
    while (steps.length === 1) await sleep(2);
    expect(look(handle.image, [0, 0, 0])).toEqual({ value: 0, valid: false });
    handle.reload({ start: [4, 0, 0], shape: [1, 1, 1] });
    steps[1]?.open();
    expect(await see(handle.image, [0, 0, 0])).toBe(20);
    expect(steps.length).toBe(2);
  });

  it('keeps as many bytes as the cache may have, and gives the rest back', async () => {
    const shape = [64, 64, 64];
    const lazy = stub({ shape, chunk: [1, 64, 64] });
    using handle = toImgLib2(lazy, { cacheBytes: 4 * 4096 });
    const SharedMemory = startJvmSync() && javaClass('imglib2node.memory.SharedMemory');
    const liveBytes = () => Number(SharedMemory.liveBytesSync());
    const before = liveBytes();
    await sum(handle.blockingImage);
    expect(lazy.reads.length).toBe(64);
    expect(handle.cachedBytes).toBeLessThanOrEqual(4 * 4096);
    for (let i = 0; i < 100 && liveBytes() > before + 5 * 4096; i++) {
      javaClass('System').gcSync();
      await sleep(20);
    }
    expect(liveBytes()).toBeLessThanOrEqual(before + 5 * 4096);
    const again = await copyOf(handle, shape, 'uint8');
    expect(again.get(63, 63, 63)).toBe(value(63, 63, 63));
    expect(lazy.reads.length).toBeGreaterThan(64);
  });

  it('wakes who waits when it is closed, and loads nothing more', async () => {
    const never = gate();
    let aborted = false;
    const before = (_: Region, signal: AbortSignal | undefined) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason);
        });
        void never.opened;
      });
    const handle = toImgLib2(stub({ before }));
    const [blocking, filled] = [handle.blockingImage, handle.filledImage];
    const waiting = expect(sum(blocking)).rejects.toThrow(/the lazy image was closed/);
    const painting = sum(filled);
    await sleep(100);
    handle.close();
    handle.close();
    await waiting;
    expect(await painting).toBe(0);
    expect(aborted).toBe(true);
    expect(() => handle.image).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });

  it('refuses what it cannot show', () => {
    expect(() => toImgLib2(stub(), { cacheBytes: 3 })).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    expect(() => toImgLib2(stub({ shape: [0, 5, 7] }))).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    expect(javaClass('LazyImages').countSync()).toBe(0);
  });

  it('serves many threads at once', async () => {
    const lazy = stub({ shape: [32, 16, 16], chunk: [1, 16, 16], before: () => sleep(1) });
    using handle = toImgLib2(lazy);
    const expected = createVolume(lazy.shape, 'uint8');
    fill(expected, value as never);
    const total = (expected.data as Uint8Array).reduce((all, one) => all + one, 0);
    const sums = await Promise.all(Array.from({ length: 6 }, () => sum(handle.blockingImage)));
    expect(sums).toEqual(sums.map(() => total));
    expect(lazy.reads.length).toBe(32);
  });
});
