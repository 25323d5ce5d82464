import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { memoryReport } from '../../src/memory/index.js';
import { asVolume, createVolume, DTYPES, type DType, dtypeInfo, type Region } from '../../src/volume/index.js';

const index = (z: number, y: number, x: number): number => z * 100 + y * 10 + x;

/** A 3 x 4 x 5 volume whose voxels tell where they are. */
function numbered() {
  const volume = createVolume([3, 4, 5], 'uint16');
  for (let z = 0; z < 3; z++)
    for (let y = 0; y < 4; y++) for (let x = 0; x < 5; x++) volume.set(index(z, y, x), z, y, x);
  return volume;
}

describe('createVolume', () => {
  it.each(DTYPES)('allocates zeros of %s with its typed array', (dtype: DType) => {
    const volume = createVolume([2, 3, 4], dtype);
    expect(volume.data).toBeInstanceOf(dtypeInfo(dtype).array);
    expect(volume.data.length).toBe(24 * dtypeInfo(dtype).components);
    expect(volume.data.every((value: number | bigint) => Number(value) === 0)).toBe(true);
    expect(volume.nbytes).toBe(24 * dtypeInfo(dtype).itemsize);
  });

  it('is off-heap memory that memoryReport knows', () => {
    const volume = createVolume([1000, 1000], 'uint8');
    const row = memoryReport().find((block) => block.id === volume.block.id);
    expect(row).toMatchObject({ byteLength: 1e6, address: volume.block.address, java: 0 });
    volume.close();
    expect(memoryReport().find((block) => block.id === volume.block.id)).toBeUndefined();
  });

  it('refuses bad shapes and dtypes by name', () => {
    expect(() => createVolume([2, -1], 'uint8')).toThrow(/extent -1/);
    expect(() => createVolume([2.5], 'uint8')).toThrow(/2\.5/);
    expect(() => createVolume([2 ** 30, 2 ** 30], 'float64')).toThrow(/2\^53/);
    expect(() => createVolume([1], 'uint7' as DType)).toThrow(/"uint7".*uint8, int8/);
    expect(() => createVolume([2 ** 50], 'uint8')).toThrow(expect.objectContaining({ name: 'MemoryLimitError' }));
  });

  it('takes zero extents and no axes', () => {
    expect(createVolume([3, 0, 2], 'uint8').data.length).toBe(0);
    const scalar = createVolume([], 'float32');
    scalar.set(2.5);
    expect(scalar.get()).toBe(2.5);
  });
});

describe('views', () => {
  it('slice as NumPy does', () => {
    const volume = numbered();
    const view = volume.slice([1, null], -1, [null, null, -2]);
    expect(view.shape).toEqual([2, 3]);
    expect(view.get(0, 0)).toBe(index(1, 3, 4));
    expect(view.get(1, 2)).toBe(index(2, 3, 0));
    expect(volume.slice([5, 9]).shape).toEqual([0, 4, 5]);
    expect(volume.slice([-2, -1]).get(0, 0, 0)).toBe(index(1, 0, 0));
  });

  it('compose without a copy', () => {
    const volume = numbered();
    const view = volume.permuteDims([2, 0, 1]).flip(0).slice([1, 4], null, [0, 4, 2]).pick(1, 2);
    expect(view.shape).toEqual([3, 2]);
    for (let x = 0; x < 3; x++) for (let y = 0; y < 2; y++) expect(view.get(x, y)).toBe(index(2, y * 2, 3 - x));
    view.set(999, 0, 1);
    expect(volume.get(2, 2, 3)).toBe(999);
    expect(view.data.buffer).toBe(volume.data.buffer);
  });

  it('give data of just the elements they touch', () => {
    const volume = numbered();
    const plane = volume.pick(0, 1);
    expect(plane.isContiguous).toBe(true);
    expect([...plane.data]).toEqual([...volume.data.subarray(20, 40)]);
    const column = volume.slice(0, [null, null, -1], 2);
    expect(column.data.length).toBe(16);
    expect(column.offset).toBe(15);
    expect(column.ndarray().get(3)).toBe(index(0, 0, 2));
  });

  it('refuse what is outside', () => {
    const volume = numbered();
    expect(() => volume.get(3, 0, 0)).toThrow(/outside the shape/);
    expect(() => volume.get(0, 0)).toThrow(/2 indices/);
    expect(() => volume.pick(3, 0)).toThrow(/axis 3/);
    expect(() => volume.slice(3)).toThrow(/index 3/);
    expect(() => volume.slice([0, 1, 0])).toThrow(/step 0/);
    expect(() => volume.permuteDims([0, 0, 1])).toThrow(/each of the 3 axes once/);
  });
});

