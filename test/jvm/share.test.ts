import { describe, expect, it } from 'vitest';
import { fromImgLib2, toImgLib2 } from '../../src/imglib/index.js';
import { bridge, type JavaObject, javaCall, javaClass } from '../../src/jvm/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { asVolume, createVolume, DTYPES, type DType, dtypeInfo, type Volume } from '../../src/volume/index.js';

/** A voxel as Java reads it, through a RandomAccess; the index is the volume's, slowest axis first. */
function readInJava(image: JavaObject, index: readonly number[]): number {
  const access = image.randomAccessSync();
  [...index].reverse().forEach((position, d) => {
    access.setPositionSync(position, d);
  });
  return Number(access.getSync().getRealDoubleSync());
}

function writeInJava(image: JavaObject, value: number, index: readonly number[]): void {
  const access = image.randomAccessSync();
  [...index].reverse().forEach((position, d) => {
    access.setPositionSync(position, d);
  });
  access.getSync().setRealSync(value);
}

function sumInJava(image: JavaObject): number {
  return Number(javaCall(() => javaClass('Reductions').sumSync(image)));
}

function number(volume: Volume): void {
  const data = volume.data as { [element: number]: number | bigint };
  for (let i = 0; i < volume.data.length; i++) {
    data[i] = typeof volume.data[0] === 'bigint' ? BigInt(i % 100) : i % 100;
  }
}

/** access.test.ts has all types. */
const REAL_NUMBERS = DTYPES.filter(
  (dtype) => dtype !== 'float16' && ['unsigned', 'signed', 'float'].includes(dtypeInfo(dtype).kind),
);

