/**
 * Volumes of 3, 5 and 9 GiB: beyond what an int indexes, what a Java array holds and what a typed array of Node 20
 * holds. Few pages are written, so that they take little memory.
 */
import { freemem, totalmem } from 'node:os';
import { afterEach, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { fromImgLib2, type ImgLib2Handle, toImgLib2 } from '../../src/imglib/index.js';
import { javaCall } from '../../src/jvm/index.js';
import {
  asVolume,
  createVolume,
  type DType,
  dtypeInfo,
  reverseAxes,
  SWAPPED_BYTE_ORDER,
  type Volume,
  volumeOver,
} from '../../src/volume/index.js';
import { type AccessProbe, accessProbe } from '../support/access-probe.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** What a test may really take: the pages that it writes, which may be huge ones, and page tables. */
const RESIDENT = 512 * MIB;

/** Says why, and skips, where the machine or container cannot have so much. */
function need(context: TestContext, bytes: number): void {
  const limit = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  const memory = Math.min(totalmem(), limit);
  const reason = `${bytes / GIB} GiB: this machine has ${(memory / GIB).toFixed(1)} GiB, ${(freemem() / GIB).toFixed(1)} free`;
  context.skip(0.75 * memory < bytes || freemem() < RESIDENT, reason);
}

let probe: AccessProbe;
beforeAll(() => {
  probe = accessProbe();
});

/** Closed after the test: the memory of several would be too much. */
const shared: ImgLib2Handle[] = [];
afterEach(() => {
  for (const handle of shared.splice(0)) handle.close();
});

function share(volume: Volume): ImgLib2Handle {
  const handle = toImgLib2(volume);
  shared.push(handle);
  return handle;
}

/** Both ends, and both sides of every border of 2 GiB and of 2^31 elements. */
function borders(bytes: number, itemsize: number): number[] {
  const size = bytes / itemsize;
  const found = new Set([0, 1, size - 2, size - 1]);
  for (const step of [(2 * GIB) / itemsize, 2 ** 31, GIB / itemsize]) {
    for (let at = step; at < size; at += step) for (const near of [-2, -1, 0, 1]) found.add(at + near);
  }
  return [...found].filter((at) => at < size).sort((a, b) => a - b);
}

function indexOf(shape: readonly number[], element: number): number[] {
  let rest = element;
  return reverseAxes(
    reverseAxes(shape).map((extent) => {
      const at = rest % extent;
      rest = Math.floor(rest / extent);
      return at;
    }),
  );
}

const inJava = (index: readonly number[]): string => reverseAxes(index).join(',');

const set = (volume: Volume, value: number, index: readonly number[]): void => volume.set(value as never, ...index);

interface Size {
  readonly gib: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

const SIZES: readonly Size[] = [
  { gib: 3, dtype: 'uint8', shape: [3, 2 ** 10, 2 ** 20] },
  { gib: 5, dtype: 'uint8', shape: [5 * GIB] },
  { gib: 9, dtype: 'int32', shape: [9, 2 ** 14, 2 ** 14] },
];

describe.each(SIZES)('$gib GiB of $dtype', ({ gib, dtype, shape }) => {
  const { itemsize } = dtypeInfo(dtype);
  const size = (gib * GIB) / itemsize;
  const places = borders(gib * GIB, itemsize);

  it('is shared, written and read at both ends and across every border, from both sides', {
    timeout: 300_000,
  }, (context) => {
    need(context, gib * GIB);
    const before = process.memoryUsage().rss;
    const volume = createVolume(shape, dtype);
    const handle = toImgLib2(volume as Volume);
    places.forEach((at, i) => {
      const index = indexOf(shape, at);
      // By turns: set, window, and Java.
      if (i % 3 === 0) set(volume as Volume, (i % 100) + 1, index);
      else if (i % 3 === 1) volume.window(at, 1)[0] = (i % 100) + 1;
      else javaCall(() => probe.setSync(handle.image, inJava(index), (i % 100) + 1));
    });
    places.forEach((at, i) => {
      const index = indexOf(shape, at);
      expect(Number(volume.get(...index)), `element ${at}`).toBe((i % 100) + 1);
      expect(volume.window(at, 1)[0]).toBe((i % 100) + 1);
      expect(Number(javaCall(() => probe.getSync(handle.image, inJava(index))))).toBe((i % 100) + 1);
    });
    const sum = places.reduce((total, _, i) => total + (i % 100) + 1, 0);
    expect(javaCall(() => probe.countAndSumSync(handle.image))).toBe(`${size} ${sum}`);
    if (gib === 3) expect(javaCall(() => probe.countAndSumByLoopSync(handle.image))).toBe(`${size} ${sum}`);
    const back = fromImgLib2(handle.image);
    expect([back.size, back.block.id]).toEqual([size, volume.block.id]);
    expect(process.memoryUsage().rss - before).toBeLessThan(RESIDENT);
    handle.close();
    for (const each of [back, volume]) each.close();
  });

  it('has views that reach both ends', (context) => {
    need(context, gib * GIB);
    const volume = createVolume(shape, dtype) as Volume;
    const last = shape.map((extent) => extent - 1);
    set(volume, 11, last);
    const flipped = volume.flip();
    expect(flipped.get(...shape.map(() => 0))).toBe(11);
    const step = 2 ** 20 + 7;
    const long = shape.length === 1 ? volume : volume.permuteDims([2, 0, 1]).flip(1);
    const stepped = volume.slice(
      ...shape.map((extent): [null, null, number] => [null, null, extent > 2 ** 16 ? -step : -1]),
    );
    for (const view of [flipped, long, stepped]) {
      const { image } = share(view);
      const at = view.shape.map((extent, d) => (extent > 5 ? d + 1 : extent - 1));
      set(view, 22, at);
      expect(Number(probe.getSync(image, inJava(at)))).toBe(22);
      javaCall(() => probe.setSync(image, inJava(at), 0));
      expect(view.get(...at)).toBe(0);
    }
    expect(Number(probe.getSync(share(stepped).image, inJava(shape.map(() => 0))))).toBe(11);
    if (shape.length === 1) expect(probe.countAndSumSync(share(stepped).image)).toBe(`${stepped.size} 11`);
    const sliced = volume.slice(...last.map((end): [number, number] => [end, end + 1]));
    expect([...sliced.data].map(Number)).toEqual([11]);
    expect(volume.ndarray().get(...last)).toBe(11);
    volume.close();
  });

  it('has data where one typed array can hold it, else says what to take', (context) => {
    need(context, gib * GIB);
    const volume = createVolume(shape, dtype) as Volume;
    const [major] = process.versions.node.split('.').map(Number) as [number];
    if (major >= 22 || size <= 2 ** 32) {
      expect(volume.data.length).toBe(size);
    } else {
      expect(() => volume.data).toThrow(
        expect.objectContaining({
          name: 'ArgumentError',
          message: expect.stringMatching(/window\(start, length\).*slice/),
        }),
      );
      expect(() => volume.window(0, size)).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    }
    volume.close();
  });
});

describe('other large memory', () => {
  it('a typed array of 5 GiB that JavaScript owns', (context) => {
    need(context, 5 * GIB);
    const array = new Uint16Array(2.5 * GIB);
    const volume = asVolume(array, [5, GIB / 2]);
    const { image } = share(volume as Volume);
    javaCall(() => probe.setSync(image, inJava([4, GIB / 2 - 1]), 9));
    expect(array.at(-1)).toBe(9);
    array[2 ** 31] = 5;
    expect(Number(probe.getSync(image, inJava([4, 0])))).toBe(5);
    volume.close();
  });

  it('5 GiB of numbers in the other byte order, and copies of parts', (context) => {
    need(context, 5 * GIB);
    const { block } = createVolume([5 * GIB], 'uint8');
    const layout = { byteOffset: 0, dtype: 'uint16', shape: [5, GIB / 2], strides: [GIB / 2, 1] } as const;
    const volume = volumeOver(block, { ...layout, byteOrder: SWAPPED_BYTE_ORDER }) as Volume;
    set(volume, 0x0102, [4, GIB / 2 - 1]);
    const { image } = share(volume);
    expect(Number(probe.getSync(image, inJava([4, GIB / 2 - 1])))).toBe(0x0102);
    javaCall(() => probe.setSync(image, inJava([2, 3]), 0x0304));
    expect(volume.get(2, 3)).toBe(0x0304);
    // Far apart, so that no typed array reaches from one voxel to the next.
    const apart = volume.slice([null, null, 2], [3, null, GIB / 2 - 4]).copy();
    expect([apart.shape, [...apart.data].map(Number)]).toEqual([
      [3, 2],
      [0, 0, 0x0304, 0, 0, 0x0102],
    ]);
    volume.close();
  });
});