describe('asVolume', () => {
  it('shares the memory of typed arrays, slices and SharedArrayBuffers', () => {
    const array = new Int16Array(24);
    const volume = asVolume(array, [2, 3, 4]);
    volume.set(-5, 1, 2, 3);
    expect(array[23]).toBe(-5);
    const part = asVolume(array.subarray(4, 8));
    part.set(7, 0);
    expect(array[4]).toBe(7);
    expect(part.block).toBe(volume.block);
    const shared = asVolume(new Float64Array(new SharedArrayBuffer(64)), [8]);
    shared.set(1.5, 7);
    expect(shared.get(7)).toBe(1.5);
  });

  it("shares exactly the view's bytes of a pooled Buffer", () => {
    const buffer = Buffer.from('volume');
    const volume = asVolume(buffer, [2, 3]);
    expect(volume.dtype).toBe('uint8');
    expect(volume.data.length).toBe(6);
    volume.set(86, 0, 0);
    expect(buffer.toString()).toBe('Volume');
  });

  it('takes ndarrays with any strides and gives them back', () => {
    const array = ndarray(
      new Float32Array(24).map((_, i) => i),
      [2, 3, 4],
    );
    const volume = asVolume(array.transpose(2, 0, 1).step(-1, 1, 2));
    expect(volume.shape).toEqual([4, 2, 2]);
    expect(volume.get(0, 1, 1)).toBe(array.get(1, 2, 3));
    const back = volume.ndarray();
    back.set(0, 1, 1, -1);
    expect(array.get(1, 2, 3)).toBe(-1);
    const zero = asVolume({ data: new Uint8Array([1, 2]), shape: [3, 2], stride: [0, 1], offset: 0 });
    expect(zero.get(2, 1)).toBe(2);
  });

  it('refuses what cannot be shared, with a reason', () => {
    expect(() => asVolume(new Uint8Array(5), [2, 3])).toThrow(/6 voxels, the array has 5/);
    expect(() => asVolume(ndarray([1, 2, 3]) as never)).toThrow(/plain array/);
    expect(() => asVolume(new DataView(new ArrayBuffer(8)) as never)).toThrow(/DataView/);
    expect(() => asVolume([1, 2] as never)).toThrow(/not a plain array/);
    expect(() => asVolume({ data: new Uint8Array(4), shape: [3], stride: [2], offset: 0 })).toThrow(/reach outside/);
    const resizable = new (ArrayBuffer as never as new (n: number, o: object) => ArrayBuffer)(8, { maxByteLength: 16 });
    expect(() => asVolume(new Uint8Array(resizable))).toThrow(expect.objectContaining({ name: 'SharingError' }));
  });

  it('says so when the buffer was transferred', () => {
    const array = new Uint8Array(16);
    const volume = asVolume(array, [4, 4]);
    structuredClone(array.buffer, { transfer: [array.buffer] });
    expect(() => volume.data).toThrow(expect.objectContaining({ name: 'DetachedError' }));
  });

  it('says so when WebAssembly memory grew', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    const volume = asVolume(new Uint8Array(memory.buffer));
    memory.grow(1);
    expect(() => volume.data).toThrow(expect.objectContaining({ name: 'DetachedError' }));
  });
});

describe('close', () => {
  it('ends a volume and its views, and empties typed arrays over its memory', () => {
    const volume = createVolume([4], 'uint8');
    const view = volume.slice([1, 3]);
    const data = volume.data;
    volume.close();
    volume.close();
    for (const use of [
      () => volume.data,
      () => view.data,
      () => view.get(0),
      () => view.slice(),
      () => volume.invalidate(),
    ]) {
      expect(use).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    }
    expect(data.length).toBe(0);
    expect(view.closed).toBe(true);
  });

  it('of a view ends only the view', () => {
    const volume = createVolume([4], 'uint8');
    const view = volume.slice([1, 3]);
    view.close();
    expect(() => view.data).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    expect(volume.get(1)).toBe(0);
  });

  it('of an adopted array leaves the array and its other volumes', () => {
    const array = new Uint8Array([1, 2, 3]);
    const first = asVolume(array);
    const second = asVolume(array);
    first.close();
    expect(second.get(2)).toBe(3);
    expect(array.length).toBe(3);
  });
});

describe('invalidate', () => {
  function record(volume: { onInvalidate(listener: (region: Region) => void): () => void }): Region[] {
    const seen: Region[] = [];
    volume.onInvalidate((region) => seen.push(region));
    return seen;
  }

  it('maps the box to every view of the memory', () => {
    const volume = numbered();
    const mirrored = record(volume.flip(2));
    const plane = record(volume.pick(0, 1));
    const other = record(volume.pick(0, 0));
    const stepped = record(volume.slice([null, null, 2]));
    volume.invalidate({ start: [1, 1, 0], shape: [1, 2, 2] });
    expect(mirrored).toEqual([{ start: [1, 1, 3], shape: [1, 2, 2] }]);
    expect(plane).toEqual([{ start: [1, 0], shape: [2, 2] }]);
    expect(other).toEqual([]);
    expect(stepped).toEqual([]);
  });

  it('maps a box of a view to its root', () => {
    const volume = numbered();
    const seen = record(volume);
    volume
      .permuteDims([2, 1, 0])
      .flip(0)
      .slice([1, 3])
      .invalidate({ start: [0, 2, 1], shape: [2, 1, 2] });
    expect(seen).toEqual([{ start: [1, 2, 2], shape: [2, 1, 2] }]);
  });

  it('gives volumes without a common root the box of the bytes', () => {
    const array = new Uint8Array(60);
    const volume = asVolume(array, [3, 4, 5]);
    const seen = record(asVolume(array, [6, 10]));
    volume.invalidate({ start: [1, 0, 0], shape: [1, 1, 3] }); // bytes 20 to 22
    volume.invalidate({ start: [0, 1, 4], shape: [1, 2, 1] }); // bytes 9 to 14
    expect(seen).toEqual([
      { start: [2, 0], shape: [1, 3] },
      { start: [0, 0], shape: [2, 10] },
    ]);
  });

  it('stops when unsubscribed and refuses boxes outside', () => {
    const volume = numbered();
    const seen: Region[] = [];
    const stop = volume.onInvalidate((region) => seen.push(region));
    stop();
    volume.invalidate();
    expect(seen).toEqual([]);
    expect(() => volume.invalidate({ start: [0, 0, 0], shape: [4, 1, 1] })).toThrow(/axis 0/);
    expect(() => volume.invalidate({ start: [0], shape: [1] })).toThrow(/3 integers/);
  });
});