describe('toImgLib2', () => {
  it.each(REAL_NUMBERS)('shares %s both ways', (dtype: DType) => {
    const volume = createVolume([3, 4, 5], dtype) as Volume;
    number(volume);
    const { image } = toImgLib2(volume);
    expect(image.dimensionsAsLongArraySync().map(Number)).toEqual([5, 4, 3]);
    expect(readInJava(image, [2, 3, 4])).toBe(59);
    volume.set((dtype.endsWith('64') && dtype !== 'float64' ? 77n : 77) as never, 1, 2, 3);
    expect(readInJava(image, [1, 2, 3])).toBe(77);
    writeInJava(image, 99, [0, 3, 1]);
    expect(Number(volume.get(0, 3, 1))).toBe(99);
  });

  it('makes an ArrayImg of a contiguous volume, at its address', () => {
    const volume = createVolume([3, 4, 5], 'float32');
    const handle = toImgLib2(volume);
    expect(bridge.isInstanceOf(handle.image, 'net.imglib2.img.array.ArrayImg')).toBe(true);
    const [, address] = javaClass('SharedImages').describeSync(handle.image);
    expect(BigInt(address)).toBe(volume.block.address);
    expect(handle.address).toBe(volume.block.address);
  });

  const views: [string, (volume: Volume) => Volume][] = [
    ['permuted', (volume) => volume.permuteDims([2, 0, 1])],
    ['flipped', (volume) => volume.flip()],
    ['cropped', (volume) => volume.slice([1, 5], [2, 4], [1, 6])],
    ['stepped', (volume) => volume.slice([0, 6, 2], null, [1, null, 3])],
    ['picked', (volume) => volume.pick(1, 3)],
    ['all of these', (volume) => volume.permuteDims([1, 2, 0]).flip(0).slice([1, 4, 2], [null, null, -3], [2, 5])],
    ['one voxel', (volume) => volume.slice([3, 4], [3, 4], [3, 4])],
  ];
  it.each(views)('shares a %s view both ways', (_, cut) => {
    const volume = createVolume([6, 5, 7], 'uint16');
    number(volume);
    const view = cut(volume);
    const { image } = toImgLib2(view);
    let sum = 0;
    const visit = (prefix: number[]): void => {
      if (prefix.length < view.ndim) {
        for (let i = 0; i < (view.shape[prefix.length] as number); i++) visit([...prefix, i]);
        return;
      }
      sum += Number(view.get(...prefix));
      expect(readInJava(image, prefix)).toBe(view.get(...prefix));
    };
    visit([]);
    expect(sumInJava(image)).toBe(sum);
    const last = view.shape.map((extent) => extent - 1);
    writeInJava(image, 40000, last);
    expect(view.get(...last)).toBe(40000);
    expect(volume.data.filter((value) => value === 40000).length).toBe(1);
  });

  it('shares an adopted array that its owner forgot and transferred', () => {
    const array = new Uint8Array(1000).fill(3);
    const volume = asVolume(array, [10, 100]);
    const { image } = toImgLib2(volume);
    structuredClone(array.buffer, { transfer: [array.buffer] });
    expect(() => volume.data).toThrow(expect.objectContaining({ name: 'DetachedError' }));
    expect(() => toImgLib2(volume)).toThrow(expect.objectContaining({ name: 'DetachedError' }));
    expect(sumInJava(image)).toBe(3000);
  });

  it('copies nothing: sharing 1 GiB does not grow the process', () => {
    const volume = createVolume([1024, 1024, 1024], 'uint8');
    for (let i = 0; i < volume.size; i += 4096) volume.data[i] = 1;
    const growths: number[] = [];
    // The smallest of a few: Java's compiler and collector take and give memory meanwhile.
    for (let i = 0; i < 5; i++) {
      const before = process.memoryUsage.rss();
      const handle = toImgLib2(volume);
      growths.push(process.memoryUsage.rss() - before);
      expect(handle.address).toBe(volume.block.address);
      handle.close();
    }
    volume.close();
    expect(Math.min(...growths)).toBeLessThan(2 ** 20);
  });

  it('throws in Java for an index outside, and Node goes on', () => {
    const { image } = toImgLib2(createVolume([2, 2], 'uint8'));
    expect(() => javaCall(() => readInJava(image, [1000000, 1000000]))).toThrow(
      expect.objectContaining({ name: 'JavaError', javaClass: 'java.lang.IndexOutOfBoundsException' }),
    );
  });

  it('keeps the memory for Java after both sides closed, until Java drops it', async () => {
    const volume = createVolume([100, 100], 'uint8');
    volume.data.fill(2);
    const { id } = volume.block;
    const handle = toImgLib2(volume);
    const access = handle.image.randomAccessSync();
    handle.close();
    volume.close();
    expect(() => handle.image).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    expect(() => toImgLib2(volume)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    expect(memoryReport().find((block) => block.id === id)).toMatchObject({ javascript: 0, java: 1 });
    access.setPositionSync(99, 0);
    access.setPositionSync(99, 1);
    expect(access.getSync().getIntegerSync()).toBe(2);
  });

  it('frees the memory once Java collected its last object', async () => {
    const volume = createVolume([100, 100], 'uint8');
    const { id } = volume.block;
    toImgLib2(volume).close();
    volume.close();
    for (let i = 0; i < 100 && memoryReport().some((block) => block.id === id); i++) {
      javaCall(() => javaClass('System').gcSync());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(memoryReport().find((block) => block.id === id)).toBeUndefined();
  });
});

describe('fromImgLib2', () => {
  it('gives a volume over the same memory, also of a Java view', () => {
    const volume = createVolume([3, 4, 5], 'int32');
    number(volume);
    const handle = toImgLib2(volume);
    const back = fromImgLib2(handle.image);
    expect(back.shape).toEqual([3, 4, 5]);
    back.set(-1, 2, 3, 4);
    expect(volume.get(2, 3, 4)).toBe(-1);
    expect(back.block).toBe(volume.block);
    const rotated = fromImgLib2(handle.image.viewSync().permuteSync(0, 2));
    expect(rotated.shape).toEqual([5, 4, 3]);
    expect(rotated.get(4, 3, 2)).toBe(-1);
    volume.close();
    expect(back.get(2, 3, 4)).toBe(-1);
  });

  it('copies a heap image only when asked to', () => {
    const heap = javaClass('Views').zeroMinSync(javaClass('ArrayImgs').unsignedShortsSync([4, 3, 2]));
    writeInJava(heap, 1234, [1, 2, 3]);
    expect(() => fromImgLib2(heap)).toThrow(expect.objectContaining({ name: 'SharingError' }));
    const copy = fromImgLib2(heap, { copy: true });
    expect(copy).toMatchObject({ shape: [2, 3, 4], dtype: 'uint16' });
    expect(copy.get(1, 2, 3)).toBe(1234);
  });
});
